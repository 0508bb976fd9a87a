import type { z } from 'zod';

/**
 * The parameters that flags as typed on a command line stand for: `--metric all-time --grid`.
 * @throws Error when the schema has no such parameter, or takes no such value
 */
export function parameterValues(params: z.ZodObject, flags: string): Record<string, unknown> {
  const given = new Map<string, string[]>();
  for (const part of flags.split(/(?:^|\s)--/).filter((text) => text !== '')) {
    const [flag = '', ...values] = part.trim().split(/\s+/);
    const key = flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    given.set(key, [...(given.get(key) ?? []), ...values]);
  }
  const shape = params.shape as Record<string, z.ZodType>;
  return Object.fromEntries([...given].map(([key, values]) => [key, valueOf(shape[key], key, values)]));
}

/** The reading of the words that the schema takes: the word, the number, the list; a flag without a word is a yes. */
function valueOf(schema: z.ZodType | undefined, key: string, values: string[]): unknown {
  const [value] = values;
  const readings: unknown[] = values.length === 0 ? [true] : [value, Number(value), values];
  const reading = readings.find((each) => schema?.safeParse(each).success === true);
  if (reading === undefined) throw new Error(`no parameter ${key} takes ${values.join(' ')}`);
  return reading;
}

import { z } from 'zod';
import { UsageError } from '../errors.js';

/** An option of a call, and in words what it takes. */
export function option(takes: string, schema: z.ZodType): z.ZodType {
  return z.custom((value) => schema.safeParse(value).success, takes);
}

export function oneOf(words: readonly string[]): z.ZodType {
  return option(`one of ${words.join(', ')}`, z.enum(words));
}

export const text = option('a text that is not empty', z.string().regex(/\S/));
export const flag = option('true or false', z.boolean());
export const count = option('a whole number from 1', z.int().min(1));
export const milliseconds = option('a number of milliseconds above 0', z.number().positive());

/**
 * Refuses what a call cannot act on, which its types cannot keep a program from giving.
 * @param shape what each option takes, by name
 * @throws UsageError naming the option and what it takes
 */
export function checkOptions(
  call: string,
  shape: Readonly<Record<string, z.ZodType>>,
  options: unknown,
): void {
  const [issue] = z.strictObject(shape).safeParse(options).error?.issues ?? [];
  if (issue === undefined) return;
  const todo = `It has ${Object.keys(shape).join(', ')}.`;
  if (issue.code === 'unrecognized_keys') {
    throw new UsageError(`${call} has no option ${issue.keys.join(', ')}.`, { todo });
  }
  const [name] = issue.path;
  if (name === undefined) throw new UsageError(`${call} takes an object of options.`, { todo });
  throw new UsageError(`The option ${String(name)} of ${call} cannot be used.`, {
    todo: `Give ${issue.message}.`,
  });
}

import { Option } from 'commander';
import { z } from 'zod';

/**
 * The options of a report, made from its parameters: the key in kebab-case is the flag, the description its help, the
 * schema its check. Commander gives the values back under the same camelCase keys.
 */
export function parameterOptions(params: z.ZodObject): Option[] {
  return Object.entries(params.shape as Record<string, z.ZodType>).map(([key, schema]) => {
    const flag = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const inner = schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema;
    const option = new Option(`--${flag} <${flag}>`, schema.description ?? inner.description ?? '');
    if (schema instanceof z.ZodDefault) option.default(schema.def.defaultValue);
    if (inner instanceof z.ZodEnum) option.choices(inner.options.map(String));
    return option;
  });
}

import { Argument, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { positiveInteger } from './options.js';

/**
 * The options of a report, made from its parameters: the key in kebab-case is the flag, the description its help, the
 * schema its check: a boolean is a flag without a value, an array may be repeated, a number is whole and from 1.
 * Commander gives the values back under the same camelCase keys.
 * @param argument the parameter that is no option, see {@link parameterArgument}
 */
export function parameterOptions(params: z.ZodObject, argument?: string): Option[] {
  const shape: Record<string, z.ZodType> = params.shape;
  return Object.entries(shape).flatMap(([key, schema]) => {
    if (key === argument) return [];
    const flag = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const inner = innerOf(schema);
    const value = inner instanceof z.ZodBoolean ? '' : ` <${flag}>`;
    const option = new Option(`--${flag}${value}`, schema.description ?? inner.description ?? '');
    if (schema instanceof z.ZodDefault && !(inner instanceof z.ZodBoolean)) {
      option.default(schema.def.defaultValue);
    }
    if (inner instanceof z.ZodEnum) option.choices(inner.options.map(String));
    if (inner instanceof z.ZodNumber) option.argParser(positiveInteger);
    if (inner instanceof z.ZodArray) repeatable(option, inner.element);
    return [option];
  });
}

/** The parameter that is given by its place, which may be left out. */
export function parameterArgument(params: z.ZodObject, key: string): Argument {
  const shape: Record<string, z.ZodType> = params.shape;
  return new Argument(`[${key}]`, shape[key]?.description ?? '');
}

function innerOf(schema: z.ZodType): z.ZodType {
  const isWrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional;
  return isWrapped ? innerOf(schema.unwrap() as z.ZodType) : schema;
}

function repeatable(option: Option, element: unknown): void {
  const choices = element instanceof z.ZodEnum ? element.options.map(String) : undefined;
  if (choices !== undefined) option.choices(choices);
  option.argParser((value: string, values: string[] = []) => {
    if (choices !== undefined && !choices.includes(value)) {
      throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
    }
    return [...values, value];
  });
}

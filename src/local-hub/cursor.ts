import { z } from 'zod';
import type { ListedModel } from '../domain/listed-model.js';
import { isObjectId } from '../domain/object-id.js';
import { isSortKey, sortValue, type Order, type SortKey } from './sort-order.js';

export interface Condition {
  field: SortKey;
  operator: 'is' | 'below' | 'above';
  value: string | number | null;
}

/** The Mongo predicate inside a cursor: any of the clauses, each clause all of its conditions. */
export type Cursor = readonly (readonly Condition[])[];

/** Base64 of the compact JSON predicate that selects everything after `model`, as the Hub's `Link` carries it. */
export function cursorAfter(model: ListedModel, order: Order, searched: boolean): string {
  const predicate = predicateAfter(model, order);
  // Opaque to clients: on the Hub, a position inside the search engine.
  const token = Buffer.from(model._id, 'hex').toString('base64');
  const json = JSON.stringify(searched ? { ...predicate, searchSequenceToken: token } : predicate);
  return Buffer.from(json).toString('base64');
}

function predicateAfter(model: ListedModel, { key, ascending }: Order): object {
  const further = ascending ? '$gt' : '$lt';
  if (key === '_id') return { _id: { [further]: model._id } };
  const value = sortValue(model, key) ?? null;
  const tie = { [key]: value, _id: { $gt: model._id } };
  return { $or: value === null ? [tie] : [tie, { [key]: { [further]: value } }, { [key]: null }] };
}

const comparand = z.union([z.string(), z.number(), z.null()]);

const below = z.strictObject({ $lt: comparand }).transform(({ $lt }) => bound('below', $lt));
const above = z.strictObject({ $gt: comparand }).transform(({ $gt }) => bound('above', $gt));
const equal = comparand.transform((value) => bound('is', value));

function bound(operator: Condition['operator'], value: Condition['value']): Omit<Condition, 'field'> {
  return { operator, value };
}

const clause = z.record(z.string(), z.union([below, above, equal])).transform((fields, context) =>
  Object.entries(fields).map(([field, rest]): Condition => {
    if (isSortKey(field) && (field !== '_id' || isObjectIdBound(rest.value))) return { field, ...rest };
    context.addIssue('not a field of the listing');
    return z.NEVER;
  }),
);

function isObjectIdBound(value: Condition['value']): boolean {
  return typeof value === 'string' && isObjectId(value);
}

const searchSequenceToken = z.string().optional();

const predicate = z.union([
  z.strictObject({ $or: z.array(clause).min(1), searchSequenceToken }).transform(({ $or }): Cursor => $or),
  z
    .strictObject({ _id: z.union([below, above]), searchSequenceToken })
    .refine(({ _id }) => isObjectIdBound(_id.value))
    .transform(({ _id }): Cursor => [[{ field: '_id', ..._id }]]),
]);

/** The predicate of a `cursor` parameter, or undefined when it is not one. */
export function parseCursor(text: string): Cursor | undefined {
  return predicate.safeParse(parseJson(Buffer.from(text, 'base64').toString('utf8'))).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Evaluates as Mongo does: null equals an absent field, and a bound matches values of its own type only. */
export function matchesCursor(cursor: Cursor, model: ListedModel): boolean {
  return cursor.some((conditions) => conditions.every((condition) => meets(condition, model)));
}

function meets({ field, operator, value: limit }: Condition, model: ListedModel): boolean {
  const value = sortValue(model, field) ?? null;
  if (operator === 'is') return value === limit;
  if (value === null || limit === null || typeof value !== typeof limit) return false;
  return operator === 'below' ? value < limit : value > limit;
}

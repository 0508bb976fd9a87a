import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { dataFile } from '../data.js';

/**
 * Which night may answer a claim: `any`; `now`: one from its first day on, while its band is meant for it; `since`: one from
 * its first day on, however late, as it is about days that are over; `on`: one within two weeks of its days; `window`: nights
 * at both ends of its days.
 */
export const nightRules = ['any', 'now', 'since', 'on', 'window'] as const;

/** What a claim takes beside a night of the model listing; `history` where only the report knows how many nights. */
export const needs = ['datasets', 'spaces', 'authors', 'history'] as const;

const optionalNumber = z.string().transform((text) => (text === '' ? null : Number(text)));
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const yesNo = z.enum(['yes', 'no', '']).transform((word) => word === 'yes');

const row = z
  .object({
    id: z.string().min(1),
    statement: z.string(),
    said_by: z.string().min(1),
    source: z.string().regex(/^[a-z0-9-]+$/),
    where: z.string(),
    published_on: z.string(),
    as_of: z.string().min(1),
    from_day: day,
    to_day: day,
    words: z.string().min(1),
    words_ru: z.string().min(1),
    quantity: z.string().min(1),
    label: z.string().min(1),
    value: optionalNumber,
    unit: z.string(),
    metric: z.string(),
    cohort: z.string(),
    definition: z.string(),
    not_stated: z.string(),
    at_least: optionalNumber,
    at_most: optionalNumber,
    nights: z.enum(nightRules),
    needs: z.enum(['', ...needs]),
    only_grows: yesNo,
    report: z.string(),
    params: z.string(),
    answer: z.string(),
    observable: yesNo,
    contradicts: z.string().transform((ids) => ids.split(' ').filter((id) => id !== '')),
    note: z.string(),
    note_ru: z.string(),
  })
  .strict();

/**
 * A figure that somebody published about the Hub: a row of `data/claims.csv`, whose columns these are.
 * `value` is null where the source gives no figure; `at_least` and `at_most` are the band in which a computed value
 * holds, null where it is open. `answer` is the claim whose answer this one takes, its own where empty. `from_day` to
 * `to_day` are the days that the figure is of. `statement` is the statement of the document that it bears on.
 */
export type PublishedClaim = z.output<typeof row>;

let read: readonly PublishedClaim[] | undefined;

/** The published figures, in the order of the file, which is read once. */
export function readClaims(): readonly PublishedClaim[] {
  const rows = (): unknown => parse(readFileSync(dataFile('claims.csv')), { columns: true });
  return (read ??= z.array(row).parse(rows()));
}

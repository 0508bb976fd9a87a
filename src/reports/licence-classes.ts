import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { dataFile } from '../data.js';

/** Terms of their own: what they permit is not known from the identifier. */
export const CUSTOM = 'custom';
/** No licence, or one that is said not to be known. */
export const NONE = 'none declared';

/** Classes of licences, from the one that permits the most; custom and none declared come last and are in no order. */
export interface LicenceClasses {
  names: readonly string[];
  /** By class: 1 permits the most; null where that cannot be said. */
  ranks: readonly (number | null)[];
  /** The identifiers of `data/licence_classes.csv`. */
  licences: readonly string[];
  /** The place of a licence's class; an identifier that is not in the file is custom, null is none declared. */
  placeOf: (licence: string | null) => number;
}

const row = z.object({
  licence: z.string().min(1),
  class: z.string().min(1),
  rank: z.string().transform((text) => (text === '' ? null : Number(text))),
  source: z.string().min(1),
});

/** The classes of `data/licence_classes.csv`. What permits more than another is a judgement: docs/reports/licences.md. */
export function readLicenceClasses(): LicenceClasses {
  const text: unknown = parse(readFileSync(dataFile('licence_classes.csv')), { columns: true });
  const rows = z.array(row).parse(text);
  const ranked = new Map(rows.flatMap((each) => (each.rank === null ? [] : [[each.class, each.rank]])));
  const names = [
    ...[...ranked.keys()].sort((a, b) => (ranked.get(a) ?? 0) - (ranked.get(b) ?? 0)),
    CUSTOM,
    NONE,
  ];
  const classOf = new Map(rows.map((each) => [each.licence, names.indexOf(each.class)]));
  const custom = names.indexOf(CUSTOM);
  return {
    names,
    ranks: names.map((name) => ranked.get(name) ?? null),
    licences: [...classOf.keys()],
    placeOf: (licence) => (licence === null ? names.indexOf(NONE) : (classOf.get(licence) ?? custom)),
  };
}

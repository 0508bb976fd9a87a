import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { dataFile } from '../data.js';

/** A figure that somebody published about the Hub, from `data/claims.csv`. */
export interface PublishedClaim {
  id: string;
  quantity: string;
  /** The quantity in words. */
  label: string;
  value: number;
  unit: string;
  asOf: string;
  source: string;
  /** The download count it speaks of: `30d`, `all`, `delta`, `first-year`, or `count` where it counts repositories. */
  metric: string;
  cohort: string;
  tolerance: string;
  note: string;
}

const row = z
  .object({
    id: z.string().min(1),
    quantity: z.string().min(1),
    label: z.string().min(1),
    value: z.coerce.number(),
    unit: z.string(),
    as_of: z.string(),
    source: z.string().min(1),
    metric: z.string(),
    cohort: z.string(),
    tolerance: z.string(),
    note: z.string(),
  })
  .transform(({ as_of, ...rest }): PublishedClaim => ({ ...rest, asOf: as_of }));

/** The published figures, in the order of the file. */
export function readClaims(): PublishedClaim[] {
  const rows: unknown = parse(readFileSync(dataFile('claims.csv')), { columns: true });
  return z.array(row).parse(rows);
}

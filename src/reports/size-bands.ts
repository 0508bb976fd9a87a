import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { dataFile } from '../data.js';

/** Models by their number of parameters: at least `from`, fewer than `below`. */
export interface SizeBand {
  name: string;
  from: number;
  /** Infinity in the last one. */
  below: number;
}

const row = z
  .object({
    band: z.string().min(1),
    from_parameters: z.coerce.number(),
    below_parameters: z.string(),
    source: z.string().min(1),
  })
  .transform(({ band, from_parameters, below_parameters }): SizeBand => ({
    name: band,
    from: from_parameters,
    below: below_parameters === '' ? Infinity : Number(below_parameters),
  }));

/** The bands of `data/size_bands.csv`, ascending, each beginning where the one before ends; their edges are those of published figures. */
export function readSizeBands(): SizeBand[] {
  const rows: unknown = parse(readFileSync(dataFile('size_bands.csv')), { columns: true });
  return z.array(row).parse(rows);
}

/** The place of the band that so many parameters, above zero, are in. @param ends `below` of each band */
export function sizeBandOf(parameters: number, ends: Float64Array): number {
  let place = 0;
  while (parameters >= (ends[place] ?? Infinity)) place += 1;
  return place;
}

import type { Night } from '../store/night.js';
import { nightRows, type NightValueColumn } from '../store/night-rows.js';
import type { Store } from '../store/open.js';
import { tagRows } from '../store/tag-rows.js';
import { type ColumnBatch, viewRows } from '../store/view-rows.js';
import { type ExchangeColumn, type ExchangeTableName, exchangeTables } from './tables.js';

/** Rows that are held at once, and those of a row group in Parquet. */
export const BATCH_ROWS = 65_536;

/** The columns of a file: all of the table, but for `night` of `model_night`, which is in the name of its folder. */
export function fileColumns(table: ExchangeTableName): Record<string, ExchangeColumn> {
  const columns: Record<string, ExchangeColumn> = { ...exchangeTables[table].columns };
  if (table === 'model_night') delete columns['night'];
  return columns;
}

/** The rows of a table that is one file. */
export function tableBatches(
  { db }: Store,
  table: Exclude<ExchangeTableName, 'model_night'>,
): Generator<ColumnBatch> {
  if (table === 'tags') return tagRows(db, BATCH_ROWS);
  const { columns, key } = exchangeTables[table];
  return viewRows(db, { view: table, columns: Object.keys(columns), order: key }, BATCH_ROWS);
}

/** The rows of each night, with the columns of {@link fileColumns}; to be read in turn. */
export function* nightBatches(
  { db }: Store,
  nights: readonly Night[],
): Generator<[Night, Generator<ColumnBatch>]> {
  const [, , ...values] = Object.keys(fileColumns('model_night')) as NightValueColumn[];
  for (const [night, batches] of nightRows(db, nights, values)) {
    yield [night, withNightKey(batches, night.nightKey)];
  }
}

function* withNightKey(batches: Iterable<ColumnBatch>, nightKey: number): Generator<ColumnBatch> {
  for (const { rows, columns } of batches) {
    yield { rows, columns: [new Float64Array(rows).fill(nightKey), ...columns] };
  }
}

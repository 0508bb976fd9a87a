import type { Store } from '../store/open.js';
import { type SideTable, type SideTableName, sideTables } from '../store/side-tables.js';
import { type ColumnBatch, viewRows } from '../store/view-rows.js';
import { BATCH_ROWS } from './export-batches.js';
import type { ExchangeColumn } from './tables.js';

/** Where a table lies that only a store needs, below the folder of an export and without a suffix. */
export function sidePath(name: SideTableName): string {
  return `store/${name}`;
}

export function sideColumns(name: SideTableName): Record<string, ExchangeColumn> {
  const { columns }: SideTable = sideTables[name];
  return Object.fromEntries(
    Object.entries(columns).map(([column, { type, nullable, description }]) => [
      column,
      { type, nullable, description },
    ]),
  );
}

export function sideBatches({ db }: Store, name: SideTableName): Generator<ColumnBatch> {
  const { source, columns, key }: SideTable = sideTables[name];
  const select = Object.entries(columns).map(([column, { sql }]) => `${sql} AS ${column}`);
  return viewRows(db, { view: source, columns: select, order: key }, BATCH_ROWS);
}

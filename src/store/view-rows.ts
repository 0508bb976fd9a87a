import type { Database } from 'better-sqlite3';

/** A value as SQLite has it; numbers are whole below 2^53, or doubles. */
export type CellValue = string | number | null;

/** Rows as columns, each `rows` values long, in the order in which they were asked for. In the numbers of a night NaN is missing. */
export interface ColumnBatch {
  rows: number;
  columns: readonly (readonly CellValue[] | Float64Array)[];
}

/**
 * The rows of a view or table, in batches of at most `size`.
 * @param query names of ours, not of strangers
 */
export function* viewRows(
  db: Database,
  query: { view: string; columns: readonly string[]; order: readonly string[] },
  size: number,
): Generator<ColumnBatch> {
  const select = db
    .prepare<[], CellValue[]>(
      `SELECT ${query.columns.join(', ')} FROM ${query.view} ORDER BY ${query.order.join(', ')}`,
    )
    .raw();
  const empty = (): CellValue[][] => query.columns.map(() => []);
  let columns = empty();
  let rows = 0;
  for (const row of select.iterate()) {
    for (let index = 0; index < columns.length; index += 1) columns[index]?.push(row[index] ?? null);
    rows += 1;
    if (rows < size) continue;
    yield { rows, columns };
    columns = empty();
    rows = 0;
  }
  if (rows > 0) yield { rows, columns };
}

import type { Database } from 'better-sqlite3';

/**
 * Two columns of integers, in the order of the rows. As one JSON text each they arrive several times faster than row by row.
 * @param sql whose one row is a `json_group_array` of each
 */
export function readTwoColumns(db: Database, sql: string): [number[], number[]] {
  const [first = '[]', second = '[]'] = db.prepare<[], [string, string]>(sql).raw().get() ?? [];
  return [JSON.parse(first) as number[], JSON.parse(second) as number[]];
}

import Database from 'better-sqlite3';
import { withSqliteErrors } from './sqlite-error.js';
import type { CellValue, ColumnBatch } from './view-rows.js';

/** A table of a plain SQLite file. Names are ours, not strangers'. */
export interface PlainTable {
  name: string;
  columns: readonly { name: string; type: 'TEXT' | 'INTEGER' | 'REAL'; nullable: boolean }[];
  key: readonly string[];
  batches: Iterable<ColumnBatch>;
}

/**
 * Makes a SQLite file of these tables and views, which any tool reads.
 * @param path a file that is not there
 * @param views name to SELECT
 * @returns the rows of each table
 * @throws StoppedEarlyError when the disk is full
 */
export function writeSqliteFile(
  path: string,
  tables: readonly PlainTable[],
  views: Readonly<Record<string, string>>,
): number[] {
  return withSqliteErrors(path, () => {
    const db = new Database(path);
    try {
      // The file gets its name when all of it is on the disk: a journal would protect what nobody sees.
      db.pragma('journal_mode = OFF');
      db.pragma('synchronous = OFF');
      const rows = tables.map((table) => db.transaction(() => writeTable(db, table))());
      for (const [name, select] of Object.entries(views)) db.exec(`CREATE VIEW ${name} AS ${select}`);
      return rows;
    } finally {
      db.close();
    }
  });
}

function writeTable(db: Database.Database, { name, columns, key, batches }: PlainTable): number {
  const shapes = columns.map(
    (column) => `${column.name} ${column.type}${column.nullable ? '' : ' NOT NULL'}`,
  );
  // A single key of integers is the rowid itself; others order the table.
  const rowid = key.length === 1 ? '' : ', WITHOUT ROWID';
  db.exec(`CREATE TABLE ${name} (${shapes.join(', ')}, PRIMARY KEY (${key.join(', ')})) STRICT${rowid}`);
  const insert = db.prepare<CellValue[]>(`INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`);
  let count = 0;
  for (const { rows, columns: values } of batches) {
    for (let row = 0; row < rows; row += 1) {
      insert.run(...values.map((column) => present(column[row])));
    }
    count += rows;
  }
  return count;
}

function present(value: CellValue | undefined): CellValue {
  return value === undefined || Number.isNaN(value) ? null : value;
}

import Database from 'better-sqlite3';
import { withDraftErrors } from './sqlite-error.js';
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
 * @param draft a file that is not there; it is to become `file`
 * @param views name to SELECT
 * @returns the rows of each table
 * @throws StoppedEarlyError when the disk is full
 * @throws UsageError when the file cannot be written
 */
export function writeSqliteFile(
  draft: string,
  file: string,
  tables: readonly PlainTable[],
  views: Readonly<Record<string, string>>,
): number[] {
  const writing: Writing = (work) => withDraftErrors(file, work);
  const db = writing(() => new Database(draft));
  try {
    writing(() => {
      // The file gets its name when all of it is on the disk: a journal would protect what nobody sees.
      db.pragma('journal_mode = OFF');
      db.pragma('synchronous = OFF');
    });
    const rows = tables.map((table) => writeTable(db, table, writing));
    writing(() => {
      for (const [name, select] of Object.entries(views)) db.exec(`CREATE VIEW ${name} AS ${select}`);
    });
    return rows;
  } finally {
    db.close();
  }
}

/** Around what writes, apart from what reads: the two fail in different files. */
type Writing = <T>(work: () => T) => T;

function writeTable(
  db: Database.Database,
  { name, columns, key, batches }: PlainTable,
  writing: Writing,
): number {
  const shapes = columns.map(
    (column) => `${column.name} ${column.type}${column.nullable ? '' : ' NOT NULL'}`,
  );
  // A single key of integers is the rowid itself; others order the table.
  const rowid = key.length === 1 ? '' : ', WITHOUT ROWID';
  const insert = writing(() => {
    db.exec(
      `BEGIN; CREATE TABLE ${name} (${shapes.join(', ')}, PRIMARY KEY (${key.join(', ')})) STRICT${rowid}`,
    );
    return db.prepare<CellValue[]>(`INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`);
  });
  let count = 0;
  for (const { rows, columns: values } of batches) {
    writing(() => {
      for (let row = 0; row < rows; row += 1) insert.run(...values.map((column) => present(column[row])));
    });
    count += rows;
  }
  writing(() => db.exec('COMMIT'));
  return count;
}

function present(value: CellValue | undefined): CellValue {
  return value === undefined || Number.isNaN(value) ? null : value;
}

import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../clock.js';
import { UsageError } from '../errors.js';
import { StoreLock } from '../store/lock.js';
import { listNights } from '../store/night.js';
import type { Store } from '../store/open.js';
import { withSqliteErrors } from '../store/sqlite-error.js';
import { type PlainTable, writeSqliteFile } from '../store/sqlite-file.js';
import type { ColumnBatch } from '../store/view-rows.js';
import { nightBatches, tableBatches } from './export-batches.js';
import { makeFolder, writeWhole } from './export-file.js';
import {
  type ColumnType,
  type ExchangeTable,
  type ExchangeTableName,
  exchangeTableNames,
  exchangeTables,
} from './tables.js';

const sqlTypes: Record<ColumnType, 'TEXT' | 'INTEGER' | 'REAL'> = {
  text: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
  boolean: 'INTEGER',
  date: 'TEXT',
  json: 'TEXT',
};

const views = {
  models_now: 'SELECT * FROM models WHERE gone_on IS NULL AND private IS NOT TRUE',
  authors_now: 'SELECT * FROM authors WHERE gone_at_ms IS NULL',
};

export interface SqliteOutcome {
  file: string;
  bytes: number;
  tables: { table: ExchangeTableName; rows: number }[];
}

/**
 * Writes every table, as of one moment, into one SQLite file without anything compressed; it appears whole or not at all.
 * @throws UsageError when the file is there already and `force` is not given, or cannot be written
 * @throws LockedError when another process exports to it
 * @throws StoppedEarlyError when the disk is full
 */
export function exportSqlite(
  store: Store,
  file: string,
  { force, clock }: { force: boolean; clock: Clock },
): SqliteOutcome {
  refuseTarget(store, file, force);
  makeFolder(dirname(file), 'Name a file in another folder.');
  const lock = StoreLock.acquire(file, { pid: process.pid, command: 'oai export sqlite' }, clock);
  try {
    refuseTarget(store, file, force);
    return withSqliteErrors(store.path, () => writeTables(store, file));
  } finally {
    lock.releaseAndRemove();
  }
}

function refuseTarget(store: Store, file: string, force: boolean): void {
  if (!existsSync(file)) return;
  if (!statSync(file).isFile()) {
    throw new UsageError(`${file} is not a file.`, { todo: 'Name a file, such as plain.db.' });
  }
  if (realpathSync(file) === realpathSync(store.path)) {
    throw new UsageError(`${file} is the store itself.`, { todo: 'Name another file.' });
  }
  if (!force) {
    throw new UsageError(`${file} is there already.`, {
      why: 'An export does not overwrite another file.',
      todo: 'Choose another name, or add --force.',
    });
  }
}

function writeTables(store: Store, file: string): SqliteOutcome {
  store.db.exec('BEGIN');
  try {
    const tables = exchangeTableNames.map((name) => plainTable(store, name));
    let rows: number[] = [];
    const { bytes } = writeWhole(file, (draft) => (rows = writeSqliteFile(draft, file, tables, views)));
    return {
      file,
      bytes,
      tables: exchangeTableNames.map((table, index) => ({ table, rows: rows[index] ?? 0 })),
    };
  } finally {
    store.db.exec('COMMIT');
  }
}

function plainTable(store: Store, name: ExchangeTableName): PlainTable {
  const { columns, key }: ExchangeTable = exchangeTables[name];
  return {
    name,
    columns: Object.entries(columns).map(([column, { type, nullable }]) => ({
      name: column,
      type: sqlTypes[type],
      nullable,
    })),
    key,
    batches: name === 'model_night' ? allNights(store) : tableBatches(store, name),
  };
}

function* allNights(store: Store): Generator<ColumnBatch> {
  for (const [{ date }, batches] of nightBatches(store, listNights(store.db))) {
    for (const { rows, columns } of batches) {
      yield { rows, columns: [new Array<string>(rows).fill(date), ...columns] };
    }
  }
}

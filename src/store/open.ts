import { accessSync, constants, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Clock } from '../clock.js';
import { MissingDataError } from '../errors.js';
import { StoreLock } from './lock.js';
import { migrate, type Migration, pendingMigrations } from './migrate.js';
import { withSqliteErrors } from './sqlite-error.js';

const CACHE_KIB = 65_536;
/** Reports read tables from end to end, of which no cache keeps anything. */
const READER_CACHE_KIB = 16_384;

export interface OpenOptions {
  path: string;
  clock: Clock;
  /** What holds the lock, as shown to whoever is refused: such as `oai crawl`. */
  command: string;
}

/** One SQLite file. `lock` is present when it was opened for writing. */
export interface Store {
  readonly path: string;
  readonly db: Database.Database;
  close(): void;
}

/**
 * Opens the store for writing, making and migrating it as needed, and holds its lock until `close`.
 * @throws LockedError when another process writes to it
 * @throws UsageError when the file is not ours, is newer than this program or cannot be written
 */
export function openForWriting(options: OpenOptions): Store {
  const { clock, command } = options;
  const path = realPath(options.path);
  const lock = StoreLock.acquire(path, { pid: process.pid, command }, clock);
  try {
    const db = withSqliteErrors(path, () => {
      mkdirSync(dirname(path), { recursive: true });
      const { db, pending } = connect(path);
      migrate(db, path, pending, clock);
      return db;
    });
    return {
      path,
      db,
      close: () => {
        db.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Opens the store for reading. A store of an older version is migrated first, under its lock.
 * @throws MissingDataError when there is no file at `path`, or nothing in it
 * @throws UsageError when the file is not ours or is newer than this program
 */
export function openForReading(options: OpenOptions): Store {
  const { path } = options;
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    throw new MissingDataError(`There is no store at ${path}.`, {
      why: 'Nothing has been crawled into this file yet.',
      todo: 'Run `oai crawl` to fill it, or `oai demo` to try oai without network.',
    });
  }
  return withSqliteErrors(path, () => {
    const { db, pending } = connect(path, { readonly: !isWritable(path) });
    if (pending.length > 0) {
      db.close();
      openForWriting(options).close();
      return openForReading(options);
    }
    db.pragma('query_only = 1');
    db.pragma(`cache_size = -${READER_CACHE_KIB}`);
    return { path, db, close: () => db.close() };
  });
}

/**
 * Opens the store as {@link openForReading} does. Until `close` all that is read is of one moment, whatever a crawl writes or a prune
 * takes away meanwhile.
 */
export function openSnapshot(options: OpenOptions): Store {
  const store = openForReading(options);
  beginSnapshot(store.db);
  return store;
}

/** From here to the end of the transaction a connection reads what is there now. */
export function beginSnapshot(db: Database.Database): void {
  // SQLite takes the snapshot with the first read.
  db.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
}

function connect(path: string, { readonly = false } = {}): { db: Database.Database; pending: Migration[] } {
  const db = new Database(path, { timeout: 10_000, readonly });
  try {
    // Before anything is written: the file may belong to another program.
    const pending = pendingMigrations(db, path);
    // NORMAL in WAL mode keeps every committed page through a crash of the process, and the file whole through a power cut.
    if (!readonly) db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma('temp_store = MEMORY');
    db.pragma('foreign_keys = ON');
    return { db, pending };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** One store has one lock, by whatever link it is reached. */
function realPath(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Clock } from '../clock.js';
import { MissingDataError } from '../errors.js';
import { StoreLock } from './lock.js';
import { pendingMigrations } from './migrate.js';
import { withSqliteErrors } from './sqlite-error.js';

export interface Inspection {
  readonly db: Database.Database;
  /** Migrations that the next command which opens the store will apply. */
  readonly pending: number;
  readonly bytes: number;
  /** Of the write-ahead log beside it. */
  readonly walBytes: number;
}

/**
 * Lets `look` read the store at `path` as it is: nothing is written, migrated or locked.
 * @throws MissingDataError when there is no file
 * @throws UsageError when the file is not ours, is newer than this program or cannot be read
 */
export function inspectStore<T>(path: string, look: (store: Inspection) => T): T {
  if (!existsSync(path)) {
    throw new MissingDataError(`There is no store at ${path}.`, {
      why: 'Nothing has been crawled into this file yet.',
      todo: 'oai crawl',
    });
  }
  return withSqliteErrors(path, () => {
    const db = new Database(path, { readonly: true, timeout: 1000 });
    try {
      const pending = pendingMigrations(db, path).length;
      const walBytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      return look({ db, pending, bytes: statSync(path).size, walBytes });
    } finally {
      db.close();
    }
  });
}

export interface QuickCheck {
  /** What SQLite found broken. */
  problems: string[];
  /** Tables looked at before the time was up, of how many. */
  checked: number;
  tables: number;
}

/**
 * SQLite's `quick_check`, table by table, until `budgetMs` have passed: it cannot be interrupted within one.
 * Source: https://sqlite.org/pragma.html#pragma_quick_check
 */
export function quickCheck(db: Database.Database, clock: Clock, budgetMs: number): QuickCheck {
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  const until = clock.monotonic() + budgetMs;
  const problems: string[] = [];
  let checked = 0;
  for (const table of tables) {
    if (clock.monotonic() > until) break;
    const rows = db
      .prepare<[], string>(`PRAGMA quick_check('${table.replaceAll("'", "''")}')`)
      .pluck()
      .all();
    problems.push(...rows.filter((row) => row !== 'ok'));
    checked += 1;
  }
  return { problems, checked, tables: tables.length };
}

/** @throws LockedError naming the process that is writing to the store at `path` */
export function requireUnlocked(path: string, clock: Clock): void {
  const file = `${path}.lock`;
  if (!existsSync(file) || withSqliteErrors(file, () => isFree(file))) return;
  StoreLock.acquire(path, { pid: process.pid, command: 'oai doctor' }, clock).release();
}

/** Takes the lock for no longer than this: to be in the way of a crawl that starts now would cost it its night. */
function isFree(file: string): boolean {
  const db = new Database(file, { timeout: 0 });
  try {
    db.exec('BEGIN IMMEDIATE; ROLLBACK');
    return true;
  } catch {
    return false;
  } finally {
    db.close();
  }
}

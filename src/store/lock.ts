import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import { LockedError } from '../errors.js';
import { withSqliteErrors } from './sqlite-error.js';

export interface LockHolder {
  pid: number;
  command: string;
  since: number;
}

const holderRow = z.object({ pid: z.int(), command: z.string(), since: z.int() });

/**
 * The right to write to a store, held by one process at a time. It is a write transaction kept open on a small SQLite
 * file beside the store, so the operating system releases it however the holder ends, and others can still read who
 * holds it.
 */
export class StoreLock {
  readonly #db: Database.Database;

  private constructor(db: Database.Database) {
    this.#db = db;
  }

  /** @throws LockedError at once when another process holds the lock, naming it */
  static acquire(storePath: string, holder: Omit<LockHolder, 'since'>, clock: Clock): StoreLock {
    const path = `${storePath}.lock`;
    return withSqliteErrors(path, () => {
      mkdirSync(dirname(path), { recursive: true });
      const db = new Database(path, { timeout: 0 });
      try {
        db.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER, command TEXT, since INTEGER)');
        db.transaction(() => {
          db.exec('DELETE FROM holder');
          db.prepare('INSERT INTO holder VALUES (?, ?, ?)').run(holder.pid, holder.command, clock.now());
        }).immediate();
        db.exec('BEGIN IMMEDIATE');
        return new StoreLock(db);
      } catch (error) {
        const locked = isBusy(error) ? lockedError(storePath, db) : error;
        db.close();
        throw locked;
      }
    });
  }

  release(): void {
    if (!this.#db.open) return;
    this.#db.exec('ROLLBACK');
    this.#db.close();
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function lockedError(storePath: string, db: Database.Database): LockedError {
  const holder = readHolder(db);
  const who =
    holder === undefined
      ? 'Another process'
      : `Process ${holder.pid} (${holder.command}, since ${new Date(holder.since).toISOString()})`;
  return new LockedError(`${storePath} is being written by another process.`, {
    why: `${who} holds its lock.`,
    todo: 'Wait until it has finished, or stop it and run this command again: what it stored is kept.',
  });
}

function readHolder(db: Database.Database): LockHolder | undefined {
  try {
    return holderRow.safeParse(db.prepare('SELECT pid, command, since FROM holder').get()).data;
  } catch {
    return undefined;
  }
}

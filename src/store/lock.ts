import { existsSync, mkdirSync, rmSync } from 'node:fs';
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

/** More than one only when somebody removes the lock at that very moment. */
const ATTEMPTS = 5;

const holderRow = z.object({ pid: z.int(), command: z.string(), since: z.int() });

/**
 * The right to write to a store, held by one process at a time. It is a write transaction kept open on a small SQLite
 * file beside the store, so the operating system releases it however the holder ends, and others can still read who
 * holds it.
 */
export class StoreLock {
  readonly #db: Database.Database;
  readonly #path: string;

  private constructor(db: Database.Database, path: string) {
    this.#db = db;
    this.#path = path;
  }

  /** @throws LockedError at once when another process holds the lock, naming it */
  static acquire(storePath: string, holder: Omit<LockHolder, 'since'>, clock: Clock): StoreLock {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const lock = StoreLock.#attempt(storePath, holder, clock);
      if (readHolderAt(lock.#path)?.pid === holder.pid) return lock;
      // The one who held it before took the file away: this lock is on what nobody else sees.
      lock.release();
    }
    throw lockedError(storePath, undefined);
  }

  static #attempt(storePath: string, holder: Omit<LockHolder, 'since'>, clock: Clock): StoreLock {
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
        return new StoreLock(db, path);
      } catch (error) {
        const locked = isBusy(error) ? lockedError(storePath, readHolder(db)) : error;
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

  /** Leaves no file behind, but on Windows, which keeps one that is open. */
  releaseAndRemove(): void {
    if (!this.#db.open) return;
    try {
      // While it is held: whoever opened the file before finds out when they have it.
      rmSync(this.#path, { force: true });
    } catch {
      // A lock that nobody holds is in nobody's way.
    }
    this.release();
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function lockedError(storePath: string, holder: LockHolder | undefined): LockedError {
  const who =
    holder === undefined
      ? 'Another process'
      : `Process ${holder.pid} (${holder.command}, since ${new Date(holder.since).toISOString()})`;
  return new LockedError(`${storePath} is being written by another process.`, {
    why: `${who} holds its lock.`,
    todo: 'Wait until it has finished, or stop it and run this command again: what it stored is kept.',
  });
}

function readHolderAt(path: string): LockHolder | undefined {
  if (!existsSync(path)) return undefined;
  const db = new Database(path, { readonly: true });
  try {
    return readHolder(db);
  } finally {
    db.close();
  }
}

function readHolder(db: Database.Database): LockHolder | undefined {
  try {
    return holderRow.safeParse(db.prepare('SELECT pid, command, since FROM holder').get()).data;
  } catch {
    return undefined;
  }
}

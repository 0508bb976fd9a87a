import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { UsageError } from '../errors.js';
import { inspectStore } from './inspect.js';

export interface BackupOptions {
  /** The store to copy. */
  path: string;
  file: string;
  /** Take the place of a file that is there already. */
  force: boolean;
}

/**
 * Copies the store as of one moment into one file, also while a crawl writes to it; takes no lock. The copy is checked
 * and on the disk before it gets its name, so that `file` is a whole store, the one before, or nothing.
 * @returns the size of the copy in bytes
 * @throws MissingDataError when there is no store
 * @throws UsageError when the file is there already, or cannot be written
 */
export function backupStore({ path, file, force }: BackupOptions): number {
  // One name for all tries: what a killed one left is written over.
  const draft = `${file}.part`;
  return inspectStore(path, ({ db }) => {
    refuseTarget(path, file, force);
    try {
      rmSync(draft, { force: true });
      db.prepare('VACUUM INTO ?').run(draft);
      checkCopy(draft);
      flush(draft);
      refuseTarget(path, file, force);
      renameSync(draft, file);
      flush(dirname(file));
      return statSync(file).size;
    } catch (error) {
      throw explainWriting(error, file);
    } finally {
      rmSync(draft, { force: true });
    }
  });
}

function refuseTarget(path: string, file: string, force: boolean): void {
  if (!existsSync(file)) return;
  if (realpathSync(file) === realpathSync(path)) {
    throw new UsageError(`${file} is the store itself.`, { todo: 'Name another file for the backup.' });
  }
  if (!statSync(file).isFile()) {
    throw new UsageError(`${file} is not a file.`, {
      todo: `Name one, such as ${join(file, basename(path))}.`,
    });
  }
  if (!force) {
    throw new UsageError(`${file} is there already.`, {
      why: 'A backup does not overwrite.',
      todo: 'Choose another name, or add --force.',
    });
  }
  // SQLite would play a log left beside the old file into the new one.
  const log = ['-wal', '-journal'].map((suffix) => file + suffix).find(holdsSomething);
  if (log !== undefined) {
    throw new UsageError(`${file} is in use, or was not closed.`, {
      why: `${log} holds changes that belong to it.`,
      todo: 'End the program that has it open, or choose another name.',
    });
  }
}

function holdsSomething(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function checkCopy(draft: string): void {
  const copy = new Database(draft, { readonly: true });
  try {
    const problems = copy.prepare<[], string>('PRAGMA quick_check(3)').pluck().all();
    if (problems.length !== 1 || problems[0] !== 'ok') {
      throw new UsageError('The copy does not pass the check of SQLite, so it was thrown away.', {
        why: problems.join('; '),
        todo: 'Run `oai check` on the store and look at the disk; keep the older backups.',
      });
    }
  } finally {
    copy.close();
  }
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What went wrong with the file that is written; what went wrong with the store comes back as it was. */
function explainWriting(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const ofSqlite = error instanceof Database.SqliteError;
  if (ofSqlite ? !/^SQLITE_(FULL|CANTOPEN|READONLY|PERM)/.test(code) : code === '') return error;
  return new UsageError(`The backup ${file} cannot be written.`, {
    why: error instanceof Error ? error.message : code,
    todo: 'Make room, or choose another place.',
    cause: error,
  });
}

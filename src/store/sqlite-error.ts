import Database from 'better-sqlite3';
import { OaiError, StoppedEarlyError, UsageError } from '../errors.js';

/** Turns what SQLite reports into what happens next; anything unexpected comes back as it was. */
export function explainSqliteError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const cause = error;
  const family = error.code.split('_').slice(0, 2).join('_');
  switch (family) {
    case 'SQLITE_FULL':
      return new StoppedEarlyError(`The disk that holds ${path} is full.`, {
        why: 'SQLite could not write; the last whole page is kept.',
        todo: 'Free some space and run the same command again: it goes on from there.',
        cause,
      });
    case 'SQLITE_IOERR':
      return new StoppedEarlyError(`Reading or writing ${path} failed.`, {
        why: `The operating system reported an error (${error.code}).`,
        todo: 'Check the disk, then run the same command again: it goes on from the last whole page.',
        cause,
      });
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_PERM':
      return new UsageError(`The store ${path} cannot be opened.`, {
        why: `${error.message} (${error.code})`,
        todo: 'Check the permissions of the file and its folder, copy it to a folder of your own, or choose another with --db.',
        cause,
      });
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return new UsageError(`${path} is not a store that oai can read.`, {
        why: `${error.message} (${error.code})`,
        todo: 'Choose another file with --db, or restore this one from a backup.',
        cause,
      });
    default:
      return error;
  }
}

/** Runs `work` on the store at `path`, explaining SQLite's errors. */
export function withSqliteErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof OaiError ? error : explainSqliteError(error, path);
  }
}

/** Runs `work` that writes `file`, which appears whole or not at all, explaining SQLite's errors. */
export function withDraftErrors<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explainDraftError(error, file);
  }
}

function explainDraftError(error: unknown, file: string): unknown {
  // A draft that was opened as a store was explained as one.
  const cause = error instanceof OaiError ? error.cause : error;
  if (!(cause instanceof Database.SqliteError)) return error;
  const detail = { why: `${cause.message} (${cause.code}); nothing of it is left.`, cause };
  if (/^SQLITE_(FULL|IOERR)/.test(cause.code)) {
    const what =
      cause.code === 'SQLITE_FULL' ? `The disk that holds ${file} is full.` : `Writing ${file} failed.`;
    return new StoppedEarlyError(what, {
      ...detail,
      todo: 'See to the disk and run the same command again: it begins anew.',
    });
  }
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)/.test(cause.code)) {
    return new UsageError(`${file} cannot be written.`, { ...detail, todo: 'Choose another place.' });
  }
  return error;
}

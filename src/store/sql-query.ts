import Database from 'better-sqlite3';
import type { Clock } from '../clock.js';
import { OaiError, UsageError } from '../errors.js';
import { listNights } from './night.js';
import { beginSnapshot, openForReading } from './open.js';
import { addCompressedTables } from './sql-tables.js';
import { explainSqliteError } from './sqlite-error.js';

/** A value as SQLite has it: whole numbers are exact to 64 bits. */
export type SqlValue = bigint | number | string | Buffer | null;

export interface SqlAnswer {
  /** Names of the columns; of those that are called the same the second is `name_2`. */
  columns: string[];
  /** Read once; a row is computed when it is asked for. */
  rows: Iterable<SqlValue[]>;
}

/**
 * Answers one query about the store at `path`, which it cannot change. What is stored compressed is there as tables as well.
 * @param use given the answer; the store is open as long as it takes
 * @throws UsageError with SQLite's own words when the query cannot be run, or would do anything but read
 * @throws MissingDataError when there is no store at `path`
 */
export async function querySql<T>(
  options: { path: string; clock: Clock; sql: string },
  use: (answer: SqlAnswer) => Promise<T>,
): Promise<T> {
  const { path, clock, sql } = options;
  const stores = [];
  try {
    const store = openForReading({ path, clock, command: 'oai sql' });
    stores.push(store);
    const reader = openForReading({ path, clock, command: 'oai sql' });
    stores.push(reader);
    // Views of this connection alone are made, then it is closed to writing for good.
    store.db.pragma('query_only = 0');
    addCompressedTables(store.db, reader.db);
    store.db.pragma('query_only = 1');
    beginSameSnapshot([store.db, reader.db]);
    const { columns, rows } = answer(store.db, sql);
    try {
      return await use({ columns, rows });
    } finally {
      // A store that is answering cannot be closed.
      rows.return();
    }
  } catch (error) {
    throw explained(error, path);
  } finally {
    for (const store of stores) store.close();
  }
}

/** Tries before a store is given up in which nights come and go faster than two connections look at it. */
const MOST_TRIES = 100;

/** Lets connections read one moment: what one unpacks is of the nights that the other lists. */
function beginSameSnapshot(connections: readonly Database.Database[]): void {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    for (const db of connections) beginSnapshot(db);
    const nights = connections.map((db) => JSON.stringify(listNights(db)));
    if (new Set(nights).size === 1) return;
    for (const db of connections) db.exec('ROLLBACK');
  }
  throw new UsageError('The store changes too fast to be asked.', {
    todo: 'Try again, or ask a copy: `oai backup FILE`.',
  });
}

function answer(
  db: Database.Database,
  sql: string,
): { columns: string[]; rows: Generator<SqlValue[], void> } {
  const statement = db.prepare<[], SqlValue[]>(sql);
  // SQLite counts as reading what attaches a file, begins a transaction or sets how the connection works.
  if (!statement.readonly || !statement.reader || isPragma(sql)) throw doesNotRead();
  statement.safeIntegers(true).raw(true);
  return { columns: distinct(statement.columns().map(({ name }) => name)), rows: rowsOf(statement) };
}

function doesNotRead(cause?: unknown): UsageError {
  return new UsageError('The statement does not read.', {
    why: '`oai sql` answers one SELECT, WITH or VALUES, or EXPLAIN of one; it changes nothing, in the store or elsewhere.',
    todo: 'Take a copy with `oai backup FILE` and open that with any SQLite tool.',
    cause,
  });
}

function* rowsOf(statement: Database.Statement<[], SqlValue[]>): Generator<SqlValue[], void> {
  yield* statement.iterate();
}

function isPragma(sql: string): boolean {
  return /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)*pragma\b/i.test(sql);
}

function distinct(names: readonly string[]): string[] {
  const taken = new Set(names);
  const given = new Set<string>();
  return names.map((name) => {
    let chosen = name;
    for (let copy = 2; given.has(chosen) || (chosen !== name && taken.has(chosen)); copy += 1) {
      chosen = `${name}_${copy}`;
    }
    given.add(chosen);
    return chosen;
  });
}

function explained(error: unknown, path: string): unknown {
  if (error instanceof OaiError) return error;
  // What looked as if it read was stopped by `query_only`.
  if (error instanceof Database.SqliteError && error.code === 'SQLITE_READONLY') return doesNotRead(error);
  if (error instanceof Error && 'code' in error && error.code === 'ERR_STRING_TOO_LONG') {
    return new UsageError('A value of the answer is too long to be printed.', {
      why: error.message,
      todo: 'Ask for a part of it with substr(), or for its length().',
      cause: error,
    });
  }
  const known = explainSqliteError(error, path);
  if (known !== error) return known;
  // better-sqlite3 says in a RangeError that there is not exactly one statement, or a parameter without a value.
  if (!(error instanceof Database.SqliteError || error instanceof RangeError)) return error;
  return new UsageError('The query cannot be run.', {
    why: error.message,
    todo: '`oai sql --tables` says what there is to ask, `oai sql --columns TABLE` what is in one.',
    cause: error,
  });
}

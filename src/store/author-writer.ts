import type { Database, Statement } from 'better-sqlite3';
import type { Clock } from '../clock.js';
import type { AuthorRecord } from '../domain/author-record.js';
import type { Store } from './open.js';
import { withSqliteErrors } from './sqlite-error.js';

/** What the Hub answered of one author. */
export interface AuthorAnswered {
  authorKey: number;
  /** The account; `gone` when there is none of that name; `unreadable` when the answer named none. */
  account: AuthorRecord | 'gone' | 'unreadable';
  /** What of the record came in another form than documented: what was known of it stays. */
  unread: ReadonlySet<keyof AuthorRecord>;
  quarantined: readonly QuarantinedOverview[];
}

export interface QuarantinedOverview {
  /** The Hub's field name; `null` when the whole answer was set aside. */
  field: string | null;
  reason: string;
  json: string;
}

type SqlValue = string | number | Buffer | null;

/** Where the members of a record are stored. */
const columns = {
  kind: 'kind',
  hubId: 'hub_id',
  name: 'name',
  fullName: 'full_name',
  verified: 'verified',
  plan: 'plan',
  pro: 'pro',
  followers: 'followers',
  models: 'models',
  datasets: 'datasets',
  spaces: 'spaces',
  createdAt: 'created_at',
} as const satisfies Record<keyof AuthorRecord, string>;
const members = Object.keys(columns) as (keyof AuthorRecord)[];

/** Of the columns both tables have: what makes a row of the history when it changes. */
export const trackedColumns = ['kind', 'hub_id', 'name', 'full_name', 'verified', 'plan', 'pro'] as const;

type Row = Record<string, SqlValue>;

/** Stores what the Hub answers of authors, each answer in one transaction: nothing is asked for twice. */
export class AuthorWriter {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #find: Statement<[number], Row>;
  readonly #put: Statement<[Row]>;
  readonly #lastChange: Statement<[number], Row>;
  readonly #addChange: Statement<[Row]>;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    const { db } = store;
    const all = ['author_key', 'asked_at', 'seen_at', 'gone_at', ...Object.values(columns)];
    this.#find = db.prepare('SELECT * FROM author_overview WHERE author_key = ?');
    this.#put = db.prepare(
      `INSERT INTO author_overview (${all.join(', ')}) VALUES (${all.map((column) => `@${column}`).join(', ')})
       ON CONFLICT DO UPDATE SET ${all.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    );
    this.#lastChange = db.prepare(
      'SELECT * FROM author_change WHERE author_key = ? ORDER BY since DESC LIMIT 1',
    );
    const tracked = ['author_key', 'since', 'gone', ...trackedColumns];
    this.#addChange = db.prepare(
      `INSERT INTO author_change (${tracked.join(', ')})
       VALUES (${tracked.map((column) => `@${column}`).join(', ')})`,
    );
  }

  /**
   * @returns whether the author is known to have changed since an earlier answer
   * @throws StoppedEarlyError when the disk is full; the answer is then undone
   */
  write(answer: AuthorAnswered): boolean {
    return withSqliteErrors(this.#store.path, () =>
      this.#store.db.transaction(() => this.#write(answer)).immediate(),
    );
  }

  #write(answer: AuthorAnswered): boolean {
    const now = this.#clock.now();
    const row = merged(this.#find.get(answer.authorKey), answer, now);
    this.#put.run(row);
    replaceQuarantine(this.#store.db, answer);
    return row['seen_at'] === null && row['gone_at'] === null
      ? false
      : this.#note(answer.authorKey, row, now);
  }

  /** Adds a row to the history when there is something new. */
  #note(authorKey: number, row: Row, now: number): boolean {
    const state: Row = { gone: Number(row['gone_at'] !== null) };
    for (const column of trackedColumns) state[column] = row[column] ?? null;
    const last = this.#lastChange.get(authorKey);
    if (last !== undefined && isSame(last, state)) return false;
    // A clock that was set back must not put the newest state before an older one.
    const since = Math.max(now, Number(last?.['since'] ?? 0) + 1);
    this.#addChange.run({ ...state, author_key: authorKey, since });
    return last !== undefined;
  }
}

/** The row after an answer; what the answer does not say of an account stays as it was known, and no time goes back. */
function merged(before: Row | undefined, { authorKey, account, unread }: AuthorAnswered, now: number): Row {
  const row: Row = { author_key: authorKey, seen_at: null, gone_at: null };
  for (const column of Object.values(columns)) row[column] = null;
  Object.assign(row, before);
  row['asked_at'] = later(before?.['asked_at'], now);
  if (account === 'unreadable') return row;
  if (account === 'gone') return { ...row, gone_at: row['gone_at'] ?? now };
  for (const member of members) if (!unread.has(member)) row[columns[member]] = stored(account, member);
  return { ...row, seen_at: later(before?.['seen_at'], now), gone_at: null };
}

function later(before: SqlValue | undefined, now: number): number {
  return Math.max(Number(before ?? now), now);
}

function stored(account: AuthorRecord, member: keyof AuthorRecord): SqlValue {
  const value = account[member];
  if (member === 'hubId') return account.hubId === null ? null : Buffer.from(account.hubId, 'hex');
  return typeof value === 'boolean' ? Number(value) : value;
}

function isSame(a: Row, b: Row): boolean {
  return Object.entries(b).every(([column, value]) => {
    const other = a[column] ?? null;
    return Buffer.isBuffer(value) && Buffer.isBuffer(other) ? value.equals(other) : value === other;
  });
}

/** What was set aside of the newest answer takes the place of what was of earlier ones. */
function replaceQuarantine(db: Database, { authorKey, quarantined }: AuthorAnswered): void {
  db.prepare<[number]>('DELETE FROM author_quarantine WHERE author_key = ?').run(authorKey);
  const insert = db.prepare<[number, string | null, string, string]>(
    'INSERT INTO author_quarantine (author_key, field, reason, json) VALUES (?, ?, ?, ?)',
  );
  for (const { field, reason, json } of quarantined) insert.run(authorKey, field, reason, json);
}

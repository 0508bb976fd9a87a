import type { Database, Statement } from 'better-sqlite3';
import type { AuthorKind } from '../domain/author-record.js';
import { MissingDataError } from '../errors.js';
import { listNights } from './night.js';
import { NightReader } from './night-reader.js';
import type { Run } from './run.js';

/** An author that the Hub is to be asked about. */
export interface DueAuthor {
  authorKey: number;
  name: string;
  /** What the account was when it last answered. */
  kind: AuthorKind | null;
  /** Among the {@link MOST_DOWNLOADED}. */
  mostDownloaded: boolean;
}

/** Author keys, the most downloaded (30 days) first. */
export interface DueKeys {
  neverAsked: Uint32Array;
  /** Asked about too long ago. */
  stale: Uint32Array;
}

/** Of so many authors most are organisations; of the others, users. */
const MOST_DOWNLOADED = 1000;

export interface AuthorCounts {
  authors: number;
  /** Authors whose account answered at least once. */
  known: number;
  due: number;
}

// An answer of the future was dated by a clock that was wrong.
const FRESH = 'asked_at > @now - @maxAgeMs AND asked_at <= @now';

/**
 * The run whose downloads order the authors: of the newest night of the whole Hub, else of the newest one.
 * @throws MissingDataError when there is none
 */
export function orderingNight(db: Database): NightReader {
  const night = listNights(db, `whole = 1 AND quality <> 'rejected'`).at(-1) ?? listNights(db).at(-1);
  if (night === undefined) {
    throw new MissingDataError('This store has no finished crawl.', {
      why: 'The authors are those of its models, the most downloaded first.',
      todo: 'Run `oai crawl` first.',
    });
  }
  return NightReader.open(db, { run: night.run });
}

/** Who is due as of `now`: authors never asked about, and those asked about longer ago than `maxAgeMs`. */
export class DueAuthors implements DueKeys {
  readonly neverAsked: Uint32Array;
  readonly stale: Uint32Array;
  readonly #downloads: Float64Array;
  /** From so many downloads on an author is among the most downloaded. */
  readonly #threshold: number;
  readonly #find: Statement<[number], { name: string; kind: AuthorKind | null }>;

  constructor(db: Database, night: NightReader, now: number, maxAgeMs: number) {
    const keys = db.prepare<[], number>('SELECT author_key FROM author').pluck().all();
    const freshOrStale = db.prepare<{ now: number; maxAgeMs: number }, [number, number]>(
      `SELECT author_key, ${FRESH} FROM author_overview`,
    );
    const lastKey = keys.reduce((last, key) => Math.max(last, key), 0);
    this.#downloads = downloadsByAuthor(night, lastKey);
    this.#threshold = this.#downloads.toSorted().at(-MOST_DOWNLOADED) ?? 0;
    const asked = new Uint8Array(lastKey + 1);
    const stale: number[] = [];
    for (const [key, isFresh] of freshOrStale.raw().iterate({ now, maxAgeMs })) {
      asked[key] = 1;
      if (isFresh === 0) stale.push(key);
    }
    this.neverAsked = this.#inOrder(keys.filter((key) => asked[key] === 0));
    this.stale = this.#inOrder(stale);
    this.#find = db.prepare(
      'SELECT author.name, kind FROM author LEFT JOIN author_overview USING (author_key) WHERE author_key = ?',
    );
  }

  /** Whom to ask about, of the given keys. */
  describe(keys: Uint32Array): DueAuthor[] {
    return Array.from(keys, (authorKey) => {
      const { name, kind } = this.#find.get(authorKey) ?? { name: '', kind: null };
      return { authorKey, name, kind, mostDownloaded: this.#downloadsOf(authorKey) >= this.#threshold };
    });
  }

  #inOrder(keys: readonly number[]): Uint32Array {
    return Uint32Array.from(keys).sort((a, b) => this.#downloadsOf(b) - this.#downloadsOf(a) || a - b);
  }

  #downloadsOf(authorKey: number): number {
    return this.#downloads[authorKey] ?? 0;
  }
}

/** Counts as of `now`, a moment in milliseconds since 1970-01-01. */
export function authorCounts(db: Database, now: number, maxAgeMs: number): AuthorCounts {
  const authors = Number(db.prepare('SELECT count(*) FROM author').pluck().get());
  const counts = db
    .prepare<{ now: number; maxAgeMs: number }, { known: number; fresh: number }>(
      `SELECT count(seen_at) AS known, count(*) FILTER (WHERE ${FRESH}) AS fresh FROM author_overview`,
    )
    .get({ now, maxAgeMs });
  return { authors, known: counts?.known ?? 0, due: authors - (counts?.fresh ?? 0) };
}

/** How many authors were asked for since a run ended. */
export function authorsAskedSince(db: Database, { finishedAt }: Run): number {
  const count = db
    .prepare<[number], number>('SELECT count(*) FROM author_overview WHERE asked_at >= ?')
    .pluck();
  return count.get(finishedAt ?? 0) ?? 0;
}

function downloadsByAuthor(night: NightReader, lastKey: number): Float64Array {
  const sums = new Float64Array(lastKey + 1);
  const [authorKeys, downloads] = [night.column('author_key'), night.column('downloads_30d')];
  for (let position = 0; position < downloads.length; position += 1) {
    const [authorKey = NaN, count = NaN] = [authorKeys[position], downloads[position]];
    if (Number.isNaN(authorKey) || Number.isNaN(count)) continue;
    sums[authorKey] = (sums[authorKey] ?? 0) + count;
  }
  return sums;
}

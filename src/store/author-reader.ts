import type { Database } from 'better-sqlite3';
import { type AuthorKind, authorKinds } from '../domain/author-record.js';

/** How much is known of the authors of a store. Times in milliseconds since 1970-01-01 UTC. */
export interface AuthorCoverage {
  authors: number;
  /** Asked for at least once. */
  asked: number;
  /** Whose account answered at least once, those that are gone now included. */
  known: number;
  organisations: number;
  users: number;
  verified: number;
  /** Of which the Hub said that there is no such account. */
  gone: number;
  oldestAskedAt: number | null;
  newestAskedAt: number | null;
}

export type OverviewRow = [
  authorKey: number,
  askedAt: number,
  gone: number,
  kind: AuthorKind | null,
  verified: number | null,
  plan: string | null,
  followers: number | null,
];

/** What the store has of its authors. */
export interface AuthorOverviews {
  authors: number;
  /** The largest key of an author; 0 where there is none. */
  last: number;
  /** Of every author that was asked for, by key. */
  overviews: Iterable<OverviewRow>;
}

/**
 * Who the authors are as of the newest answers, as columns: position `k` is author key `k`, as in a night's column
 * `author_key`; no author has key 0. An author who is gone is as last known.
 */
export class AuthorReader {
  /** 1 organisation, 2 user; 0 not known. */
  readonly kind: Uint8Array;
  /** 1 verified, 0 not; -1 not known, as of every user. */
  readonly verified: Int8Array;
  /** Positions of {@link plans}; 0 none, or not known. */
  readonly plan: Uint16Array;
  /** Names of plans; the first stands for none. */
  readonly plans: readonly string[];
  /** NaN is not known. */
  readonly followers: Float64Array;
  /** 1 where there is no such account any more. */
  readonly gone: Uint8Array;
  readonly coverage: AuthorCoverage;

  constructor({ authors, last, overviews }: AuthorOverviews) {
    this.kind = new Uint8Array(last + 1);
    this.verified = new Int8Array(last + 1).fill(-1);
    this.plan = new Uint16Array(last + 1);
    this.followers = new Float64Array(last + 1).fill(NaN);
    this.gone = new Uint8Array(last + 1);
    const plans = new Map([['', 0]]);
    const coverage = emptyCoverage(authors);
    for (const row of overviews) {
      const [key, , gone, kind, verified, plan, followers] = row;
      this.kind[key] = kind === null ? 0 : authorKinds.indexOf(kind) + 1;
      this.verified[key] = verified ?? -1;
      if (plan !== null && !plans.has(plan)) plans.set(plan, plans.size);
      this.plan[key] = plans.get(plan ?? '') ?? 0;
      this.followers[key] = followers ?? NaN;
      this.gone[key] = gone;
      count(coverage, row);
    }
    this.plans = [...plans.keys()];
    this.coverage = coverage;
  }
}

/** The newest answers of the Hub about the authors of a store. */
export function readAuthorOverviews(db: Database): AuthorOverviews {
  const { authors, last } = db
    .prepare<[], { authors: number; last: number }>(
      'SELECT count(*) AS authors, coalesce(max(author_key), 0) AS last FROM author',
    )
    .get() ?? { authors: 0, last: 0 };
  const overviews = db
    .prepare<[], OverviewRow>(
      `SELECT author_key, asked_at, gone_at IS NOT NULL AS gone, kind, verified, plan, followers
       FROM author_overview ORDER BY author_key`,
    )
    .raw()
    .iterate();
  return { authors, last, overviews };
}

function emptyCoverage(authors: number): AuthorCoverage {
  return {
    authors,
    asked: 0,
    known: 0,
    organisations: 0,
    users: 0,
    verified: 0,
    gone: 0,
    oldestAskedAt: null,
    newestAskedAt: null,
  };
}

function count(coverage: AuthorCoverage, [, askedAt, gone, kind, verified]: OverviewRow): void {
  coverage.asked += 1;
  coverage.known += Number(kind !== null);
  coverage.organisations += Number(kind === 'organisation');
  coverage.users += Number(kind === 'user');
  coverage.verified += Number(verified === 1);
  coverage.gone += gone;
  coverage.oldestAskedAt = Math.min(coverage.oldestAskedAt ?? Infinity, askedAt);
  coverage.newestAskedAt = Math.max(coverage.newestAskedAt ?? -Infinity, askedAt);
}

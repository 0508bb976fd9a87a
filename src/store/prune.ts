import type { Database } from 'better-sqlite3';
import { DamagedStoreError, UsageError } from '../errors.js';
import { deleteNight, listNights, type Night } from './night.js';
import type { Store } from './open.js';
import { rechain } from './rechain.js';
import { withSqliteErrors } from './sqlite-error.js';

/** How many days, ISO weeks and months that have a trusted night keep their newest; `Infinity` keeps all. */
export interface KeepPolicy {
  daily: number;
  weekly: number;
  monthly: number;
}

/** Nights in the order they were taken. */
export interface PrunePlan {
  kept: Night[];
  removed: Night[];
}

export interface PruneOutcome extends PrunePlan {
  /** Bytes inside the file that later nights can use; below zero when new keyframes took more than went. */
  freedBytes: number;
}

const MONDAY_BEFORE_EPOCH = 3;

const periods = {
  daily: (day: number) => day,
  weekly: (day: number) => Math.floor((day + MONDAY_BEFORE_EPOCH) / 7),
  monthly: (day: number) => {
    const date = new Date(day * 86_400_000);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  },
} as const;

const isTrusted = ({ whole, quality }: Night): boolean =>
  whole && (quality === 'good' || quality === 'accepted');

/**
 * Which of `nights`, in the order they were taken, a policy keeps. Of trusted nights the newest of each kept day, week
 * and month; of suspect, rejected and partial ones those no older than the kept days; always the newest night, and the
 * newest of the whole Hub.
 */
export function planPrune(nights: readonly Night[], keep: KeepPolicy): PrunePlan {
  const trustedNights = nights.filter(isTrusted);
  const keys = new Set<number>();
  for (const [period, count] of Object.entries(keep) as [keyof KeepPolicy, number][]) {
    for (const night of newestOfEach(trustedNights, periods[period], count)) keys.add(night.nightKey);
  }
  const since = oldestKeptDay(trustedNights, keep.daily);
  const last = [nights.at(-1), nights.findLast(({ whole }) => whole), trustedNights.at(-1)];
  const isKept = (night: Night): boolean =>
    keys.has(night.nightKey) || last.includes(night) || (!isTrusted(night) && night.day >= since);
  return { kept: nights.filter(isKept), removed: nights.filter((night) => !isKept(night)) };
}

/** The newest night of each of the last `count` periods that have one. */
function newestOfEach(nights: readonly Night[], periodOf: (day: number) => number, count: number): Night[] {
  const newest = new Map(nights.map((night) => [periodOf(night.day), night]));
  return [...newest]
    .sort(([a], [b]) => b - a)
    .slice(0, count)
    .map(([, night]) => night);
}

function oldestKeptDay(trustedNights: readonly Night[], daily: number): number {
  if (daily === 0) return Infinity;
  const days = newestOfEach(trustedNights, periods.daily, daily).map(({ day }) => day);
  return days.length < daily ? -Infinity : Math.min(...days);
}

/**
 * Removes the nights that `keep` does not and chains the others anew, in one transaction. What is encoded anew is read
 * back before it commits. Tombstones and runs stay.
 * @throws UsageError when a night cannot be read: the store is damaged; nothing is then removed
 * @throws Error when a kept night would read otherwise than before; likewise
 */
export function pruneNights(store: Store, keep: KeepPolicy): PruneOutcome {
  return withSqliteErrors(store.path, () => {
    const { db } = store;
    const usedBefore = usedBytes(db);
    const plan = db
      .transaction(() => {
        const planned = planPrune(listNights(db), keep);
        if (planned.removed.length > 0) removeNights(db, planned);
        return planned;
      })
      .immediate();
    db.pragma('wal_checkpoint(TRUNCATE)');
    return { ...plan, freedBytes: usedBefore - usedBytes(db) };
  });
}

/** What the stored columns of `nights` take, in bytes. */
export function storedBytes(db: Database, nights: readonly Night[]): number {
  const size = db
    .prepare<[number], number>('SELECT coalesce(sum(length(data)), 0) FROM night_column WHERE night_key = ?')
    .pluck();
  return nights.reduce((total, { nightKey }) => total + (size.get(nightKey) ?? 0), 0);
}

/** Gives the free pages of the file back to the disk: rewrites it whole. */
export function vacuum(store: Store): void {
  withSqliteErrors(store.path, () => {
    store.db.exec('VACUUM');
    store.db.pragma('wal_checkpoint(TRUNCATE)');
  });
}

function removeNights(db: Database, plan: PrunePlan): void {
  try {
    removeAndRechain(db, plan);
  } catch (error) {
    if (!(error instanceof DamagedStoreError)) throw error;
    throw new UsageError('The store is damaged; nothing was removed.', {
      why: error.message,
      todo: 'Run `oai check`, then restore a backup.',
      cause: error,
    });
  }
}

function removeAndRechain(db: Database, { removed }: PrunePlan): void {
  rechain(db, new Set(removed.map(({ nightKey }) => nightKey)));
  for (const { nightKey } of removed) deleteNight(db, nightKey);
}

function usedBytes(db: Database): number {
  const read = (pragma: string): number => Number(db.pragma(pragma, { simple: true }));
  return (read('page_count') - read('freelist_count')) * read('page_size');
}

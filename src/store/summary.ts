import type { Database } from 'better-sqlite3';
import { listNights, trusted } from './night.js';
import { findRun, listRuns, type Run } from './run.js';

export interface StoreSummary extends NightSummary {
  models: number;
  tags: number;
  baseModelEdges: number;
  quarantined: number;
  unfinishedRuns: Run[];
  /** The newest run that spans the Hub, in whatever state. */
  lastRun: Run | null;
}

export interface NightSummary {
  /** Good nights of the whole Hub. */
  nights: number;
  newestNight: { night: string; run: number; models: number; finishedAt: number } | null;
  /** Nights after the newest good one that wait for a decision. */
  suspectNights: number;
}

/** Counts of what the store holds. */
export function storeSummary(db: Database): StoreSummary {
  const count = (table: string): number => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  const runs = listRuns(db);
  return {
    ...nightSummary(db),
    models: count('model'),
    tags: count('tag'),
    baseModelEdges: count('model_base'),
    quarantined: count('quarantine'),
    unfinishedRuns: runs.filter(({ status }) => status === 'running' || status === 'stopped'),
    lastRun: runs.find(({ whole }) => whole) ?? null,
  };
}

/** How far the history of the whole Hub goes, for a glance. */
export function nightSummary(db: Database): NightSummary {
  const nights = listNights(db, trusted);
  const newest = nights.at(-1);
  const finishedAt = newest === undefined ? undefined : findRun(db, newest.run)?.finishedAt;
  const suspect = listNights(
    db,
    "whole = 1 AND quality = 'suspect' AND night_key > ?",
    newest?.nightKey ?? 0,
  );
  return {
    nights: nights.length,
    newestNight:
      newest === undefined || finishedAt === undefined || finishedAt === null
        ? null
        : { night: newest.date, run: newest.run, models: newest.models, finishedAt },
    suspectNights: suspect.length,
  };
}

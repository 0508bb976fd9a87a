import type { Database } from 'better-sqlite3';
import { listRuns, type Run } from './run.js';

const DAY_MS = 86_400_000;

export interface StoreSummary {
  models: number;
  authors: number;
  tags: number;
  baseModelEdges: number;
  quarantined: number;
  /** Nights of the whole Hub. */
  nights: number;
  newestNight: { night: string; run: number; models: number; finishedAt: number } | null;
  unfinishedRuns: Run[];
}

/** Counts of what the store holds. */
export function storeSummary(db: Database): StoreSummary {
  const count = (table: string): number => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  const newest = db
    .prepare<[], { day: number; run_key: number; models: number; finished_at: number }>(
      `SELECT day, run_key, night.models, finished_at FROM night JOIN run USING (run_key)
       WHERE night.whole = 1 ORDER BY day DESC LIMIT 1`,
    )
    .get();
  return {
    models: count('model'),
    authors: count('author'),
    tags: count('tag'),
    baseModelEdges: count('model_base'),
    quarantined: count('quarantine'),
    nights: count('night WHERE whole = 1'),
    newestNight:
      newest === undefined
        ? null
        : {
            night: new Date(newest.day * DAY_MS).toISOString().slice(0, 10),
            run: newest.run_key,
            models: newest.models,
            finishedAt: newest.finished_at,
          },
    unfinishedRuns: listRuns(db).filter(({ status }) => status === 'running' || status === 'stopped'),
  };
}

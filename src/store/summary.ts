import type { Database } from 'better-sqlite3';
import { type RepositoryKind, repositoryKinds } from '../domain/repository-record.js';
import { listNights, trusted } from './night.js';
import { listRepositoryNights, type RepositoryNight, trustedRepositories } from './repository-night.js';
import { findRun, listRuns, type Run } from './run.js';

export interface StoreSummary extends NightSummary {
  models: number;
  tags: number;
  baseModelEdges: number;
  quarantined: number;
  /** Of datasets and Spaces that were ever crawled. */
  repositories: RepositorySummary[];
  unfinishedRuns: Run[];
  /** The newest run that spans the Hub's models, in whatever state. */
  lastRun: Run | null;
}

/** What the store has of datasets, or of Spaces. */
export interface RepositorySummary {
  kind: RepositoryKind;
  /** Those that are gone included. */
  rows: number;
  /** The newest trusted crawl of all of them. */
  newest: (RepositoryNight & { finishedAt: number }) | null;
  /** Later ones that wait for a decision. */
  suspect: number;
}

export interface NightSummary {
  /** Good nights of the whole Hub. */
  nights: number;
  newestNight: {
    night: string;
    run: number;
    models: number;
    finishedAt: number;
    source: string | null;
  } | null;
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
    repositories: repositorySummaries(db),
    unfinishedRuns: runs.filter(({ status }) => status === 'running' || status === 'stopped'),
    lastRun: runs.find(({ whole, query }) => whole && query.repository === 'model') ?? null,
  };
}

/** Of datasets and Spaces, where there are any. */
export function repositorySummaries(db: Database): RepositorySummary[] {
  return repositoryKinds.map((kind) => repositorySummary(db, kind)).filter(({ rows }) => rows > 0);
}

function repositorySummary(db: Database, kind: RepositoryKind): RepositorySummary {
  const newest = listRepositoryNights(db, `kind = ? AND ${trustedRepositories}`, kind).at(-1);
  const suspect = listRepositoryNights(
    db,
    "kind = ? AND quality = 'suspect' AND run_key > ?",
    kind,
    newest?.run ?? 0,
  );
  const finishedAt = newest === undefined ? undefined : findRun(db, newest.run)?.finishedAt;
  const rows = Number(db.prepare('SELECT count(*) FROM repository WHERE kind = ?').pluck().get(kind));
  return {
    kind,
    rows,
    newest:
      newest === undefined || finishedAt === undefined || finishedAt === null
        ? null
        : { ...newest, finishedAt },
    suspect: suspect.length,
  };
}

/** How far the history of the whole Hub goes, for a glance. */
export function nightSummary(db: Database): NightSummary {
  const nights = listNights(db, trusted);
  const newest = nights.at(-1);
  const { finishedAt, source } = (newest === undefined ? undefined : findRun(db, newest.run)) ?? {};
  const suspect = listNights(
    db,
    "whole = 1 AND quality = 'suspect' AND night_key > ?",
    newest?.nightKey ?? 0,
  );
  return {
    nights: nights.length,
    newestNight:
      newest === undefined || source === undefined || finishedAt === undefined || finishedAt === null
        ? null
        : { night: newest.date, run: newest.run, models: newest.models, finishedAt, source },
    suspectNights: suspect.length,
  };
}

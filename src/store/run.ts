import type { Database } from 'better-sqlite3';
import type { ListedKind } from '../domain/repository-record.js';

export type RunStatus = 'running' | 'stopped' | 'complete' | 'abandoned';

/** What a crawl asks the Hub for. Two crawls of the same endpoint and query are the same walk. */
export interface CrawlQuery {
  /** Stores of before have models alone. */
  repository: ListedKind;
  /** One namespace, or the whole Hub. */
  author: string | null;
  /** The newest N, or all. */
  limit: number | null;
  /** Present for an import: which day the file speaks of, its content, and how that was read. */
  file?: { date: string; sha256: string; map: string };
}

export function spansTheHub(query: CrawlQuery): boolean {
  return query.author === null && query.limit === null;
}

/** The source of a run while kept pages are read into it; complete, it is as the crawl left it. */
export const FROM_PAGES = '--from-pages';

/** A run as people and programs are shown it; times in milliseconds since 1970-01-01 UTC. */
export interface Run {
  run: number;
  /** The file that was imported, or {@link FROM_PAGES}; null for a crawl. */
  source: string | null;
  endpoint: string;
  query: CrawlQuery;
  whole: boolean;
  status: RunStatus;
  stopReason: string | null;
  startedAt: number;
  finishedAt: number | null;
  fieldsAsked: string[];
  fieldsRefused: string[];
  pages: number;
  entries: number;
  /** Distinct models stored; of a run of datasets or Spaces: of those, as with the next two. */
  models: number;
  modelsNew: number;
  modelsChanged: number;
  duplicates: number;
  quarantined: number;
  requests: number;
  retries: number;
  rateLimited: number;
  waitMs: number;
  bytes: number;
  toolVersion: string;
}

interface RunRow {
  run_key: number;
  source: string | null;
  endpoint: string;
  query: string;
  whole: number;
  status: RunStatus;
  stop_reason: string | null;
  started_at: number;
  finished_at: number | null;
  position: string;
  fields_asked: string;
  fields_refused: string;
  pages: number;
  entries: number;
  models: number;
  models_new: number;
  models_changed: number;
  duplicates: number;
  quarantined: number;
  requests: number;
  retries: number;
  rate_limited: number;
  wait_ms: number;
  bytes: number;
  tool_version: string;
}

function toRun(row: RunRow): Run {
  return {
    run: row.run_key,
    source: row.source,
    endpoint: row.endpoint,
    query: JSON.parse(row.query) as CrawlQuery,
    whole: row.whole === 1,
    status: row.status,
    stopReason: row.stop_reason,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    fieldsAsked: JSON.parse(row.fields_asked) as string[],
    fieldsRefused: JSON.parse(row.fields_refused) as string[],
    pages: row.pages,
    entries: row.entries,
    models: row.models,
    modelsNew: row.models_new,
    modelsChanged: row.models_changed,
    duplicates: row.duplicates,
    quarantined: row.quarantined,
    requests: row.requests,
    retries: row.retries,
    rateLimited: row.rate_limited,
    waitMs: row.wait_ms,
    bytes: row.bytes,
    toolVersion: row.tool_version,
  };
}

/** The runs of the store, newest first. */
export function listRuns(db: Database, limit = -1): Run[] {
  return db
    .prepare<[number], RunRow>('SELECT * FROM run ORDER BY run_key DESC LIMIT ?')
    .all(limit)
    .map(toRun);
}

export function findRun(db: Database, run: number): Run | undefined {
  const row = db.prepare<[number], RunRow>('SELECT * FROM run WHERE run_key = ?').get(run);
  return row === undefined ? undefined : toRun(row);
}

/** A run that is known to be there. */
export function existingRun(db: Database, run: number): Run {
  const found = findRun(db, run);
  if (found === undefined) throw new Error(`run ${run} vanished from the store`);
  return found;
}

/** The unfinished run of the same endpoint and query, with the position its next page begins at. */
export function findUnfinishedRun(
  db: Database,
  endpoint: string,
  query: CrawlQuery,
): { run: Run; position: unknown } | undefined {
  const row = db
    .prepare<[string, string], RunRow>(
      `SELECT * FROM run WHERE endpoint = ? AND query = ? AND status IN ('running', 'stopped')
       ORDER BY run_key DESC LIMIT 1`,
    )
    .get(endpoint, JSON.stringify(query));
  return row === undefined ? undefined : { run: toRun(row), position: JSON.parse(row.position) as unknown };
}

/** The newest complete run of the same endpoint and query. */
export function lastCompleteRun(db: Database, endpoint: string, query: CrawlQuery): Run | undefined {
  const row = db
    .prepare<[string, string], RunRow>(
      `SELECT * FROM run WHERE endpoint = ? AND query = ? AND status = 'complete' ORDER BY run_key DESC LIMIT 1`,
    )
    .get(endpoint, JSON.stringify(query));
  return row === undefined ? undefined : toRun(row);
}

/** What the library tells, as plain data. Times are milliseconds since 1970-01-01 UTC, dates `YYYY-MM-DD` in UTC. */

/** What a crawl asked the Hub for. */
export interface Query {
  repository: 'model' | 'dataset' | 'space';
  /** One namespace; null for all. */
  author: string | null;
  /** The newest so many; null for all. */
  limit: number | null;
}

/** One crawl, from its beginning to its end, over however many processes. */
export interface Run {
  /** Its number in the store, from 1. */
  run: number;
  /** The Hub that was asked, without a trailing slash. */
  endpoint: string;
  query: Query;
  /** Whether the query spans the whole Hub: reports are made from such runs. */
  whole: boolean;
  /** `stopped`: the same crawl goes on with it; `abandoned`: another one took its place. */
  status: 'running' | 'stopped' | 'complete' | 'abandoned';
  /** Why it stopped or was abandoned; null otherwise. */
  stopReason: string | null;
  startedAt: number;
  /** Null until it is complete or abandoned. */
  finishedAt: number | null;
  /** Fields of the Hub that were asked for, and those that it does not know. */
  fieldsAsked: string[];
  fieldsRefused: string[];
  /** Pages stored. */
  pages: number;
  /** Distinct models stored, and how many of them were new or changed. Of a run of datasets or Spaces: of those. */
  models: number;
  modelsNew: number;
  modelsChanged: number;
  /** Entries, or fields of them, that could not be read and were set aside. */
  quarantined: number;
  /** Version of `oai` that began it. */
  toolVersion: string;
  /** The file that it was imported from; null for a crawl. */
  source: string | null;
}

/** One finished run of models in the history. Those of datasets and Spaces are apart: `RepositoryNight`. */
export interface Night {
  /** The day the run ended. */
  date: string;
  /** Number of the run. */
  run: number;
  /** Whether it is of the whole Hub. */
  whole: boolean;
  /** Public models that were seen. */
  models: number;
  /** `suspect`: a check found it odd, and no report uses it unless told; `accepted`, `rejected`: by hand. */
  quality: 'good' | 'suspect' | 'accepted' | 'rejected';
  /** Why it is suspect. */
  reasons: string[];
  /** No download counter had moved since the last good night. */
  stalled: boolean;
}

/** One finished run of all datasets, or of all Spaces. */
export interface RepositoryNight {
  /** The day the run ended. */
  date: string;
  /** Number of the run. */
  run: number;
  repository: 'dataset' | 'space';
  /** Public ones that were seen. */
  count: number;
  /** As of a night of models. */
  quality: Night['quality'];
  /** Why it is suspect. */
  reasons: string[];
}

/** Which night is meant; unless told, the newest good or accepted one of the whole Hub. */
export interface NightChoice {
  /** The night at or before this day, `YYYY-MM-DD`. */
  asOf?: string | undefined;
  /** The night of one run, of whatever query and quality. */
  run?: number | undefined;
  /** Take suspect nights as well. */
  includeSuspect?: boolean | undefined;
}

/** What a crawl tells whoever watches. Counts are of the whole run, parts of earlier processes included. */
export type CrawlEvent =
  | { kind: 'started'; run: Run; resumed: boolean; expectedModels: number | null }
  | { kind: 'page'; run: Run; pageModels: number }
  | { kind: 'quarantined'; name: string | null; field: string | null; reason: string }
  | { kind: 'fields-refused'; fields: readonly string[] }
  | { kind: 'position-rebuilt'; reason: string }
  | { kind: 'single-walk'; surprise: string }
  | { kind: 'kept-run-unreadable'; message: string }
  | { kind: 'wait'; reason: 'rate-limit' | 'pace'; ms: number }
  | { kind: 'retry'; attempt: number; reason: string; ms: number };

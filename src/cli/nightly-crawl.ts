import { systemClock } from '../clock.js';
import type { RepositoryKind } from '../domain/repository-record.js';
import { listRepositoryNights } from '../store/repository-night.js';
import type { Store } from '../store/open.js';
import { type CrawlQuery, findUnfinishedRun, lastCompleteRun, type Run } from '../store/run.js';
import type { Interruption } from './interruption.js';
import { runCrawl } from './run-crawl.js';
import { runRecord } from './run-record.js';
import type { Terminal } from './terminal.js';

export interface NightlyCrawl {
  path: string;
  endpoint: string;
  budget: number;
  token: string | undefined;
  concurrency: number;
  /** Milliseconds left of the job's. */
  maxTimeMs: number | undefined;
  patienceMs: number;
  /** Folder to keep what the Hub sends in; of models alone. */
  keepPages?: string | undefined;
  /** Crawl though a crawl has just finished. */
  force: boolean;
}

const RECENT_MS = 12 * 3_600_000;

/**
 * Crawls all of one listing into the store that the job has open, or finds that it was done a short while ago.
 * @returns the run that came to its end; undefined when the user interrupted it
 * @throws what a crawl throws
 */
export async function crawlTonight(
  terminal: Terminal,
  interruption: Interruption,
  store: Store,
  { path, endpoint, budget, token, concurrency, maxTimeMs, patienceMs, keepPages, force }: NightlyCrawl,
  repository: CrawlQuery['repository'] = 'model',
): Promise<{ run: Run | undefined; crawled: boolean }> {
  const query: CrawlQuery = { repository, author: null, limit: null };
  const recent = force ? undefined : finishedRecently(store, endpoint, query);
  if (recent !== undefined) return { run: recent, crawled: false };
  const run = await runCrawl(unattended(terminal), interruption, {
    path,
    store,
    endpoint,
    budget,
    token,
    concurrency,
    query,
    maxTimeMs,
    patienceMs,
    keepPages,
    extraFields: [],
    restart: false,
    maxPages: undefined,
    json: false,
  });
  return { run, crawled: true };
}

/**
 * The datasets, or the Spaces, of the night.
 * @param onRun told of a run that came to its end
 * @returns what it came to, as JSON; null when the user interrupted it
 * @throws what stopped it
 */
export async function crawlRepositoriesTonight(
  terminal: Terminal,
  interruption: Interruption,
  store: Store,
  command: NightlyCrawl,
  kind: RepositoryKind,
  onRun: (run: Run) => void,
): Promise<Record<string, unknown> | null> {
  const crawl = { ...command, keepPages: undefined };
  const { run, crawled } = await crawlTonight(terminal, interruption, store, crawl, kind);
  if (run === undefined) return null;
  onRun(run);
  const [night] = listRepositoryNights(store.db, 'run_key = ?', run.run);
  const { date = null, quality = null, reasons = [] } = night ?? {};
  return { crawled, night: date, quality, reasons, run: runRecord(run) };
}

/**
 * A crawl that ended a short while ago, with nothing left to go on with: a retried job costs nothing. Not "today": a
 * crawl over midnight must not cost the next evening's.
 */
function finishedRecently({ db }: Store, endpoint: string, query: CrawlQuery): Run | undefined {
  if (findUnfinishedRun(db, endpoint, query) !== undefined) return undefined;
  const run = lastCompleteRun(db, endpoint, query);
  const ageMs = systemClock.now() - (run?.finishedAt ?? 0);
  return ageMs >= 0 && ageMs < RECENT_MS ? run : undefined;
}

/** Tells how it goes where somebody watches; what is worth knowing is said at the end. */
export function unattended(terminal: Terminal): Terminal {
  const silent = (): void => undefined;
  const watched = terminal.interactive && !terminal.quiet;
  return {
    ...terminal,
    answer: silent,
    hint: silent,
    ...(watched ? {} : { quiet: true, interactive: false, info: silent, warning: silent }),
  };
}

import { systemClock } from '../clock.js';
import { settings } from '../config/settings.js';
import { crawlClient } from '../crawl/crawl-client.js';
import { crawlListed } from '../crawl/crawl-listed.js';
import { openForWriting, type Store as InnerStore } from '../store/open.js';
import { checkCrawlOptions } from './crawl-options.js';
import type { Store } from './open-store.js';
import { HOLDER, writeToOpened } from './opened-store.js';
import type { CrawlEvent, Query, Run } from './types.js';

/** What to crawl, into what, and how. */
export interface CrawlOptions {
  /** The SQLite file, made where there is none; or a store that is open for writing, which stays open. */
  db: string | Store;
  /** What is listed; `model` unless told. */
  repository?: Query['repository'] | undefined;
  /** The Hub to ask; `https://huggingface.co` unless told. */
  endpoint?: string | undefined;
  /** Raises the quota. Sent to the endpoint alone; never stored, logged or told. */
  token?: string | undefined;
  /** Only what is of one namespace. */
  author?: string | undefined;
  /** Only the newest so many. */
  limit?: number | undefined;
  /** Fields beside the usual ones; of models alone. */
  expand?: readonly 'gguf'[] | undefined;
  /** Abandon an unfinished crawl of the same query instead of going on with it. */
  restart?: boolean | undefined;
  /** Share of the Hub's quota to use, above 0 and up to 1; 0.95 unless told. */
  budget?: number | undefined;
  /** Requests under way at once, at most; as many as `oai crawl` unless told. */
  concurrency?: number | undefined;
  /** Pages after which to stop; the same crawl goes on from there. */
  maxPages?: number | undefined;
  /** Milliseconds after which to stop, likewise. */
  maxTimeMs?: number | undefined;
  /** Milliseconds without a success after which to give up; unless told, 15 minutes, and a few tries of a Hub that never answered. */
  patienceMs?: number | undefined;
  /** Folder to keep what the Hub sends in, as `oai crawl --keep-pages` does; of models alone. */
  keepPages?: string | undefined;
  /** Aborted, the crawl stops after the pages in flight, and says so by `complete: false`. */
  signal?: AbortSignal | undefined;
  /** Told how it goes. */
  onEvent?: ((event: CrawlEvent) => void) | undefined;
}

/** What came of a crawl. */
export interface CrawlResult {
  run: Run;
  /** `false` when `signal` ended it; the same crawl goes on from its last page. */
  complete: boolean;
}

/**
 * Walks the Hub's public models, datasets or Spaces into a store, a page a transaction, as `oai crawl` does: goes on with an
 * unfinished crawl of the same endpoint and query, paces itself by the quota that the Hub tells, and stores a night when it is
 * complete. Reads no environment variable, prints nothing and handles no process signal; asks for no authors.
 *
 * @throws StoppedEarlyError when it ended before its end: a bound, a full disk, a Hub that cannot be had. What was
 * stored is kept, and the same crawl goes on from there
 * @throws TokenRefusedError when the Hub refuses the token; likewise
 * @throws LockedError when another process, or another crawl of this one, writes to the store
 * @throws UsageError when an option or the file cannot be used
 * @example
 * const { run, complete } = await crawl({ db: 'oai.db', limit: 5000, token: process.env.HF_TOKEN });
 * if (!complete) throw new Error(`stopped after ${run.models} models`);
 */
export async function crawl(options: CrawlOptions): Promise<CrawlResult> {
  checkCrawlOptions(options);
  const { db, onEvent, repository = 'model', author = null, limit = null } = options;
  const { maxPages, maxTimeMs, signal } = options;
  // Before the store is made: an endpoint or a token that cannot be used should leave nothing behind.
  const client = crawlClient(
    {
      endpoint: options.endpoint ?? settings.endpoint.fallback(),
      budget: options.budget ?? settings.budget.fallback(),
      token: options.token,
      patienceMs: options.patienceMs,
    },
    (event) => {
      if (event.kind !== 'quota') onEvent?.(event);
    },
  );
  return writeTo(db, (store) =>
    crawlListed({
      client,
      store,
      clock: systemClock,
      query: { repository, author, limit },
      extraFields: options.expand ?? [],
      restart: options.restart ?? false,
      concurrency: options.concurrency,
      keepPages: options.keepPages,
      ...(maxPages === undefined ? {} : { maxPages }),
      ...(maxTimeMs === undefined ? {} : { maxTimeMs }),
      ...(signal === undefined ? {} : { stopSignal: signal }),
      ...(onEvent === undefined ? {} : { onEvent }),
    }),
  );
}

async function writeTo<T>(db: string | Store, write: (store: InnerStore) => Promise<T>): Promise<T> {
  if (typeof db !== 'string') return writeToOpened(db, write);
  const store = openForWriting({ path: db, clock: systemClock, command: HOLDER });
  try {
    return await write(store);
  } finally {
    store.close();
  }
}

import type { Clock } from '../clock.js';
import type { HubClient } from '../hub/client.js';
import type { Store } from '../store/open.js';
import type { CrawlQuery, Run } from '../store/run.js';
import { RunWriter } from '../store/run-writer.js';
import { crawlListing } from './crawl-listing.js';
import type { CrawlEvent } from './events.js';
import { readPage } from './read-page.js';

/** What every crawl asks for. `gguf` comes only on request: it carries kilobytes of chat template a model. */
export const listingFields = [
  'author',
  'createdAt',
  'disabled',
  'downloads',
  'downloadsAllTime',
  'gated',
  'lastModified',
  'library_name',
  'likes',
  'pipeline_tag',
  'private',
  'safetensors',
  'tags',
  'trendingScore',
] as const;

export interface CrawlOptions {
  client: HubClient;
  store: Store;
  clock: Clock;
  query: CrawlQuery;
  /** Fields beside {@link listingFields}. */
  extraFields?: readonly 'gguf'[];
  /** Abandon an unfinished run of the same query instead of going on with it. */
  restart?: boolean;
  /**
   * Requests under way at once at most, each in a part of the listing of its own where the Hub lets them be told apart;
   * {@link defaultConcurrency} unless told, 1 for one page after the other.
   */
  concurrency?: number | undefined;
  /** Keep what the Hub sends in a folder of this one, see `KeptPages`. */
  keepPages?: string | undefined;
  /** Pages of this process, after which the run stops resumably. */
  maxPages?: number;
  /** Milliseconds of this process, after which the run stops resumably. */
  maxTimeMs?: number;
  /** Asks for an end after the pages in flight. */
  stopSignal?: AbortSignal;
  /** Ends at once; the pages in flight are lost, every earlier one is stored. */
  abortSignal?: AbortSignal;
  onEvent?: (event: CrawlEvent) => void;
}

export interface CrawlOutcome {
  run: Run;
  /** `false` when `stopSignal` ended the walk before its end. */
  complete: boolean;
}

/**
 * Walks the listing, newest first or in several parts at once, and stores it page by page; goes on with an unfinished
 * run of the same endpoint and query.
 * @throws StoppedEarlyError when a bound or a failure ended the walk; the run is stored as stopped and resumable
 * @throws TokenRefusedError when the Hub refuses the token; likewise resumable
 */
export function crawlModels(options: CrawlOptions): Promise<CrawlOutcome> {
  return crawlListing(options, {
    fields: [...listingFields, ...(options.extraFields ?? [])],
    open: (store, clock, what) => RunWriter.open(store, clock, what),
    readPage,
  });
}

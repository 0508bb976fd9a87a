import type { Clock } from '../clock.js';
import type { HubClient } from '../hub/client.js';
import { ModelListing } from '../hub/model-listing.js';
import type { Store } from '../store/open.js';
import { type CrawlQuery, lastCompleteRun, type Run } from '../store/run.js';
import { RunWriter } from '../store/run-writer.js';
import type { CrawlEvent } from './events.js';
import { pageSize } from './page-size.js';
import { Walk } from './walk.js';
import { restorePosition, walkStart } from './walk-position.js';
import { WalkSession } from './walk-session.js';

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
export async function crawlModels(options: CrawlOptions): Promise<CrawlOutcome> {
  const { client, store, clock, query } = options;
  const fields = [...listingFields, ...(options.extraFields ?? [])];
  const writer = RunWriter.open(store, clock, {
    endpoint: client.endpoint,
    query,
    fields,
    position: walkStart,
    restart: options.restart ?? false,
  });
  const run = writer.read();
  options.onEvent?.({
    kind: 'started',
    run,
    resumed: writer.resumedAt !== undefined,
    expectedModels: query.limit ?? lastCompleteRun(store.db, client.endpoint, query)?.models ?? null,
  });
  const listing = new ModelListing(client, {
    fields: fields.filter((field) => !run.fieldsRefused.includes(field)),
    limit: pageSize(query),
    ...(query.author === null ? {} : { author: query.author }),
  });
  try {
    const complete = await new Walk(new WalkSession(options, writer, listing)).toTheEnd(
      restorePosition(writer.resumedAt),
    );
    if (complete) writer.complete(client.counters);
    else writer.stop('interrupted', client.counters);
    return { run: writer.read(), complete };
  } catch (error) {
    stopQuietly(writer, error, client);
    throw error;
  }
}

/** The failure that ended the walk is what the user must hear, even when the disk is too full to note it. */
function stopQuietly(writer: RunWriter, error: unknown, client: HubClient): void {
  try {
    writer.stop(error instanceof Error ? error.message : String(error), client.counters);
  } catch {
    // The run stays `running` in the store; without a lock holder that means the same as stopped.
  }
}

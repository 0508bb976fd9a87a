import type { Clock } from '../clock.js';
import type { ModelRecord } from '../domain/model-record.js';
import { StoppedEarlyError } from '../errors.js';
import type { HubClient } from '../hub/client.js';
import { HubProtocolError, HubRequestError } from '../hub/hub-error.js';
import { type ListingPage, ModelListing } from '../hub/model-listing.js';
import type { Store } from '../store/open.js';
import { type CrawlQuery, lastCompleteRun, type Run } from '../store/run.js';
import { RunWriter } from '../store/run-writer.js';
import type { CrawlEvent, RebuildReason } from './events.js';
import { readPage } from './read-page.js';
import { restorePosition, type WalkPosition, walkStart } from './walk-position.js';

/** The Hub's largest page; it clamps anything above. */
const PAGE_SIZE = 1000;

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
  /** Pages of this process, after which the run stops resumably. */
  maxPages?: number;
  /** Milliseconds of this process, after which the run stops resumably. */
  maxTimeMs?: number;
  /** Asks for an end after the page in flight. */
  stopSignal?: AbortSignal;
  /** Ends at once; the page in flight is lost, every earlier one is stored. */
  abortSignal?: AbortSignal;
  onEvent?: (event: CrawlEvent) => void;
}

export interface CrawlOutcome {
  run: Run;
  /** `false` when `stopSignal` ended the walk before its end. */
  complete: boolean;
}

/**
 * Walks the listing newest first and stores it page by page; goes on with an unfinished run of the same endpoint and
 * query.
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
    fields,
    limit: Math.min(PAGE_SIZE, query.limit ?? PAGE_SIZE),
    ...(query.author === null ? {} : { author: query.author }),
  });
  try {
    const walk = new Walk(options, writer, listing);
    const complete = await walk.toTheEnd(restorePosition(writer.resumedAt));
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

class Walk {
  readonly #options: CrawlOptions;
  readonly #writer: RunWriter;
  readonly #listing: ModelListing;
  readonly #pathsSeen = new Set<string>();
  readonly #startedAt: number;
  #pages = 0;
  #refused = 0;

  constructor(options: CrawlOptions, writer: RunWriter, listing: ModelListing) {
    this.#options = options;
    this.#writer = writer;
    this.#listing = listing;
    this.#startedAt = options.clock.monotonic();
  }

  /** False when the stop signal ended the walk first. */
  async toTheEnd(from: WalkPosition): Promise<boolean> {
    let position: WalkPosition | null = from;
    while (position !== null) {
      if (this.#limitReached()) return true;
      if (this.#askedToStop()) return false;
      this.#checkBounds();
      try {
        position = await this.#step(position);
      } catch (error) {
        if (this.#askedToStop() && error === this.#options.stopSignal?.reason) return false;
        throw error;
      }
    }
    return true;
  }

  /** Fetches and stores one page; the position of the next, or null at the end of the listing. */
  async #step(position: WalkPosition): Promise<WalkPosition | null> {
    const page = await this.#fetch(position);
    if (page === 'refused') {
      if (position.lastHubId === null || position.path === null) return endOrDistrust(position);
      return this.#rebuild(position.lastHubId, 'refused cursor');
    }
    if (position.path !== null) this.#pathsSeen.add(position.path);
    const read = readPage(page.items);
    const lastHubId = smallest(read.models, position.lastHubId);
    const progressed = lastHubId !== position.lastHubId;
    if (position.path === null && position.lastHubId !== null && page.items.length > 0 && !progressed) {
      return endOrDistrust(position);
    }
    const next = this.#next(page, { lastHubId, progressed, rebuilt: position.reason !== null });
    this.#store(page, read, next ?? { path: null, lastHubId, reason: 'last page' });
    return next;
  }

  async #fetch(position: WalkPosition): Promise<ListingPage | 'refused'> {
    const { path, lastHubId } = position;
    try {
      return await this.#listing.page(
        path !== null
          ? { kind: 'link', path }
          : lastHubId !== null
            ? { kind: 'before', hubId: lastHubId }
            : { kind: 'start' },
        { signal: this.#options.abortSignal, waitSignal: this.#options.stopSignal },
      );
    } catch (error) {
      const refusable = path !== null || lastHubId !== null;
      if (refusable && error instanceof HubRequestError && error.status === 400) return 'refused';
      throw error;
    }
  }

  /** Where to go after `page`. Anything odd about its link is settled by asking for what comes before the last `_id`. */
  #next(
    page: ListingPage,
    { lastHubId, progressed, rebuilt }: { lastHubId: string | null; progressed: boolean; rebuilt: boolean },
  ): WalkPosition | null {
    if (page.items.length === 0) {
      if (page.next === null || rebuilt) return null;
      if (lastHubId === null)
        throw new HubProtocolError(
          'The Hub sent an empty first page.',
          'It links to a next one all the same.',
        );
      return this.#rebuild(lastHubId, 'empty page with a link');
    }
    if (page.next !== null && !this.#pathsSeen.has(page.next)) {
      return { path: page.next, lastHubId, reason: null };
    }
    if (page.next !== null) {
      if (lastHubId === null || !progressed)
        throw new HubProtocolError('The Hub links back to a page already read.', 'And it sent nothing new.');
      return this.#rebuild(lastHubId, 'repeated link');
    }
    const full = page.items.length >= Math.min(PAGE_SIZE, this.#options.query.limit ?? PAGE_SIZE);
    return full && lastHubId !== null ? this.#rebuild(lastHubId, 'unlinked full page') : null;
  }

  #rebuild(lastHubId: string, reason: RebuildReason): WalkPosition {
    this.#options.onEvent?.({ kind: 'position-rebuilt', reason });
    return { path: null, lastHubId, reason };
  }

  #store(page: ListingPage, read: ReturnType<typeof readPage>, next: WalkPosition): void {
    const { limit } = this.#options.query;
    const models = limit === null ? read.models : read.models.slice(0, limit - this.#writer.read().models);
    this.#writer.writePage({
      entries: page.items.length,
      models,
      quarantined: read.quarantined,
      position: next,
      fieldsRefused: this.#listing.refusedFields,
      transfer: { ...this.#options.client.counters },
    });
    this.#pages += 1;
    this.#report(models.length, read.quarantined);
  }

  #report(pageModels: number, quarantined: ReturnType<typeof readPage>['quarantined']): void {
    const { onEvent } = this.#options;
    if (onEvent === undefined) return;
    const refused = this.#listing.refusedFields;
    if (refused.length > this.#refused) onEvent({ kind: 'fields-refused', fields: refused });
    this.#refused = refused.length;
    for (const { name, field, reason } of quarantined) onEvent({ kind: 'quarantined', name, field, reason });
    onEvent({ kind: 'page', run: this.#writer.read(), pageModels });
  }

  #askedToStop(): boolean {
    return this.#options.stopSignal?.aborted === true;
  }

  #limitReached(): boolean {
    const { limit } = this.#options.query;
    return limit !== null && this.#writer.read().models >= limit;
  }

  #checkBounds(): void {
    const { maxPages, maxTimeMs, clock } = this.#options;
    if (maxPages !== undefined && this.#pages >= maxPages) throw bounded(`--max-pages ${maxPages}`);
    if (maxTimeMs !== undefined && clock.monotonic() - this.#startedAt >= maxTimeMs)
      throw bounded('--max-time');
  }
}

function bounded(bound: string): StoppedEarlyError {
  return new StoppedEarlyError(`The crawl stopped at ${bound}.`, {
    why: 'It was asked to.',
    todo: 'Run the same command again: it goes on from the last page.',
  });
}

/**
 * A rebuilt position that the Hub refuses or ignores proves nothing. After a page without a link that is no reason to
 * doubt the end; after any other oddity it is.
 */
function endOrDistrust({ reason }: WalkPosition): null {
  if (reason === 'unlinked full page' || reason === 'last page') return null;
  throw new HubProtocolError(
    `The walk cannot go on after a ${reason ?? 'refused cursor'}.`,
    'The Hub does not answer when asked for what comes before the last model stored; --restart begins a new walk.',
  );
}

function smallest(models: readonly ModelRecord[], before: string | null): string | null {
  let least = before;
  for (const { hubId } of models) if (least === null || hubId < least) least = hubId;
  return least;
}

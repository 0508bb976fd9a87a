import type { ModelRecord } from '../domain/model-record.js';
import { StoppedEarlyError } from '../errors.js';
import type { GetOptions } from '../hub/client.js';
import { HubProtocolError, HubRequestError } from '../hub/hub-error.js';
import type { ListingPage, ListingPosition, ModelListing } from '../hub/model-listing.js';
import { type CrawlQuery, spansTheHub } from '../store/run.js';
import type { QuarantinedEntry, RunWriter } from '../store/run-writer.js';
import type { CrawlOptions } from './crawl-models.js';
import type { RebuildReason } from './events.js';
import { readPage } from './read-page.js';
import type { WalkPosition } from './walk-position.js';

/** The Hub's largest page; it clamps anything above. */
const LARGEST_PAGE = 1000;

/** A longer timer of Node fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Models to ask for at once. */
export function pageSize({ limit }: CrawlQuery): number {
  return Math.min(LARGEST_PAGE, limit ?? LARGEST_PAGE);
}

interface ReadPage {
  models: readonly ModelRecord[];
  quarantined: readonly QuarantinedEntry[];
}

/** One process's part of a run: page after page from a position to the end of the listing. */
export class Walk {
  readonly #options: CrawlOptions;
  readonly #writer: RunWriter;
  readonly #listing: ModelListing;
  readonly #pathsSeen = new Set<string>();
  readonly #startedAt: number;
  /** Refused to an earlier process of the run, and not asked for again. */
  readonly #refusedBefore: readonly string[];
  readonly #deadline: AbortSignal | undefined;
  /** A stop and the deadline end waiting for the quota, not a page in flight. */
  readonly #signals: GetOptions;
  /** The largest `_id` when the run began. */
  #newestHubId: string | null = null;
  #lastHubId: string | null = null;
  #pages = 0;
  #refused = 0;

  constructor(options: CrawlOptions, writer: RunWriter, listing: ModelListing) {
    this.#options = options;
    this.#writer = writer;
    this.#listing = listing;
    this.#startedAt = options.clock.monotonic();
    this.#refusedBefore = writer.read().fieldsRefused;
    this.#deadline =
      options.maxTimeMs === undefined
        ? undefined
        : AbortSignal.timeout(Math.min(options.maxTimeMs, LONGEST_TIMER_MS));
    const ends = [options.stopSignal, this.#deadline].filter((each) => each !== undefined);
    this.#signals = { signal: options.abortSignal, waitSignal: AbortSignal.any(ends) };
  }

  /** False when the stop signal ended the walk first. */
  async toTheEnd(from: WalkPosition): Promise<boolean> {
    this.#newestHubId = from.newestHubId;
    this.#lastHubId = from.lastHubId;
    try {
      let position: WalkPosition | null = from;
      while (position !== null) {
        if (this.#limitReached()) return true;
        if (this.#mustStop()) return false;
        position = await this.#step(position);
      }
      return await this.#readHead();
    } catch (error) {
      if (this.#askedToStop() && error === this.#options.stopSignal?.reason) return false;
      throw this.#deadline?.aborted === true && error === this.#deadline.reason
        ? bounded('--max-time')
        : error;
    }
  }

  /**
   * Models created during the walk stand before its start: reads from the newest on until one that was there when the
   * run began. Of the others the walk has read the values already. False when the stop signal came first.
   */
  async #readHead(): Promise<boolean> {
    const known = this.#newestHubId;
    if (this.#options.query.limit !== null || known === null) return true;
    let at: ListingPosition = { kind: 'start' };
    for (;;) {
      if (this.#mustStop()) return false;
      const page: ListingPage = await this.#listing.page(at, this.#signals);
      const { models, quarantined } = readPage(page.items);
      const created = models.filter(({ hubId }) => hubId > known);
      const setAside = quarantined.filter(({ hubId }) => hubId !== null && hubId > known);
      if (created.length > 0) this.#store(page, { models: created, quarantined: setAside }, this.#lastPage());
      const reached = created.length < models.length || page.items.length === 0;
      if (reached || page.next === null || this.#pathsSeen.has(page.next)) return true;
      this.#pathsSeen.add(page.next);
      at = { kind: 'link', path: page.next };
    }
  }

  /** Fetches and stores one page; the position of the next, or null at the end of the listing. */
  async #step(position: WalkPosition): Promise<WalkPosition | null> {
    const page = await this.#fetch(position);
    if (page === 'refused') {
      if (position.lastHubId === null || position.path === null) return endOrDistrust(position);
      return this.#rebuild(position.lastHubId, 'refused cursor');
    }
    this.#pathsSeen.add(page.url);
    const read = readPage(page.items);
    this.#newestHubId ??= largest(read.models);
    const lastHubId = smallest(read.models, position.lastHubId);
    this.#lastHubId = lastHubId;
    const progressed = lastHubId !== position.lastHubId;
    if (position.path === null && position.lastHubId !== null && page.items.length > 0 && !progressed) {
      return endOrDistrust(position);
    }
    const next = this.#next(page, { lastHubId, progressed, rebuilt: position.reason !== null });
    this.#store(page, read, next ?? this.#lastPage());
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
        this.#signals,
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
      if (lastHubId === null && page.next === null && spansTheHub(this.#options.query)) {
        throw new HubProtocolError(
          'The Hub listed no models at all.',
          'An empty answer is not an empty Hub.',
        );
      }
      if (page.next === null || rebuilt) return null;
      if (lastHubId === null)
        throw new HubProtocolError(
          'The Hub sent an empty first page.',
          'It links to a next one all the same.',
        );
      return this.#rebuild(lastHubId, 'empty page with a link');
    }
    if (page.next !== null && !this.#pathsSeen.has(page.next)) {
      return { path: page.next, lastHubId, newestHubId: this.#newestHubId, reason: null };
    }
    if (page.next !== null) {
      if (lastHubId === null || !progressed)
        throw new HubProtocolError('The Hub links back to a page already read.', 'And it sent nothing new.');
      return this.#rebuild(lastHubId, 'repeated link');
    }
    return this.#isFull(page) && lastHubId !== null ? this.#rebuild(lastHubId, 'unlinked full page') : null;
  }

  /** As long as the pages of this run use to be: the Hub may send fewer than it was asked for. */
  #isFull({ items }: ListingPage): boolean {
    const asked = pageSize(this.#options.query);
    const { models, pages } = this.#writer.read();
    return items.length >= (pages === 0 ? asked : Math.min(asked, models / pages));
  }

  #rebuild(lastHubId: string, reason: RebuildReason): WalkPosition {
    this.#options.onEvent?.({ kind: 'position-rebuilt', reason });
    return { path: null, lastHubId, newestHubId: this.#newestHubId, reason };
  }

  #lastPage(): WalkPosition {
    return { path: null, lastHubId: this.#lastHubId, newestHubId: this.#newestHubId, reason: 'last page' };
  }

  #store(page: ListingPage, read: ReadPage, next: WalkPosition): void {
    const { author, limit } = this.#options.query;
    if (author !== null && !read.models.every((model) => isBy(model, author))) {
      throw new HubProtocolError(
        `The Hub was asked for the models of ${author} and sent one of another.`,
        'It may not know that filter.',
      );
    }
    const models = limit === null ? read.models : read.models.slice(0, limit - this.#writer.read().models);
    this.#writer.writePage({
      entries: page.items.length,
      models,
      quarantined: read.quarantined,
      position: next,
      fieldsRefused: [...this.#refusedBefore, ...this.#listing.refusedFields],
      transfer: { ...this.#options.client.counters },
    });
    this.#pages += 1;
    this.#report(models.length, read.quarantined);
  }

  #report(pageModels: number, quarantined: readonly QuarantinedEntry[]): void {
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

  /** Whether the user asked for an end. @throws StoppedEarlyError when a bound of this process is reached */
  #mustStop(): boolean {
    if (this.#askedToStop()) return true;
    const { maxPages, maxTimeMs, clock } = this.#options;
    if (maxPages !== undefined && this.#pages >= maxPages) throw bounded(`--max-pages ${maxPages}`);
    if (maxTimeMs !== undefined && clock.monotonic() - this.#startedAt >= maxTimeMs)
      throw bounded('--max-time');
    return false;
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

function largest(models: readonly ModelRecord[]): string | null {
  return models.reduce<string | null>(
    (most, { hubId }) => (most === null || hubId > most ? hubId : most),
    null,
  );
}

function isBy(model: ModelRecord, author: string): boolean {
  return model.author?.toLowerCase() === author.toLowerCase();
}

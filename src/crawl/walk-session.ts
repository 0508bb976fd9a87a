import { setMaxListeners } from 'node:events';
import { StoppedEarlyError } from '../errors.js';
import { HubProtocolError } from '../hub/hub-error.js';
import type { ListingPage, ModelListing } from '../hub/model-listing.js';
import type { ModelRecord } from '../domain/model-record.js';
import { listedWords, type ListedRecord } from '../domain/repository-record.js';
import type { Run } from '../store/run.js';
import type { QuarantinedEntry, RunWriter } from '../store/run-writer.js';
import type { CrawlOptions } from './crawl-models.js';
import { defaultConcurrency } from './default-concurrency.js';
import type { CrawlEvent } from './events.js';
import type { KeptPages } from './kept-pages.js';
import { type PagePart, withinLimit } from './page-part.js';
import { PageReader } from './page-reader.js';
import type { WalkPosition } from './walk-position.js';

/** A longer timer of Node fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What was read of a page: models, or what else is listed. */
export interface ReadPage<R extends ListedRecord = ModelRecord> {
  models: readonly R[];
  quarantined: readonly QuarantinedEntry[];
}

interface SessionParts<R extends ListedRecord> {
  writer: RunWriter<R>;
  listing: ModelListing;
  readPage: (entries: readonly unknown[]) => ReadPage<R>;
  kept: KeptPages | undefined;
}

/** One process's part of a run, shared by the ways of walking: what it asks, stores and tells, and what bounds it. */
export class WalkSession<R extends ListedRecord = ModelRecord> {
  readonly options: CrawlOptions;
  readonly listing: ModelListing;
  /** Requests under way at once at most. */
  readonly concurrency: number;
  /** The largest `_id` when the run began. */
  newestHubId: string | null = null;
  /** Reads the entries of a page. */
  readonly read: (entries: readonly unknown[]) => ReadPage<R>;
  readonly #writer: RunWriter<R>;
  readonly #kept: KeptPages | undefined;
  readonly #startedAt: number;
  /** Refused to an earlier process of the run, and not asked for again. */
  readonly #refusedBefore: readonly string[];
  readonly #deadline: AbortSignal | undefined;
  #begun = 0;
  #refused = 0;

  constructor(options: CrawlOptions, { writer, listing, readPage, kept }: SessionParts<R>) {
    this.options = options;
    this.listing = listing;
    this.read = readPage;
    this.concurrency = options.concurrency ?? defaultConcurrency;
    this.#writer = writer;
    this.#kept = kept;
    this.#startedAt = options.clock.monotonic();
    this.#refusedBefore = writer.read().fieldsRefused;
    this.#deadline =
      options.maxTimeMs === undefined
        ? undefined
        : AbortSignal.timeout(Math.min(options.maxTimeMs, LONGEST_TIMER_MS));
    // Every request under way listens.
    if (this.#deadline !== undefined) setMaxListeners(0, this.#deadline);
  }

  /** A stop and the deadline, or `ending` where given, end waiting for the quota, not a page in flight. */
  reader(ending?: AbortSignal): PageReader {
    const ends = [this.options.stopSignal, this.#deadline, ending].filter((each) => each !== undefined);
    const waitSignal = AbortSignal.any(ends);
    setMaxListeners(0, waitSignal);
    return new PageReader(this.listing, { signal: this.options.abortSignal, waitSignal });
  }

  run(): Run {
    return this.#writer.read();
  }

  say(event: CrawlEvent): void {
    this.options.onEvent?.(event);
  }

  /** Whether the user asked for an end. @throws StoppedEarlyError when a bound of this process is reached */
  mustStop(): boolean {
    if (this.askedToStop()) return true;
    const { maxPages, maxTimeMs, clock } = this.options;
    if (maxPages !== undefined && this.#begun >= maxPages) throw bounded(`--max-pages ${maxPages}`);
    if (maxTimeMs !== undefined && clock.monotonic() - this.#startedAt >= maxTimeMs)
      throw bounded('--max-time');
    return false;
  }

  /** Whether `mustStop` would let one more page be asked for when those begun are stored. */
  mayGoOn(): boolean {
    const { maxPages } = this.options;
    return !this.askedToStop() && (maxPages === undefined || this.#begun < maxPages);
  }

  /** Reads a page; it counts for --max-pages unless it fails. */
  async page(read: () => Promise<ListingPage>): Promise<ListingPage> {
    this.#begun += 1;
    try {
      return await read();
    } catch (error) {
      this.#begun -= 1;
      throw error;
    }
  }

  /** Stores what was read of a part of a page, and where the walk goes on, in one transaction; the whole page is kept before. */
  store(page: ListingPage, part: PagePart, read: ReadPage<R>, position: WalkPosition): void {
    const { author, repository } = this.options.query;
    if (author !== null && !read.models.every((model) => isBy(model, author))) {
      throw new HubProtocolError(
        `The Hub was asked for the ${listedWords[repository].many} of ${author} and sent one of another.`,
        'It may not know that filter.',
      );
    }
    const models = withinLimit(read.models, this.options.query, () => this.run());
    const fieldsRefused = [...this.#refusedBefore, ...page.refusedFields];
    this.#kept?.write(page, {
      number: this.run().pages + 1,
      part,
      position,
      fieldsRefused,
      storedAt: this.options.clock.now(),
    });
    this.#writer.writePage({
      entries: part.entries,
      models,
      quarantined: read.quarantined,
      position,
      fieldsRefused,
      transfer: this.options.client.counters,
    });
    this.#report(models.length, read.quarantined);
  }

  /** Whether an error is the stop that was asked for. */
  isStop(error: unknown): boolean {
    return this.askedToStop() && error === this.options.stopSignal?.reason;
  }

  /** The bound of this process that an error tells of. */
  boundBehind(error: unknown): StoppedEarlyError | undefined {
    return this.#deadline?.aborted === true && error === this.#deadline.reason
      ? bounded('--max-time')
      : undefined;
  }

  askedToStop(): boolean {
    return this.options.stopSignal?.aborted === true;
  }

  #report(pageModels: number, quarantined: readonly QuarantinedEntry[]): void {
    if (this.options.onEvent === undefined) return;
    const refused = this.listing.refusedFields;
    if (refused.length > this.#refused) this.say({ kind: 'fields-refused', fields: refused });
    this.#refused = refused.length;
    for (const { name, field, reason } of quarantined) this.say({ kind: 'quarantined', name, field, reason });
    this.say({ kind: 'page', run: this.run(), pageModels });
  }
}

function bounded(bound: string): StoppedEarlyError {
  return new StoppedEarlyError(`The crawl stopped at ${bound}.`, {
    why: 'It was asked to.',
    todo: 'Run the same command again: it goes on from the last page.',
  });
}

function isBy(model: ListedRecord, author: string): boolean {
  return model.author?.toLowerCase() === author.toLowerCase();
}

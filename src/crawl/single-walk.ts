import { listedWords, type ListedRecord } from '../domain/repository-record.js';
import { HubProtocolError, HubRequestError } from '../hub/hub-error.js';
import type { AnnouncedPage, ListingPage } from '../hub/model-listing.js';
import { spansTheHub } from '../store/run.js';
import type { RebuildReason } from './events.js';
import type { PageReader } from './page-reader.js';
import { pageSize } from './page-size.js';
import { readPart } from './page-part.js';
import type { SinglePosition } from './walk-position.js';
import type { WalkSession } from './walk-session.js';

/** Walks page after page by the Hub's own links, and settles anything odd about one by asking for what comes next by `_id`. */
export class SingleWalk<R extends ListedRecord> {
  readonly #session: WalkSession<R>;
  readonly #reader: PageReader;
  readonly #pathsSeen = new Set<string>();
  #at: SinglePosition;

  constructor(session: WalkSession<R>, reader: PageReader, from: SinglePosition) {
    this.#session = session;
    this.#reader = reader;
    this.#at = from;
  }

  /** Where the next page begins. */
  get at(): SinglePosition {
    return this.#at;
  }

  /** Fetches and stores one page; false at the end of the listing. */
  async step(): Promise<boolean> {
    const next = await this.#step(this.#at);
    if (next === null) return false;
    this.#at = next;
    return true;
  }

  async #step(position: SinglePosition): Promise<SinglePosition | null> {
    let page = await this.#fetch(position);
    // Refused here means the end of the listing: not by a chance refusal.
    if (page === 'refused' && isEndIfRefused(position)) page = await this.#fetch(position);
    if (page === 'refused') {
      if (position.lastHubId === null || position.path === null) return endOrDistrust(position);
      return this.#rebuild(position, 'refused cursor');
    }
    this.#pathsSeen.add(page.url);
    const read = this.#session.read(page.items);
    this.#session.newestHubId ??= largest(read.models);
    const lastHubId = smallest(read.models, position.lastHubId);
    const progressed = lastHubId !== position.lastHubId;
    if (position.path === null && position.lastHubId !== null && page.items.length > 0 && !progressed) {
      return endOrDistrust(position);
    }
    const reached = { ...position, lastHubId, newestHubId: this.#session.newestHubId };
    const next = this.#next(page, reached, progressed);
    if (next === null) checkEnd(reached);
    const last: SinglePosition = { ...reached, path: null, reason: 'last page' };
    const part = { entries: page.items.length, readBefore: position.read };
    this.#session.store(page, part, readPart(read, part), next ?? last);
    return next;
  }

  async #fetch(position: SinglePosition): Promise<ListingPage | 'refused'> {
    const { path, lastHubId } = position;
    try {
      return await this.#session.page(() =>
        this.#reader.read(
          path !== null
            ? { kind: 'link', path }
            : lastHubId !== null
              ? { kind: 'before', hubId: lastHubId }
              : { kind: 'start' },
          (next) => this.#wants(next),
        ),
      );
    } catch (error) {
      const refusable = path !== null || lastHubId !== null;
      if (refusable && error instanceof HubRequestError && error.status === 400) return 'refused';
      throw error;
    }
  }

  #wants({ path }: AnnouncedPage): boolean {
    const { query } = this.#session.options;
    const { limit } = query;
    const missing = limit === null ? Infinity : limit - this.#session.run().models - pageSize(query);
    const isOneMore = this.#session.concurrency > 1;
    return isOneMore && this.#session.mayGoOn() && missing > 0 && !this.#pathsSeen.has(path);
  }

  /** Where to go after `page`, all of which was read up to `reached`. */
  #next(page: ListingPage, reached: SinglePosition, progressed: boolean): SinglePosition | null {
    const { lastHubId, reason } = reached;
    if (page.items.length === 0) {
      if (lastHubId === null && page.next === null && spansTheHub(this.#session.options.query)) {
        throw new HubProtocolError(
          `The Hub listed no ${listedWords[this.#session.options.query.repository].many} at all.`,
          'An empty answer is not an empty Hub.',
        );
      }
      if (page.next === null || reason === 'empty page with a link') return null;
      if (lastHubId === null)
        throw new HubProtocolError(
          'The Hub sent an empty first page.',
          'It links to a next one all the same.',
        );
      return this.#rebuild(reached, 'empty page with a link');
    }
    if (page.next !== null && !this.#pathsSeen.has(page.next)) {
      return { ...reached, path: page.next, reason: null };
    }
    if (page.next !== null) {
      if (lastHubId === null || !progressed)
        throw new HubProtocolError('The Hub links back to a page already read.', 'And it sent nothing new.');
      return this.#rebuild(reached, 'repeated link');
    }
    return this.#isFull(page) && lastHubId !== null ? this.#rebuild(reached, 'unlinked full page') : null;
  }

  /** As long as the pages of this run use to be: the Hub may send fewer than it was asked for. */
  #isFull({ items }: ListingPage): boolean {
    const asked = pageSize(this.#session.options.query);
    const { models, pages } = this.#session.run();
    return items.length >= (pages === 0 ? asked : Math.min(asked, models / pages));
  }

  #rebuild(reached: SinglePosition, reason: RebuildReason): SinglePosition {
    this.#session.say({ kind: 'position-rebuilt', reason });
    return { ...reached, path: null, reason };
  }
}

/**
 * A rebuilt position that the Hub refuses or ignores proves nothing. After a page without a link that is no reason to
 * doubt the end; after any other oddity it is.
 */
function endOrDistrust(position: SinglePosition): null {
  if (isEndIfRefused(position)) {
    checkEnd(position);
    return null;
  }
  throw new HubProtocolError(
    `The walk cannot go on after a ${position.reason ?? 'refused cursor'}.`,
    'The Hub does not answer when asked for what comes before the last entry stored; --restart begins a new walk.',
  );
}

/** @throws HubProtocolError where ranges, walked before, have shown that older models are listed */
function checkEnd({ lastHubId, listedBelow = null }: SinglePosition): void {
  if (lastHubId === null || listedBelow === null || lastHubId < listedBelow) return;
  throw new HubProtocolError(
    'The Hub ended its listing in the middle.',
    `It listed nothing below ${lastHubId}, where it had listed entries before; --restart begins a new walk.`,
  );
}

function isEndIfRefused({ reason }: SinglePosition): boolean {
  return reason === 'unlinked full page' || reason === 'last page';
}

function smallest(models: readonly ListedRecord[], before: string | null): string | null {
  let least = before;
  for (const { hubId } of models) if (least === null || hubId < least) least = hubId;
  return least;
}

function largest(models: readonly ListedRecord[]): string | null {
  return models.reduce<string | null>(
    (most, { hubId }) => (most === null || hubId > most ? hubId : most),
    null,
  );
}

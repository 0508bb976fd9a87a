import type { AnnouncedPage, ListingPage, ListingPosition, ModelListing } from '../hub/model-listing.js';

/** Whether the page that the headers of another announce is worth asking for before that other has come whole. */
export type WantsNext = (next: AnnouncedPage) => boolean;

interface Request {
  path: string | null;
  page: Promise<ListingPage>;
  cancel: AbortController;
  announced: AnnouncedPage | null;
  /** Set once the page is read for what it is, not ahead. */
  onNext: ((next: AnnouncedPage) => void) | null;
}

export interface ReaderSignals {
  /** Ends requests under way. */
  signal: AbortSignal | undefined;
  /** Ends waiting for the quota or for another try. */
  waitSignal: AbortSignal | undefined;
}

/**
 * Reads one chain of pages. While a page's body comes, is read and stored, the request for the next one is under way: at
 * most one, and it counts for nothing when the walk goes elsewhere.
 */
export class PageReader {
  readonly #listing: ModelListing;
  readonly #signals: ReaderSignals;
  #current: Request | null = null;
  #ahead: Request | null = null;

  constructor(listing: ModelListing, signals: ReaderSignals) {
    this.#listing = listing;
    this.#signals = signals;
    signals.signal?.addEventListener('abort', () => {
      for (const request of [this.#current, this.#ahead]) request?.cancel.abort(signals.signal?.reason);
    });
  }

  /** @throws what `ModelListing.page` throws */
  async read(position: ListingPosition, wantsNext: WantsNext): Promise<ListingPage> {
    const request = this.#take(position);
    this.#current = request;
    request.onNext = (next) => {
      if (this.#ahead !== null || !wantsNext(next)) return;
      this.#ahead = this.#begin({ kind: 'link', path: next.path });
      // Its failure is told when it is read; one that is dropped fails for nobody.
      this.#ahead.page.catch(() => undefined);
    };
    if (request.announced !== null) request.onNext(request.announced);
    try {
      return await request.page;
    } finally {
      this.#current = null;
    }
  }

  /** Whether a page is asked for, or there, that the walk has not come to. */
  get isAhead(): boolean {
    return this.#ahead !== null;
  }

  /** Drops the request under way ahead of the walk. */
  drop(): void {
    this.#ahead?.cancel.abort(new Error('not needed any more'));
    this.#ahead = null;
  }

  #take(position: ListingPosition): Request {
    const ahead = this.#ahead;
    if (ahead !== null && position.kind === 'link' && ahead.path === position.path) {
      this.#ahead = null;
      return ahead;
    }
    this.drop();
    return this.#begin(position);
  }

  #begin(position: ListingPosition): Request {
    this.#signals.signal?.throwIfAborted();
    const cancel = new AbortController();
    const request: Omit<Request, 'page'> = {
      path: position.kind === 'link' ? position.path : null,
      cancel,
      announced: null,
      onNext: null,
    };
    const page = this.#listing.page(position, {
      signal: cancel.signal,
      waitSignal: this.#signals.waitSignal,
      onNext: (next) => {
        request.announced = next;
        request.onNext?.(next);
      },
    });
    return Object.assign(request, { page });
  }
}

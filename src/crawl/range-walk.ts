import pLimit, { type LimitFunction } from 'p-limit';
import type { ListedRecord } from '../domain/repository-record.js';
import { HubRequestError } from '../hub/hub-error.js';
import type { AnnouncedPage, ListingPage } from '../hub/model-listing.js';
import type { PageReader } from './page-reader.js';
import { listedBelow, type Range, readBetween, readRangePage, type Surprise } from './range.js';
import { type IdScale, splitRange } from './range-plan.js';
import type { RangesPosition, SinglePosition } from './walk-position.js';
import type { WalkSession } from './walk-session.js';

/** Pages below which half of a range is not worth a walk of its own: where ranges touch, a page is read in part twice. */
const LEAST_PAGES = 8;

interface OpenRange {
  range: Range;
  reader: PageReader;
  /** Length of its last pages on the scale; until it has one, of the pages before it. */
  pageLength: number;
  /** Nothing was listed below it when it was asked for. It stays open, to be asked again after a resume. */
  isEmpty: boolean;
}

export interface RangeWalkOptions {
  scale: IdScale;
  /** Has the next page of the newest range under way already. */
  first: PageReader | undefined;
  /** Ends what waits for the quota or for another try, the first reader's too. */
  ending: AbortController;
}

/** `end`: all ranges were read; `stopped`: the user asked; else where a single walk goes on. */
export type RangeWalkEnd = 'end' | 'stopped' | SinglePosition;

/** Walks several ranges of the listing at once, each row checked against its range; gives up at the first surprise. */
export class RangeWalk<R extends ListedRecord> {
  readonly #session: WalkSession<R>;
  readonly #scale: IdScale;
  /** Ranges walked at once. */
  readonly #limit: LimitFunction;
  /** The newest first. */
  #open: readonly OpenRange[];
  readonly #ending: AbortController;
  #over: 'stopped' | { error: unknown } | { surprise: Surprise } | null = null;
  /** The greatest `_id` below which nothing was listed, and the least below which something was. */
  #emptyBelow: string | null = null;
  #listedBelow: string | null;

  constructor(session: WalkSession<R>, { ranges }: RangesPosition, options: RangeWalkOptions) {
    this.#session = session;
    this.#scale = options.scale;
    this.#limit = pLimit(session.concurrency);
    this.#listedBelow = listedBelow(ranges);
    this.#ending = options.ending;
    const { newestHubId } = session;
    const toRead = ranges.reduce((sum, range) => sum + this.#scale.lengthOf(range), 0);
    const read = newestHubId === null ? 0 : this.#scale.placeOf(newestHubId) - toRead;
    const pageLength = read / session.run().pages;
    this.#open = ranges.map((range, index) => ({
      range,
      reader: (index === 0 ? options.first : undefined) ?? this.#reader(),
      pageLength,
      isEmpty: false,
    }));
  }

  /** @throws what ended one of the ranges */
  async toTheEnd(): Promise<RangeWalkEnd> {
    const limit = this.#limit;
    try {
      // Does the Hub take rebuilt cursors? The newest range, which follows its own link, would not tell.
      const [, rebuilt] = this.#open;
      if (rebuilt !== undefined) await limit(() => this.#advance(rebuilt));
      const isLast = (): boolean => limit.pendingCount === 0;
      await Promise.all(this.#open.map((open) => limit(() => this.#walk(open, isLast))));
    } finally {
      for (const { reader } of this.#open) reader.drop();
    }
    if (this.#over === null) return 'end';
    if (this.#over === 'stopped') return 'stopped';
    if ('error' in this.#over) throw this.#over.error;
    this.#session.say({ kind: 'single-walk', surprise: this.#over.surprise });
    return this.#asSingle();
  }

  /** Reads a range to its end; then half of the longest one left, where no other range waits for its turn. */
  async #walk(first: OpenRange, noneWaits: () => boolean): Promise<void> {
    let open: OpenRange | undefined = first;
    while (open !== undefined && this.#over === null) {
      const isOpen = !open.isEmpty && this.#open.includes(open);
      if (isOpen) await this.#advance(open);
      else open = noneWaits() ? this.#takeHalf() : undefined;
    }
  }

  /** Reads and stores one page of a range. Never throws: what ends the walk is kept. */
  async #advance(open: OpenRange): Promise<void> {
    try {
      if (this.#session.mustStop()) {
        this.#over ??= 'stopped';
        return;
      }
    } catch (error) {
      // A bound of this process: the pages in flight are within it.
      this.#over ??= { error };
      return;
    }
    try {
      this.#take(open, await this.#session.page(() => this.#fetch(open)));
    } catch (error) {
      const isRefusal = error instanceof HubRequestError && error.status === 400;
      this.#end(isRefusal ? { surprise: 'refused cursor' } : { error });
    }
  }

  #fetch(open: OpenRange): Promise<ListingPage> {
    const { path, before } = open.range;
    const position =
      path === null ? ({ kind: 'before', hubId: before } as const) : ({ kind: 'link', path } as const);
    return open.reader.read(position, (next) => this.#wants(next, open.range));
  }

  #wants({ below }: AnnouncedPage, { downTo }: Range): boolean {
    const { maxPages } = this.#session.options;
    const isWithin = below === null || downTo === null || below > downTo;
    const ahead = this.#open.filter(({ reader }) => reader.isAhead).length;
    const isOneMore = this.#limit.activeCount + ahead < this.#session.concurrency;
    return isWithin && isOneMore && this.#over === null && maxPages === undefined && this.#session.mayGoOn();
  }

  #take(open: OpenRange, page: ListingPage): void {
    const found = readRangePage(open.range, page);
    if (found.kind === 'surprise') {
      this.#end({ surprise: found.surprise });
      return;
    }
    const { before, downTo } = open.range;
    if (found.kind === 'nothing below') this.#emptyBelow = greater(this.#emptyBelow, before);
    else this.#listedBelow = lesser(this.#listedBelow, found.rest === null ? downTo : before);
    // Its range stays as it was: by the Hub's own links it is read again.
    if (this.#isContradiction()) {
      this.#end({ surprise: 'page without a link' });
      return;
    }
    if (found.kind === 'nothing below') this.#store(page, [], this.#open);
    else if (found.rest === null) this.#close(open, page, found.items);
    else this.#moveOn(open, page, found.items, found.rest);
    open.isEmpty = found.kind === 'nothing below';
  }

  // The ranges change only once they are stored: what a later page stores beside its own must not claim a lost one.
  #moveOn(open: OpenRange, page: ListingPage, items: readonly unknown[], rest: Range): void {
    const moved = this.#open.map((each) => (each === open ? { ...open, range: rest } : each));
    this.#store(page, items, moved);
    const length = this.#scale.lengthOf({ before: open.range.before, downTo: rest.before });
    // The oldest models share one second: a page of them has no length, and what is left is not many pages for that.
    open.pageLength = Math.max(length, open.pageLength / 2);
    open.range = rest;
  }

  #close(open: OpenRange, page: ListingPage, items: readonly unknown[]): void {
    const others = this.#open.filter((each) => each !== open);
    this.#store(page, items, others);
    this.#open = others;
    open.reader.drop();
  }

  #store(page: ListingPage, items: readonly unknown[], open: readonly OpenRange[]): void {
    const { newestHubId } = this.#session;
    const ranges = open.map(({ range }) => range);
    this.#session.store(page, { entries: items.length }, this.#session.read(items), { newestHubId, ranges });
  }

  /** Models below a place where the Hub said that there are none: one of its answers was not whole. */
  #isContradiction(): boolean {
    return this.#emptyBelow !== null && this.#listedBelow !== null && this.#listedBelow <= this.#emptyBelow;
  }

  /** The older half of the range with the most pages left becomes a range of its own. */
  #takeHalf(): OpenRange | undefined {
    const pagesOf = ({ range, pageLength }: OpenRange): number => this.#scale.lengthOf(range) / pageLength;
    const [longest] = this.#open
      .filter((open) => !open.isEmpty && pagesOf(open) >= LEAST_PAGES)
      .sort((a, b) => pagesOf(b) - pagesOf(a));
    const halves = longest === undefined ? null : splitRange(longest.range, this.#scale);
    if (longest === undefined || halves === null) return undefined;
    const [newer, older] = halves;
    longest.range = newer;
    const half = { ...longest, range: older, reader: this.#reader() };
    this.#open = this.#open.flatMap((open) => (open === longest ? [open, half] : [open]));
    return half;
  }

  #reader(): PageReader {
    return this.#session.reader(this.#ending.signal);
  }

  #end(over: { error: unknown } | { surprise: Surprise }): void {
    this.#over ??= over;
    this.#ending.abort(new Error('another range ended the walk'));
  }

  /** From where the newest range is on, all that is older. */
  #asSingle(): SinglePosition | 'end' {
    const ranges = this.#open.map(({ range }) => range);
    const [newest] = ranges;
    if (newest === undefined) return 'end';
    return {
      path: newest.path,
      lastHubId: newest.before,
      newestHubId: this.#session.newestHubId,
      reason: null,
      read: readBetween(ranges),
      listedBelow: this.#listedBelow,
    };
  }
}

function greater(a: string | null, b: string): string {
  return a === null || b > a ? b : a;
}

function lesser(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return b < a ? b : a;
}

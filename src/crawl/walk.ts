import { setMaxListeners } from 'node:events';
import type { ListedRecord } from '../domain/repository-record.js';
import type { ListingPage, ListingPosition } from '../hub/model-listing.js';
import { hubIdQuantiles } from '../store/hub-id-quantiles.js';
import { spansTheHub } from '../store/run.js';
import { readPart } from './page-part.js';
import type { PageReader } from './page-reader.js';
import { IdScale, knotsByDate, planRanges } from './range-plan.js';
import { RangeWalk, type RangeWalkEnd } from './range-walk.js';
import { SingleWalk } from './single-walk.js';
import type { RangesPosition, SinglePosition, WalkPosition } from './walk-position.js';
import type { WalkSession } from './walk-session.js';

/** With fewer pages for each range, read or estimated to remain, a single walk is as soon done. */
const LEAST_PAGES_A_RANGE = 2;

/** One process's part of a run, from a position to the end of the listing. */
export class Walk<R extends ListedRecord> {
  readonly #session: WalkSession<R>;
  #scale: IdScale | null = null;
  /** Has the next page of the single walk under way, which is the first of the newest range. */
  #reader: PageReader | undefined;
  readonly #ending = new AbortController();

  constructor(session: WalkSession<R>) {
    this.#session = session;
    // Every range that is walked listens.
    setMaxListeners(0, this.#ending.signal);
  }

  /** False when the stop signal ended the walk first. */
  async toTheEnd(from: WalkPosition): Promise<boolean> {
    this.#session.newestHubId = from.newestHubId;
    try {
      for (let at = from; ;) {
        const end: WalkPosition | RangeWalkEnd =
          'ranges' in at ? await this.#walkRanges(at) : await this.#walkSingly(at);
        if (end === 'stopped') return false;
        if (end === 'end') return await this.#readHead();
        at = end;
      }
    } catch (error) {
      if (this.#session.isStop(error)) return false;
      throw this.#session.boundBehind(error) ?? error;
    }
  }

  async #walkSingly(from: SinglePosition): Promise<RangesPosition | 'end' | 'stopped'> {
    const reader = this.#session.reader(this.#ending.signal.aborted ? undefined : this.#ending.signal);
    const walk = new SingleWalk(this.#session, reader, from);
    try {
      do {
        if (this.#limitReached()) return 'end';
        if (this.#session.mustStop()) return 'stopped';
        const plan = this.#plan(walk.at);
        if (plan !== null) {
          this.#reader = reader;
          return plan;
        }
      } while (await walk.step());
      return 'end';
    } finally {
      if (this.#reader !== reader) reader.drop();
    }
  }

  #walkRanges(position: RangesPosition): Promise<RangeWalkEnd> {
    const { newestHubId } = position;
    return new RangeWalk(this.#session, position, {
      scale: this.#scaleUpTo(newestHubId ?? ''),
      first: this.#reader,
      ending: this.#ending,
    }).toTheEnd();
  }

  /** Ranges to go on with, once a single walk has shown that there is enough to part; null to go on singly. */
  #plan({ path, lastHubId, newestHubId, read }: SinglePosition): RangesPosition | null {
    const { concurrency } = this.#session;
    if (concurrency === 1 || !spansTheHub(this.#session.options.query)) return null;
    if (path === null || lastHubId === null || newestHubId === null || read !== undefined) return null;
    const { pages } = this.#session.run();
    const leastPages = LEAST_PAGES_A_RANGE * concurrency;
    if (pages < leastPages) return null;
    const scale = this.#scaleUpTo(newestHubId);
    const whole = { before: lastHubId, downTo: null, path, unlinked: false };
    const pageLength = scale.lengthOf({ before: newestHubId, downTo: lastHubId }) / pages;
    if (scale.lengthOf(whole) / pageLength < leastPages) return null;
    const ranges = planRanges(whole, concurrency, scale);
    return ranges.length === 1 ? null : { newestHubId, ranges };
  }

  #scaleUpTo(newest: string): IdScale {
    if (this.#scale !== null) return this.#scale;
    const { query, store } = this.#session.options;
    const ids = query.repository === 'model' ? hubIdQuantiles(store.db) : [];
    const lastNight = ids.filter((hubId) => hubId < newest);
    this.#scale = new IdScale(lastNight.length > 0 ? [...lastNight, newest] : knotsByDate(newest));
    return this.#scale;
  }

  /**
   * Models created during the walk stand before its start: reads from the newest on until one that was there when the
   * run began. Of the others the walk has read the values already. False when the stop signal came first.
   */
  async #readHead(): Promise<boolean> {
    const known = this.#session.newestHubId;
    if (this.#session.options.query.limit !== null || known === null) return true;
    const reader = this.#session.reader();
    const pathsSeen = new Set<string>();
    const done: RangesPosition = { newestHubId: known, ranges: [] };
    let at: ListingPosition = { kind: 'start' };
    for (;;) {
      if (this.#session.mustStop()) return false;
      const from = at;
      const page: ListingPage = await this.#session.page(() => reader.read(from, () => false));
      const read = this.#session.read(page.items);
      const part = { entries: page.items.length, newerThan: known };
      const created = readPart(read, part);
      if (created.models.length > 0) this.#session.store(page, part, created, done);
      const reached = created.models.length < read.models.length || page.items.length === 0;
      if (reached || page.next === null || pathsSeen.has(page.next)) return true;
      pathsSeen.add(page.next);
      at = { kind: 'link', path: page.next };
    }
  }

  #limitReached(): boolean {
    const { limit } = this.#session.options.query;
    return limit !== null && this.#session.run().models >= limit;
  }
}

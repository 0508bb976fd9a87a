import { z } from 'zod';
import { isObjectId } from '../domain/object-id.js';
import type { ListingPage } from '../hub/model-listing.js';

const hubId = z.string().refine(isObjectId);

/** A part of the listing by `_id`, from the newest down, and how far it was read. As stored with every page. */
export const range = z.object({
  /** Everything of the range from this `_id` on was read. */
  before: hubId,
  /** The oldest `_id` that may be in the range; null for all that is older. */
  downTo: hubId.nullable(),
  /** The Hub's own link to what comes before `before`; null to ask by `before` itself. */
  path: z.string().startsWith('/').nullable(),
  /** The last page had no link though the range goes on: what comes next tells whether the listing ended there. */
  unlinked: z.boolean(),
});
export type Range = z.output<typeof range>;

/** Why ranges cannot be relied on. */
export type Surprise =
  | 'refused cursor'
  | 'models outside the range'
  | 'models out of order'
  | 'unreadable page'
  | 'empty page with a link'
  | 'page without a link';

/** What a page is to the range it was asked for. */
export type RangePage =
  | { kind: 'surprise'; surprise: Surprise }
  /**
   * The entries of the range on the page, and what remains of the range: null when something older than all of it was
   * listed too.
   */
  | { kind: 'entries'; items: readonly unknown[]; rest: Range | null }
  /** Nothing is listed before `before`, so this range and all below it are empty. */
  | { kind: 'nothing below' };

/** Judges a page by the range it was asked for: `_id`s descend from below `before`, and those below `downTo` belong to others. */
export function readRangePage(asked: Range, { items, next }: ListingPage): RangePage {
  let last = asked.before;
  for (const [index, item] of items.entries()) {
    const id = hubIdOf(item);
    if (id === null) continue;
    if (id >= asked.before) return { kind: 'surprise', surprise: 'models outside the range' };
    if (id >= last) return { kind: 'surprise', surprise: 'models out of order' };
    if (asked.downTo !== null && id < asked.downTo) {
      return { kind: 'entries', items: items.slice(0, index), rest: null };
    }
    if (asked.unlinked) return { kind: 'surprise', surprise: 'page without a link' };
    last = id;
  }
  if (items.length === 0) {
    return next === null
      ? { kind: 'nothing below' }
      : { kind: 'surprise', surprise: 'empty page with a link' };
  }
  if (last === asked.before) return { kind: 'surprise', surprise: 'unreadable page' };
  const rest = { before: last, downTo: asked.downTo, path: next, unlinked: next === null };
  return { kind: 'entries', items, rest };
}

/** `_id`s from `from` (null: the oldest) up to but not including `below`. */
export const interval = z.object({ from: hubId.nullable(), below: hubId });
export type Interval = z.output<typeof interval>;

/** What was read below the start of the first of these ranges, in descending order, that are still open. */
export function readBetween(open: readonly Range[]): Interval[] {
  return open.flatMap(({ downTo }, index) => {
    const below = open[index + 1];
    return downTo === null || downTo === below?.before
      ? []
      : [{ from: below?.before ?? null, below: downTo }];
  });
}

/**
 * The least `_id` at which, by how far these ranges were read, some model is known to be listed before it; null when
 * nothing below the newest range's start was.
 */
export function listedBelow(open: readonly Range[]): string | null {
  for (let index = open.length - 1; index >= 0; index -= 1) {
    const [newer, older] = [open[index - 1], open[index]];
    if (older === undefined || newer?.downTo === older.before) continue;
    // Nothing of it was read, so what touched it is read to the end, which only a model of its own or an older one shows.
    if (older.path === null && !older.unlinked) return older.before;
    if (newer !== undefined) return newer.downTo;
  }
  return null;
}

/** Whether an `_id` lies in one of the intervals. */
export function isWithin(intervals: readonly Interval[], id: string): boolean {
  return intervals.some(({ from, below }) => (from === null || id >= from) && id < below);
}

function hubIdOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null || !('_id' in item)) return null;
  return typeof item._id === 'string' && isObjectId(item._id) ? item._id : null;
}

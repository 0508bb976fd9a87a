import { objectIdSeconds } from '../domain/object-id.js';
import type { Range } from './range.js';

/** The first 52 bits of an `_id`, seconds and a fraction: as many as a number holds exactly. */
const DIGITS = 13;
const SECOND = 16 ** (DIGITS - 8);

/** Older models carry this second, of 2022-03-02: the day the Hub began to note creation times. */
const FIRST_SECOND = 0x621ffdc0;
const YEAR_SECONDS = 365.25 * 86_400;
const STEPS = 1024;

/** Places `_id`s on a line on which about as many models lie on any part as on any other of its length. */
export class IdScale {
  /** Ascending; the models between two neighbours count as much as those between any other two. */
  readonly #knots: readonly number[];

  /** @param hubIds in any order: `_id`s that part the models evenly */
  constructor(hubIds: readonly string[]) {
    this.#knots = [...new Set(hubIds.map(toNumber))].sort((a, b) => a - b);
  }

  /** The place of an `_id`: 0 for the oldest and all before it, one more for each knot passed. */
  placeOf(hubId: string): number {
    const number = toNumber(hubId);
    let [low, high] = [0, this.#knots.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#knots[middle] ?? Infinity) <= number) low = middle + 1;
      else high = middle;
    }
    const [below, above] = [this.#knots[low - 1], this.#knots[low]];
    if (below === undefined) return 0;
    return above === undefined ? low - 1 : low - 1 + (number - below) / (above - below);
  }

  /** The `_id` at a place, existing or not. */
  hubIdAt(place: number): string {
    const index = Math.max(0, Math.min(Math.floor(place), this.#knots.length - 1));
    const below = this.#knots[index] ?? 0;
    const above = this.#knots[index + 1] ?? below;
    return toHubId(below + (above - below) * (place - index));
  }

  /** The length of what is not read of a range. */
  lengthOf({ before, downTo }: Pick<Range, 'before' | 'downTo'>): number {
    return this.placeOf(before) - (downTo === null ? 0 : this.placeOf(downTo));
  }
}

/** `_id`s that part the Hub's models about evenly by their dates alone: as many again were added with every year. */
export function knotsByDate(newest: string): string[] {
  const years = Math.max(0, (objectIdSeconds(newest) - FIRST_SECOND) / YEAR_SECONDS);
  const growth = 2 ** years - 1;
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const age = Math.log2(1 + (growth * step) / STEPS);
    return toHubId(Math.round((FIRST_SECOND + age * YEAR_SECONDS) * SECOND));
  });
}

/** Parts what remains of a walk into at most `count` ranges of about equal length; they touch and cover all of it. */
export function planRanges(whole: Range, count: number, scale: IdScale): Range[] {
  const end = scale.placeOf(whole.before);
  const ranges = [whole];
  for (let part = count - 1; part > 0; part -= 1) {
    const last = ranges.at(-1) ?? whole;
    const halves = cutRange(last, scale.hubIdAt((end * part) / count));
    if (halves !== null) ranges.splice(-1, 1, ...halves);
  }
  return ranges;
}

/** Both halves of what remains of a range, the newer first; null when it is too short to be cut. */
export function splitRange(range: Range, scale: IdScale): [Range, Range] | null {
  const middle = scale.placeOf(range.before) - scale.lengthOf(range) / 2;
  return cutRange(range, scale.hubIdAt(middle));
}

function cutRange(range: Range, at: string): [Range, Range] | null {
  if (at >= range.before || (range.downTo !== null && at <= range.downTo)) return null;
  return [
    { ...range, downTo: at },
    { before: at, downTo: range.downTo, path: null, unlinked: false },
  ];
}

function toNumber(hubId: string): number {
  return Number.parseInt(hubId.slice(0, DIGITS), 16);
}

function toHubId(number: number): string {
  return Math.round(number).toString(16).padStart(DIGITS, '0') + '0'.repeat(24 - DIGITS);
}

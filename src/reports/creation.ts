import { dateOf } from '../store/night.js';

export const DAY_S = 86_400;

/**
 * The Hub gives everything older than 2022-03-02T23:29:04Z that moment as its `createdAt`; a second later was seen as well.
 */
export const SENTINEL_S = Date.UTC(2022, 2, 2, 23, 29, 5) / 1000;
const SENTINEL_DAY = Math.floor(SENTINEL_S / DAY_S);
export const sentinelLabel = `until ${dateOf(SENTINEL_DAY)}`;

/** What {@link creationIndex} gives a model without a date, or with one after the night. */
export const UNDATED = -1;

/** 0 for the sentinel; else 1 and the days since 2022-03-02. @param lastDay of the night, in days since 1970-01-01 */
export function creationIndex(createdS: number, lastDay: number): number {
  if (Number.isNaN(createdS)) return UNDATED;
  if (createdS <= SENTINEL_S) return 0;
  const day = Math.floor(createdS / DAY_S);
  return day > lastDay ? UNDATED : 1 + day - SENTINEL_DAY;
}

/** The UTC days from 2022-03-02 to `lastDay`, `YYYY-MM-DD`: creation index `i` is entry `i - 1`. */
export function creationDates(lastDay: number): string[] {
  return Array.from({ length: Math.max(0, lastDay - SENTINEL_DAY + 1) }, (_, i) => dateOf(SENTINEL_DAY + i));
}

/** Years of creation as buckets: the sentinel first, then year by year, the undated last. */
export class CreationYears {
  /** `until 2022-03-02`, `2022` ... `unknown`. */
  readonly labels: readonly string[];
  readonly #lastDay: number;
  readonly #bucketOfIndex: Uint8Array;

  constructor(lastDay: number) {
    const yearOfDay = creationDates(lastDay).map((date) => date.slice(0, 4));
    const years = [...new Set(yearOfDay)];
    const places = new Map(years.map((year, index) => [year, index + 1]));
    this.labels = [sentinelLabel, ...years, 'unknown'];
    this.#lastDay = lastDay;
    this.#bucketOfIndex = Uint8Array.from([0, ...yearOfDay.map((year) => places.get(year) ?? 0)]);
  }

  /** The position in {@link labels} of a `createdAt` in Unix seconds, NaN for none. */
  bucketOf(createdS: number): number {
    const index = creationIndex(createdS, this.#lastDay);
    return this.#bucketOfIndex[index] ?? this.labels.length - 1;
  }
}

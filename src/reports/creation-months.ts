import { creationDates, creationIndex } from './creation.js';

/** Months of creation, without the day that the Hub dates everything older. */
export class CreationMonths {
  /** `2022-03` ... up to the month of the night. */
  readonly labels: readonly string[];
  readonly #lastDay: number;
  readonly #monthOfIndex: Int16Array;

  /** @param lastDay of the night, in days since 1970-01-01 */
  constructor(lastDay: number) {
    const monthOfDay = creationDates(lastDay).map((date) => date.slice(0, 7));
    this.labels = [...new Set(monthOfDay)];
    const places = new Map(this.labels.map((month, place) => [month, place]));
    this.#lastDay = lastDay;
    this.#monthOfIndex = Int16Array.from([-1, ...monthOfDay.map((month) => places.get(month) ?? -1)]);
  }

  /** The place in {@link labels} of a `createdAt` in Unix seconds; -1 for the old and the undated. */
  placeOf(createdS: number): number {
    return this.#monthOfIndex[creationIndex(createdS, this.#lastDay)] ?? -1;
  }
}

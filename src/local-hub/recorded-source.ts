import type { ListedModel } from '../domain/listed-model.js';
import { matchesCursor } from './cursor.js';
import { matchesFilters } from './model-filters.js';
import { compareModels } from './sort-order.js';
import type { ModelSource } from './types.js';

/**
 * Serves an array of models under every sort and filter. The array is read afresh for each page, so a caller that
 * changes it between two pages moves the ranking under a walk, as the real Hub's does.
 */
export function recordedSource(models: readonly ListedModel[]): ModelSource {
  return {
    page({ order, filters, cursor, limit }) {
      const compare = compareModels(order);
      const first = new FirstInOrder(compare, limit);
      for (const model of models) {
        if (!matchesFilters(model, filters)) continue;
        if (cursor === undefined || matchesCursor(cursor, model)) first.offer(model);
      }
      return first.take();
    },
    find(id) {
      const lowerCase = id.toLowerCase();
      const found =
        models.find((model) => model.id === id) ??
        models.find((model) => model.id.toLowerCase() === lowerCase);
      return found?.private === true ? undefined : found;
    },
  };
}

/** Keeps the first `limit` of what is offered without sorting the rest: a page is far smaller than the Hub. */
class FirstInOrder {
  readonly #compare: (a: ListedModel, b: ListedModel) => number;
  readonly #limit: number;
  #kept: ListedModel[] = [];
  #last: ListedModel | undefined;

  constructor(compare: (a: ListedModel, b: ListedModel) => number, limit: number) {
    this.#compare = compare;
    this.#limit = limit;
  }

  offer(model: ListedModel): void {
    if (this.#last !== undefined && this.#compare(model, this.#last) > 0) return;
    this.#kept.push(model);
    if (this.#kept.length >= 2 * this.#limit) {
      this.#kept = this.take();
      this.#last = this.#kept.at(-1);
    }
  }

  take(): ListedModel[] {
    return this.#kept.toSorted(this.#compare).slice(0, this.#limit);
  }
}

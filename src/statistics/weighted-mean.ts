import { ExactSum } from './exact-sum.js';

/**
 * The sum of values times weights over the sum of weights, added up item by item: exact sums, rounded once. Non-negative safe
 * integers.
 */
export class WeightedMean {
  readonly #products = new ExactSum();
  readonly #weights = new ExactSum();

  add(value: number, weight: number): void {
    this.#products.addProduct(value, weight);
    this.#weights.add(weight);
  }

  /** Of the items of all the given means; `null` where none has weight. */
  static of(means: readonly WeightedMean[]): number | null {
    const weight = means.reduce((sum, mean) => sum + mean.#weights.total(), 0n);
    const products = means.reduce((sum, mean) => sum + mean.#products.total(), 0n);
    return weight === 0n ? null : Number(products) / Number(weight);
  }
}

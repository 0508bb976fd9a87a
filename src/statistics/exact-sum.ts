/**
 * Adds up non-negative safe integers, and products of two or three, without rounding at any size. Small sums stay in a double,
 * which is exact below 2^53; only what would pass it is carried into a bigint.
 */
export class ExactSum {
  #carried = 0n;
  #pending = 0;

  add(value: number): void {
    if (this.#pending > Number.MAX_SAFE_INTEGER - value) {
      this.#carried += BigInt(this.#pending);
      this.#pending = 0;
    }
    this.#pending += value;
  }

  addProduct(a: number, b: number, c = 1): void {
    const product = a * b * c;
    if (product <= Number.MAX_SAFE_INTEGER) this.add(product);
    else this.#carried += BigInt(a) * BigInt(b) * BigInt(c);
  }

  total(): bigint {
    return this.#carried + BigInt(this.#pending);
  }
}

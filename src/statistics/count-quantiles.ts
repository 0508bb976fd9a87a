/** Counts below this are kept as how many there are of each; nearly all are. */
const TALLIED_BELOW = 1024;

/** Exact quantiles of many counts, most of them small, in little memory: none is kept but the large ones. */
export class CountQuantiles {
  readonly #small = new Uint32Array(TALLIED_BELOW);
  readonly #large: number[] = [];
  #n = 0;

  /** How many were added. */
  get n(): number {
    return this.#n;
  }

  /** @param count a whole number from 0 to 2^53 - 1 */
  add(count: number): void {
    this.#n += 1;
    if (count < TALLIED_BELOW) this.#small[count] = (this.#small[count] ?? 0) + 1;
    else this.#large.push(count);
  }

  /**
   * The `q`-quantiles: for each the smallest count up to which at least the share `q` of the counts are, so that 1/2 gives
   * the lower median; null where nothing was added.
   * @param fractions above 0, at most 1, ascending
   */
  quantiles(fractions: readonly number[]): (number | null)[] {
    if (this.#n === 0) return fractions.map(() => null);
    const large = Float64Array.from(this.#large).sort();
    const smallOnes = this.#n - large.length;
    let count = 0;
    let reached = this.#small[0] ?? 0;
    return fractions.map((q) => {
      const needed = Math.ceil(q * this.#n);
      if (needed > smallOnes) return large[needed - smallOnes - 1] ?? null;
      while (reached < needed) {
        count += 1;
        reached += this.#small[count] ?? 0;
      }
      return count;
    });
  }
}

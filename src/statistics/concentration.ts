import { ExactSum } from './exact-sum.js';
import { type Tally, tally } from './tally.js';

/** The top share `top_share` (0 to 1) of the items holds `share` (0 to 1) of the total. */
export interface LorenzPoint {
  top_share: number;
  share: number;
}

/** Everything one sort of the counts answers. What a total of zero leaves undefined is `null`. */
export interface Concentration {
  /** Number of items, zeros included. */
  n: number;
  /** Number of items whose count is zero. */
  zeros: number;
  /** Exact sum of all counts; a bigint beyond 2^53 - 1. */
  total: number | bigint;
  /** 0 = all equal, (n - 1) / n = one item has everything. */
  gini: number | null;
  /** Herfindahl-Hirschman index on the scale 0 to 1 (not 0 to 10,000). */
  herfindahl: number | null;
  /** 1 / Herfindahl: the number of equal items that would be as concentrated (Hill number of order 2). */
  effectiveNumber: number | null;
  /** Mean of the middle two where `n` is even; `null` without items. */
  median: number | null;
  /**
   * Share of the total held by the `k` largest; 1 where `k` is `n` or more.
   * @throws RangeError when `k` is not a count
   */
  topShare: (k: number) => number | null;
  /** Items with a count below `threshold`; `share` is of the items, `null` without items. */
  shareBelow: (threshold: number) => { count: number; share: number | null };
  /**
   * At most `max` points of the top-first Lorenz curve, spaced evenly in the logarithm of the rank so that the head
   * keeps its shape, from the single largest item to (1, 1). Empty where shares are undefined.
   * @throws RangeError when `max` is not a positive integer
   */
  lorenzPoints: (max: number) => LorenzPoint[];
  /**
   * At most `max` counts by rank, the largest first with rank 1, spaced as in {@link lorenzPoints}; counts of zero are left out.
   * @throws RangeError when `max` is not a positive integer
   */
  rankPoints: (max: number) => { rank: number; value: number }[];
}

/**
 * Concentration of one count per item (a model's downloads, an author's models).
 *
 * With d ascending, zeros included, and D = sum of d:
 * - Gini G = 2 * sum(i * d_i) / (n * D) - (n + 1) / n (Dixon et al. 1987, without the small-sample correction)
 * - Herfindahl H = sum((d_i / D)^2) (Hirschman 1964); effective number 1 / H (Laakso and Taagepera 1979)
 * - top share CR_k = sum of the k largest / D
 *
 * Sums are exact integers; each measure is rounded once, when its quotient is taken. The counts are tallied, not sorted:
 * O(n + m log m) for m counts of 65,536 or more.
 *
 * @param values one non-negative safe integer per item, NaN where there is none; not changed
 * @throws RangeError when a value is negative, fractional, infinite or beyond 2^53 - 1
 */
export function concentration(values: Float64Array): Concentration {
  return concentrationOf(tally(values));
}

/** The same of counts that are tallied already. */
export function concentrationOf({ n, zeros, counts, items }: Tally): Concentration {
  const sum = new ExactSum();
  const rankWeighted = new ExactSum();
  const squares = new ExactSum();
  let rank = zeros;
  for (let index = 0; index < counts.length; index += 1) {
    const [value, many] = [counts[index] ?? 0, items[index] ?? 0];
    sum.addProduct(value, many);
    // The ranks from rank + 1 to rank + many, added up.
    rankWeighted.addProduct(value, many * rank + (many * (many + 1)) / 2);
    squares.addProduct(value, value, many);
    rank += many;
  }
  const total = sum.total();
  const ranking = new TopRanking(counts, items);

  return {
    n,
    zeros,
    total: total <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(total) : total,
    gini: ratio(2n * rankWeighted.total() - (BigInt(n) + 1n) * total, BigInt(n) * total),
    herfindahl: ratio(squares.total(), total * total),
    effectiveNumber: ratio(total * total, squares.total()),
    median: n === 0 ? null : middle(ranking.at(Math.ceil((n + 1) / 2)), ranking.at(Math.floor((n + 1) / 2))),
    topShare: (k) => {
      if (!Number.isSafeInteger(k) || k < 0) throw new RangeError(`Not a number of items: ${k}`);
      return ratio(ranking.held(k), total);
    },
    shareBelow: (threshold) => {
      const count = threshold > 0 ? n - ranking.countFrom(threshold) : 0;
      return { count, share: n === 0 ? null : count / n };
    },
    lorenzPoints: (max) =>
      logSpacedRanks(n, max).flatMap((k) => {
        const share = ratio(ranking.held(k), total);
        return share === null ? [] : [{ top_share: k / n, share }];
      }),
    rankPoints: (max) => logSpacedRanks(n - zeros, max).map((rank) => ({ rank, value: ranking.at(rank) })),
  };
}

/** The items from the largest count down; ranks beyond the non-zero counts have zero. */
class TopRanking {
  readonly #counts: Float64Array;
  /** Items, and the sum of their counts, up to and with each distinct count. */
  readonly #items: Float64Array;
  readonly #sums: bigint[];

  constructor(ascending: Float64Array, items: Float64Array) {
    this.#counts = ascending.slice().reverse();
    this.#items = items.slice().reverse();
    const sum = new ExactSum();
    let reached = 0;
    this.#sums = Array.from(this.#items, (many, index) => {
      sum.addProduct(this.#counts[index] ?? 0, many);
      reached += many;
      this.#items[index] = reached;
      return sum.total();
    });
  }

  /** The count of the item of a rank; the largest has rank 1. */
  at(rank: number): number {
    return this.#counts[this.#groupOf(rank)] ?? 0;
  }

  /** Sum of the `k` largest counts. */
  held(k: number): bigint {
    const group = this.#groupOf(k);
    const before = this.#sums[group - 1] ?? 0n;
    const rest = k - (this.#items[group - 1] ?? 0);
    return before + BigInt(this.#counts[group] ?? 0) * BigInt(rest);
  }

  /** Items with a count of at least `threshold`, which is above zero. */
  countFrom(threshold: number): number {
    const first = firstIndex(this.#counts.length, (index) => (this.#counts[index] ?? 0) < threshold);
    return this.#items[first - 1] ?? 0;
  }

  #groupOf(rank: number): number {
    return firstIndex(this.#items.length, (index) => (this.#items[index] ?? 0) >= rank);
  }
}

/** The first index below `length` for which `holds` is true, of which it stays true; `length` where there is none. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const between = Math.floor((low + high) / 2);
    if (holds(between)) high = between;
    else low = between + 1;
  }
  return low;
}

function middle(a: number, b: number): number {
  return Math.min(a, b) + Math.abs(a - b) / 2;
}

function ratio(numerator: bigint, denominator: bigint): number | null {
  return denominator === 0n ? null : Number(numerator) / Number(denominator);
}

function logSpacedRanks(n: number, max: number): number[] {
  if (!Number.isSafeInteger(max) || max < 1) throw new RangeError(`Not a number of points: ${max}`);
  if (n === 0) return [];
  const ranks = new Set<number>();
  for (let i = 0; i < max - 1; i++) ranks.add(Math.min(n, Math.round(n ** (i / (max - 1)))));
  return [...ranks.add(n)];
}

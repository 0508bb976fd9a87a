import { ExactSum } from './exact-sum.js';

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
}

/**
 * Concentration of one count per item (a model's downloads, an author's models).
 *
 * With d ascending, zeros included, and D = sum of d:
 * - Gini G = 2 * sum(i * d_i) / (n * D) - (n + 1) / n (Dixon et al. 1987, without the small-sample correction)
 * - Herfindahl H = sum((d_i / D)^2) (Hirschman 1964); effective number 1 / H (Laakso and Taagepera 1979)
 * - top share CR_k = sum of the k largest / D
 *
 * Sums are exact integers; each measure is rounded once, when its quotient is taken. One copy of the non-zero counts
 * is sorted, O(n log n).
 *
 * @param values one non-negative safe integer per item; not changed
 * @throws RangeError when a value is negative, fractional, not finite or beyond 2^53 - 1
 */
export function concentration(values: Float64Array): Concentration {
  const n = values.length;
  const ascending = sortedNonZero(values);
  const zeros = n - ascending.length;

  const sum = new ExactSum();
  const rankWeighted = new ExactSum();
  const squares = new ExactSum();
  let rank = zeros;
  for (const value of ascending) {
    rank += 1;
    sum.add(value);
    rankWeighted.addProduct(rank, value);
    squares.addProduct(value, value);
  }
  const total = sum.total();
  const items = BigInt(n);

  /** Sum of the counts ranked `from` + 1 to `to` from the top; ranks beyond the non-zero counts add nothing. */
  const rankedSum = (from: number, to: number): bigint => {
    const segment = new ExactSum();
    const end = ascending.length;
    for (const value of ascending.subarray(Math.max(0, end - to), Math.max(0, end - from)))
      segment.add(value);
    return segment.total();
  };

  return {
    n,
    zeros,
    total: total <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(total) : total,
    gini: ratio(2n * rankWeighted.total() - (items + 1n) * total, items * total),
    herfindahl: ratio(squares.total(), total * total),
    effectiveNumber: ratio(total * total, squares.total()),
    median: median(ascending, zeros),
    topShare: (k) => {
      if (!Number.isSafeInteger(k) || k < 0) throw new RangeError(`Not a number of items: ${k}`);
      return ratio(rankedSum(0, k), total);
    },
    shareBelow: (threshold) => {
      const count = threshold > 0 ? zeros + countBelow(ascending, threshold) : 0;
      return { count, share: n === 0 ? null : count / n };
    },
    lorenzPoints: (max) => {
      const points: LorenzPoint[] = [];
      let held = 0n;
      let previous = 0;
      for (const k of logSpacedRanks(n, max)) {
        held += rankedSum(previous, k);
        previous = k;
        const share = ratio(held, total);
        if (share !== null) points.push({ top_share: k / n, share });
      }
      return points;
    },
  };
}

function sortedNonZero(values: Float64Array): Float64Array {
  let nonZero = 0;
  for (const value of values) {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`Not a count: ${value}`);
    if (value !== 0) nonZero += 1;
  }
  const kept = new Float64Array(nonZero);
  let next = 0;
  for (const value of values) {
    if (value !== 0) kept[next++] = value;
  }
  return kept.sort();
}

function ratio(numerator: bigint, denominator: bigint): number | null {
  return denominator === 0n ? null : Number(numerator) / Number(denominator);
}

function median(ascending: Float64Array, zeros: number): number | null {
  const n = zeros + ascending.length;
  if (n === 0) return null;
  const at = (position: number): number => (position < zeros ? 0 : (ascending[position - zeros] ?? 0));
  const lower = at(Math.floor((n - 1) / 2));
  const upper = at(Math.floor(n / 2));
  return lower + (upper - lower) / 2;
}

function countBelow(ascending: Float64Array, threshold: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ascending[middle] ?? Infinity) < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

function logSpacedRanks(n: number, max: number): number[] {
  if (!Number.isSafeInteger(max) || max < 1) throw new RangeError(`Not a number of points: ${max}`);
  if (n === 0) return [];
  const ranks = new Set<number>();
  for (let i = 0; i < max - 1; i++) ranks.add(Math.min(n, Math.round(n ** (i / (max - 1)))));
  return [...ranks.add(n)];
}

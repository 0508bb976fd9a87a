/**
 * Spearman's rank correlation of two counts per item: Pearson's correlation of their ranks, equal counts sharing the mean
 * of theirs (Spearman 1904; Kendall and Gibbons 1990, chapter 3 for ties).
 *
 * @param x one non-negative safe integer per item; not changed
 * @param y likewise, as long as `x`
 * @returns from -1 to 1; `null` with fewer than two items, or where all of one count are equal
 * @throws RangeError when the lengths differ
 */
export function spearman(x: Float64Array, y: Float64Array): number | null {
  if (x.length !== y.length) throw new RangeError('Not two counts per item.');
  const [rankX, rankY] = [midRanks(x), midRanks(y)];
  const mean = (x.length + 1) / 2;
  let [xx, yy, xy] = [0, 0, 0];
  for (let index = 0; index < x.length; index += 1) {
    const a = (rankX[index] ?? 0) - mean;
    const b = (rankY[index] ?? 0) - mean;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return xx === 0 || yy === 0 ? null : Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** Counts below this are tallied; the few others are sorted. */
const TALLIED_BELOW = 65_536;

/** The rank of each count from 1 for the smallest; equal ones share the mean of their ranks. */
export function midRanks(counts: Float64Array): Float64Array {
  const items = new Uint32Array(TALLIED_BELOW);
  let small = 0;
  for (const count of counts) {
    if (count >= TALLIED_BELOW) continue;
    items[count] = (items[count] ?? 0) + 1;
    small += 1;
  }
  const ranks = new Float64Array(TALLIED_BELOW);
  let reached = 0;
  for (let count = 0; count < TALLIED_BELOW; count += 1) {
    const many = items[count] ?? 0;
    ranks[count] = reached + (many + 1) / 2;
    reached += many;
  }
  const large = counts.filter((count) => count >= TALLIED_BELOW).sort();
  const largeRanks = new Map<number, number>();
  for (let first = 0, after = 0; first < large.length; first = after) {
    const count = large[first] ?? 0;
    while (large[after] === count) after += 1;
    largeRanks.set(count, small + (first + 1 + after) / 2);
  }
  return counts.map((count) => (count < TALLIED_BELOW ? ranks[count] : largeRanks.get(count)) ?? NaN);
}

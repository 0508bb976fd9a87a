/** Sorted when so many times as many are kept as are wanted. */
const SLACK = 8;

/**
 * Where the `n` largest values above zero are, largest first; fewer where fewer are above zero. Equal values are ordered by
 * `ties`, the larger first, then by position. Few are compared: O(m) for m values in no particular order.
 *
 * @param values one number per item, NaN where there is none; not changed
 * @param n how many
 * @param ties a second number per item, as long as `values`; NaN comes last
 */
export function topPositions(values: Float64Array, n: number, ties: Float64Array = values): number[] {
  const candidates: number[] = [];
  const order = (a: number, b: number): number =>
    (values[b] ?? 0) - (values[a] ?? 0) || (ties[b] || 0) - (ties[a] || 0) || a - b;
  let least = Number.MIN_VALUE;
  for (let position = 0; position < values.length; position += 1) {
    if (!((values[position] ?? NaN) >= least)) continue;
    candidates.push(position);
    if (candidates.length <= SLACK * n) continue;
    candidates.sort(order).splice(n);
    least = values[candidates[n - 1] ?? 0] ?? least;
  }
  return candidates.sort(order).slice(0, n);
}

/** How many of the first `n` of one ranking are among the first `n` of the other. */
export function topOverlap(ranking: readonly number[], other: readonly number[], n: number): number {
  const others = new Set(other.slice(0, n));
  return ranking.slice(0, n).filter((item) => others.has(item)).length;
}

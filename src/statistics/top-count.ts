/**
 * How many items the top share `p` of `n` items is: max(1, round(n * p)), never more than `n`.
 *
 * @param n number of items, zeros included
 * @param p fraction from 0 to 1, such as 0.0001 for "the top 0.01 %"
 * @throws RangeError when `n` is not a count or `p` not a fraction
 */
export function topCount(n: number, p: number): number {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`Not a number of items: ${n}`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`Not a fraction from 0 to 1: ${p}`);
  return Math.min(n, Math.max(1, Math.round(n * p)));
}

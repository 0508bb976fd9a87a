/** How many items have each count. */
export interface Tally {
  /** Items, zeros included. */
  n: number;
  zeros: number;
  /** The distinct counts above zero, ascending... */
  counts: Float64Array;
  /** ...and how many items have each. */
  items: Float64Array;
}

/** Counts below this are tallied in place; nearly all are. */
const TALLIED_BELOW = 65_536;

/**
 * Tallies one count per item.
 * @param values one non-negative safe integer per item, NaN where there is none
 * @throws RangeError when a value is negative, fractional, infinite or beyond 2^53 - 1
 */
export function tally(values: Float64Array): Tally {
  const small = new Uint32Array(TALLIED_BELOW);
  const large: number[] = [];
  let n = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`Not a count: ${value}`);
    n += 1;
    if (value < TALLIED_BELOW) small[value] = (small[value] ?? 0) + 1;
    else large.push(value);
  }
  const tallied = new Map<number, number>();
  for (let value = 1; value < TALLIED_BELOW; value += 1) {
    const many = small[value] ?? 0;
    if (many > 0) tallied.set(value, many);
  }
  for (const value of Float64Array.from(large).sort()) tallied.set(value, (tallied.get(value) ?? 0) + 1);
  return {
    n,
    zeros: small[0] ?? 0,
    counts: Float64Array.from(tallied.keys()),
    items: Float64Array.from(tallied.values()),
  };
}

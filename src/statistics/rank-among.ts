/**
 * The rank of each of a few values among many: 1 + how many are larger, so that equal ones share a rank.
 *
 * @param few none of them NaN
 * @param many one number per item, NaN where there is none; not changed
 */
export function rankAmong(few: readonly number[], many: Float64Array): number[] {
  const ascending = Float64Array.from(few).sort();
  // How many of the many are larger than exactly so many of the few.
  const passing = new Uint32Array(ascending.length + 1);
  const least = ascending[0] ?? Infinity;
  for (const value of many) {
    if (!(value > least)) continue;
    const passed = countBelow(ascending, value);
    passing[passed] = (passing[passed] ?? 0) + 1;
  }
  return few.map((value) => {
    const from = countBelow(ascending, value) + 1;
    return passing.subarray(from).reduce((sum, each) => sum + each, 1);
  });
}

/** How many of the ascending values are smaller. */
function countBelow(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const between = (low + high) >> 1;
    if ((ascending[between] ?? 0) < value) low = between + 1;
    else high = between;
  }
  return low;
}

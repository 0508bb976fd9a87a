/** Where {@link sumByKey} puts the items without a key. */
export const NO_KEY = 0;

/**
 * Sums of the values by the key of their position: position `k` of the result is key `k`, position 0 the values without
 * a key (NaN), NaN a key that no value has.
 * @param values one number per item, NaN where there is none
 * @param keys a positive integer per item, NaN for none; as long as `values`
 */
export function sumByKey(values: Float64Array, keys: Float64Array): Float64Array {
  let largest = 0;
  for (const key of keys) if (key > largest) largest = key;
  const sums = new Float64Array(largest + 1).fill(NaN);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? NaN;
    if (Number.isNaN(value)) continue;
    const key = keys[index] || NO_KEY;
    sums[key] = (sums[key] || 0) + value;
  }
  return sums;
}

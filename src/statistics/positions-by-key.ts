/**
 * The positions of each key, ascending; keys in ascending order. O(n): counted, then filed.
 * @param keys a positive integer per item, NaN for none
 */
export function positionsByKey(keys: Float64Array): Map<number, Uint32Array> {
  let largest = 0;
  for (const key of keys) if (key > largest) largest = key;
  const ends = new Uint32Array(largest + 1);
  for (const key of keys) if (key > 0) ends[key] = (ends[key] ?? 0) + 1;
  for (let key = 1; key <= largest; key += 1) ends[key] = (ends[key] ?? 0) + (ends[key - 1] ?? 0);
  const filed = new Uint32Array(ends[largest] ?? 0);
  const next = Uint32Array.from(ends, (_, key) => ends[key - 1] ?? 0);
  for (let position = 0; position < keys.length; position += 1) {
    const key = keys[position] ?? NaN;
    if (!(key > 0)) continue;
    filed[next[key] ?? 0] = position;
    next[key] = (next[key] ?? 0) + 1;
  }
  const positions = new Map<number, Uint32Array>();
  for (let key = 1; key <= largest; key += 1) {
    const [start, end] = [ends[key - 1] ?? 0, ends[key] ?? 0];
    if (end > start) positions.set(key, filed.subarray(start, end));
  }
  return positions;
}

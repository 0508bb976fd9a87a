/**
 * Positions of the `k` largest values above zero, with every tie of the last of them, in no order.
 * @param values NaN where there is none; not changed
 */
export function largest(values: Float64Array, k: number): number[] {
  const ascending = values.filter((value) => value > 0).sort();
  const threshold = ascending[Math.max(0, ascending.length - k)] ?? Infinity;
  const positions: number[] = [];
  for (let position = 0; position < values.length; position += 1) {
    if ((values[position] ?? NaN) >= threshold) positions.push(position);
  }
  return positions;
}

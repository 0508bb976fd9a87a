/** Items with a value, a weight and a group each; arrays of one length. */
export interface GroupedItems {
  /** At least zero; none of them NaN. */
  values: Float64Array;
  /** At least zero. */
  weights: Float64Array;
  /** From 0 to `groupCount` - 1. */
  groups: Uint8Array;
  groupCount: number;
}

/** Values from 1 on fall into 256 bins an octave, up to 2^53; smaller ones into the first, larger into the last. */
const BINS_PER_OCTAVE = 256;
const LAST_BIN = 53 * BINS_PER_OCTAVE + 1;
const BIAS = 1023 * BINS_PER_OCTAVE - 1;

/**
 * The weighted `q`-quantile of each group: the smallest value v for which the weights of the group's values up to v add up to
 * at least q times their sum. With equal weights and q = 1/2 it is the lower median.
 *
 * Exact, and nothing is sorted but the distinct values of one bin: O(n). Sums of whole weights are exact below 2^53.
 *
 * @returns one value per group, `null` where nothing in it has weight
 * @throws RangeError when `q` is not above 0 and at most 1
 */
export function weightedQuantiles(items: GroupedItems, q: number): (number | null)[] {
  if (!(q > 0 && q <= 1)) throw new RangeError(`Not a fraction above 0: ${q}`);
  const { values, weights, groups, groupCount } = items;
  const byBin = new Float64Array(groupCount * (LAST_BIN + 1));
  for (let index = 0; index < values.length; index += 1) {
    const place = (groups[index] ?? 0) * (LAST_BIN + 1) + binOf(values[index] ?? 0);
    byBin[place] = (byBin[place] ?? 0) + (weights[index] ?? 0);
  }
  const wanted = Array.from({ length: groupCount }, (_, group) =>
    findBin(byBin.subarray(group * (LAST_BIN + 1), (group + 1) * (LAST_BIN + 1)), q),
  );
  const binOfGroup = Int32Array.from(wanted, ({ bin }) => bin);
  const least = new Float64Array(groupCount).fill(Infinity);
  const most = new Float64Array(groupCount).fill(-Infinity);
  for (let index = 0; index < values.length; index += 1) {
    const group = groups[index] ?? 0;
    const value = values[index] ?? 0;
    if (binOf(value) !== binOfGroup[group] || !((weights[index] ?? 0) > 0)) continue;
    if (value < (least[group] ?? 0)) least[group] = value;
    if (value > (most[group] ?? 0)) most[group] = value;
  }
  return wanted.map(({ bin, before, needed }, group) => {
    if (bin === NO_BIN) return null;
    // Most often one size fills the bin: that of a much copied model.
    if (least[group] === most[group]) return least[group] ?? null;
    return firstReaching(tallyOf(items, group, bin), needed - before);
  });
}

/** The weight of each distinct value of a group that is in a bin. */
function tallyOf({ values, weights, groups }: GroupedItems, group: number, bin: number): Map<number, number> {
  const tallied = new Map<number, number>();
  for (let index = 0; index < values.length; index += 1) {
    const [value, weight] = [values[index] ?? 0, weights[index] ?? 0];
    if (groups[index] === group && weight > 0 && binOf(value) === bin)
      tallied.set(value, (tallied.get(value) ?? 0) + weight);
  }
  return tallied;
}

const NO_BIN = -1;
const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
const HIGH_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** The exponent and the first eight bits after it: as the value rises, so does the bin. */
function binOf(value: number): number {
  scratch[0] = value;
  return Math.max(0, Math.min(LAST_BIN, ((words[HIGH_WORD] ?? 0) >>> 12) - BIAS));
}

/** The bin in which the weights reach `needed`, and their sum before it; none where there are no weights. */
function findBin(weights: Float64Array, q: number): { bin: number; before: number; needed: number } {
  const needed = q * weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  let bin = NO_BIN;
  for (let each = 0; each < weights.length && before + (weights[bin] ?? 0) < needed; each += 1) {
    before += weights[bin] ?? 0;
    bin = each;
  }
  return { bin, before, needed };
}

/** The last value where rounding leaves `needed` unreached. */
function firstReaching(tallied: ReadonlyMap<number, number>, needed: number): number | null {
  const ascending = [...tallied].sort(([a], [b]) => a - b);
  let reached = 0;
  const found = ascending.find(([, weight]) => (reached += weight) >= needed);
  return (found ?? ascending.at(-1))?.[0] ?? null;
}

import type { Attribution } from '../registry/attribution.js';
import type { NightReader } from '../store/night-reader.js';
import type { AttributedModels } from './attribution.js';
import { creationDates, creationIndex, sentinelLabel, UNDATED } from './creation.js';

export const periodKinds = ['year', 'month'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** Models by period of creation and by what the registry says of their account. */
export interface ReleaseCounts {
  /** The sentinel date first, then every period up to the night's, such as `2025` or `2025-06`. */
  labels: readonly string[];
  attributions: readonly Attribution[];
  /** Models of a place in a period; the last place is what the registry does not know. */
  created: (period: number, place: number) => number;
  /** Models whose creation is not known. */
  undated: number;
}

/** One pass over the models of the night. */
export function countReleases(
  night: NightReader,
  { accounts, places, attributions }: AttributedModels,
  per: PeriodKind,
): ReleaseCounts {
  const lastDay = night.night.day;
  const periodOfDay = creationDates(lastDay).map((date) => date.slice(0, per === 'year' ? 4 : 7));
  const labels = [sentinelLabel, ...new Set(periodOfDay)];
  const numbers = new Map(labels.map((label, index) => [label, index]));
  const periodOfIndex = Uint16Array.from([0, ...periodOfDay.map((label) => numbers.get(label) ?? 0)]);
  const width = attributions.length + 1;
  const counts = new Float64Array(labels.length * width);
  const present = night.column('present');
  const createdS = night.column('created_at');
  let undated = 0;
  for (let position = 0; position < present.length; position += 1) {
    const account = accounts[position] ?? -1;
    if (present[position] !== 1 || account < 0) continue;
    const index = creationIndex(createdS[position] ?? NaN, lastDay);
    if (index === UNDATED) {
      undated += 1;
      continue;
    }
    const cell = (periodOfIndex[index] ?? 0) * width + (places[account] ?? attributions.length);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return {
    labels,
    attributions,
    created: (period, place) => counts[period * width + place] ?? 0,
    undated,
  };
}

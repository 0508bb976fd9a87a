import type { Attribution, Reading } from '../registry/attribution.js';
import type { NightReader } from '../store/night-reader.js';
import type { AttributedModels } from './attribution.js';
import { DAY_S, SENTINEL_S } from './creation.js';

/** Models younger than this are new. */
export const NEW_MODEL_DAYS = 365;

/** What each account holds, by account number. */
export interface AccountTally {
  counted: Float64Array;
  models: Float64Array;
  newModels: Float64Array;
}

/** What counts for one namespace of the registry, or for all that it does not know. */
export interface Holding {
  /** Null for the accounts that the registry does not know. */
  attribution: Attribution | null;
  counted: number;
  models: number;
  newModels: number;
}

/**
 * One pass over the models.
 * @param values by position, NaN for a model that is not counted
 */
export function tallyAccounts(
  night: NightReader,
  { accounts, places }: AttributedModels,
  values: Float64Array,
  created: Float64Array,
): AccountTally {
  const counted = new Float64Array(places.length);
  const models = new Float64Array(places.length);
  const newModels = new Float64Array(places.length);
  const newSinceS = Math.max((night.night.day - NEW_MODEL_DAYS + 1) * DAY_S, SENTINEL_S + 1);
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    const account = accounts[position] ?? -1;
    if (Number.isNaN(value) || account < 0) continue;
    counted[account] = (counted[account] ?? 0) + value;
    models[account] = (models[account] ?? 0) + 1;
    if ((created[position] ?? NaN) >= newSinceS) newModels[account] = (newModels[account] ?? 0) + 1;
  }
  return { counted, models, newModels };
}

/** Sums by account as sums by place: as many as there are attributions, and one for what the registry does not know. */
export function sumByPlace(
  sums: Float64Array,
  { places, attributions }: Pick<AttributedModels, 'places' | 'attributions'>,
): Float64Array {
  const byPlace = new Float64Array(attributions.length + 1);
  for (let account = 0; account < sums.length; account += 1) {
    const place = places[account] ?? attributions.length;
    byPlace[place] = (byPlace[place] ?? 0) + (sums[account] ?? 0);
  }
  return byPlace;
}

/** Every holding with a model, in the order of the registry; what it does not know comes last. */
export function holdingsOf(attributed: AttributedModels, tally: AccountTally): Holding[] {
  const [counted, models, newModels] = [tally.counted, tally.models, tally.newModels].map((sums) =>
    sumByPlace(sums, attributed),
  );
  return [...attributed.attributions, null]
    .map((attribution, place) => ({
      attribution,
      counted: counted?.[place] ?? 0,
      models: models?.[place] ?? 0,
      newModels: newModels?.[place] ?? 0,
    }))
    .filter((holding) => holding.models > 0);
}

/** What a reading says of a holding, such as its country; null is not known. */
export type ValueOf = (reading: Reading) => string | null;

export const countryOf: ValueOf = ({ country }) => country.value;
export const typeOf: ValueOf = ({ type }) => type.value;

export interface GroupSum {
  /** Null is not known. */
  value: string | null;
  counted: number;
  models: number;
  newModels: number;
}

/** Holdings summed by what is said of them, largest first, equal ones by value; what is not known comes last. */
export function groupHoldings(holdings: readonly Holding[], valueOf: ValueOf): GroupSum[] {
  const groups = new Map<string | null, GroupSum>();
  for (const { attribution, counted, models, newModels } of holdings) {
    const value = attribution === null ? null : valueOf(attribution);
    const group = groups.get(value) ?? { value, counted: 0, models: 0, newModels: 0 };
    group.counted += counted;
    group.models += models;
    group.newModels += newModels;
    groups.set(value, group);
  }
  return [...groups.values()].sort(
    (a, b) =>
      Number(a.value === null) - Number(b.value === null) ||
      b.counted - a.counted ||
      compareText(a.value ?? '', b.value ?? ''),
  );
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

export function sumCounted(holdings: readonly Pick<Holding, 'counted'>[]): number {
  return holdings.reduce((sum, { counted }) => sum + counted, 0);
}

/** Null where there is nothing to share. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

import { ratio } from '../statistics/ratio.js';
import { dateOf } from '../store/night.js';
import type { NightReader } from '../store/night-reader.js';
import { CreationMonths } from './creation-months.js';
import { DAY_S, SENTINEL_S } from './creation.js';
import { RELATIONS } from './derivatives-count.js';
import { type LineageGraph, NO_BASE } from './derivatives-graph.js';
import type {
  ByRelation,
  DerivativesResult,
  FamilyMonthRow,
  MonthRow,
  YearOfNew,
} from './derivatives-result.js';
import type { Families } from './families.js';

const YEAR_DAYS = 365;

/** What became of the models created in each month, and in the last two years. */
export function countMonths(
  night: NightReader,
  { nearest }: LineageGraph,
  { families, byRoot }: Families,
): Pick<DerivativesResult, 'months' | 'families' | 'share_of_known_family' | 'years'> {
  const created = night.column('created_at');
  const present = night.column('present');
  const months = new CreationMonths(night.night.day);
  const kinds = RELATIONS + 1;
  const models = new Uint32Array(months.labels.length * kinds);
  const unknown = families.length;
  const byFamily = new Uint32Array(months.labels.length * (unknown + 1));
  let [declaring, known] = [0, 0];
  for (let position = 0; position < created.length; position += 1) {
    if (present[position] !== 1) continue;
    const relation = nearest[position] ?? NO_BASE;
    const family = byRoot[position] ?? -1;
    if (relation !== NO_BASE) {
      declaring += 1;
      if (family !== -1) known += 1;
    }
    const month = months.placeOf(created[position] ?? NaN);
    if (month === -1) continue;
    increase(models, month * kinds + relation);
    if (relation !== NO_BASE) increase(byFamily, month * (unknown + 1) + (family === -1 ? unknown : family));
  }
  return {
    months: months.labels.map((month, place) =>
      monthRow(month, models.subarray(place * kinds, (place + 1) * kinds)),
    ),
    families: months.labels.flatMap((month, place) =>
      familyRows(month, byFamily.subarray(place * (unknown + 1), (place + 1) * (unknown + 1)), families),
    ),
    share_of_known_family: ratio(known, declaring),
    years: twoYears(night, nearest),
  };
}

/** @param counts one a relation, in their order */
export function byRelation(counts: Uint32Array): ByRelation {
  const [finetune = 0, adapter = 0, quantized = 0, merge = 0, unknown = 0] = counts;
  return { finetune, adapter, quantized, merge, unknown };
}

function monthRow(month: string, counts: Uint32Array): MonthRow {
  const created = sum(counts);
  const declaring = created - (counts[NO_BASE] ?? 0);
  return { month, created, declaring, share: ratio(declaring, created), ...byRelation(counts) };
}

function familyRows(month: string, counts: Uint32Array, families: Families['families']): FamilyMonthRow[] {
  const all = sum(counts);
  const known = all - (counts[families.length] ?? 0);
  return [...families, null].flatMap((family, place) => {
    const models = counts[place] ?? 0;
    if (models === 0) return [];
    const share_of_known = family === null ? null : ratio(models, known);
    return [{ month, family: family?.name ?? null, models, share: ratio(models, all), share_of_known }];
  });
}

/** Null where a year before the last would reach back to the day that the Hub dates everything older. */
function twoYears(night: NightReader, nearest: Uint8Array): DerivativesResult['years'] {
  const end = night.night.day + 1;
  if ((end - 2 * YEAR_DAYS) * DAY_S <= SENTINEL_S) return null;
  const last = newOf(night, nearest, end - YEAR_DAYS, end);
  const before = newOf(night, nearest, end - 2 * YEAR_DAYS, end - YEAR_DAYS);
  return {
    last,
    before,
    ratio: before.share === null || last.share === null ? null : ratio(last.share, before.share),
  };
}

/** @param until the day after the last */
function newOf(night: NightReader, nearest: Uint8Array, from: number, until: number): YearOfNew {
  const created = night.column('created_at');
  const present = night.column('present');
  let [models, declaring] = [0, 0];
  for (let position = 0; position < created.length; position += 1) {
    const createdS = created[position] ?? NaN;
    if (present[position] !== 1 || !(createdS >= from * DAY_S && createdS < until * DAY_S)) continue;
    models += 1;
    if (nearest[position] !== NO_BASE) declaring += 1;
  }
  return {
    from: dateOf(from),
    to: dateOf(until - 1),
    created: models,
    declaring,
    share: ratio(declaring, models),
  };
}

function sum(counts: Uint32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}

function increase(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

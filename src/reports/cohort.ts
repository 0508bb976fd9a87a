import { z } from 'zod';
import { MissingDataError, UsageError } from '../errors.js';
import { daysOf } from '../registry/period.js';
import type { NightReader } from '../store/night-reader.js';
import { DAY_S, SENTINEL_S, sentinelLabel } from './creation.js';
import { integer, type Phrase, phrase } from './phrase.js';

/** Parameter of every report that can be limited to models of an age. */
export const cohortParams = {
  cohort: z
    .string()
    .default('all')
    .describe('which models: all, created:2025, created:2025-01..2025-06 or age<365d'),
};

/** Which models are counted, by their creation. */
export interface Cohort {
  /** As it was asked for. */
  name: string;
  /** Unix seconds: from the one up to but without the other. */
  fromS: number;
  untilS: number;
}

/** What a cohort left of the values of a night. */
export interface CohortValues {
  /** By position; NaN for models outside the cohort. */
  values: Float64Array;
  /** Models left out because their creation is not known well enough to say. */
  undated: number;
}

const AGE = /^age<(\d{1,5})d$/;
const CREATED = /^created:(\d[\d-]*)?(?:(\.\.)(\d[\d-]*)?)?$/;

export const everyModel: Cohort = { name: 'all', fromS: -Infinity, untilS: Infinity };

/**
 * @param nightDay the day that ages count back from, in days since 1970-01-01 UTC
 * @throws UsageError when `text` is no cohort
 */
export function parseCohort(text: string, nightDay: number): Cohort {
  if (text === everyModel.name) return everyModel;
  const age = AGE.exec(text)?.[1];
  if (age !== undefined) {
    return { name: text, fromS: (nightDay - Number(age) + 1) * DAY_S, untilS: Infinity };
  }
  const [whole, from, range, to] = CREATED.exec(text) ?? [];
  const first = from === undefined ? undefined : daysOf(from);
  const last = range === undefined ? first : to === undefined ? undefined : daysOf(to);
  const isWrong = (from !== undefined && first === undefined) || (to !== undefined && last === undefined);
  const fromDay = first?.from ?? -Infinity;
  const toDay = last?.to ?? Infinity;
  if (whole === undefined || isWrong || (first ?? last) === undefined || fromDay > toDay) {
    throw new UsageError(`"${text}" is no cohort.`, {
      todo: 'Write all, created:2025, created:2025-01..2025-06, created:..2024 or age<365d.',
    });
  }
  return { name: text, fromS: fromDay * DAY_S, untilS: (toDay + 1) * DAY_S };
}

/**
 * True for a model of the cohort. The Hub dates everything older than 2022-03-02 that moment, so such a model is only in
 * a cohort without a beginning.
 * @param createdS Unix seconds, NaN where it is not known
 */
export function isOfCohort({ fromS, untilS }: Cohort, createdS: number): boolean {
  return createdS >= fromS && createdS < untilS && (createdS > SENTINEL_S || fromS === -Infinity);
}

/**
 * The values of the models of a cohort.
 * @param values by position, NaN for what is not counted; not changed
 * @throws MissingDataError when no model of the night has a creation date
 */
export function ofCohort(
  night: NightReader,
  created: Float64Array,
  values: Float64Array,
  cohort: Cohort,
): CohortValues {
  if (cohort === everyModel) return { values, undated: 0 };
  if (night.count('created_at') === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} has createdAt.`, {
      why: 'A cohort is of models by their creation.',
      todo: 'Leave --cohort out, or crawl an endpoint that has the field.',
    });
  }
  const kept = new Float64Array(values.length).fill(NaN);
  let undated = 0;
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    if (Number.isNaN(value)) continue;
    const createdS = created[position] ?? NaN;
    if (isOfCohort(cohort, createdS)) kept[position] = value;
    else if (Number.isNaN(createdS) || (createdS <= SENTINEL_S && cohort.fromS <= SENTINEL_S)) undated += 1;
  }
  return { values: kept, undated };
}

/** What was counted, for the definition line. */
export function cohortDefinition(name: string): Phrase {
  return phrase`cohort: ${name === everyModel.name ? 'all models' : name}`;
}

export function cohortCaveats(undated: number): Phrase[] {
  if (undated === 0) return [];
  return [
    phrase`${integer(undated)} models may be of the cohort and are not counted: their creation is unknown or dated ${sentinelLabel}, as the Hub dates everything older.`,
  ];
}

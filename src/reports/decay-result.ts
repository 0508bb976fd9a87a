import type { HistorySummary } from './release-history.js';

export const cohortKinds = ['month', 'quarter', 'year'] as const;
export type CohortKind = (typeof cohortKinds)[number];

/** The downloads that models of a cohort had in one week of their age. */
export interface WeekCell {
  /** `all`, or the period of creation: `2026-08`, `2026-Q3`, `2026`. */
  cohort: string;
  /** 1 is the first seven days. */
  week: number;
  /** Models known at both ends of the week whose count did not fall. */
  n: number;
  /** Downloads of that week; null where n is 0. */
  median: number | null;
  p25: number | null;
  p75: number | null;
  /** Models whose all-time count fell in that week: left out. */
  fallen: number;
}

export interface CohortRow {
  cohort: string;
  /** Followed models, those that were deleted since included. */
  models: number;
  /** Of those, with any download by the last night that has them. */
  share_downloaded: number | null;
  /** Weeks that have a median. */
  weeks: number;
  /** Of those, weeks of at least ten models: what a peak and a half-life are taken from. */
  weeks_of_ten: number;
  peak_week: number | null;
  peak_median: number | null;
  /** Weeks from the peak to the first week whose median is under half of it; null where none is, or nothing peaks. */
  half_life_weeks: number | null;
}

export interface DecayResult extends Record<string, unknown> {
  history: HistorySummary;
  /** Models followed from their release on: the denominator of `counted`. */
  released: number;
  /** Of those, with at least so many downloads as were asked for. */
  counted: number;
  /** Created within the history, but not seen by its nights until more than three days later. */
  late: number;
  fallen_weeks: number;
  /** `all` first, then by period. */
  cohorts: CohortRow[];
  cells: WeekCell[];
}

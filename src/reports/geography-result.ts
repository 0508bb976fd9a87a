import type { AttributionParams } from './attribution.js';
import type { GroupShare } from './attribution-shares.js';
import type { SurveyResult } from './attribution-survey.js';
import type { GridResult } from './geography-grid.js';
import type { MetricParams } from './metric.js';

export type Params = MetricParams & AttributionParams & { cohort: string; grid: boolean; byYear: boolean };

/** False for `XX`: a world-wide collaboration has no place. */
export function isPlace(country: string): boolean {
  return country !== 'XX';
}

export interface YearShares {
  year: string;
  counted: number;
  models: number;
  china: number | null;
  us: number | null;
  eu27: number | null;
  other: number | null;
  world_wide: number | null;
  unknown: number | null;
  countries: { country: string | null; counted: number; models: number; share: number | null }[];
}

export type NamedShare = GroupShare & { name: string };

export interface GeographyResult extends Record<string, unknown>, SurveyResult {
  night: string;
  /** By the seat of the unit that runs the account. */
  countries: NamedShare[];
  groups: (Omit<GroupShare, 'value'> & { group: string })[];
  /** By the seat of the ultimate owner. */
  owners: NamedShare[];
  /** Shares within the 50 largest entities. */
  top50: { us: number | null; china: number | null };
  /** By year of creation; empty unless asked for. */
  by_year: YearShares[];
  grid: GridResult | null;
}

import type { Role } from '../registry/vocabulary.js';
import type { Bounds } from './attribution-doubt.js';
import type { SurveyResult } from './attribution-survey.js';
import type { PeriodKind } from './releases-count.js';

export type Params = {
  per: PeriodKind;
  entity?: readonly string[] | undefined;
  excludeRole?: readonly Role[] | undefined;
};

export interface ReleasePeriod {
  period: string;
  created: number;
  /** Of them, in accounts of the role mirror or test. */
  mirrors_and_tests: number;
  /** Created in the same period a year before; null where one of the two is not complete. */
  a_year_before: number | null;
  /** Over the same period a year before; null where one of the two is not complete, or the one before had none. */
  growth: number | null;
  /** Created up to the end of the period. */
  stock: number;
  /** False for the period of the night, of the sentinel date and for those that it cuts. */
  complete: boolean;
}

export interface PublisherReleases extends Bounds {
  id: string;
  name: string;
  country: string | null;
  /** Dated models of the night. */
  stock: number;
  /** Of all models of the night; `low` and `high` are its bounds. */
  share: number | null;
  periods: ReleasePeriod[];
}

/** Models created in the two years that the published growth is of. */
export interface YearsOf {
  y2024: number;
  y2025: number;
}

export interface ReleasesResult
  extends Record<string, unknown>, Pick<SurveyResult, 'models' | 'coverage' | 'sways'> {
  night: string;
  /** Models whose creation is not known; they are in no period. */
  undated: number;
  publishers: PublisherReleases[];
  published_years: Record<'baidu' | 'bytedance' | 'tencent', YearsOf | null>;
}

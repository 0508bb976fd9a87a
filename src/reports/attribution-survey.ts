import type { Registry } from '../registry/registry.js';
import type { NightReader } from '../store/night-reader.js';
import { type AttributedModels, attributeModels, type AttributionParams } from './attribution.js';
import { type Coverage, coverageOf, type Sway, largestSways } from './attribution-doubt.js';
import type { AttributionLineage } from './attribution-lineage.js';
import {
  type AccountTally,
  type Holding,
  holdingsOf,
  sumCounted,
  tallyAccounts,
  type ValueOf,
} from './attribution-tally.js';
import { type Cohort, ofCohort, parseCohort } from './cohort.js';
import { type MetricParams, type MetricSummary, readMetric } from './metric.js';

export type SurveyParams = MetricParams & AttributionParams & { cohort: string };

/** What the models of a night are counted as, and for whom. */
export interface Survey {
  summary: MetricSummary;
  cohort: Cohort;
  /** Models that the cohort left out for want of a date. */
  undated: number;
  /** By position; NaN for models that are not counted. */
  values: Float64Array;
  /** `created_at` by position, Unix seconds. */
  created: Float64Array;
  attributed: AttributedModels;
  tally: AccountTally;
  holdings: Holding[];
}

/**
 * Reads the metric, the cohort and the attribution of a night.
 * @throws MissingDataError when the night lacks one of them, UsageError when one is asked for in a wrong way
 */
export function takeSurvey(night: NightReader, params: SurveyParams, registry: Registry): Survey {
  const { values: counted, summary } = readMetric(night, params);
  const cohort = parseCohort(params.cohort, night.night.day);
  const created = night.column('created_at');
  const { values, undated } = ofCohort(night, created, counted, cohort);
  const attributed = attributeModels(night, registry, params);
  const tally = tallyAccounts(night, attributed, values, created);
  return {
    summary,
    cohort,
    undated,
    values,
    created,
    attributed,
    tally,
    holdings: holdingsOf(attributed, tally),
  };
}

/** What every report of who is behind the models says of itself. */
export interface SurveyResult {
  counted: MetricSummary;
  cohort: string;
  cohort_undated: number;
  total: number;
  models: number;
  coverage: Coverage[];
  /** The namespaces whose other readings would move the most. */
  sways: Sway[];
  lineage: AttributionLineage | null;
}

/** @param valueOf what the report groups by */
export function surveyResult(survey: Survey, valueOf: ValueOf): SurveyResult {
  const { summary, cohort, undated, attributed, holdings } = survey;
  return {
    counted: summary,
    cohort: cohort.name,
    cohort_undated: undated,
    total: sumCounted(holdings),
    models: holdings.reduce((sum, { models }) => sum + models, 0),
    coverage: coverageOf(holdings),
    sways: largestSways(holdings, valueOf),
    lineage: attributed.lineage,
  };
}

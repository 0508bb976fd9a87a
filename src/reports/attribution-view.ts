import type { AttributionParams } from './attribution.js';
import type { Coverage } from './attribution-doubt.js';
import { lineageCaveats } from './attribution-lineage.js';
import type { SurveyResult } from './attribution-survey.js';
import { cohortCaveats, cohortDefinition } from './cohort.js';
import { metricCaveats, metricDefinition, type MetricName, type MetricSummary } from './metric.js';
import { type Phrase, phrase, share } from './phrase.js';
import type { Column, Table } from './types.js';

const attributionWords = {
  author: 'the uploader',
  base: 'the uploader of the direct base',
  root: 'the uploader of the root base',
} as const satisfies Record<AttributionParams['attribute'], string>;

/** The definition line: metric, cohort, attribution, unattributed, in these words. */
export function surveyDefinition(
  { counted, cohort }: SurveyResult,
  { attribute, unattributed, excludeRole = [] }: AttributionParams,
  whatIsUnattributed: string,
): Phrase[] {
  return [
    metricDefinition(counted),
    cohortDefinition(cohort),
    phrase`attribution: ${attributionWords[attribute]}`,
    phrase`unattributed (${whatIsUnattributed}): ${unattributed === 'keep' ? 'kept in' : 'dropped from'} the denominator`,
    ...(excludeRole.length === 0
      ? []
      : [phrase`without what accounts of the role ${excludeRole.join(' or ')} uploaded`]),
  ];
}

export function surveyCaveats({ counted, cohort_undated, lineage, coverage }: SurveyResult): Phrase[] {
  return [
    ...metricCaveats(counted),
    ...cohortCaveats(cohort_undated),
    ...lineageCaveats(lineage),
    coverageCaveat(coverage),
  ];
}

export function coverageCaveat([any]: readonly Coverage[]): Phrase {
  return phrase`The registry knows who is behind ${share(any?.listed ?? null)} of what is counted. The tail is mostly individuals, so missing rows make them and what is not known look smaller than they are.`;
}

const countedKeys: Readonly<Record<MetricName, string>> = {
  '30d': 'downloads_30d',
  'all-time': 'downloads_all_time',
  likes: 'likes',
  window: 'downloads_window',
  'first-year': 'downloads_first_year',
};

/** The column of what is counted: its key names the metric. */
export function countedColumn({ name, label }: MetricSummary): Column {
  return { key: countedKeys[name], label, kind: 'integer' };
}

/** What lies behind every share: how much the registry knows, and at what confidence. */
export function coverageTable({ coverage }: Pick<SurveyResult, 'coverage'>): Table {
  return {
    name: 'coverage',
    title: 'Coverage: how much of it the registry knows',
    columns: [
      { key: 'confidence', label: 'confidence', kind: 'text', words: true },
      { key: 'listed', label: 'listed', kind: 'share' },
      { key: 'with_country', label: 'with country', kind: 'share' },
      { key: 'with_type', label: 'with type', kind: 'share' },
    ],
    rows: coverage.map((row) => ({ ...row })),
  };
}

/** @param valueLabel what the report groups by, such as "country" */
export function swayTable({ sways }: Pick<SurveyResult, 'sways'>, amount: Column, valueLabel: string): Table {
  const ours: Pick<Column, 'words'> = valueLabel === 'type' ? { words: true } : {};
  return {
    name: 'sensitivity',
    title: 'The namespaces whose other readings would move the most',
    columns: [
      { key: 'namespace', label: 'namespace', kind: 'text' },
      amount,
      { key: 'share', label: 'share of all', kind: 'share' },
      { key: 'value', label: valueLabel, kind: 'text', ...ours },
      { key: 'alternatives', label: 'other readings', kind: 'text', ...ours },
      { key: 'reasons', label: 'why', kind: 'text' },
    ],
    rows: sways.map(({ counted, ...row }) => ({ ...row, [amount.key]: counted })),
  };
}

import { z } from 'zod';
import { concentration as measure, type LorenzPoint } from '../statistics/concentration.js';
import { NO_KEY, sumByKey } from '../statistics/sum-by-key.js';
import { topCount } from '../statistics/top-count.js';
import type { NightReader } from '../store/night-reader.js';
import {
  metricCaveats,
  metricDefinition,
  metricFlags,
  metricLabel,
  type MetricName,
  metricParams,
  type MetricSummary,
  negativeTable,
  readMetric,
  storedMetrics,
} from './metric.js';
import { type NightFigures, overTime, overTimeCharts, overTimeTables } from './concentration-over-time.js';
import { rankCharts, type Ranks, rankTable, readRanks } from './concentration-ranks.js';
import { integer, type Phrase, phrase, share } from './phrase.js';
import { type Answer, defineReport } from './report.js';
import type { Table, View } from './types.js';

const params = z.object({
  ...metricParams,
  by: z.enum(['model', 'author']).default('model').describe('whose counts are ranked'),
  overTime: z.boolean().default(false).describe('beside it, the same of every night up to this one'),
});
type Params = z.output<typeof params>;

const TOP_COUNTS = [10, 50, 200, 1000];
const TOP_SHARES = [0.0001, 0.001, 0.01, 0.015, 0.1];
const THRESHOLDS = [1, 10, 200, 1000];
const LORENZ_POINTS = 60;

interface TopShare {
  /** The share of the ranked that was asked for; null where a number was. */
  top_share: number | null;
  k: number;
  share: number | null;
}

interface Result extends Record<string, unknown> {
  /** Models or authors ranked. */
  n: number;
  total: number | bigint;
  /** The metrics that models of this night have. */
  metrics_available: MetricName[];
  counted: MetricSummary;
  /** Share of the total held by models without a namespace, which rank as one author; null by model. */
  share_without_namespace: number | null;
  top: TopShare[];
  below: { threshold: number; count: number; share: number | null }[];
  median: number | null;
  gini: number | null;
  hhi: number | null;
  effective_number: number | null;
  lorenz: LorenzPoint[];
  ranks: Ranks;
  /** Night by night, oldest first; null unless asked for. */
  over_time: NightFigures[] | null;
}

export const concentration = defineReport<typeof params.shape, Result>({
  name: 'concentration',
  question: 'How few models take how much?',
  definition:
    'Ranks every public model of the night (or every author, by the sum over their models) by the metric, zeros included. ' +
    'The share of the top k is the sum of the k largest counts over the sum of all; for a top share p, k = max(1, round(N p)). ' +
    'Gini = 2 sum(i d_i) / (N D) - (N + 1) / N with d ascending; HHI = sum of squared shares, from 0 to 1; ' +
    'effective number = 1 / HHI. Models that lack the metric are left out and counted.',
  examples: [
    'oai report concentration',
    'oai report concentration --metric all-time --by author',
    'oai report concentration --over-time',
    'oai report concentration --format csv --table lorenz -o lorenz.csv',
  ],
  params,
  compute,
  view,
  answers: {
    C1: answerByModel('all-time', ({ top }) => shareOfTop(top, 200)),
    C1b: answerByModel('all-time', ({ top }) => shareOfTop(top, 1000)),
    C2a: answerByModel('all-time', ({ below }) => shareBelow(below, 200)),
    C2b: answerByModel('all-time', ({ below }) => shareBelow(below, 200)),
    C3: answerByModel('all-time', ({ top }) => shareOfTopShare(top, 0.015)),
    C3b: answerByModel('30d', ({ top }) => shareOfTopShare(top, 0.01)),
    C4: answerByModel('30d', ({ below }) => shareBelow(below, 1)),
    C5: answerByModel('all-time', ({ gini }) => gini),
  },
});

function compute(night: NightReader, params: Params): Result {
  const metric = readMetric(night, params);
  const byAuthor = params.by === 'author' ? sumByAuthor(metric.values, night.column('author_key')) : null;
  const measured = measure(byAuthor?.sums ?? metric.values);
  const { n } = measured;
  return {
    n,
    total: measured.total,
    metrics_available: storedMetrics(night),
    counted: metric.summary,
    share_without_namespace:
      byAuthor === null || measured.total === 0 ? null : byAuthor.legacy / Number(measured.total),
    top: [
      ...TOP_COUNTS.filter((k) => k <= n).map((k) => ({ top_share: null, k, share: measured.topShare(k) })),
      ...TOP_SHARES.map((p) => ({
        top_share: p,
        k: topCount(n, p),
        share: measured.topShare(topCount(n, p)),
      })),
    ],
    below: THRESHOLDS.map((threshold) => ({ threshold, ...measured.shareBelow(threshold) })),
    median: measured.median,
    gini: measured.gini,
    hhi: measured.herfindahl,
    effective_number: measured.effectiveNumber,
    lorenz: measured.lorenzPoints(LORENZ_POINTS),
    ranks: readRanks(night, byAuthor?.sums ?? metric.values, measured, params.by),
    over_time: params.overTime ? overTime(night, params) : null,
  };
}

function view(result: Result, params: Params): View {
  const { metric, by } = params;
  const { label } = result.counted;
  const population = `${by}s`;
  const head = headline(result);
  return {
    finding: phrase`The top ${integer(head.k)} ${population} take ${share(head.share)} of all ${label}.`,
    definition: [
      metricDefinition(result.counted),
      phrase`population: every public ${by} of the night, zeros included`,
      phrase`attribution: the uploader`,
    ],
    facts: [
      { key: 'n', label: population, kind: 'integer', value: result.n },
      { key: 'total', label: `${label}, sum`, kind: 'integer', value: result.total },
      { key: 'median', label: `median ${by}`, kind: 'integer', value: result.median },
      { key: 'gini', label: 'Gini', kind: 'index', value: result.gini, note: '0 = all equal' },
      { key: 'hhi', label: 'HHI', kind: 'index', value: result.hhi, note: '0 to 1' },
      {
        key: 'effective_number',
        label: 'effective number',
        kind: 'index',
        value: result.effective_number,
        note: `so many equal ${population} would be as concentrated`,
      },
    ],
    tables: [
      topTable(result, population),
      belowTable(result, population),
      lorenzTable(result, population),
      rankTable(result.ranks, by, label),
      ...overTimeTables(result.over_time),
      ...negativeTable(result.counted),
    ],
    charts: [
      {
        kind: 'lorenz',
        title: phrase`${integer(head.k)} of ${integer(result.n)} ${population} take ${share(head.share)}`,
        quantity: label,
        population,
        points: result.lorenz,
      },
      ...rankCharts(result.ranks, by, label),
      ...overTimeCharts(result.over_time, label),
    ],
    caveats: caveats(result),
    next: [
      ...result.metrics_available
        .filter((each) => each !== metric)
        .map((each) => `oai report concentration --metric ${each}`),
      `oai report concentration ${metricFlags(params)} --by ${by === 'model' ? 'author' : 'model'}`,
    ],
  };
}

/** The published claim speaks of 200 models; where there are fewer, the top 1 % makes the sentence. */
function headline({ top }: Result): { k: number; share: number | null } {
  return (
    top.find(({ k, top_share }) => top_share === null && k === 200) ??
    top.find(({ top_share }) => top_share === 0.01) ?? { k: 0, share: null }
  );
}

function topTable({ top }: Result, population: string): Table {
  return {
    name: 'top',
    title: 'Share of the top',
    columns: [
      { key: 'top_share', label: `top share of ${population}`, kind: 'share', absent: '' },
      { key: 'k', label: `top ${population}`, kind: 'integer' },
      { key: 'share', label: 'share of all', kind: 'share' },
    ],
    rows: top.map((row) => ({ ...row })),
  };
}

function belowTable({ below }: Result, population: string): Table {
  return {
    name: 'below',
    title: 'How many are hardly used',
    columns: [
      { key: 'threshold', label: 'fewer than', kind: 'integer' },
      { key: 'count', label: population, kind: 'integer' },
      { key: 'share', label: `share of ${population}`, kind: 'share' },
    ],
    rows: below.map((row) => ({ ...row })),
  };
}

function lorenzTable({ lorenz }: Result, population: string): Table {
  return {
    name: 'lorenz',
    title: 'Lorenz curve, largest first',
    columns: [
      { key: 'top_share', label: `top share of ${population}`, kind: 'share' },
      { key: 'share', label: 'share of all', kind: 'share' },
    ],
    rows: lorenz.map((row) => ({ ...row })),
    detail: true,
  };
}

function caveats(result: Result): Phrase[] {
  const { share_without_namespace: legacy } = result;
  return [
    ...metricCaveats(result.counted),
    ...(legacy !== null && legacy > 0
      ? [phrase`Models without a namespace rank as one author and hold ${share(legacy)}.`]
      : []),
  ];
}

/** Sums over the models of each author that have the metric; position 0 is the models without a namespace. */
function sumByAuthor(values: Float64Array, authorKeys: Float64Array): { sums: Float64Array; legacy: number } {
  const sums = sumByKey(values, authorKeys);
  return { sums, legacy: sums[NO_KEY] || 0 };
}

function shareOfTop(top: readonly TopShare[], k: number): number | null {
  return top.find((row) => row.top_share === null && row.k === k)?.share ?? null;
}

function shareOfTopShare(top: readonly TopShare[], topShare: number): number | null {
  return top.find((row) => row.top_share === topShare)?.share ?? null;
}

function shareBelow(below: Result['below'], threshold: number): number | null {
  return below.find((row) => row.threshold === threshold)?.share ?? null;
}

/** The figure, where this output has the claim's metric and ranks models; else what would. */
function answerByModel(metric: Params['metric'], read: (result: Result) => number | null) {
  return (result: Result, params: Params): Answer => {
    if (params.by !== 'model') return { not: 'published by model; see --by model' };
    if (params.metric !== metric)
      return { not: `published for ${metricLabel(metric)}; see --metric ${metric}` };
    return read(result) ?? { not: 'not defined here: too few models' };
  };
}

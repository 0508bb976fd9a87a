import { z } from 'zod';
import { concentration as measure } from '../statistics/concentration.js';
import type { NightReader } from '../store/night-reader.js';
import { metricCaveats, type MetricSummary, readMetric, storedMetrics } from './metric.js';
import { integer, phrase, share } from './phrase.js';
import { type Answer, defineReport } from './report.js';
import type { Table, View } from './types.js';

const params = z.object({});

const THRESHOLDS = [1, 10, 200, 1000];
/** Steps of the distribution: 1, 2 and 5 times each power of ten. */
const STEPS = Array.from({ length: 10 }, (_, decade) =>
  [1, 2, 5].map((digit) => digit * 10 ** decade),
).flat();

const metrics = ['30d', 'all-time'] as const;
type TailMetric = (typeof metrics)[number];

interface Below {
  /** Models with fewer downloads than this. */
  threshold: number;
  models: number;
  share: number | null;
}

interface Tail {
  metric: TailMetric;
  counted: MetricSummary;
  /** Models with the metric. */
  n: number;
  median: number | null;
  below: Below[];
  /** The same at more thresholds, up to the first that is above every count. */
  distribution: Below[];
}

interface Result extends Record<string, unknown> {
  tails: Tail[];
}

export const tail = defineReport<typeof params.shape, Result>({
  name: 'tail',
  question: 'How many models are hardly used?',
  definition:
    'The share of the public models of the night with fewer downloads than a threshold, zeros included, for both counts that the ' +
    'Hub keeps: the last 30 days and since creation. A model without a count is in none of its figures. The share of models with ' +
    'no download is the share with fewer than 1.',
  examples: [
    'oai report tail',
    'oai report tail --format csv --table distribution -o distribution.csv',
    'oai report tail --json',
  ],
  params,
  compute,
  view,
  answers: {
    C2a: (result) => answer(result, 'all-time', 200),
    C2b: (result) => answer(result, 'all-time', 200),
    C4: (result) => answer(result, '30d', 1),
  },
});

function compute(night: NightReader): Result {
  const available = new Set<string>(storedMetrics(night));
  const known = metrics.filter((metric) => available.has(metric));
  // Without either, reading one says what would get it.
  return { tails: (known.length === 0 ? metrics.slice(0, 1) : known).map((metric) => tailOf(night, metric)) };
}

function tailOf(night: NightReader, metric: TailMetric): Tail {
  const { values, summary } = readMetric(night, { metric });
  const { n, median, shareBelow } = measure(values);
  const below = (threshold: number): Below => {
    const { count, share: part } = shareBelow(threshold);
    return { threshold, models: count, share: part };
  };
  const distribution = STEPS.map(below);
  const complete = distribution.findIndex(({ models }) => models === n);
  return {
    metric,
    counted: summary,
    n,
    median,
    below: THRESHOLDS.map(below),
    distribution: distribution.slice(0, complete === -1 ? undefined : complete + 1),
  };
}

function view({ tails }: Result): View {
  // Lifetime counts, where there are any, are what the published figures speak of.
  const main = tails.at(-1);
  const hardlyUsed = main?.below.find(({ threshold }) => threshold === 200);
  const label = main?.counted.label ?? '';
  return {
    finding: phrase`${share(hardlyUsed?.share ?? null)} of all models have fewer than ${integer(200)} ${label}.`,
    definition: [
      phrase`metric: ${tails.map(({ counted }) => counted.label).join(' and ')}`,
      phrase`population: every public model of the night, zeros included`,
    ],
    facts: tails.flatMap(({ metric, counted, n, median }) => [
      { key: `models_${keyOf(metric)}`, label: `models with ${counted.label}`, kind: 'integer', value: n },
      {
        key: `median_${keyOf(metric)}`,
        label: `median model, ${counted.label}`,
        kind: 'integer',
        value: median,
      },
    ]),
    tables: [
      belowTable(tails, 'below', 'How many are hardly used'),
      { ...belowTable(tails, 'distribution', 'Distribution'), detail: true },
    ],
    charts: [
      {
        kind: 'bar',
        title: phrase`${share(hardlyUsed?.share ?? null)} of the models have fewer than ${integer(200)} ${label}: share of models with fewer than`,
        valueKind: 'share',
        bars: (main?.distribution ?? [])
          .filter(({ threshold }) => Number.isInteger(Math.log10(threshold)))
          .map(({ threshold, share: part }) => ({ label: String(threshold), value: part ?? 0 })),
      },
    ],
    caveats: [
      ...tails.flatMap(({ counted }) => metricCaveats(counted)),
      ...(tails.length === 1
        ? [phrase`This store has one of the two counts only: ${label}.`]
        : [
            phrase`A model's lifetime count can only rise; its 30-day count falls back to zero when nobody asks.`,
          ]),
    ],
    next: ['oai report concentration', 'oai report vintage'],
  };
}

function belowTable(tails: readonly Tail[], name: 'below' | 'distribution', title: string): Table {
  const thresholds = [...new Set(tails.flatMap((each) => each[name].map(({ threshold }) => threshold)))];
  return {
    name,
    title,
    columns: [
      { key: 'threshold', label: 'fewer than', kind: 'integer' },
      ...tails.flatMap(({ metric, counted }): Table['columns'] => [
        { key: `models_${keyOf(metric)}`, label: `models, ${counted.label}`, kind: 'integer' },
        { key: `share_${keyOf(metric)}`, label: `share, ${counted.label}`, kind: 'share' },
      ]),
    ],
    rows: thresholds.map((threshold) => ({
      threshold,
      ...Object.fromEntries(
        tails.flatMap((each) => {
          const row = each[name].find((candidate) => candidate.threshold === threshold);
          return [
            [`models_${keyOf(each.metric)}`, row?.models ?? each.n],
            [`share_${keyOf(each.metric)}`, row?.share ?? (each.n === 0 ? null : 1)],
          ];
        }),
      ),
    })),
  };
}

function keyOf(metric: TailMetric): string {
  return metric.replace('-', '_');
}

function answer({ tails }: Result, metric: TailMetric, threshold: number): Answer {
  const found = tails.find((each) => each.metric === metric);
  if (found === undefined) return { not: 'this store does not have the count that was published' };
  return found.below.find((each) => each.threshold === threshold)?.share ?? { not: 'no model has a count' };
}

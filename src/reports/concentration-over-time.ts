import { MissingDataError, UsageError } from '../errors.js';
import { concentrationOf } from '../statistics/concentration.js';
import { topCount } from '../statistics/top-count.js';
import type { NightReader } from '../store/night-reader.js';
import type { Chart } from './chart.js';
import { metricColumn, type MetricName } from './metric.js';
import { phrase } from './phrase.js';
import type { Table } from './types.js';

/** Concentration among the models of one night. */
export interface NightFigures {
  night: string;
  n: number;
  /** Null where no model of the night has the metric. */
  total: number | bigint | null;
  top_200_share: number | null;
  top_percent_share: number | null;
  zeros_share: number | null;
  gini: number | null;
}

/**
 * The figures of every trusted night up to this one, oldest first.
 * @throws UsageError for a metric that a single night does not say
 * @throws MissingDataError for a night of part of the Hub
 */
export function overTime(
  night: NightReader,
  { metric, by }: { metric: MetricName; by: string },
): NightFigures[] {
  if (by !== 'model' || metric === 'window' || metric === 'first-year') {
    throw new UsageError('--over-time ranks models by what each night says of them.', {
      todo: 'Use it with --metric 30d, all-time or likes, and without --by author.',
    });
  }
  if (!night.run.whole) {
    throw new MissingDataError(`Run ${night.run.run} holds part of the Hub and has no history.`, {
      why: 'The nights beside it are of the whole Hub.',
      todo: 'Leave --run out, or --over-time.',
    });
  }
  return [...night.tallies(metricColumn(metric))].map(([{ date }, tally]) => {
    const { n, total, topShare, shareBelow, gini } = concentrationOf(tally);
    return {
      night: date,
      n,
      total: n === 0 ? null : total,
      top_200_share: n === 0 ? null : topShare(200),
      top_percent_share: n === 0 ? null : topShare(topCount(n, 0.01)),
      zeros_share: shareBelow(1).share,
      gini,
    };
  });
}

export function overTimeTables(nights: readonly NightFigures[] | null): Table[] {
  if (nights === null) return [];
  return [
    {
      name: 'over_time',
      title: 'Night by night',
      columns: [
        { key: 'night', label: 'night', kind: 'date' },
        { key: 'n', label: 'models', kind: 'integer' },
        { key: 'total', label: 'sum', kind: 'integer' },
        { key: 'top_200_share', label: 'top 200', kind: 'share' },
        { key: 'top_percent_share', label: 'top 1 %', kind: 'share' },
        { key: 'zeros_share', label: 'zeros', kind: 'share' },
        { key: 'gini', label: 'Gini', kind: 'index' },
      ],
      rows: nights.map((row) => ({ ...row })),
    },
  ];
}

export function overTimeCharts(nights: readonly NightFigures[] | null, quantity: string): Chart[] {
  if (nights === null) return [];
  const points = nights.map(({ night, top_percent_share }) => ({ date: night, value: top_percent_share }));
  return [{ kind: 'series', title: phrase`Share of the top 1 % of models`, quantity, points }];
}

import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import { topPositions } from '../statistics/top-positions.js';
import { dateOf } from '../store/night.js';
import type { NightReader } from '../store/night-reader.js';
import { CreationYears, DAY_S, sentinelLabel } from './creation.js';
import { isNearDay } from './is-near-day.js';
import {
  metricCaveats,
  metricDefinition,
  metricFlags,
  metricParams,
  type MetricSummary,
  negativeTable,
  readMetric,
} from './metric.js';
import { integer, phrase, share } from './phrase.js';
import { type Answer, defineReport } from './report.js';
import type { Cell, View } from './types.js';

const params = z.object(metricParams);
type Params = z.output<typeof params>;

const TOP = 25;

interface Vintage extends Record<string, Cell> {
  /** `until 2022-03-02`, a year, or `unknown`. */
  created: string;
  models: number;
  downloads: number;
  share_models: number | null;
  share: number | null;
  /** How many of the 25 with the most are of it. */
  top_25: number;
}

interface Result extends Record<string, unknown> {
  counted: MetricSummary;
  /** Models with the metric. */
  n: number;
  vintages: Vintage[];
  top: { rank: number; model: string; created: string; date: string | null; downloads: number }[];
}

export const vintage = defineReport<typeof params.shape, Result>({
  name: 'vintage',
  question: 'How old is what people use?',
  definition:
    'The downloads of the public models of the night by the year of their createdAt (UTC), and how many of the 25 most downloaded ' +
    'are of each. The Hub gives every model older than 2022-03-02 that day; they have a row of their own, so that 2022 is what was ' +
    'created after it. A year holds the models of it that are still there.',
  examples: [
    'oai report vintage',
    'oai report vintage --metric all-time',
    'oai report vintage --format csv --table top -o top-by-age.csv',
  ],
  params,
  compute,
  view,
  answers: {
    T3: ({ vintages, counted: { window } }): Answer => {
      if (window === null || !isNearDay(window.from, '2026-01-01') || !isNearDay(window.to, '2026-07-31')) {
        return {
          not: 'published for January to July 2026; see --metric window --from 2026-01-01 --to 2026-07-31',
        };
      }
      return vintages
        .filter(({ created }) => created === sentinelLabel || created === '2022')
        .reduce((sum, { top_25 }) => sum + top_25, 0);
    },
  },
});

function compute(night: NightReader, params: Params): Result {
  if (night.count('created_at') === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} has a creation date.`, {
      why: `${night.run.endpoint} sent no createdAt.`,
      todo: 'Crawl an endpoint that has it.',
    });
  }
  const { values, summary } = readMetric(night, params);
  const created = night.column('created_at');
  const years = new CreationYears(night.night.day);
  const models = new Float64Array(years.labels.length);
  const downloads = new Float64Array(years.labels.length);
  let [n, total] = [0, 0];
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    if (Number.isNaN(value)) continue;
    const year = years.bucketOf(created[position] ?? NaN);
    models[year] = (models[year] ?? 0) + 1;
    downloads[year] = (downloads[year] ?? 0) + value;
    n += 1;
    total += value;
  }
  const top = topRows(night, values, created, years);
  return {
    counted: summary,
    n,
    vintages: years.labels.map((label, year) => ({
      created: label,
      models: models[year] ?? 0,
      downloads: downloads[year] ?? 0,
      share_models: ratio(models[year] ?? 0, n),
      share: ratio(downloads[year] ?? 0, total),
      top_25: top.filter((row) => row.created === label).length,
    })),
    top,
  };
}

function topRows(
  night: NightReader,
  values: Float64Array,
  created: Float64Array,
  years: CreationYears,
): Result['top'] {
  const positions = topPositions(values, TOP, created);
  return night.names(positions).map((model, index) => {
    const position = positions[index] ?? 0;
    const createdS = created[position] ?? NaN;
    return {
      rank: index + 1,
      model,
      created: years.labels[years.bucketOf(createdS)] ?? '',
      date: Number.isNaN(createdS) ? null : dateOf(Math.floor(createdS / DAY_S)),
      downloads: values[position] ?? 0,
    };
  });
}

function view({ counted, n, vintages, top }: Result, params: Params): View {
  const { label } = counted;
  const oldest = vintages.find(({ created }) => created === sentinelLabel);
  const newest = vintages.at(-2);
  return {
    finding: phrase`Models created in ${newest?.created ?? ''} have ${share(newest?.share ?? null)} of ${label}; those created ${sentinelLabel} have ${share(oldest?.share ?? null)}.`,
    definition: [
      metricDefinition(counted),
      phrase`population: every public model of the night, zeros included`,
      phrase`vintage: year of createdAt (UTC); what the Hub has no date for apart`,
    ],
    facts: [{ key: 'n', label: 'models', kind: 'integer', value: n }],
    tables: [
      {
        name: 'vintages',
        title: 'By year of creation',
        columns: [
          { key: 'created', label: 'created', kind: 'text', words: true },
          { key: 'models', label: 'models', kind: 'integer' },
          { key: 'downloads', label, kind: 'integer' },
          { key: 'share_models', label: 'share of models', kind: 'share' },
          { key: 'share', label: 'share of downloads', kind: 'share' },
          { key: 'top_25', label: 'of the top 25', kind: 'integer' },
        ],
        rows: vintages,
      },
      {
        name: 'top',
        title: `The ${top.length} with the most`,
        columns: [
          { key: 'rank', label: 'rank', kind: 'integer' },
          { key: 'model', label: 'model', kind: 'text' },
          { key: 'created', label: 'vintage', kind: 'text', words: true },
          { key: 'date', label: 'createdAt', kind: 'date' },
          { key: 'downloads', label, kind: 'integer' },
        ],
        rows: top,
        detail: true,
      },
      ...negativeTable(counted),
    ],
    charts: [
      {
        kind: 'bar',
        title: phrase`Models created ${sentinelLabel} have ${share(oldest?.share ?? null)} of ${label}`,
        valueKind: 'share',
        bars: vintages.map(({ created, share: part }) => ({ label: created, value: part ?? 0 })),
      },
    ],
    caveats: [
      ...metricCaveats(counted),
      ...(oldest === undefined || oldest.models === 0
        ? []
        : [
            phrase`${integer(oldest.models)} models are from 2022-03-02 or before; a count of "2022" that has them in it is not of that year.`,
          ]),
    ],
    next: ['oai report growth', `oai report sizes ${metricFlags(params)}`],
  };
}

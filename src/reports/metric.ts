import { z } from 'zod';
import { MissingDataError, UsageError } from '../errors.js';
import type { NightReader } from '../store/night-reader.js';
import type { MetricColumn } from '../store/night-columns.js';
import { SENTINEL_S } from './creation.js';
import { integer, type Phrase, phrase } from './phrase.js';
import type { Table } from './types.js';

/** The quantities of which one word, "downloads", is used: every report says which it counts. */
export const metricNames = ['30d', 'all-time', 'likes', 'window', 'first-year'] as const;
export type MetricName = (typeof metricNames)[number];

/** Parameters of every report that counts something. */
export const metricParams = {
  metric: z.enum(metricNames).default('30d').describe('what is counted'),
  from: z.string().optional().describe('with --metric window: the night at or before this day begins it'),
  to: z.string().optional().describe('with --metric window: the night at or before this day ends it'),
};
export type MetricParams = { metric: MetricName; from?: string | undefined; to?: string | undefined };

/** What a metric turned out to be; part of the result of every report that counts one. */
export interface MetricSummary {
  name: MetricName;
  /** Such as "downloads (last 30 days)". */
  label: string;
  /** The Hub's field, or what stands for it. */
  field: string;
  /** The nights of a window. */
  window: { from: string; to: string } | null;
  /** Models of the night without the metric; they are in none of the figures. */
  lacking: number;
  /** Models of a window's first night that its last no longer has. */
  gone: number;
  /** Models whose all-time count fell within the window: left out, never made zero. */
  negative: { model: string; change: number }[];
}

export interface MetricValues {
  /** Shared: not to be changed. By position; NaN for models outside the population or without the metric. */
  values: Float64Array;
  summary: MetricSummary;
}

const stored = {
  '30d': { column: 'downloads_30d', label: 'downloads (last 30 days)', field: 'downloads' },
  'all-time': { column: 'downloads_all_time', label: 'downloads (all time)', field: 'downloadsAllTime' },
  likes: { column: 'likes', label: 'likes', field: 'likes' },
} as const satisfies Record<string, { column: MetricColumn; label: string; field: string }>;

const YEAR_DAYS = 365;
const DAY_S = 86_400;
/** A night this long before the first birthday still stands for it. */
const BIRTHDAY_TOLERANCE_DAYS = 31;

/** How a metric is named in figures published elsewhere. */
export function metricLabel(metric: MetricName): string {
  if (metric === 'window') return 'downloads (within a window)';
  return metric === 'first-year' ? 'downloads (first year of each model)' : stored[metric].label;
}

/** The column that a metric is read from. */
export function metricColumn(metric: keyof typeof stored): MetricColumn {
  return stored[metric].column;
}

/** The options that ask for the same metric again. */
export function metricFlags({ metric, from, to }: MetricParams): string {
  const flags = [`--metric ${metric}`];
  if (from !== undefined) flags.push(`--from ${from}`);
  if (to !== undefined) flags.push(`--to ${to}`);
  return flags.join(' ');
}

/** The metrics that models of the night have without a history. */
export function storedMetrics(night: NightReader): MetricName[] {
  return (Object.keys(stored) as (keyof typeof stored)[]).filter(
    (metric) => night.count(stored[metric].column) > 0,
  );
}

/**
 * What the report counts, model by model.
 * @throws MissingDataError when no model of the night has it, or the history does not reach back
 * @throws UsageError when a window has no beginning, or one that does not come before its end
 */
export function readMetric(night: NightReader, params: MetricParams): MetricValues {
  const { metric, from, to } = params;
  if (metric !== 'window' && (from !== undefined || to !== undefined)) {
    throw new UsageError('--from and --to are the window of --metric window.', {
      todo: 'Add --metric window, or leave them out.',
    });
  }
  if ((metric === 'window' || metric === 'first-year') && !night.run.whole) {
    throw new MissingDataError(`Run ${night.run.run} holds part of the Hub and has no history.`, {
      why: 'A window and a first year take nights of the whole Hub.',
      todo: 'Leave --run out, or choose another --metric.',
    });
  }
  if (metric === 'window') return readWindow(night, from);
  return metric === 'first-year' ? readFirstYear(night) : readStored(night, metric);
}

function readStored(night: NightReader, metric: keyof typeof stored): MetricValues {
  const { column, label, field } = stored[metric];
  const lacking = night.models - night.count(column);
  if (lacking === night.models) throw lacksField(night, field);
  return {
    values: night.column(column),
    summary: { name: metric, label, field, window: null, lacking, gone: 0, negative: [] },
  };
}

/** @param end the night that ends the window */
function readWindow(end: NightReader, from: string | undefined): MetricValues {
  if (from === undefined)
    throw new UsageError('A window needs its beginning.', { todo: 'Add --from 2026-01-01.' });
  const start = end.at({ asOf: from });
  if (start.night.nightKey >= end.night.nightKey) {
    throw new MissingDataError(`There is no window from ${from} to ${end.night.date} in this store.`, {
      why: `The night at or before the one is ${start.night.date}, at or before the other ${end.night.date}.`,
      todo: 'Choose days with two different nights between them; `oai runs` lists the nights.',
    });
  }
  const [before, after, present] = [
    start.column('downloads_all_time'),
    end.column('downloads_all_time'),
    end.column('present'),
  ];
  if (countOf(before) === 0) throw lacksField(start, stored['all-time'].field);
  if (countOf(after) === 0) throw lacksField(end, stored['all-time'].field);
  const created = end.column('created_at');
  const startS = start.run.startedAt / 1000;
  const values = new Float64Array(end.size).fill(NaN);
  const fallen: number[] = [];
  for (let position = 0; position < values.length; position += 1) {
    if (present[position] !== 1) continue;
    const bornInside = (created[position] ?? NaN) >= startS;
    const then = before[position] ?? NaN;
    const change = (after[position] ?? NaN) - (Number.isNaN(then) && bornInside ? 0 : then);
    if (change < 0) fallen.push(position);
    values[position] = change;
  }
  const negative = end
    .names(fallen)
    .map((model, index) => ({ model, change: values[fallen[index] ?? 0] ?? 0 }));
  for (const position of fallen) values[position] = NaN;
  const gone = before.reduce((n, value, i) => (!Number.isNaN(value) && present[i] !== 1 ? n + 1 : n), 0);
  const lacking = end.models - countOf(values) - fallen.length;
  return {
    values,
    summary: {
      name: 'window',
      label: `downloads (${start.night.date} to ${end.night.date})`,
      field: 'downloadsAllTime at both ends',
      window: { from: start.night.date, to: end.night.date },
      lacking,
      gone,
      negative,
    },
  };
}

/**
 * Downloads within 365 days of creation: all of them for a model younger than that; for an older one the all-time count
 * of the last night before its birthday, where the history has one close enough.
 */
function readFirstYear(night: NightReader): MetricValues {
  const created = night.column('created_at');
  const present = night.column('present');
  const values = new Float64Array(night.size).fill(NaN);
  const takenOn = new Float64Array(night.size).fill(NaN);
  for (const [{ day }, allTime] of night.history('downloads_all_time')) {
    for (let position = 0; position < values.length; position += 1) {
      const value = allTime[position] ?? NaN;
      if (Number.isNaN(value) || !(day <= birthdayOf(created[position]))) continue;
      values[position] = value;
      takenOn[position] = day;
    }
  }
  for (let position = 0; position < values.length; position += 1) {
    const due = Math.min(birthdayOf(created[position]), night.night.day);
    const closeEnough = due - (takenOn[position] ?? NaN) <= BIRTHDAY_TOLERANCE_DAYS;
    if (present[position] !== 1 || !closeEnough) values[position] = NaN;
  }
  const lacking = night.models - countOf(values);
  if (lacking === night.models) {
    throw new MissingDataError('The first year of no model is known in this store.', {
      why: 'It takes all-time counts, and nights from before the first birthday of a model.',
      todo: 'Crawl an endpoint that has downloadsAllTime, every night.',
    });
  }
  return {
    values,
    summary: {
      name: 'first-year',
      label: metricLabel('first-year'),
      field: `a night of at most ${BIRTHDAY_TOLERANCE_DAYS} days before their first birthday`,
      window: null,
      lacking,
      gone: 0,
      negative: [],
    },
  };
}

/** What was counted, for the definition line. */
export function metricDefinition({ name, label, window }: MetricSummary): Phrase {
  if (window !== null) {
    return phrase`metric: all-time downloads of the night ${window.to} less those of the night ${window.from}; models created between start at zero`;
  }
  return name === 'first-year'
    ? phrase`metric: downloads within ${integer(YEAR_DAYS)} days of creation, as of the last night before that birthday, at most ${integer(BIRTHDAY_TOLERANCE_DAYS)} days; so far, for models younger than that`
    : phrase`metric: ${label}`;
}

/** Which models the figures are without. */
export function metricCaveats({ lacking, field, gone, negative }: MetricSummary): Phrase[] {
  return [
    ...(lacking > 0
      ? [phrase`${integer(lacking)} models lack ${field} and are in none of these figures.`]
      : []),
    ...(gone > 0
      ? [
          phrase`${integer(gone)} models of the first night were gone by the last; their downloads are not known.`,
        ]
      : []),
    ...(negative.length > 0
      ? [phrase`The all-time count of ${integer(negative.length)} models fell; they are listed and left out.`]
      : []),
  ];
}

/** Models whose count fell, as a table; none where none did. */
export function negativeTable({ negative }: MetricSummary): Table[] {
  if (negative.length === 0) return [];
  return [
    {
      name: 'negative',
      title: 'Models whose all-time count fell',
      columns: [
        { key: 'model', label: 'model', kind: 'text' },
        { key: 'change', label: 'change', kind: 'integer' },
      ],
      rows: [...negative].sort((a, b) => a.change - b.change),
      detail: true,
    },
  ];
}

/** The last day of the first year; NaN where the creation is not known, as it is of what the Hub dates by its sentinel. */
function birthdayOf(createdS = NaN): number {
  return createdS > SENTINEL_S ? Math.floor(createdS / DAY_S) + YEAR_DAYS : NaN;
}

function countOf(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (!Number.isNaN(value)) count += 1;
  return count;
}

function lacksField({ night, run }: NightReader, field: string): MissingDataError {
  return new MissingDataError(`No model of the night ${night.date} has ${field}.`, {
    why: `${run.endpoint} ${run.fieldsRefused.includes(field) ? 'refused the field' : 'sent none'}.`,
    todo: 'Choose another --metric (30d, all-time, likes), or crawl an endpoint that has it.',
  });
}

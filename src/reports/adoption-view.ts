import type { AdoptedModel, AdoptionPoint, AdoptionResult } from './adoption-result.js';
import type { Chart } from './chart.js';
import { index, integer, asName, phrase, type Phrase, share } from './phrase.js';
import { historyCaveats, RELEASE_TOLERANCE_DAYS } from './release-history.js';
import type { Table, View } from './types.js';

/** More lines than this cannot be told apart. */
const LINES = 7;
const BARS = 15;

export function adoptionView(result: AdoptionResult): View {
  const { history, age_days: age } = result;
  return {
    finding: finding(result),
    definition: [
      phrase`relative adoption (RAM): all downloads up to an age / the median of those of the top ten of the size bucket at the same age`,
      phrase`population: models of the night of known size, created from ${integer(RELEASE_TOLERANCE_DAYS)} days before the first night on`,
      phrase`top ten: the most downloaded on the last night, of the models of the bucket known at the age`,
      phrase`at an age: the last night at or before it, at most three days or a tenth of the age before`,
      phrase`nights: ${integer(history.nights)} from ${history.first_night} to ${history.last_night}`,
    ],
    facts: [
      { key: 'sized', label: 'models of known size, released since', kind: 'integer', value: result.sized },
      { key: 'share_sized', label: 'of all released since', kind: 'share', value: result.share_sized },
      {
        key: 'share_sized_downloads',
        label: 'of their downloads (all time)',
        kind: 'share',
        value: result.share_sized_downloads,
      },
      { key: 'known', label: `known at ${age} days`, kind: 'integer', value: result.known },
      {
        key: 'compared',
        label: 'of those, in a bucket with a top ten',
        kind: 'integer',
        value: result.compared,
      },
      {
        key: 'on_course',
        label: 'of those, on course',
        kind: 'integer',
        value: result.on_course,
        note: 'RAM above 1',
      },
    ],
    tables: [
      modelTable(result),
      benchmarkTable(result),
      ratioTable(result),
      curveTable(result),
      allBenchmarkTable(result),
    ],
    charts: charts(result),
    caveats: caveats(result),
    next: ['oai report decay', 'oai report adoption --format csv --table curves'],
  };
}

/** What a model is at the age that is compared. */
function pointOf({ points }: AdoptedModel, { age_days: age }: AdoptionResult): AdoptionPoint | undefined {
  return points.find(({ age_days }) => age_days === age);
}

function finding(result: AdoptionResult): Phrase {
  const { age_days: age, known, compared, on_course: onCourse, models } = result;
  const [first] = models;
  const ram = first === undefined ? null : (pointOf(first, result)?.ram ?? null);
  if (first === undefined || ram === null) {
    return compared === 0
      ? phrase`No size bucket has ten downloaded models known at ${integer(age)} days, so no model can be placed; ${integer(known)} are known.`
      : phrase`None of the models asked for can be placed at ${integer(age)} days; ${integer(onCourse)} of ${integer(compared)} others are on course for the top ten of their size.`;
  }
  return phrase`At ${integer(age)} days ${asName(first.model)} had ${index(ram)} times the downloads of the median of the top ten of its size (${first.bucket}); ${integer(onCourse)} of ${integer(compared)} models are on course for such a top ten.`;
}

function modelTable(result: AdoptionResult): Table {
  return {
    name: 'models',
    title: `Models at the age of ${result.age_days} days, beside the median of the top ten of their size`,
    columns: [
      { key: 'model', label: 'model', kind: 'text' },
      { key: 'bucket', label: 'parameters', kind: 'text', words: true },
      { key: 'ram', label: 'RAM', kind: 'index' },
      { key: 'downloads', label: 'downloads', kind: 'integer' },
      { key: 'benchmark', label: 'top ten', kind: 'integer', absent: 'under ten' },
      { key: 'created', label: 'created', kind: 'date' },
    ],
    rows: result.models.map((model) => {
      const { downloads = null, benchmark = null, ram = null } = pointOf(model, result) ?? {};
      return { model: model.model, bucket: model.bucket, ram, downloads, benchmark, created: model.created };
    }),
  };
}

const benchmarkColumns: Table['columns'] = [
  { key: 'bucket', label: 'parameters', kind: 'text', words: true },
  { key: 'models', label: 'models known', kind: 'integer' },
  { key: 'benchmark', label: 'median of top ten', kind: 'integer', absent: 'under ten' },
];

function benchmarkTable({ benchmarks, age_days: age }: AdoptionResult): Table {
  return {
    name: 'benchmarks',
    title: `Downloads of the top ten of each size at ${age} days`,
    columns: benchmarkColumns,
    rows: benchmarks
      .filter(({ age_days }) => age_days === age)
      .map(({ bucket, models, benchmark }) => ({ bucket, models, benchmark })),
  };
}

function allBenchmarkTable({ benchmarks }: AdoptionResult): Table {
  return {
    name: 'all_benchmarks',
    title: 'Downloads of the top ten of each size at every age',
    columns: [{ key: 'age_days', label: 'age in days', kind: 'integer' }, ...benchmarkColumns],
    rows: benchmarks.map((row) => ({ ...row })),
    detail: true,
  };
}

function ratioTable({ bucket_ratios: rows }: AdoptionResult): Table {
  return {
    name: 'bucket_ratios',
    title: 'The top ten of 1 to 10 B against that of 100 B and more',
    columns: [
      { key: 'age_days', label: 'age in days', kind: 'integer' },
      { key: 'ratio', label: 'ratio', kind: 'index' },
      { key: 'benchmark_1b_10b', label: '1-10 B', kind: 'integer', absent: 'under ten' },
      { key: 'models_1b_10b', label: 'models', kind: 'integer' },
      { key: 'benchmark_100b', label: '100 B and more', kind: 'integer', absent: 'under ten' },
      { key: 'models_100b', label: 'models', kind: 'integer' },
    ],
    rows: rows.map((row) => ({ ...row })),
  };
}

function curveTable({ models }: AdoptionResult): Table {
  return {
    name: 'curves',
    title: 'The same models at every age',
    columns: [
      { key: 'model', label: 'model', kind: 'text' },
      { key: 'bucket', label: 'parameters', kind: 'text', words: true },
      { key: 'age_days', label: 'age in days', kind: 'integer' },
      { key: 'downloads', label: 'downloads then', kind: 'integer' },
      { key: 'benchmark', label: 'median of top ten', kind: 'integer' },
      { key: 'ram', label: 'RAM', kind: 'index' },
    ],
    rows: models.flatMap(({ model, bucket, points }) => points.map((point) => ({ model, bucket, ...point }))),
    detail: true,
  };
}

function charts(result: AdoptionResult): Chart[] {
  const { models, age_days: age } = result;
  return [
    {
      kind: 'bar',
      title: phrase`Relative adoption at ${integer(age)} days; 1 is the median of the top ten`,
      valueKind: 'index',
      bars: models.slice(0, BARS).flatMap((model) => {
        const ram = pointOf(model, result)?.ram ?? null;
        return ram === null ? [] : [{ label: model.model, value: ram }];
      }),
      words: [],
    },
    {
      kind: 'line',
      title: phrase`Relative adoption by age; 1 is the median of the top ten`,
      quantity: 'relative adoption (RAM)',
      valueKind: 'index',
      scale: 'linear',
      axis: 'days since release',
      lines: models.slice(0, LINES).map(({ model, points }) => ({
        label: model,
        points: points.map(({ age_days, ram }) => ({ period: String(age_days), value: ram })),
      })),
      words: [],
    },
  ];
}

function caveats({ history, late, share_sized_downloads: sized }: AdoptionResult): Phrase[] {
  return [
    phrase`Of the downloads of models released since, ${share(sized)} are of models of known size; the others have no bucket.`,
    phrase`The top ten are of models released within this history; older ones, however much they are downloaded, have no known early age.`,
    phrase`Every model of known size is counted, copies and quantised ones with the rest; the published figure is of a list of language models whose size buckets are not stated.`,
    ...historyCaveats(history, late),
  ];
}

import type { Chart } from './chart.js';
import { integer, type Phrase, phrase } from './phrase.js';
import type { RepositoriesResult, RepositoryPeriod } from './repositories-result.js';
import type { Column, Fact, Table, View } from './types.js';

const labels = {
  dataset: { count: 'public datasets', year: 'datasets created in the last 365 days' },
  space: { count: 'public Spaces', year: 'Spaces created in the last 365 days' },
} as const;

export function repositoriesView(result: RepositoriesResult): View {
  return {
    finding: finding(result),
    definition: [
      phrase`metric: public datasets and Spaces by the day of their createdAt (UTC)`,
      phrase`population: all that the newest crawl of each saw; deleted ones are in no period`,
    ],
    facts: result.counts.flatMap(({ kind, count, created_last_year: lastYear }): Fact[] => [
      { key: `${kind}s`, label: labels[kind].count, kind: 'integer', value: count },
      { key: `${kind}s_last_year`, label: labels[kind].year, kind: 'integer', value: lastYear },
    ]),
    tables: [
      periodTable('years', 'Datasets and Spaces by year of creation', 'year', result.years),
      {
        ...periodTable('months', 'Datasets and Spaces by month of creation', 'month', result.months),
        detail: true,
      },
      {
        name: 'nights',
        title: 'Crawls of datasets and Spaces',
        columns: [
          { key: 'kind', label: 'of', kind: 'text', words: true },
          { key: 'night', label: 'night', kind: 'date' },
          { key: 'count', label: 'public', kind: 'integer' },
          { key: 'added', label: 'came', kind: 'integer', absent: '' },
          { key: 'vanished', label: 'vanished', kind: 'integer', absent: '' },
        ],
        rows: result.nights,
      },
    ],
    charts: charts(result),
    caveats: caveats(result),
    next: ['oai report robotics', 'oai report growth'],
  };
}

function finding({ counts }: RepositoriesResult): Phrase {
  const countOf = (kind: string): number | undefined => counts.find((each) => each.kind === kind)?.count;
  const [datasets, spaces] = [countOf('dataset'), countOf('space')];
  if (spaces === undefined) return phrase`The Hub has ${integer(datasets ?? null)} public datasets.`;
  if (datasets === undefined) return phrase`The Hub has ${integer(spaces)} public Spaces.`;
  return phrase`The Hub has ${integer(datasets)} public datasets and ${integer(spaces)} public Spaces.`;
}

function periodTable(name: string, title: string, unit: string, rows: RepositoryPeriod[]): Table {
  const has = (key: string): boolean => rows.some((row) => row[key] !== null);
  const columns: Column[] = [
    { key: 'datasets_created', label: 'datasets created', kind: 'integer' },
    { key: 'datasets_stock', label: 'datasets at its end', kind: 'integer' },
    { key: 'datasets_per_day', label: 'datasets a day', kind: 'integer' },
    { key: 'datasets_yoy_ratio', label: 'datasets, times a year before', kind: 'index', absent: '' },
    { key: 'spaces_created', label: 'Spaces created', kind: 'integer' },
    { key: 'spaces_stock', label: 'Spaces at its end', kind: 'integer' },
    { key: 'spaces_per_day', label: 'Spaces a day', kind: 'integer' },
    { key: 'spaces_yoy_ratio', label: 'Spaces, times a year before', kind: 'index', absent: '' },
  ];
  return {
    name,
    title,
    columns: [{ key: 'period', label: unit, kind: 'text' }, ...columns.filter(({ key }) => has(key))],
    rows,
  };
}

/** Months up to the last but one: that of the crawl is not over. */
function charts({ months, counts }: RepositoriesResult): Chart[] {
  const complete = months.slice(1, -1);
  if (complete.length < 2) return [];
  const keys = { dataset: 'datasets_created', space: 'spaces_created' } as const;
  const names = { dataset: 'datasets', space: 'Spaces' } as const;
  return [
    {
      kind: 'line',
      title: phrase`Datasets and Spaces that are still there, by month of creation`,
      quantity: 'created in the month',
      valueKind: 'integer',
      scale: 'linear',
      lines: counts.map(({ kind }) => ({
        label: names[kind],
        points: complete.map((row) => ({ period: row.period, value: row[keys[kind]] })),
      })),
    },
  ];
}

function caveats({ counts }: RepositoriesResult): Phrase[] {
  const undated = counts.reduce((sum, count) => sum + count.undated, 0);
  return [
    phrase`Deleted datasets and Spaces are in no period, so the past reads smaller than it was.`,
    ...(counts.length < labelsCount
      ? [phrase`This store has no crawl of the others: \`oai crawl datasets\`, \`oai crawl spaces\`.`]
      : []),
    ...(undated === 0 ? [] : [phrase`${integer(undated)} have no date of creation, or one after the crawl.`]),
  ];
}

const labelsCount = Object.keys(labels).length;

import type { Chart } from './chart.js';
import { integer, type Phrase, phrase, share } from './phrase.js';
import type { CategoryYear, RoboticsResult } from './robotics-result.js';
import type { Column, Table, View } from './types.js';

const CATEGORIES_SHOWN = 15;
const LINES = 6;
const ROBOTICS = 'robotics';

export function roboticsView(result: RoboticsResult): View {
  return {
    finding: finding(result),
    definition: [
      phrase`metric: public datasets by the year of their createdAt (UTC)`,
      phrase`population: every public dataset of the crawl that is still there; shares are of those that name a category`,
      phrase`category: the \`task_categories\` that a dataset names, one or several`,
    ],
    facts: [
      { key: 'datasets', label: 'public datasets', kind: 'integer', value: result.datasets },
      { key: 'declared', label: 'datasets that name a category', kind: 'integer', value: result.declared },
      {
        key: 'coverage',
        label: 'share of datasets that name a category',
        kind: 'share',
        value: result.coverage,
      },
      { key: 'robotics', label: 'robotics datasets', kind: 'integer', value: result.robotics },
      { key: 'lerobot', label: 'datasets tagged LeRobot', kind: 'integer', value: result.lerobot },
      { key: 'either', label: 'robotics or LeRobot', kind: 'integer', value: result.either },
    ],
    tables: tables(result),
    charts: charts(result),
    caveats: caveats(result),
    next: ['oai report repositories', 'oai report robotics --format csv --table category_years'],
  };
}

function finding({ categories, robotics, declared }: RoboticsResult): Phrase {
  const own = categories.find(({ category }) => category === ROBOTICS);
  return own === undefined
    ? phrase`None of the ${integer(declared)} datasets that name a category names robotics.`
    : phrase`${integer(robotics)} of the ${integer(declared)} datasets that name a category name robotics: rank ${integer(own.rank)} of ${integer(categories.length)} categories.`;
}

const yearColumns: Column[] = [
  { key: 'year', label: 'year', kind: 'text' },
  { key: 'created', label: 'created', kind: 'integer' },
  { key: 'rank_created', label: 'rank by created', kind: 'integer', absent: '' },
  { key: 'share_created', label: 'share of created', kind: 'share', absent: '' },
  { key: 'stock', label: 'stock at its end', kind: 'integer' },
  { key: 'rank_stock', label: 'rank by stock', kind: 'integer', absent: '' },
  { key: 'share_stock', label: 'share of stock', kind: 'share', absent: '' },
];

function tables({ years, categories, category_years: categoryYears }: RoboticsResult): Table[] {
  const complete: Column = { key: 'complete', label: 'complete', kind: 'text' };
  const category: Column = { key: 'category', label: 'category', kind: 'text' };
  const categoryColumns: Column[] = [
    { key: 'rank', label: 'rank', kind: 'integer' },
    category,
    { key: 'datasets', label: 'datasets', kind: 'integer' },
    { key: 'share', label: 'share of those with a category', kind: 'share' },
  ];
  return [
    {
      name: 'years',
      title: 'Robotics by year of creation',
      columns: [
        ...yearColumns,
        { key: 'lerobot_created', label: 'LeRobot created', kind: 'integer' },
        { key: 'either_created', label: 'either created', kind: 'integer' },
        { key: 'either_stock', label: 'either, stock', kind: 'integer' },
        complete,
      ],
      rows: years,
    },
    {
      name: 'top_categories',
      title: 'The categories with the most datasets',
      columns: categoryColumns,
      rows: categories.slice(0, CATEGORIES_SHOWN),
    },
    { name: 'categories', title: 'By category', columns: categoryColumns, rows: categories, detail: true },
    {
      name: 'category_years',
      title: 'By year of creation and category',
      columns: [...yearColumns.slice(0, 1), category, ...yearColumns.slice(1), complete],
      rows: categoryYears,
      detail: true,
    },
  ];
}

function charts({ years, categories, category_years: rows }: RoboticsResult): Chart[] {
  if (years.length < 2) return [];
  const first = categories.slice(0, LINES).map(({ category }) => category);
  const shown = first.includes(ROBOTICS) ? first : [...first.slice(0, LINES - 1), ROBOTICS];
  const periods = years.map(({ year }) => year);
  const rankIn = (year: string, category: string): number | null =>
    rows.find((row: CategoryYear) => row.year === year && row.category === category)?.rank_created ?? null;
  return [
    {
      kind: 'line',
      title: phrase`Categories by datasets created in the year`,
      quantity: 'rank by datasets created',
      valueKind: 'integer',
      scale: 'rank',
      words: [],
      lines: shown.map((category) => ({
        label: category,
        points: periods.map((period) => ({ period, value: rankIn(period, category) })),
      })),
    },
    {
      kind: 'line',
      title: phrase`Robotics datasets, created and in stock`,
      quantity: 'datasets',
      valueKind: 'integer',
      scale: 'linear',
      lines: [
        {
          label: 'created in the year',
          points: years.map(({ year, created }) => ({ period: year, value: created })),
        },
        {
          label: 'stock at its end',
          points: years.map(({ year, stock }) => ({ period: year, value: stock })),
        },
      ],
    },
  ];
}

function caveats({ coverage, years, night }: RoboticsResult): Phrase[] {
  const last = years.at(-1);
  return [
    phrase`${share(coverage)} of the datasets name a category; what the others are for is not known.`,
    phrase`Categories are what the authors of datasets declare. Tools that upload recordings of robots write them by themselves, one dataset a session.`,
    phrase`Datasets that were deleted since are in no year: what a year had at its time was more.`,
    ...(last?.complete === false
      ? [phrase`The year ${last.year} reaches to ${night}; its rank may change.`]
      : []),
  ];
}

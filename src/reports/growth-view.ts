import type { LineChart } from './chart.js';
import type { GrowthResult, NightWindow } from './growth-result.js';
import { index, integer, type Phrase, phrase } from './phrase.js';
import type { Fact, Table, View } from './types.js';

const MONTHS_SHOWN = 13;

export function growthView(result: GrowthResult): View {
  const { models, sentinel, last_year: pace, night_window: window } = result;
  return {
    finding:
      pace === null
        ? phrase`The Hub has ${integer(models)} public models.`
        : phrase`The Hub has ${integer(models)} public models; ${integer(pace.created)} of them were created in the last 365 days.`,
    definition: [
      phrase`metric: public models by the day of their createdAt (UTC)`,
      phrase`population: every public model of the night; deleted ones are in no period`,
    ],
    facts: [
      { key: 'models', label: 'public models', kind: 'integer', value: models },
      {
        key: 'sentinel',
        label: 'created until 2022-03-02',
        kind: 'integer',
        value: sentinel,
        note: 'the Hub has no older dates',
      },
      ...paceFacts(pace),
      ...(window === null ? [] : windowFacts(window)),
    ],
    tables: [
      yearTable(result),
      monthTable(result, true),
      monthTable(result, false),
      milestoneTable(result),
      dayTable(result),
      nightTable(result),
    ],
    charts: [
      ...monthCharts(result),
      {
        kind: 'series',
        title: stockTitle(result),
        quantity: 'models created up to the day',
        points: result.days.map(({ date, stock }) => ({ date, value: stock })),
      },
      {
        kind: 'bar',
        title: yearTitle(result),
        valueKind: 'integer',
        bars: [
          { label: 'until 2022-03-02', value: sentinel },
          ...result.years.map(({ period, created }) => ({ label: period, value: created })),
        ],
      },
    ],
    caveats: caveats(result),
    next: ['oai report vintage', 'oai report growth --format csv --table months'],
  };
}

/** What was created in complete months; a line takes two. */
function monthCharts({ months }: GrowthResult): LineChart[] {
  const complete = months.filter(({ complete: isOver }) => isOver);
  const last = complete.at(-1);
  if (last === undefined || complete.length < 2) return [];
  return [
    {
      kind: 'line',
      title: phrase`${integer(last.created)} of the models that are still there were created in ${last.period}`,
      quantity: 'models created in the month',
      valueKind: 'integer',
      scale: 'linear',
      lines: [
        {
          label: 'models created',
          points: complete.map(({ period, created }) => ({ period, value: created })),
        },
      ],
    },
  ];
}

function stockTitle({ milestones, days }: GrowthResult): Phrase {
  const last = milestones.findLast(({ reached }) => reached !== null);
  return last?.reached === undefined || last.reached === null
    ? phrase`${integer(days.at(-1)?.stock ?? 0)} models, by the day they were created`
    : phrase`The ${integer(last.models)} oldest models that are still there were created by ${last.reached}`;
}

function yearTitle({ years }: GrowthResult): Phrase {
  const last = years.findLast(({ complete }) => complete);
  if (last === undefined) return phrase`Models that are still there, by year of creation`;
  const { created, period, yoy_ratio: times } = last;
  return times === null
    ? phrase`${integer(created)} models that are still there were created in ${period}`
    : phrase`${integer(created)} models that are still there were created in ${period}, ${index(times)} times as many as a year before`;
}

function paceFacts(pace: GrowthResult['last_year']): Fact[] {
  if (pace === null) return [];
  return [
    {
      key: 'created_last_year',
      label: 'created in the last 365 days',
      kind: 'integer',
      value: pace.created,
    },
    { key: 'created_per_day', label: 'created a day, last 365 days', kind: 'integer', value: pace.per_day },
    {
      key: 'doubling_days',
      label: 'doubling time in days',
      kind: 'integer',
      value: pace.doubling_days,
      note: 'at the growth of the last 365 days',
    },
  ];
}

function windowFacts({ from, to, per_day, doubling_days }: NightWindow): Fact[] {
  return [
    {
      key: 'net_per_day',
      label: 'net change a day',
      kind: 'integer',
      value: per_day,
      note: `nights of ${from} and ${to}`,
    },
    {
      key: 'net_doubling_days',
      label: 'doubling time in days, net',
      kind: 'integer',
      value: doubling_days,
      note: 'at the growth between them',
    },
  ];
}

const flowColumns: Table['columns'] = [
  { key: 'created', label: 'created', kind: 'integer' },
  { key: 'stock', label: 'stock at its end', kind: 'integer' },
  { key: 'per_day', label: 'created a day', kind: 'integer' },
  { key: 'growth', label: 'growth', kind: 'share' },
  { key: 'yoy_ratio', label: 'times a year before', kind: 'index', absent: '' },
  { key: 'complete', label: 'complete', kind: 'text' },
];

function yearTable({ years }: GrowthResult): Table {
  return {
    name: 'years',
    title: 'By year of creation',
    columns: [{ key: 'period', label: 'year', kind: 'text', words: true }, ...flowColumns],
    rows: years,
  };
}

function monthTable({ months }: GrowthResult, recent: boolean): Table {
  return {
    name: recent ? 'recent_months' : 'months',
    title: recent ? 'By month of creation, the last' : 'By month of creation',
    columns: [{ key: 'period', label: 'month', kind: 'text' }, ...flowColumns],
    rows: recent ? months.slice(-MONTHS_SHOWN) : months,
    detail: !recent,
  };
}

function milestoneTable({ milestones }: GrowthResult): Table {
  return {
    name: 'milestones',
    title: 'Milestones, counting the models that are still there',
    columns: [
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'reached', label: 'created by', kind: 'date', absent: 'until 2022-03-02' },
      { key: 'days_since_previous', label: 'days since the one before', kind: 'integer', absent: '' },
      { key: 'first_night', label: 'first night with so many', kind: 'date', absent: 'not in this store' },
    ],
    rows: milestones,
  };
}

function dayTable({ days }: GrowthResult): Table {
  return {
    name: 'days',
    title: 'By day of creation',
    columns: [
      { key: 'date', label: 'day', kind: 'date' },
      { key: 'created', label: 'created', kind: 'integer' },
      { key: 'stock', label: 'stock at its end', kind: 'integer' },
    ],
    rows: days,
    detail: true,
  };
}

function nightTable({ nights }: GrowthResult): Table {
  return {
    name: 'nights',
    title: 'Night by night: what came less what went',
    columns: [
      { key: 'night', label: 'night', kind: 'date' },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'change', label: 'change', kind: 'integer', absent: '' },
      { key: 'per_day', label: 'change a day', kind: 'integer', absent: '' },
    ],
    rows: nights,
    detail: true,
  };
}

function caveats({ undated, nights }: GrowthResult): Phrase[] {
  return [
    phrase`Only models that are still there are counted: the stock of a past day reads smaller than it was, the growth since larger.`,
    ...(undated > 0
      ? [
          phrase`${integer(undated)} models have no creation date before the end of the night and are in no period.`,
        ]
      : []),
    ...(nights.length === 1
      ? [phrase`This store has one night: net growth takes two. \`oai nightly\` keeps them.`]
      : []),
  ];
}

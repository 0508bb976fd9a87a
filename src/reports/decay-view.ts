import type { Chart, LineChart } from './chart.js';
import type { CohortRow, DecayResult, WeekCell } from './decay-result.js';
import { integer, type Phrase, phrase, share } from './phrase.js';
import { historyCaveats } from './release-history.js';
import type { Column, Table, View } from './types.js';

/** More lines than this cannot be told apart. */
const LINES = 7;

interface Params {
  leastDownloads?: number | undefined;
}

export function decayView(result: DecayResult, { leastDownloads }: Params): View {
  const { history, released, counted, cohorts, cells } = result;
  const [all] = cohorts;
  return {
    finding: finding(all),
    definition: [
      phrase`metric: all-time downloads at the end of a week since release less those at its beginning; both of the nearest night, at most one day off`,
      phrase`population: models created from three days before the first night on; deleted ones for as long as they were there`,
      leastDownloads === undefined
        ? phrase`cohort: models by their creation, never downloaded ones with them`
        : phrase`cohort: models by their creation, with at least ${integer(leastDownloads)} downloads by their last night`,
      phrase`nights: ${integer(history.nights)} from ${history.first_night} to ${history.last_night}`,
    ],
    facts: [
      { key: 'released', label: 'models followed since release', kind: 'integer', value: released },
      { key: 'counted', label: 'of them counted', kind: 'integer', value: counted },
      {
        key: 'share_downloaded',
        label: 'of those, with any download',
        kind: 'share',
        value: all?.share_downloaded ?? null,
      },
      {
        key: 'half_life_weeks',
        label: 'half-life in weeks',
        kind: 'integer',
        value: all?.half_life_weeks ?? null,
      },
    ],
    tables: [
      cohortTable(cohorts),
      curveTable(cells.filter(({ cohort }) => cohort === all?.cohort)),
      weekTable(cells),
    ],
    charts: charts(result),
    caveats: caveats(result),
    next: ['oai report adoption', 'oai report decay --format csv --table weeks'],
  };
}

function finding(all: CohortRow | undefined): Phrase {
  const weeks = all?.weeks_of_ten ?? 0;
  if (weeks === 0) {
    return phrase`No week since release is known of ten models, so neither a peak nor a half-life is given.`;
  }
  const [peak, half] = [all?.peak_week ?? null, all?.half_life_weeks ?? null];
  if (peak === null) {
    return phrase`The median model is not downloaded in any week since its release; ${share(all?.share_downloaded ?? null)} of the models ever were.`;
  }
  return half === null
    ? phrase`The median model is downloaded most in week ${integer(peak)} since its release, and in no later one of the ${integer(weeks)} known weeks less than half as much.`
    : phrase`The median model is downloaded most in week ${integer(peak)} since its release; ${integer(half)} weeks later it is less than half as much.`;
}

function cohortTable(rows: readonly CohortRow[]): Table {
  return {
    name: 'cohorts',
    title: 'By time of creation',
    columns: [
      { key: 'cohort', label: 'created', kind: 'text', words: true },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'share_downloaded', label: 'any download', kind: 'share' },
      { key: 'weeks', label: 'weeks known', kind: 'integer' },
      { key: 'peak_week', label: 'peak week', kind: 'integer', absent: 'none' },
      { key: 'peak_median', label: 'median then', kind: 'integer', absent: 'none' },
      { key: 'half_life_weeks', label: 'half-life, weeks', kind: 'integer', absent: 'none' },
    ],
    rows: rows.map((row) => ({ ...row })),
  };
}

const cellColumns: Column[] = [
  { key: 'week', label: 'week', kind: 'integer' },
  { key: 'n', label: 'models', kind: 'integer' },
  { key: 'median', label: 'median downloads', kind: 'integer' },
  { key: 'p25', label: 'lower quartile', kind: 'integer' },
  { key: 'p75', label: 'upper quartile', kind: 'integer' },
  { key: 'fallen', label: 'fell, left out', kind: 'integer' },
];

function curveTable(cells: readonly WeekCell[]): Table {
  return {
    name: 'curve',
    title: 'Downloads in each week since release, all cohorts',
    columns: cellColumns,
    rows: cells.map(({ week, n, median, p25, p75, fallen }) => ({ week, n, median, p25, p75, fallen })),
  };
}

function weekTable(cells: readonly WeekCell[]): Table {
  return {
    name: 'weeks',
    title: 'Downloads in each week since release, by time of creation',
    columns: [{ key: 'cohort', label: 'created', kind: 'text', words: true }, ...cellColumns],
    rows: cells.map((cell) => ({ ...cell })),
    detail: true,
  };
}

function charts({ cohorts, cells }: DecayResult): Chart[] {
  const [all, ...periods] = cohorts;
  if (all === undefined) return [];
  const weeks = cells.filter(({ cohort }) => cohort === all.cohort).map(({ week }) => week);
  const lineOf = ({ cohort: label }: CohortRow, hasBand: boolean): LineChart['lines'][number] => {
    const own = cells.filter(({ cohort }) => cohort === label);
    return {
      label,
      points: weeks.map((week) => {
        const { median = null, p25 = null, p75 = null } = own[week - 1] ?? {};
        return { period: String(week), value: median, ...(hasBand && { low: p25, high: p75 }) };
      }),
    };
  };
  const common = {
    kind: 'line',
    quantity: 'downloads in a week, median model',
    valueKind: 'integer',
    scale: 'linear',
    axis: 'weeks since release',
  } as const;
  return [
    {
      ...common,
      title: phrase`Downloads of the median model in each week since its release, with the quartiles`,
      lines: [lineOf(all, true)],
    },
    {
      ...common,
      title: phrase`The same by time of creation, the newest`,
      lines: periods.slice(-LINES).map((row) => lineOf(row, false)),
    },
  ];
}

function caveats({ history, late, fallen_weeks: fallen, cohorts }: DecayResult): Phrase[] {
  const [all] = cohorts;
  return [
    ...(all?.peak_median === null && all.weeks_of_ten > 0
      ? [
          phrase`Most models are never downloaded, so the median of all of them says nothing more: see --least-downloads.`,
        ]
      : []),
    ...(fallen > 0
      ? [
          phrase`${integer(fallen)} times the all-time count of a model fell within a week; those weeks are left out.`,
        ]
      : []),
    ...historyCaveats(history, late),
    phrase`The late weeks are known of the oldest models alone: a curve over all cohorts compares other models at its end than at its start.`,
    phrase`Where a night is missing at the end of a week, that of the day before or after makes it five to nine days long.`,
  ];
}

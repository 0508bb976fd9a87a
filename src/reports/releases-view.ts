import { coverageCaveat, coverageTable, swayTable } from './attribution-view.js';
import type { Chart } from './chart.js';
import { index, integer, asName, phrase, type Phrase } from './phrase.js';
import type { Params, PublisherReleases, ReleasePeriod, ReleasesResult } from './releases-result.js';
import type { Column, Table, View } from './types.js';

export function releasesView(result: ReleasesResult, params: Params): View {
  const { publishers, undated, excludeRole = [] } = { ...result, ...params };
  return {
    finding: finding(publishers),
    definition: [
      phrase`metric: models created, of those still public`,
      phrase`cohort: all models by ${params.per} of creation`,
      phrase`attribution: the uploader, with what it owns`,
      phrase`unattributed (accounts that the registry does not know): kept in the denominator`,
      ...(excludeRole.length === 0
        ? []
        : [phrase`without what accounts of the role ${excludeRole.join(' or ')} uploaded`]),
    ],
    facts: [
      { key: 'models', label: 'models counted', kind: 'integer', value: result.models },
      { key: 'publishers', label: 'bodies', kind: 'integer', value: publishers.length },
    ],
    tables: [
      periodTable(publishers, params),
      latestTable(publishers),
      coverageTable(result),
      swayTable(result, { key: 'models', label: 'models', kind: 'integer' }, 'entity'),
    ],
    charts: [
      ...slopeCharts(publishers),
      {
        kind: 'bar',
        title: barTitle(publishers, params),
        valueKind: 'integer',
        bars: byLatest(publishers)
          .slice(0, CHART_BARS)
          .map(({ name, latest }) => ({ label: name, value: latest?.created ?? 0 })),
        words: [],
      },
    ],
    caveats: [
      phrase`A night shows what still exists where it is now: what was deleted, made private or moved to another account since is not counted where it was, so early periods look smaller than they were.`,
      ...(undated === 0
        ? []
        : [phrase`${integer(undated)} models have no creation date and are in no period.`]),
      coverageCaveat(result.coverage),
    ],
    next: [
      `oai report releases --per ${params.per === 'year' ? 'month' : 'year'}`,
      ...(excludeRole.length === 0 ? ['oai report releases --exclude-role mirror --exclude-role test'] : []),
    ],
  };
}

const CHART_BARS = 15;
const LINES = 8;

function barTitle(publishers: readonly PublisherReleases[], { per }: Params): Phrase {
  const [first] = byLatest(publishers);
  if (first?.latest === undefined) return phrase`Models created in the last complete ${per}`;
  return phrase`${asName(first.name)} created ${integer(first.latest.created)} models in ${first.latest.period}`;
}

/** From the period a year before to the last complete one; a body that had none before begins at zero. */
function slopeCharts(publishers: readonly PublisherReleases[]): Chart[] {
  const rows = byLatest(publishers);
  const [first] = rows;
  if (first?.latest === undefined || first.latest.a_year_before === null) return [];
  const { period, created, a_year_before: earlier } = first.latest;
  const before = `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`;
  const lines = rows.filter(({ latest }) => latest?.period === period).slice(0, LINES);
  return [
    {
      kind: 'line',
      title: phrase`${asName(first.name)} created ${integer(created)} models in ${period} and ${integer(earlier)} in ${before}`,
      quantity: 'models created',
      valueKind: 'integer',
      scale: 'linear',
      lines: lines.map(({ name, latest }) => ({
        label: name,
        points: [
          { period: before, value: latest?.a_year_before ?? null },
          { period, value: latest?.created ?? null },
        ],
      })),
      words: [],
    },
  ];
}

interface Latest extends PublisherReleases {
  /** The last complete period. */
  latest: ReleasePeriod | undefined;
  /** Of the period of the night. */
  current: number;
}

/** Publishers by what they created in the last complete period. */
function byLatest(publishers: readonly PublisherReleases[]): Latest[] {
  return publishers
    .map((publisher) => {
      const { periods } = publisher;
      const latest = periods.findLast(({ complete }) => complete);
      const last = periods.at(-1);
      return {
        ...publisher,
        latest,
        current: last === undefined || last.complete ? 0 : last.created,
      };
    })
    .sort(
      (a, b) =>
        (b.latest?.created ?? 0) - (a.latest?.created ?? 0) ||
        b.stock - a.stock ||
        (a.name < b.name ? -1 : 1),
    );
}

function finding(publishers: readonly PublisherReleases[]): Phrase {
  const [first] = byLatest(publishers);
  if (first === undefined) return phrase`The registry lists nobody to count.`;
  const { name, latest, stock } = first;
  if (latest === undefined)
    return phrase`${asName(name)} has ${integer(stock)} models, none of a complete period.`;
  return [
    ...phrase`${asName(name)} created most in ${latest.period}: ${integer(latest.created)} models`,
    ...(latest.growth === null ? phrase`` : phrase`, ${index(latest.growth)} times as many as a year before`),
    ...phrase`, of a stock of ${integer(stock)}.`,
  ];
}

function latestTable(publishers: readonly PublisherReleases[]): Table {
  const columns: Column[] = [
    { key: 'entity', label: 'entity', kind: 'text' },
    { key: 'country', label: 'country', kind: 'text', absent: '' },
    { key: 'period', label: 'period', kind: 'text', absent: 'none', words: true },
    { key: 'created', label: 'created', kind: 'integer', absent: '' },
    { key: 'a_year_before', label: 'a year before', kind: 'integer', absent: 'none' },
    { key: 'growth', label: 'growth', kind: 'index', absent: '' },
    { key: 'created_since', label: 'since', kind: 'integer' },
    { key: 'stock', label: 'stock', kind: 'integer' },
    { key: 'share', label: 'share of all', kind: 'share' },
    { key: 'low', label: 'at least', kind: 'share' },
    { key: 'high', label: 'at most', kind: 'share' },
  ];
  return {
    name: 'latest',
    title: 'The last complete period of each',
    columns,
    rows: byLatest(publishers).map(({ name, country, latest, current, stock, share, low, high }) => ({
      entity: name,
      country,
      period: latest?.period ?? null,
      created: latest?.created ?? null,
      a_year_before: latest?.a_year_before ?? null,
      growth: latest?.growth ?? null,
      created_since: current,
      stock,
      share,
      low,
      high,
    })),
  };
}

function periodTable(publishers: readonly PublisherReleases[], { per }: Params): Table {
  return {
    name: 'releases',
    title: `Models created by ${per}`,
    columns: [
      { key: 'entity', label: 'entity', kind: 'text' },
      { key: 'id', label: 'id', kind: 'text' },
      { key: 'period', label: per, kind: 'text', words: true },
      { key: 'created', label: 'created', kind: 'integer' },
      { key: 'mirrors_and_tests', label: 'of mirrors and tests', kind: 'integer' },
      { key: 'a_year_before', label: 'a year before', kind: 'integer', absent: '' },
      { key: 'growth', label: 'growth', kind: 'index', absent: '' },
      { key: 'stock', label: 'stock', kind: 'integer' },
      { key: 'complete', label: 'complete', kind: 'text' },
    ],
    rows: publishers.flatMap(({ name, id, periods }) =>
      periods.map((period) => ({ entity: name, id, ...period })),
    ),
    detail: publishers.length * (per === 'year' ? 1 : 12) > SHORT_LIST,
  };
}

/** As many bodies have their periods on the terminal. */
const SHORT_LIST = 6;

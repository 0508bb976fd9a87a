import { sentinelLabel } from './creation.js';
import { shareCells, shareColumns, shareTold } from './attribution-shares.js';
import {
  countedColumn,
  coverageTable,
  surveyCaveats,
  surveyDefinition,
  swayTable,
} from './attribution-view.js';
import { geographyCharts } from './geography-charts.js';
import type { GeographyResult, NamedShare, Params } from './geography-result.js';
import { metricFlags, negativeTable } from './metric.js';
import { type Phrase, phrase, share } from './phrase.js';
import type { Table, View } from './types.js';

export function geographyView(result: GeographyResult, params: Params): View {
  const { countries, counted } = result;
  return {
    finding: finding(result, params),
    definition: surveyDefinition(result, params, 'no country known, or world-wide'),
    facts: [
      { key: 'total', label: `${counted.label}, sum`, kind: 'integer', value: result.total },
      { key: 'models', label: 'models counted', kind: 'integer', value: result.models },
      {
        key: 'countries',
        label: 'countries',
        kind: 'integer',
        value: countries.filter(({ value }) => value !== null && value !== 'XX' && value !== 'EU').length,
      },
    ],
    tables: [
      countryTable(result, 'countries', 'By country of the unit that runs the account', countries),
      groupTable(result),
      ...gridTables(result),
      ...yearTables(result),
      countryTable(result, 'owners', 'By country of the ultimate owner', result.owners),
      coverageTable(result),
      swayTable(result, countedColumn(counted), 'country'),
      ...negativeTable(counted),
    ],
    charts: geographyCharts(result, params),
    caveats: [...surveyCaveats(result), ...gridCaveats(result)],
    next: [
      ...(params.grid ? [] : [`oai report geography ${metricFlags(params)} --grid`]),
      ...(params.attribute === 'author'
        ? [`oai report geography ${metricFlags(params)} --attribute root`]
        : []),
      ...(params.byYear ? [] : [`oai report geography ${metricFlags(params)} --by-year`]),
    ],
  };
}

function finding({ countries, counted }: GeographyResult, { unattributed }: Params): Phrase {
  const unknown = countries.find(({ value }) => value === null);
  const [first, second] = countries.filter((row) => row.share_of_attributed !== null);
  const of = unattributed === 'keep' ? 'all' : 'the attributed';
  if (first === undefined) return phrase`Nothing of the ${counted.label} is attributed to a country.`;
  const runnerUp =
    second === undefined ? phrase`` : phrase`, ${second.name} ${share(shareTold(second, unattributed))}`;
  return [
    ...phrase`${first.name} takes ${share(shareTold(first, unattributed))} of ${of} ${counted.label}`,
    ...runnerUp,
    ...phrase`; of ${share(unknown?.share ?? 0)} no country is known.`,
  ];
}

function countryTable(
  result: GeographyResult,
  name: string,
  title: string,
  rows: readonly NamedShare[],
): Table {
  const amount = countedColumn(result.counted);
  return {
    name,
    title,
    columns: [
      { key: 'country', label: 'code', kind: 'text', absent: '' },
      { key: 'name', label: 'country', kind: 'text', words: true },
      ...shareColumns(amount),
    ],
    rows: rows.map((row) => ({ country: row.value, name: row.name, ...shareCells(row, amount) })),
    detail: name === 'owners',
  };
}

function groupTable(result: GeographyResult): Table {
  const amount = countedColumn(result.counted);
  return {
    name: 'groups',
    title: 'By group of countries',
    columns: [{ key: 'group', label: 'group', kind: 'text' }, ...shareColumns(amount)],
    rows: result.groups.map((row) => ({ group: row.group, ...shareCells(row, amount) })),
  };
}

function gridTables({ grid }: GeographyResult): Table[] {
  if (grid === null) return [];
  return [
    {
      name: 'grid',
      title: 'Every reading: China, the United States and their ratio',
      columns: [
        { key: 'metric', label: 'metric', kind: 'text' },
        { key: 'window', label: 'window', kind: 'text' },
        { key: 'cohort', label: 'cohort', kind: 'text' },
        { key: 'attribute', label: 'attribution', kind: 'text' },
        { key: 'unattributed', label: 'unattributed', kind: 'text' },
        { key: 'models', label: 'models', kind: 'integer' },
        { key: 'undated', label: 'undated', kind: 'integer' },
        { key: 'china', label: 'China', kind: 'share' },
        { key: 'us', label: 'US', kind: 'share' },
        { key: 'ratio', label: 'China/US', kind: 'index' },
        { key: 'nearest_to', label: 'nearest to', kind: 'text' },
      ],
      rows: grid.cells.map((cell) => ({ ...cell })),
    },
  ];
}

function gridCaveats({ grid }: GeographyResult): Phrase[] {
  if (grid === null) return [];
  return [
    phrase`N1 is China 41 % and the US 36.5 % (Feb 2025 to Feb 2026), N2 17.1 % and 15.8 % (first year, Aug 2024 to Aug 2025). The nearest cell is the one whose two shares together differ least: a hint at the definition, not a proof.`,
    phrase`Undated in the grid are models that may be of the cohort and are not counted: their creation is unknown or dated ${sentinelLabel}.`,
    ...grid.lacking.map(({ metric, why }) => phrase`The grid is without ${metric}: ${why}`),
  ];
}

function yearTables(result: GeographyResult): Table[] {
  const { by_year: years } = result;
  if (years.length === 0) return [];
  const amount = countedColumn(result.counted);
  return [
    {
      name: 'by_year',
      title: 'By year of creation',
      columns: [
        { key: 'year', label: 'created', kind: 'text', words: true },
        amount,
        { key: 'models', label: 'models', kind: 'integer' },
        { key: 'china', label: 'China', kind: 'share' },
        { key: 'us', label: 'US', kind: 'share' },
        { key: 'eu27', label: 'EU27', kind: 'share' },
        { key: 'other', label: 'other', kind: 'share' },
        { key: 'world_wide', label: 'world-wide', kind: 'share' },
        { key: 'unknown', label: 'unknown', kind: 'share' },
      ],
      rows: years.map(({ year, counted, models, china, us, eu27, other, world_wide, unknown }) => ({
        year,
        [amount.key]: counted,
        models,
        china,
        us,
        eu27,
        other,
        world_wide,
        unknown,
      })),
    },
    {
      name: 'countries_by_year',
      title: 'Every country by year of creation',
      columns: [
        { key: 'year', label: 'created', kind: 'text', words: true },
        { key: 'country', label: 'country', kind: 'text' },
        amount,
        { key: 'share', label: 'share of the year', kind: 'share' },
        { key: 'models', label: 'models', kind: 'integer' },
      ],
      rows: years.flatMap(({ year, countries }) =>
        countries.map(({ country, counted, models, share: part }) => ({
          year,
          country,
          [amount.key]: counted,
          share: part,
          models,
        })),
      ),
      detail: true,
    },
  ];
}

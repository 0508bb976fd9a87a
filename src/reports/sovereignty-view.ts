import { countryName } from '../registry/country.js';
import { countedColumn, coverageTable, surveyCaveats, swayTable } from './attribution-view.js';
import type { LineChart } from './chart.js';
import { shareOf } from './attribution-tally.js';
import { isPlace } from './geography-result.js';
import { metricDefinition, metricFlags, negativeTable } from './metric.js';
import { integer, type Phrase, phrase, share } from './phrase.js';
import {
  type CountryRow,
  origins,
  type Params,
  type PublicParts,
  type SovereigntyResult,
} from './sovereignty-result.js';
import type { Cell, Column, Table, View } from './types.js';

const CHART_BARS = 15;

export function sovereigntyView(result: SovereigntyResult, params: Params): View {
  const { counted, countries } = result;
  const amount = countedColumn(counted);
  return {
    finding: finding(result),
    definition: [
      metricDefinition(counted),
      phrase`cohort: all models, by year of creation`,
      phrase`attribution: the uploader; bases: the uploader of the root base`,
      phrase`unattributed (no country known): kept in the denominator`,
    ],
    facts: [
      { key: 'total', label: `${counted.label}, sum`, kind: 'integer', value: result.total },
      { key: 'models', label: 'models counted', kind: 'integer', value: result.models },
      {
        key: 'countries',
        label: 'countries with a model',
        kind: 'integer',
        value: states(countries).length,
      },
      {
        key: 'share_public',
        label: 'of government, universities and non-profits',
        kind: 'share',
        value: result.share_public,
      },
      {
        key: 'share_programmes',
        label: 'of national programmes',
        kind: 'share',
        value: result.share_programmes,
      },
    ],
    tables: [
      countryTable(countries, amount),
      baseTable(countries, amount),
      yearTable(result, amount),
      programmeTable(result, amount),
      coverageTable(result),
      swayTable(result, amount, 'country'),
      ...negativeTable(counted),
    ],
    charts: [
      ...yearCharts(result),
      {
        kind: 'bar',
        title: barTitle(result),
        valueKind: 'share',
        bars: places(countries)
          .slice(0, CHART_BARS)
          .flatMap(({ name, counted: whole, public: part }) => {
            const value = shareOf(part.counted, whole);
            return value === null ? [] : [{ label: name, value }];
          }),
      },
    ],
    caveats: [
      ...surveyCaveats(result),
      phrase`These are survivors: what was deleted or moved to another account since is not in its year.`,
      phrase`A programme counts with all that its accounts uploaded; which programmes there are is as the registry knows, and is not complete. Who paid for a model the Hub does not say.`,
    ],
    next: [
      ...(params.country === undefined
        ? [`oai report sovereignty ${metricFlags(params)} --country KR --country CH --country GB`]
        : []),
      `oai report geography ${metricFlags(params)} --attribute root`,
    ],
  };
}

function barTitle({ countries, counted: { label } }: SovereigntyResult): Phrase {
  const [first] = places(countries);
  return first === undefined
    ? phrase`No country is known to have a model`
    : phrase`Publicly funded bodies have ${share(shareOf(first.public.counted, first.counted))} of the ${label} of ${first.name}`;
}

const LINES = 8;

/** Models created by calendar year; a year without a model of a country is zero. */
function yearCharts({ years, countries }: SovereigntyResult): LineChart[] {
  const dated = years.filter(
    ({ year, country }) => country !== null && isPlace(country) && /^\d{4}$/.test(year),
  );
  const numbers = dated.map(({ year }) => Number(year));
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  if (!(last > first)) return [];
  const periods = Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  const createdIn = (code: string | null, period: string): number =>
    dated.find(({ country, year }) => country === code && year === period)?.models ?? 0;
  const codes = [...new Set(dated.map(({ country }) => country))].slice(0, LINES);
  const most = codes.reduce((a, b) => (createdIn(b, String(last)) > createdIn(a, String(last)) ? b : a));
  const nameOf = (code: string | null): string =>
    countries.find(({ value }) => value === code)?.name ?? 'unknown';
  return [
    {
      kind: 'line',
      title: phrase`${nameOf(most)} has ${integer(createdIn(most, String(last)))} models created in ${String(last)}, the most of these`,
      quantity: 'models by year of creation',
      valueKind: 'integer',
      scale: 'linear',
      lines: codes.map((code) => ({
        label: nameOf(code),
        points: periods.map((period) => ({ period, value: createdIn(code, period) })),
      })),
    },
  ];
}

function places(countries: readonly CountryRow[]): CountryRow[] {
  return countries.filter(({ value }) => value !== null && isPlace(value));
}

/** The European Union is a place and no country. */
function states(countries: readonly CountryRow[]): CountryRow[] {
  return places(countries).filter(({ value }) => value !== 'EU');
}

function finding({ countries, counted, share_public, share_programmes }: SovereigntyResult): Phrase {
  const known = states(countries);
  const unknown = countries.find(({ value }) => value === null)?.share ?? 0;
  return phrase`${integer(known.length)} countries have models. Publicly funded bodies take ${share(share_public)} of all ${counted.label}, national programmes ${share(share_programmes)}; of ${share(unknown)} no country is known.`;
}

function countryTable(countries: readonly CountryRow[], amount: Column): Table {
  return {
    name: 'countries',
    title: 'By country',
    columns: [
      { key: 'country', label: 'country', kind: 'text' },
      { key: 'name', label: 'name', kind: 'text', words: true },
      amount,
      { key: 'share', label: 'share of all', kind: 'share', absent: '' },
      { key: 'low', label: 'at least', kind: 'share', absent: '' },
      { key: 'high', label: 'at most', kind: 'share', absent: '' },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'share_government', label: 'of it government', kind: 'share', absent: '' },
      { key: 'share_public', label: 'publicly funded', kind: 'share', absent: '' },
      { key: 'share_programmes', label: 'programmes', kind: 'share', absent: '' },
      { key: 'models_public', label: 'publicly funded models', kind: 'integer' },
    ],
    rows: countries.map((row) => ({
      country: row.value,
      name: row.name,
      [amount.key]: row.counted,
      share: row.share,
      low: row.low,
      high: row.high,
      models: row.models,
      share_government: shareOf(row.government.counted, row.counted),
      share_public: shareOf(row.public.counted, row.counted),
      share_programmes: shareOf(row.programmes.counted, row.counted),
      models_public: row.public.models,
    })),
  };
}

const originLabels = {
  none: 'without a base',
  same: 'base of the same country',
  other: 'of another country',
  unknown: 'of an unknown one',
} as const;

function baseTable(countries: readonly CountryRow[], amount: Column): Table {
  const names = origins.map((origin) => ({
    origin,
    amount: `${amount.key}_${origin}`,
    part: `share_${origin}`,
  }));
  return {
    name: 'bases',
    title: 'What the models of a country stand on: shares of what is counted of it',
    columns: [
      { key: 'country', label: 'country', kind: 'text' },
      ...names.map(({ origin, part }): Column => ({
        key: part,
        label: originLabels[origin],
        kind: 'share',
        absent: '',
      })),
      ...names.map(({ origin, amount: key }): Column => ({ key, label: `${origin}, sum`, kind: 'integer' })),
    ],
    rows: countries.map((row) => {
      const cells: [string, Cell][] = names.flatMap(({ origin, amount: key, part }): [string, Cell][] => [
        [part, shareOf(row.origins[origin].counted, row.counted)],
        [key, row.origins[origin].counted],
      ]);
      return { country: row.value, ...Object.fromEntries(cells) };
    }),
  };
}

const partNames = ['government', 'university', 'non_profit', 'public', 'programmes'] as const;

function yearTable({ years }: SovereigntyResult, amount: Column): Table {
  const parts = partNames.map((part) => ({
    part,
    models: `models_${part}`,
    amount: `${amount.key}_${part}`,
  }));
  const cellsOf = (row: PublicParts): Record<string, Cell> =>
    Object.fromEntries(
      parts.flatMap(({ part, models, amount: key }) => [
        [models, row[part].models],
        [key, row[part].counted],
      ]),
    );
  return {
    name: 'years',
    title: 'By year of creation',
    columns: [
      { key: 'country', label: 'country', kind: 'text' },
      { key: 'year', label: 'created', kind: 'text', words: true },
      { key: 'models', label: 'releases', kind: 'integer' },
      amount,
      ...parts.flatMap(({ part, models, amount: key }): Column[] => [
        {
          key: models,
          label: part === 'public' ? 'publicly funded' : part.replace('_', '-'),
          kind: 'integer',
        },
        { key, label: 'of it counted', kind: 'integer' },
      ]),
    ],
    rows: years.map((row) => ({
      country: row.country,
      year: row.year,
      models: row.models,
      [amount.key]: row.counted,
      ...cellsOf(row),
    })),
  };
}

function programmeTable({ programmes }: SovereigntyResult, amount: Column): Table {
  return {
    name: 'programmes',
    title: 'National programmes that the registry knows',
    columns: [
      { key: 'programme', label: 'programme', kind: 'text' },
      { key: 'country', label: 'country', kind: 'text' },
      { key: 'country_name', label: 'name', kind: 'text', words: true },
      { key: 'members', label: 'accounts and bodies', kind: 'text' },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'new_models', label: 'new models', kind: 'integer' },
      amount,
      { key: 'share_of_country', label: 'of the country', kind: 'share', absent: '' },
      { key: 'confidence', label: 'confidence', kind: 'text', words: true },
    ],
    rows: programmes.map(({ counted, ...row }) => ({
      ...row,
      country_name: countryName(row.country),
      [amount.key]: counted,
    })),
  };
}

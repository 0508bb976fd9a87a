import { shareCells, shareColumns, shareTold } from './attribution-shares.js';
import {
  countedColumn,
  coverageTable,
  surveyCaveats,
  surveyDefinition,
  swayTable,
} from './attribution-view.js';
import type { StackedAreaChart } from './chart.js';
import { metricFlags, negativeTable } from './metric.js';
import { type Phrase, phrase, share } from './phrase.js';
import type { Params, PeriodShares, SectorsResult } from './sectors-result.js';
import type { Column, Table, View } from './types.js';

export function sectorsView(result: SectorsResult, params: Params): View {
  const { counted, sectors } = result;
  const amount = countedColumn(counted);
  return {
    finding: finding(result, params),
    definition: surveyDefinition(result, params, 'no type known'),
    facts: [
      { key: 'total', label: `${counted.label}, sum`, kind: 'integer', value: result.total },
      { key: 'models', label: 'models counted', kind: 'integer', value: result.models },
    ],
    tables: [
      {
        name: 'sectors',
        title: 'By type',
        columns: [
          { key: 'sector', label: 'type', kind: 'text', words: true },
          ...shareColumns(amount),
          { key: 'authors', label: 'accounts', kind: 'integer' },
        ],
        rows: sectors.map((row) => ({
          sector: row.value,
          ...shareCells(row, amount),
          authors: row.authors,
        })),
      },
      {
        name: 'unions',
        title: 'Industry and independents',
        columns: [
          { key: 'sector', label: 'sector', kind: 'text', words: true },
          { key: 'types', label: 'of', kind: 'text', words: true },
          ...shareColumns(amount),
        ],
        rows: result.unions.map((row) => ({
          sector: row.union,
          types: row.types,
          ...shareCells(row, amount),
        })),
      },
      ...periodTables(result, amount),
      coverageTable(result),
      swayTable(result, amount, 'type'),
      ...negativeTable(counted),
    ],
    charts: [
      ...yearCharts(result),
      {
        kind: 'bar',
        title: barTitle(result, params),
        valueKind: 'share',
        bars: sectors.flatMap((row) => {
          const value = shareTold(row, params.unattributed);
          if (value === null) return [];
          // The bounds are of all that is counted.
          const isOfAll = params.unattributed === 'keep' && row.low !== null && row.high !== null;
          const bounds = isOfAll ? { low: row.low ?? 0, high: row.high ?? 0 } : {};
          return [{ label: row.value ?? 'unknown', value, ...bounds }];
        }),
      },
    ],
    caveats: [...surveyCaveats(result), ...yearCaveats(result, params)],
    next: [
      ...(params.byYear ? [] : [`oai report sectors ${metricFlags(params)} --by-year`]),
      ...(params.attribute === 'author'
        ? [`oai report sectors ${metricFlags(params)} --attribute root`]
        : []),
    ],
  };
}

function barTitle({ sectors, counted: { label } }: SectorsResult, { unattributed }: Params): Phrase {
  const first = sectors.find(({ value }) => value !== null);
  if (first === undefined) return phrase`Nothing of the ${label} is of a body whose type is known`;
  const part = share(shareTold(first, unattributed));
  return unattributed === 'keep'
    ? phrase`Bodies of the type ${first.value ?? ''} take ${part} of all ${label}`
    : phrase`Bodies of the type ${first.value ?? ''} take ${part} of the attributed ${label}`;
}

/** By calendar year of creation; a year without a model is a gap. */
function yearCharts({ by_creation, counted: { label } }: SectorsResult): StackedAreaChart[] {
  const dated = by_creation.filter(({ period }) => /^\d{4}$/.test(period));
  const [first, last] = [dated[0], dated.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const years = Array.from({ length: Number(last.period) - Number(first.period) + 1 }, (_, index) =>
    String(Number(first.period) + index),
  );
  return [
    {
      kind: 'stacked-area',
      title: phrase`Independents have ${share(first.independents)} of the ${label} of the models created in ${first.period} and ${share(last.independents)} of those created in ${last.period}`,
      quantity: label,
      parts: ['industry', 'individual', 'community', 'other', 'unknown'],
      points: years.map((year) => {
        const row = dated.find(({ period }) => period === year);
        return {
          period: year,
          shares:
            row === undefined
              ? [null, null, null, null, null]
              : [row.industry, row.individual, row.community, row.other, row.unknown],
        };
      }),
    },
  ];
}

function finding({ unions, sectors, counted }: SectorsResult, { unattributed }: Params): Phrase {
  const told = (name: string): number | null => {
    const row = unions.find(({ union }) => union === name) ?? sectors.find(({ value }) => value === name);
    return row === undefined ? 0 : shareTold(row, unattributed);
  };
  const unknown = sectors.find(({ value }) => value === null)?.share ?? 0;
  return phrase`Independents take ${share(told('independents'))} of ${unattributed === 'keep' ? 'all' : 'the attributed'} ${counted.label} (individuals ${share(told('individual'))}, communities ${share(told('community'))}), industry ${share(told('industry'))}; of ${share(unknown)} no type is known.`;
}

function periodTables({ by_creation, by_download }: SectorsResult, amount: Column): Table[] {
  const table = (name: string, title: string, label: string, held: Column, rows: PeriodShares[]): Table[] =>
    rows.length === 0
      ? []
      : [{ name, title, columns: periodColumns(label, held), rows: rows.map(cellsOf(held)) }];
  const window: Column = { key: 'downloads_window', label: 'downloads', kind: 'integer' };
  return [
    ...table('by_creation', 'By year of creation', 'created', amount, by_creation),
    ...table('by_download', 'By year of download', 'downloaded', window, by_download),
  ];
}

function periodColumns(label: string, amount: Column): Column[] {
  return [
    { key: 'period', label, kind: 'text', words: true },
    amount,
    { key: 'models', label: 'models', kind: 'integer' },
    { key: 'industry', label: 'industry', kind: 'share' },
    { key: 'independents', label: 'independents', kind: 'share' },
    { key: 'individual', label: 'individual', kind: 'share' },
    { key: 'community', label: 'community', kind: 'share' },
    { key: 'other', label: 'other', kind: 'share' },
    { key: 'unknown', label: 'unknown', kind: 'share' },
  ];
}

function cellsOf(amount: Column) {
  return ({ counted, ...row }: PeriodShares): Table['rows'][number] => ({ ...row, [amount.key]: counted });
}

function yearCaveats({ by_download_lacking: lacking }: SectorsResult, { byYear }: Params): Phrase[] {
  return [
    phrase`Published (HF, Spring 2026, after Longpre et al.): independents from ${share(0.17)} before 2022 to ${share(0.39)} in 2025, industry from about ${share(0.7)} to ${share(0.37)}. Both ends are periods of download; a year of creation is another quantity.`,
    ...(byYear ? lacking.map((why) => phrase`A year of download is missing: ${why}`) : []),
  ];
}

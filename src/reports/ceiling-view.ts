import { countryName } from '../registry/country.js';
import type { LineChart } from './chart.js';
import {
  type CeilingResult,
  type CeilingRow,
  COPY_ROLES,
  CONVERSION_LIBRARIES,
  type Params,
  RECENT_MONTHS,
} from './ceiling-result.js';
import { integer, asName, type Phrase, phrase } from './phrase.js';
import type { Cell, Column, View } from './types.js';

export function ceilingView(result: CeilingResult, { of }: Params): View {
  const { counts, ceilings, unsized, leads } = result;
  const recent = ceilings.slice(-RECENT_MONTHS * leads.length);
  return {
    finding: finding(result),
    definition: [
      of === 'labs'
        ? phrase`population: models of the labs of data/labs.csv, with what they own, that are seated in these countries`
        : phrase`population: models of everybody that the registry seats in these countries`,
      phrase`original: declares no other model as its base, is not of the library ${CONVERSION_LIBRARIES.join(', ')}, not in an account of the role ${COPY_ROLES.join(', ')}`,
      phrase`size: safetensors total, else GGUF total`,
      phrase`month: of creation`,
    ],
    facts: [
      { key: 'models', label: 'models looked at', kind: 'integer', value: counts.models },
      { key: 'originals', label: 'originals', kind: 'integer', value: counts.originals },
      { key: 'derivatives', label: 'declare another base', kind: 'integer', value: counts.derivatives },
      { key: 'conversions', label: 'are conversions', kind: 'integer', value: counts.conversions },
      { key: 'copies', label: 'are in accounts of copies', kind: 'integer', value: counts.copies },
    ],
    tables: [
      {
        name: 'ceiling',
        title: 'The largest original model of each month',
        columns: [
          ...shortColumns,
          { key: 'entity', label: 'entity', kind: 'text', absent: '' },
          { key: 'parameters', label: 'parameters', kind: 'integer', absent: '' },
          { key: 'parameters_source', label: 'size from', kind: 'text', absent: '' },
          { key: 'same_size', label: 'of that size', kind: 'integer' },
        ],
        rows: ceilings.map(withBillions),
        detail: true,
      },
      {
        name: 'recent',
        title: 'The largest original model of each of the last twelve months',
        columns: shortColumns,
        rows: recent.map(withBillions),
      },
      {
        name: 'unsized',
        title: 'The most downloaded original of unknown size of each month',
        columns: [
          { key: 'month', label: 'month', kind: 'text' },
          { key: 'country', label: 'country', kind: 'text' },
          { key: 'model', label: 'model', kind: 'text' },
          { key: 'downloads_30d', label: 'downloads (last 30 days)', kind: 'integer' },
          { key: 'entity', label: 'entity', kind: 'text' },
        ],
        rows: unsized,
        detail: true,
      },
    ],
    charts: [lineChart(result)],
    caveats: caveats(result),
    next: [
      of === 'labs' ? 'oai report ceiling --of all' : 'oai report ceiling --of labs',
      'oai report ceiling --format csv --table unsized',
      'oai report labs',
    ],
  };
}

function finding({ ceilings, leads, recent_months: months }: CeilingResult): Phrase {
  const [most] = [...leads].sort((a, b) => b.months - a.months);
  if (most !== undefined && leads.length > 1 && months > 0) {
    return phrase`Of the last twelve months, ${integer(months)} have an original model of known size; the largest is of ${countryName(most.country)} in ${integer(most.months)} of them.`;
  }
  const [largest] = ceilings
    .filter(({ parameters }) => parameters !== null)
    .sort((a, b) => (b.parameters ?? 0) - (a.parameters ?? 0));
  return largest === undefined
    ? phrase`None of these countries has an original model of known size.`
    : phrase`The largest original model of known size of ${countryName(largest.country)} is ${asName(largest.model ?? '')}, of ${largest.month}, with ${integer(largest.parameters)} parameters.`;
}

const shortColumns: Column[] = [
  { key: 'month', label: 'month', kind: 'text' },
  { key: 'country', label: 'country', kind: 'text' },
  { key: 'model', label: 'model', kind: 'text', absent: 'none' },
  { key: 'parameters_billions', label: 'billion parameters', kind: 'integer', absent: '' },
  { key: 'originals', label: 'originals', kind: 'integer' },
  { key: 'coverage', label: 'size known', kind: 'share', absent: '' },
];

function withBillions(row: CeilingRow): Record<string, Cell> {
  return { ...row, parameters_billions: row.parameters === null ? null : row.parameters / 1e9 };
}

function lineChart({ ceilings, leads }: CeilingResult): LineChart {
  return {
    kind: 'line',
    title: phrase`The largest original model by month of creation`,
    quantity: 'parameters',
    valueKind: 'integer',
    scale: 'log',
    lines: leads.map(({ country }) => ({
      label: country,
      points: ceilings
        .filter((row) => row.country === country)
        .map(({ month, parameters }) => ({ period: month, value: parameters })),
    })),
  };
}

function caveats({ night, counts, unlisted }: CeilingResult): Phrase[] {
  return [
    phrase`A model of unknown size may be larger than the ceiling of its month: see size known, and --table unsized for the most downloaded of them.`,
    phrase`A copy of somebody's model that declares no base counts as an original of who uploaded it; nothing is left out for its name. A release that declares an earlier model of its own maker as its base is no original.`,
    phrase`What is counted are stored elements: a mixture of experts as all of them, 4-bit weights packed into larger ones 4 to 8 times too small; whether a declared total is true nobody checks.`,
    phrase`A country is the seat of the unit that has the account: a laboratory abroad counts where it is.`,
    phrase`The month of the night, ${night.slice(0, 7)}, may not be over.`,
    ...(counts.undated === 0
      ? []
      : [
          phrase`${integer(counts.undated)} originals are of no month: the Hub dates everything older than 2022-03-02 that day, or gives no date.`,
        ]),
    ...(unlisted.length === 0
      ? []
      : [
          phrase`This registry does not know ${integer(unlisted.length)} labs of the list: ${asName(unlisted.join(', '))}.`,
        ]),
  ];
}

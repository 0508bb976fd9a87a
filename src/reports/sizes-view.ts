import type { LineChart, StackedBarChart } from './chart.js';
import { metricCaveats, metricDefinition, metricFlags, type MetricParams, negativeTable } from './metric.js';
import { integer, type Phrase, phrase, share } from './phrase.js';
import type { BandRow, SizeRow, SizesResult } from './sizes-result.js';
import type { Table, View } from './types.js';

export function sizesView(result: SizesResult, params: MetricParams): View {
  const { counted, all, bands } = result;
  const mean = all.weighted_mean === null ? null : Math.round(all.weighted_mean);
  return {
    finding: phrase`Half of the ${counted.label} of models of known size are of models of up to ${integer(all.weighted_median)} parameters; the mean is ${integer(mean)}.`,
    definition: [
      metricDefinition(counted),
      phrase`population: public models of the night whose files declare a number of parameters`,
      phrase`size: safetensors total, else GGUF total`,
    ],
    facts: [
      { key: 'models', label: 'models of known size', kind: 'integer', value: all.models },
      { key: 'coverage_models', label: 'of all models', kind: 'share', value: all.coverage_models },
      {
        key: 'coverage_downloads',
        label: `of ${counted.label}`,
        kind: 'share',
        value: all.coverage_downloads,
      },
    ],
    tables: [bandTable(bands, counted.label), sizeTable([all, ...result.years]), ...negativeTable(counted)],
    charts: [
      ...bandCharts(result),
      ...yearCharts(result),
      {
        kind: 'bar',
        title: phrase`Half of the ${counted.label} of models of known size are of models of up to ${integer(all.weighted_median)} parameters`,
        valueKind: 'share',
        bars: bands.flatMap(({ band, share: part }) => (part === null ? [] : [{ label: band, value: part }])),
      },
    ],
    caveats: caveats(result),
    next: [`oai report vintage ${metricFlags(params)}`, `oai report coverage ${metricFlags(params)}`],
  };
}

/** More bands than this have no colours of their own: the largest are one. */
const PARTS = 8;

function bandCharts({ bands, counted }: SizesResult): StackedBarChart[] {
  const known = bands.filter(({ from_parameters: from }) => from !== null);
  const [apart, last] = [known.slice(0, PARTS - 1), known.slice(PARTS - 1)];
  const largest = known.reduce<BandRow | undefined>(
    (most, row) => (row.share !== null && row.share > (most?.share ?? 0) ? row : most),
    undefined,
  );
  if (largest === undefined) return [];
  const shares = (of: (row: BandRow) => number | null): (number | null)[] => [
    ...apart.map(of),
    ...(last.length === 0 ? [] : [last.reduce((sum, row) => sum + (of(row) ?? 0), 0)]),
  ];
  return [
    {
      kind: 'stacked-bar',
      title: phrase`Models of ${largest.band} parameters have ${share(largest.share)} of the ${counted.label} of models of known size and are ${share(largest.share_models)} of them`,
      quantity: 'models of known size, and their downloads',
      parts: [...apart.map(({ band }) => band), ...last.slice(0, 1).map(({ band }) => andMore(band))],
      bars: [
        { label: 'models', shares: shares(({ share_models: part }) => part) },
        { label: counted.label, shares: shares(({ share: part }) => part) },
      ],
    },
  ];
}

function andMore(band: string): string {
  return band.endsWith('and more') ? band : `${band} and more`;
}

/** Four measures by year of creation; what the Hub has no year for is in none. */
function yearCharts({ years, counted }: SizesResult): LineChart[] {
  const dated = years.filter(({ created, models }) => /^\d{4}$/.test(created) && models > 0);
  const [first, last] = [dated[0], dated.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const measures = [
    { label: 'median', of: (row: SizeRow) => row.median },
    { label: 'mean', of: (row: SizeRow) => row.mean },
    { label: 'median by downloads', of: (row: SizeRow) => row.weighted_median },
    { label: 'mean by downloads', of: (row: SizeRow) => row.weighted_mean },
  ];
  const periods = years.filter(({ created }) => created >= first.created && created <= last.created);
  return [
    {
      kind: 'line',
      title: phrase`The median model created in ${last.created} has ${integer(last.median)} parameters, that of ${first.created} ${integer(first.median)}`,
      quantity: `parameters of models of known size by year of creation; weighted by ${counted.label}`,
      valueKind: 'integer',
      scale: 'log',
      lines: measures.map(({ label, of }) => ({
        label,
        points: periods.map((row) => ({ period: row.created, value: of(row) })),
      })),
    },
  ];
}

function bandTable(rows: BandRow[], label: string): Table {
  return {
    name: 'bands',
    title: 'By number of parameters',
    columns: [
      { key: 'band', label: 'parameters', kind: 'text', words: true },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'downloads', label, kind: 'integer' },
      { key: 'share_models', label: 'share of models', kind: 'share', absent: '' },
      { key: 'share', label: 'share of downloads', kind: 'share', absent: '' },
    ],
    rows,
  };
}

function sizeTable(rows: SizeRow[]): Table {
  return {
    name: 'years',
    title: 'Millions of parameters, by year of creation',
    columns: [
      { key: 'created', label: 'created', kind: 'text', words: true },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'median_millions', label: 'median', kind: 'integer' },
      { key: 'mean_millions', label: 'mean', kind: 'integer' },
      { key: 'weighted_median_millions', label: 'median, weighted', kind: 'integer' },
      { key: 'weighted_mean_millions', label: 'mean, weighted', kind: 'integer' },
      { key: 'coverage_models', label: 'models known', kind: 'share' },
      { key: 'coverage_downloads', label: 'downloads known', kind: 'share' },
    ],
    rows: rows.map(({ mean, median, weighted_mean, weighted_median, ...row }) => ({
      ...row,
      median_millions: millions(median),
      mean_millions: millions(mean),
      weighted_median_millions: millions(weighted_median),
      weighted_mean_millions: millions(weighted_mean),
    })),
  };
}

function millions(parameters: number | null): number | null {
  return parameters === null ? null : parameters / 1e6;
}

function caveats({ counted, all, from_gguf: gguf }: SizesResult): Phrase[] {
  return [
    ...metricCaveats(counted),
    phrase`Of ${counted.label}, ${share(all.coverage_downloads)} are of models of known size; nothing here is said of the others.`,
    ...(gguf.models > 0
      ? [
          phrase`${integer(gguf.models)} models have no safetensors total and are taken at that of their GGUF file; they have ${share(gguf.share)} of the sized downloads.`,
        ]
      : []),
    ...(gguf.totals === 0
      ? [
          phrase`No model has a GGUF total, so most GGUF repositories are of unknown size; \`oai crawl --expand gguf\` asks for it.`,
        ]
      : []),
    phrase`What is counted are stored elements: 4-bit weights packed into larger ones read 4 to 8 times too small, an adapter reads as itself, a mixture of experts as all of them.`,
  ];
}

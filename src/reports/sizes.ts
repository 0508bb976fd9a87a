import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import { WeightedMean } from '../statistics/weighted-mean.js';
import { type GroupedItems, weightedQuantiles } from '../statistics/weighted-quantile.js';
import type { NightReader } from '../store/night-reader.js';
import { CreationYears } from './creation.js';
import { metricLabel, metricParams, readMetric } from './metric.js';
import { type Answer, defineReport } from './report.js';
import { readSizeBands, type SizeBand, sizeBandOf } from './size-bands.js';
import type { BandRow, SizesResult } from './sizes-result.js';
import { sizesView } from './sizes-view.js';

const params = z.object(metricParams);
type Params = z.output<typeof params>;

export const sizes = defineReport<typeof params.shape, SizesResult>({
  name: 'sizes',
  question: 'How big are the models in use?',
  definition:
    'Size is the number of elements that the safetensors files of a model declare; without them, what its GGUF file declares. Bands, ' +
    'and the mean and median, of the models of known size: each model once, and weighted by downloads. The weighted median is the ' +
    'smallest size up to which models have at least half of the downloads; the median is the same with equal weights. Sizes ' +
    'are never guessed from names: models of unknown size are counted apart, and coverage is the share with a known one.',
  examples: [
    'oai report sizes',
    'oai report sizes --metric all-time',
    'oai report sizes --format csv --table years -o sizes-by-year.csv',
  ],
  params,
  compute,
  view: sizesView,
  answers: {
    S1a: allTime(({ all }) => all.weighted_median),
    S1b: allTime(({ years }) => yearOf(years, '2023')?.weighted_mean ?? null),
    S1c: allTime(({ years }) => yearOf(years, '2025')?.weighted_mean ?? null),
    S1d: allTime(({ years }) => yearOf(years, '2023')?.weighted_median ?? null),
    S1e: allTime(({ years }) => yearOf(years, '2025')?.weighted_median ?? null),
    S1f: allTime(growthOfMean),
    S1g: allTime(growthOfMean),
    S2a: allTime((result) => shareOf(result, (_, below) => below <= 1e9)),
    S2b: allTime((result) => shareOf(result, (from) => from >= 1e11)),
    S2c: allTime((result) => shareOf(result, (_, below) => below <= 2e8)),
  },
});

const MEDIAN = 0.5;

/** What one pass over the models counts. Arrays by year are in the order of the labels of {@link CreationYears}. */
interface Counted {
  /** By year: models and downloads, of known size or not; then those of known size. */
  models: Float64Array;
  downloads: Float64Array;
  sizedModels: Float64Array;
  sizedDownloads: Float64Array;
  means: WeightedMean[];
  weightedMeans: WeightedMean[];
  /** By band: models and downloads. */
  bandModels: Float64Array;
  bandDownloads: Float64Array;
  gguf: { models: number; downloads: number };
  /** The models of known size: their size, downloads and year. */
  sized: GroupedItems;
}

function compute(night: NightReader, params: Params): SizesResult {
  if (night.count('parameters') + night.count('gguf_parameters') === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} has a size.`, {
      why: `${night.run.endpoint} sent neither safetensors nor gguf.`,
      todo: 'Crawl an endpoint that has them.',
    });
  }
  const { values, summary } = readMetric(night, params);
  const years = new CreationYears(night.night.day);
  const bands = readSizeBands();
  const counted = count(night, values, years, bands);
  const sizedDownloads = sumOf(counted.sizedDownloads);
  return {
    counted: summary,
    ...sizeRows(counted, years),
    bands: bandRows(counted, bands),
    from_gguf: {
      totals: night.count('gguf_parameters'),
      models: counted.gguf.models,
      share: ratio(counted.gguf.downloads, sizedDownloads),
    },
  };
}

function count(
  night: NightReader,
  values: Float64Array,
  years: CreationYears,
  bands: readonly SizeBand[],
): Counted {
  const created = night.column('created_at');
  const parameters = night.column('parameters');
  const gguf = night.column('gguf_parameters');
  const byYear = () => new Float64Array(years.labels.length);
  const counted = {
    models: byYear(),
    downloads: byYear(),
    sizedModels: byYear(),
    sizedDownloads: byYear(),
    means: years.labels.map(() => new WeightedMean()),
    weightedMeans: years.labels.map(() => new WeightedMean()),
    bandModels: new Float64Array(bands.length),
    bandDownloads: new Float64Array(bands.length),
    gguf: { models: 0, downloads: 0 },
  };
  const most = night.count('parameters') + night.count('gguf_parameters');
  const [known, weights, groups] = [new Float64Array(most), new Float64Array(most), new Uint8Array(most)];
  const ends = Float64Array.from(bands, ({ below }) => below);
  let n = 0;
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    if (Number.isNaN(value)) continue;
    const year = years.bucketOf(created[position] ?? NaN);
    increase(counted.models, year, 1);
    increase(counted.downloads, year, value);
    // A total of zero is no size.
    const declared = (parameters[position] ?? NaN) > 0;
    const size = (declared ? parameters[position] : gguf[position]) ?? NaN;
    if (!(size > 0)) continue;
    increase(counted.sizedModels, year, 1);
    increase(counted.sizedDownloads, year, value);
    counted.means[year]?.add(size, 1);
    counted.weightedMeans[year]?.add(size, value);
    const band = sizeBandOf(size, ends);
    increase(counted.bandModels, band, 1);
    increase(counted.bandDownloads, band, value);
    if (!declared) {
      counted.gguf.models += 1;
      counted.gguf.downloads += value;
    }
    known[n] = size;
    weights[n] = value;
    groups[n] = year;
    n += 1;
  }
  const sized = {
    values: known.subarray(0, n),
    weights: weights.subarray(0, n),
    groups: groups.subarray(0, n),
    groupCount: years.labels.length,
  };
  return { ...counted, sized };
}

function increase(sums: Float64Array, index: number, by: number): void {
  sums[index] = (sums[index] ?? 0) + by;
}

function sizeRows(counted: Counted, years: CreationYears): Pick<SizesResult, 'all' | 'years'> {
  const { sized } = counted;
  const equal = { ...sized, weights: new Float64Array(sized.values.length).fill(1) };
  const one = { groups: new Uint8Array(sized.values.length), groupCount: 1 };
  const medians = weightedQuantiles(equal, MEDIAN);
  const weightedMedians = weightedQuantiles(sized, MEDIAN);
  const row = (created: string, from: number, to: number, median: number | null, weighted: number | null) => {
    const part = (byYear: Float64Array) => sumOf(byYear.subarray(from, to));
    return {
      created,
      models: part(counted.sizedModels),
      downloads: part(counted.sizedDownloads),
      coverage_models: ratio(part(counted.sizedModels), part(counted.models)),
      coverage_downloads: ratio(part(counted.sizedDownloads), part(counted.downloads)),
      mean: WeightedMean.of(counted.means.slice(from, to)),
      median,
      weighted_mean: WeightedMean.of(counted.weightedMeans.slice(from, to)),
      weighted_median: weighted,
    };
  };
  const [median = null] = weightedQuantiles({ ...equal, ...one }, MEDIAN);
  const [weightedMedian = null] = weightedQuantiles({ ...sized, ...one }, MEDIAN);
  return {
    all: row('all', 0, years.labels.length, median, weightedMedian),
    years: years.labels.map((label, year) =>
      row(label, year, year + 1, medians[year] ?? null, weightedMedians[year] ?? null),
    ),
  };
}

function bandRows(counted: Counted, bands: readonly SizeBand[]): BandRow[] {
  const models = sumOf(counted.sizedModels);
  const downloads = sumOf(counted.sizedDownloads);
  const rows = bands.map(({ name, from, below }, band): BandRow => {
    const [many, sum] = [counted.bandModels[band] ?? 0, counted.bandDownloads[band] ?? 0];
    return {
      band: name,
      from_parameters: from,
      below_parameters: below === Infinity ? null : below,
      models: many,
      downloads: sum,
      share_models: ratio(many, models),
      share: ratio(sum, downloads),
    };
  });
  const unknown: BandRow = {
    band: 'unknown',
    from_parameters: null,
    below_parameters: null,
    models: sumOf(counted.models) - models,
    downloads: sumOf(counted.downloads) - downloads,
    share_models: null,
    share: null,
  };
  return [...rows, unknown];
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Share of the sized downloads in the bands for which `within` holds. */
function shareOf(
  { bands, all }: SizesResult,
  within: (from: number, below: number) => boolean,
): number | null {
  const downloads = bands.reduce(
    (sum, { from_parameters: from, below_parameters: below, downloads: each }) =>
      from !== null && within(from, below ?? Infinity) ? sum + each : sum,
    0,
  );
  return ratio(downloads, all.downloads);
}

function yearOf(years: SizesResult['years'], year: string): SizesResult['years'][number] | undefined {
  return years.find(({ created }) => created === year);
}

function growthOfMean({ years }: SizesResult): number | null {
  const [late, early] = ['2025', '2023'].map((year) => yearOf(years, year)?.weighted_mean ?? null);
  return typeof late === 'number' && typeof early === 'number' ? ratio(late, early) : null;
}

function allTime(read: (result: SizesResult) => number | null) {
  return (result: SizesResult, { metric }: Params): Answer => {
    if (metric !== 'all-time')
      return { not: `published for ${metricLabel('all-time')}; see --metric all-time` };
    return read(result) ?? { not: 'no model of known size was downloaded' };
  };
}

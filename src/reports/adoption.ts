import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import { topPositions } from '../statistics/top-positions.js';
import { dateOf } from '../store/night.js';
import type { NightReader } from '../store/night-reader.js';
import { DownloadsAtAge } from './adoption-ages.js';
import { chosenModels } from './adoption-models.js';
import {
  type AdoptedModel,
  type AdoptionResult,
  agesDays,
  type Benchmark,
  type BucketRatio,
} from './adoption-result.js';
import { adoptionView } from './adoption-view.js';
import { notYet } from './release-history.js';
import { type Answer, defineReport } from './report.js';
import { readSizeBands, type SizeBand, sizeBandOf } from './size-bands.js';

const params = z.object({
  model: z
    .array(z.string())
    .optional()
    .describe('a model to place; may be repeated (default: those most on course)'),
  author: z.string().optional().describe('instead: every model of a namespace'),
  age: z.enum(agesDays.map(String)).default('30').describe('days since release at which models are compared'),
});
type Params = z.output<typeof params>;

const SHOWN = 15;

export const adoption = defineReport<typeof params.shape, AdoptionResult>({
  name: 'adoption',
  question: 'Is a new model on course for the top ten of its size?',
  definition:
    'Relative adoption (RAM) = all downloads of a model up to an age / the median of what the top ten of its size bucket had at the ' +
    'same age; above 1 it is on course for that top ten. Population: models of known size created within the history of the store. ' +
    'Downloads at an age are the all-time count of the last night at or before it, at most three days or a tenth of the age before; ' +
    'without one they are missing, never interpolated. The top ten are those with the most downloads on the last night, of the ' +
    'models known at that age; a bucket with fewer than ten has no benchmark. Buckets are the bands of data/size_bands.csv.',
  examples: [
    'oai report adoption',
    'oai report adoption --age 7 --author Qwen',
    'oai report adoption --model Qwen/Qwen3-8B --model google/gemma-3-4b-it --json',
  ],
  params,
  compute,
  view: adoptionView,
  answers: { S4a: bucketRatio },
});

function compute(night: NightReader, { model, author, age }: Params): AdoptionResult {
  if (night.count('parameters') + night.count('gguf_parameters') === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} has a size.`, {
      why: `${night.run.endpoint} sent neither safetensors nor gguf.`,
      todo: 'Crawl an endpoint that has them.',
    });
  }
  const atAge = new DownloadsAtAge(night);
  const asked = agesDays.findIndex((days) => String(days) === age);
  requireKnown(atAge, asked);
  const bands = readSizeBands();
  const bandOf = bandsOf(atAge, bands);
  const benchmarks = bands.flatMap(({ name }, band) =>
    agesDays.map((days, each): Benchmark => ({
      bucket: name,
      age_days: days,
      ...atAge.topTen(each, (place) => bandOf[place] === band),
    })),
  );
  const benchmarkOf = (place: number, each: number) =>
    benchmarks[(bandOf[place] ?? 0) * agesDays.length + each]?.benchmark ?? null;
  const ram = Float64Array.from(
    atAge.positions,
    (_, place) => relative(atAge.downloads[asked]?.[place] ?? NaN, benchmarkOf(place, asked)) ?? NaN,
  );
  const places =
    chosenModels(night, atAge, { model, author }) ?? topPositions(ram, SHOWN, atAge.downloads[asked]);
  const { released } = atAge;
  return {
    history: atAge.history.summary,
    released: released.models,
    sized: atAge.positions.length,
    share_sized: ratio(atAge.positions.length, released.models),
    share_sized_downloads: ratio(sumOf(atAge.last), released.downloads),
    late: atAge.history.late,
    age_days: agesDays[asked] ?? 0,
    known: countOf(atAge.downloads[asked] ?? ram),
    compared: countOf(ram),
    on_course: ram.reduce((n, value) => n + Number(value > 1), 0),
    models: adoptedModels(night, atAge, inOrder(places, ram, atAge.last), (place) => ({
      bucket: bands[bandOf[place] ?? 0]?.name ?? '',
      benchmarks: agesDays.map((_, each) => benchmarkOf(place, each)),
    })),
    benchmarks,
    bucket_ratios: bucketRatios(atAge),
  };
}

/** @throws MissingDataError when nothing is known at the age, saying when it will be and what is */
function requireKnown({ downloads, history, bornOn }: DownloadsAtAge, asked: number): void {
  if (countOf(downloads[asked] ?? new Float64Array(0)) > 0) return;
  const known = agesDays.filter((_, age) => countOf(downloads[age] ?? new Float64Array(0)) > 0);
  const firstBorn = bornOn.reduce((least, born) => (born >= least ? least : born), NaN);
  throw notYet(
    history,
    agesDays[asked] ?? 0,
    firstBorn,
    known.map((days) => `--age ${days}`),
  );
}

/** By place: the size bucket. */
function bandsOf({ parameters }: DownloadsAtAge, bands: readonly SizeBand[]): Uint8Array {
  const ends = Float64Array.from(bands, ({ below }) => below);
  return Uint8Array.from(parameters, (size) => sizeBandOf(size, ends));
}

function relative(downloads: number, benchmark: number | null): number | null {
  return Number.isNaN(downloads) || benchmark === null ? null : ratio(downloads, benchmark);
}

/** Most on course first, the unknown last. */
function inOrder(places: readonly number[], ram: Float64Array, last: Float64Array): number[] {
  const valueOf = (values: Float64Array, place: number): number => {
    const value = values[place] ?? NaN;
    return Number.isNaN(value) ? -1 : value;
  };
  return [...places].sort(
    (a, b) => valueOf(ram, b) - valueOf(ram, a) || valueOf(last, b) - valueOf(last, a) || a - b,
  );
}

function adoptedModels(
  night: NightReader,
  { positions, parameters, bornOn, last, downloads, history }: DownloadsAtAge,
  places: readonly number[],
  bucketOf: (place: number) => { bucket: string; benchmarks: (number | null)[] },
): AdoptedModel[] {
  const names = night.names(places.map((place) => positions[place] ?? 0));
  return places.map((place, index) => {
    const born = bornOn[place] ?? 0;
    const { bucket, benchmarks } = bucketOf(place);
    return {
      model: names[index] ?? '',
      parameters: parameters[place] ?? 0,
      bucket,
      created: dateOf(born),
      age_days: history.lastDay - born,
      downloads_all_time: last[place] ?? 0,
      points: agesDays.map((days, age) => {
        const value = downloads[age]?.[place] ?? NaN;
        const benchmark = benchmarks[age] ?? null;
        return {
          age_days: days,
          downloads: Number.isNaN(value) ? null : value,
          benchmark,
          ram: relative(value, benchmark),
        };
      }),
    };
  });
}

function bucketRatios(atAge: DownloadsAtAge): BucketRatio[] {
  const { parameters } = atAge;
  const within = (from: number, below: number) => (place: number) => {
    const size = parameters[place] ?? 0;
    return size >= from && size < below;
  };
  return agesDays.map((days, age) => {
    const small = atAge.topTen(age, within(1e9, 1e10));
    const large = atAge.topTen(age, within(1e11, Infinity));
    return {
      age_days: days,
      models_1b_10b: small.models,
      benchmark_1b_10b: small.benchmark,
      models_100b: large.models,
      benchmark_100b: large.benchmark,
      ratio: small.benchmark === null ? null : relative(small.benchmark, large.benchmark),
    };
  });
}

function bucketRatio({ bucket_ratios: rows, age_days: age }: AdoptionResult): Answer {
  return (
    rows.find(({ age_days }) => age_days === age)?.ratio ?? {
      not: `fewer than ten models of 1 to 10 B, or of 100 B and more, are known at ${age} days`,
    }
  );
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function countOf(values: Float64Array): number {
  return values.reduce((n, value) => n + Number(!Number.isNaN(value)), 0);
}

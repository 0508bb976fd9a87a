import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MissingDataError, UsageError } from '../../src/errors.js';
import { type AdoptionResult, agesDays } from '../../src/reports/adoption-result.js';
import { adoption } from '../../src/reports/adoption.js';
import { readSizeBands } from '../../src/reports/size-bands.js';
import {
  DAY_ZERO,
  isReleased,
  type Life,
  liveThrough,
  randomLives,
  randomNights,
  shownCount,
} from '../support/lives.js';
import { plainModels } from '../support/models.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

interface Params {
  model?: string[];
  author?: string;
  age?: string;
}

const resultOf = (path: string, params: Params = {}) =>
  runReport(path, adoption, { ...params }).result as unknown as AdoptionResult;
const daysOn = (...ages: number[]) => ages.map((age) => DAY_ZERO + age);

const daily = (id: string, perDay: number, parameters: number, born = DAY_ZERO): Life => ({
  id,
  born,
  parameters,
  count: (age) => age * perDay,
});

describe('eleven models of 2 B with 4, 8 ... 44 downloads a day, ten of 200 B with 2 to 11, and others', () => {
  const path = join(sharedFolder(), 'oai.db');
  const lives = [
    ...Array.from({ length: 11 }, (_, index) => daily(`small/${index + 1}`, (index + 1) * 4, 2e9)),
    ...Array.from({ length: 10 }, (_, index) => daily(`large/${index + 2}`, index + 2, 2e11)),
    ...Array.from({ length: 9 }, (_, index) => daily(`tiny/${index + 1}`, index + 1, 5e7)),
    { id: 'unsized/a', born: DAY_ZERO, count: (age: number) => age * 1000 },
    daily('old/a', 1000, 2e9, DAY_ZERO - 4),
    { ...daily('late/a', 1000, 2e9), seen: (age: number) => age > 4 },
    daily('young/a', 260, 2e9, DAY_ZERO + 7),
  ];
  beforeAll(async () => {
    await liveThrough(path, lives, daysOn(0, 4, 7, 14));
  });

  test('places each against the median of the top ten of its bucket', () => {
    const result = resultOf(path, { age: '14' });
    // The top ten of 2 B have 8 to 44 a day: 26 in the middle.
    expect(result.benchmarks.find(({ bucket, age_days }) => bucket === '1-7.5 B' && age_days === 14)).toEqual(
      {
        bucket: '1-7.5 B',
        age_days: 14,
        models: 11,
        benchmark: 14 * 26,
      },
    );
    const [first, second] = result.models;
    expect(first).toMatchObject({
      model: 'small/11',
      bucket: '1-7.5 B',
      created: '2026-01-01',
      age_days: 14,
    });
    expect(first?.points[1]).toEqual({ age_days: 14, downloads: 616, benchmark: 364, ram: 616 / 364 });
    // As far above its own top ten, and less downloaded.
    expect(second).toMatchObject({ model: 'large/11', bucket: '100 B and more' });
    expect(second?.points[1]?.ram).toBe(154 / 91);
    expect(result).toMatchObject({ sized: 31, released: 32, share_sized: 31 / 32, late: 1 });
    expect(result).toMatchObject({ age_days: 14, known: 30, compared: 21, on_course: 10 });
  });

  test('sets the top ten of 1 to 10 B against that of 100 B and more', () => {
    const output = runReport(path, adoption, { age: '14' });
    const { bucket_ratios: rows } = output.result as unknown as AdoptionResult;
    expect(rows[1]).toEqual({
      age_days: 14,
      models_1b_10b: 11,
      benchmark_1b_10b: 364,
      models_100b: 10,
      benchmark_100b: 91,
      ratio: 4,
    });
    expect(rows[2]).toMatchObject({ age_days: 30, models_1b_10b: 0, benchmark_1b_10b: null, ratio: null });
  });

  test('has no benchmark where a bucket has nine models, and says so of one of them', () => {
    const { models } = resultOf(path, { age: '14', model: ['tiny/9'] });
    expect(models).toHaveLength(1);
    expect(models[0]?.points[1]).toEqual({ age_days: 14, downloads: 126, benchmark: null, ram: null });
  });

  test('counts a model of seven days among the top ten at seven days alone', () => {
    const { models } = resultOf(path, { age: '7', author: 'young' });
    // By the last night small/11 to small/3 have 616 to 168 downloads, young/a 1820, small/2 112: it is out.
    expect(models[0]?.points.slice(0, 2)).toEqual([
      { age_days: 7, downloads: 1820, benchmark: 7 * 30, ram: 1820 / 210 },
      { age_days: 14, downloads: null, benchmark: 364, ram: null },
    ]);
  });

  test('finds models by name, whatever the case, each once', () => {
    const { models } = resultOf(path, { age: '7', model: ['Small/3', 'small/11', 'small/3'] });
    expect(models.map(({ model }) => model)).toEqual(['small/11', 'small/3']);
  });

  test.each([
    ['unsized/a', 'It declares no number of parameters.'],
    ['old/a', 'It was not released within the history.'],
    ['late/a', 'It was not released within the history.'],
    ['small/12', 'has no model of this name.'],
    ['no-namespace', 'has no model of this name.'],
  ])('says why nothing is known of %s', (model, why) => {
    expect(() => resultOf(path, { age: '7', model: [model] })).toThrow(
      expect.objectContaining({ why: expect.stringContaining(why) as string }) as Error,
    );
  });

  test('says so of an author without a model of the population', () => {
    expect(() => resultOf(path, { age: '7', author: 'unsized' })).toThrow(MissingDataError);
    expect(() => resultOf(path, { age: '7', author: 'nobody' })).toThrow(MissingDataError);
    expect(() => resultOf(path, { age: '7', author: 'small', model: ['small/3'] })).toThrow(UsageError);
  });

  test('says from which day on an age is known, and which ages are', () => {
    expect(() => resultOf(path)).toThrow(
      expect.objectContaining({
        message: 'No model released within this history is known at the age of 30 days.',
        why: 'All-time downloads are known for 4 nights, from 2026-01-01 to 2026-01-15; not yet, on 2026-01-31 at the earliest.',
        todo: 'Crawl every night, or ask for an age that is known: --age 7, --age 14.',
      }) as Error,
    );
  });
});

test('takes the last night at or before an age, at most three days before, and never one before the age is reached', async () => {
  const path = join(tempFolder(), 'oai.db');
  const ofBirth = (born: number) => ({
    id: `a/${born}`,
    born: DAY_ZERO + born,
    parameters: 2e9,
    count: (age: number) => 100 + age,
  });
  // Ages on the nights of days 0, 5, 9 and 12; then the last day that an age of 7 is due on.
  await liveThrough(path, [0, 2, 5, 6].map(ofBirth), daysOn(0, 5, 9, 12));
  const { models } = resultOf(path, { age: '7', author: 'a' });
  expect(models.map(({ model, points }) => [model, points[0]?.downloads])).toEqual([
    ['a/0', 105],
    ['a/2', 107],
    ['a/5', 107],
    ['a/6', null],
  ]);
});

test('does not interpolate over a gap', async () => {
  const path = join(tempFolder(), 'oai.db');
  const lives = [daily('a/a', 5, 2e9), daily('a/b', 5, 2e9, DAY_ZERO + 1)];
  await liveThrough(path, lives, daysOn(0, 3, 8));
  const { models } = resultOf(path, { age: '7', author: 'a' });
  // Three days after its creation is four before its seventh day; the eighth is after it.
  expect(models.map(({ model, points }) => [model, points[0]?.downloads])).toEqual([
    ['a/a', null],
    ['a/b', 35],
  ]);
});

test('needs a size and a history', async () => {
  const unsized = await storeOf(plainModels(3, () => ({ downloadsAllTime: 5 })));
  expect(() => resultOf(unsized)).toThrow(/has a size/);
  const sized = plainModels(3, () => ({ safetensors: { total: 2e9 } }));
  const recent = await storeOf(sized);
  expect(() => resultOf(recent)).toThrow('No night of this store has all-time downloads.');
  const oneNight = await storeOf(sized.map((model) => ({ ...model, downloadsAllTime: 5 })));
  expect(() => resultOf(oneNight)).toThrow(
    expect.objectContaining({
      why: expect.stringContaining('from 2026-08-22 to 2026-08-22; not yet, on 2026-09-18') as string,
    }) as Error,
  );
});

/** The same benchmarks and values, by plain loops over what the Hub showed. */
function slowAdoption(lives: readonly Life[], nights: readonly number[]) {
  const last = Math.max(...nights);
  const population = lives.filter(
    (life) =>
      isReleased(life, nights) === 'within' &&
      life.parameters !== undefined &&
      (life.seen?.(last - life.born) ?? true),
  );
  const at = (life: Life, age: number): number | undefined => {
    const oldest = life.born + age - Math.max(3, age / 10);
    const days = nights.filter(
      (day) => day <= life.born + age && day >= oldest && shownCount(life, day) !== undefined,
    );
    const day = days.at(-1);
    return day === undefined || life.born + age > last ? undefined : shownCount(life, day);
  };
  const lastOf = (life: Life) =>
    nights.map((day) => shownCount(life, day)).findLast((each) => each !== undefined) ?? 0;
  const benchmarks = readSizeBands().flatMap(({ name, from, below }) =>
    agesDays.map((age) => {
      const known = population.flatMap((life) => {
        const [value, size] = [at(life, age), life.parameters ?? 0];
        return value === undefined || size < from || size >= below ? [] : [{ value, all: lastOf(life) }];
      });
      const top = known
        .filter(({ all }) => all > 0)
        .sort((a, b) => b.all - a.all || b.value - a.value)
        .slice(0, 10)
        .map(({ value }) => value)
        .sort((a, b) => a - b);
      const middle = ((top[4] ?? 0) + (top[5] ?? 0)) / 2;
      return {
        bucket: name,
        age_days: age,
        models: known.length,
        benchmark: top.length < 10 ? null : middle,
      };
    }),
  );
  return { population, at, benchmarks };
}

test.each([1, 2])('is what plain loops over the nights say, with gaps and falls (seed %i)', async (seed) => {
  const lives = randomLives(150, 40, seed);
  const nights = randomNights(40, seed);
  const path = join(tempFolder(), 'oai.db');
  await liveThrough(path, lives, nights);
  const { population, at, benchmarks } = slowAdoption(lives, nights);
  const names = population.map(({ id }) => id);
  const result = resultOf(path, { age: '14', model: names });
  expect(result.benchmarks).toEqual(benchmarks);
  expect(result.benchmarks.filter(({ benchmark }) => benchmark !== null).length).toBeGreaterThan(5);
  expect(result.sized).toBe(population.length);
  const bands = readSizeBands();
  for (const life of population) {
    const bucket = bands.find(
      ({ from, below }) => (life.parameters ?? 0) >= from && (life.parameters ?? 0) < below,
    )?.name;
    const model = result.models.find((each) => each.model === life.id);
    expect(model?.bucket).toBe(bucket);
    const expected = agesDays.map((age) => {
      const downloads = at(life, age) ?? null;
      const benchmark =
        benchmarks.find((each) => each.bucket === bucket && each.age_days === age)?.benchmark ?? null;
      const ram = downloads === null || benchmark === null || benchmark === 0 ? null : downloads / benchmark;
      return { age_days: age, downloads, benchmark, ram };
    });
    expect(model?.points).toEqual(expected);
  }
  const rams = population.flatMap(
    (life) => result.models.find(({ model }) => model === life.id)?.points[1]?.ram ?? [],
  );
  expect(result).toMatchObject({ compared: rams.length, on_course: rams.filter((ram) => ram > 1).length });
});

test('does not depend on the order of the models, and stays as it is when every count is three times as large', async () => {
  const lives = randomLives(100, 20, 3);
  const nights = randomNights(20, 3);
  const resultsOf = async (those: readonly Life[]) => {
    const path = join(tempFolder(), 'oai.db');
    await liveThrough(path, those, nights);
    return resultOf(path, { age: '7' });
  };
  const before = await resultsOf(lives);
  const reversed = await resultsOf([...lives].reverse());
  expect(reversed.benchmarks).toEqual(before.benchmarks);
  const ramsOf = ({ models }: AdoptionResult) =>
    models.map(({ points }) => points.map(({ ram }) => ram?.toPrecision(9)));
  expect(ramsOf(reversed)).toEqual(ramsOf(before));
  const tripled = await resultsOf(
    lives.map((life) => ({
      ...life,
      count: (age) => {
        const count = life.count(age);
        return count === undefined ? undefined : count * 3;
      },
    })),
  );
  expect(ramsOf(tripled)).toEqual(ramsOf(before));
  expect(tripled.benchmarks).toEqual(
    before.benchmarks.map((row) => ({
      ...row,
      benchmark: row.benchmark === null ? null : row.benchmark * 3,
    })),
  );
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MissingDataError } from '../../src/errors.js';
import type { DecayResult } from '../../src/reports/decay-result.js';
import { decay } from '../../src/reports/decay.js';
import { plainModels } from '../support/models.js';
import {
  DAY_ZERO,
  isReleased,
  type Life,
  liveThrough,
  randomLives,
  randomNights,
  shownCount,
} from '../support/lives.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';

type Params = { per?: string; leastDownloads?: number };

const resultOf = (path: string, params: Params = {}, asOf?: string) =>
  runReport(path, decay, params, { asOf }).result as unknown as DecayResult;

async function decayOf(lives: readonly Life[], nights: readonly number[], params: Params = {}) {
  const path = join(tempFolder(), 'oai.db');
  await liveThrough(path, lives, nights);
  return resultOf(path, params);
}

const every = (days: number, times: number) =>
  Array.from({ length: times + 1 }, (_, index) => DAY_ZERO + index * days);
const daysOn = (...ages: number[]) => ages.map((age) => DAY_ZERO + age);
const weekOf = ({ cells }: DecayResult, week: number, cohort = 'all') =>
  cells.find((cell) => cell.cohort === cohort && cell.week === week);

/** Known at the given ages, the last of them from then on. */
const steps = (id: string, counts: Record<number, number>, born = DAY_ZERO): Life => ({
  id,
  born,
  count: (age) => {
    const known = Object.keys(counts).map(Number);
    return counts[Math.max(...known.filter((each) => each <= age))];
  },
});

test('takes the median and the quartiles of three models by hand', async () => {
  const result = await decayOf(
    [
      steps('a/a', { 0: 0, 7: 10, 14: 30 }),
      steps('b/b', { 0: 0, 7: 20, 14: 20 }),
      steps('c/c', { 0: 0, 7: 0, 14: 100 }),
    ],
    every(7, 2),
  );
  expect(result.cells.filter(({ cohort }) => cohort === 'all')).toEqual([
    { cohort: 'all', week: 1, n: 3, median: 10, p25: 0, p75: 20, fallen: 0 },
    { cohort: 'all', week: 2, n: 3, median: 20, p25: 0, p75: 100, fallen: 0 },
  ]);
  expect(result).toMatchObject({ released: 3, counted: 3, late: 0, history: { nights: 3 } });
  expect(result.cohorts.map(({ cohort, models, weeks }) => [cohort, models, weeks])).toEqual([
    ['all', 3, 2],
    ['2026-Q1', 3, 2],
  ]);
});

test('gives back the half-lives that models were made with', async () => {
  // Downloads a week fall by half every so many weeks; half-lives between whole weeks, so that rounding decides nothing.
  const fading = (id: string, born: number, halfLifeWeeks: number): Life => ({
    id,
    born,
    count: (age) => Math.round(1e6 * (1 - 2 ** (-age / 7 / halfLifeWeeks))),
  });
  const lives = Array.from({ length: 12 }, (_, index) => [
    fading(`slow/${index}`, DAY_ZERO, 3.5),
    fading(`fast/${index}`, DAY_ZERO + 35, 1.5),
  ]).flat();
  const result = await decayOf(lives, every(7, 8), { per: 'month' });
  expect(
    result.cohorts.map(({ cohort, peak_week, half_life_weeks }) => [cohort, peak_week, half_life_weeks]),
  ).toEqual([
    ['all', 1, expect.any(Number)],
    ['2026-01', 1, 4],
    ['2026-02', 1, 2],
  ]);
  expect(weekOf(result, 6, '2026-01')?.median).toBe(
    Math.round(1e6 * (1 - 2 ** (-6 / 3.5))) - Math.round(1e6 * (1 - 2 ** (-5 / 3.5))),
  );
  expect(weekOf(result, 3, '2026-02')?.n).toBe(12);
  expect(weekOf(result, 4, '2026-02')).toBeUndefined();
});

test('says that the half of the peak is not reached yet', async () => {
  const lives = Array.from({ length: 10 }, (_, index): Life => ({
    id: `a/${index}`,
    born: DAY_ZERO,
    count: (age) => age,
  }));
  const { cohorts } = await decayOf(lives, every(7, 2));
  expect(cohorts[0]).toMatchObject({ peak_week: 1, peak_median: 7, half_life_weeks: null });
});

test('makes no peak of fewer than ten models, nor where the median one is never downloaded', async () => {
  const path = join(tempFolder(), 'oai.db');
  const lifeOf = (name: string, perDay: number) => (_: unknown, index: number) => ({
    id: `${name}/${index}`,
    born: DAY_ZERO,
    count: (age: number) => age * perDay,
  });
  const nine = Array.from({ length: 9 }, lifeOf('nine', 1));
  await liveThrough(path, nine, every(7, 1));
  const few = runReport(path, decay);
  expect(few.result).toMatchObject({ cohorts: [{ weeks: 1, weeks_of_ten: 0, peak_week: null }, {}] });
  expect(few.view.finding[0]?.texts[0]).toContain('neither a peak nor a half-life');

  const other = join(tempFolder(), 'oai.db');
  await liveThrough(other, [...nine, ...Array.from({ length: 10 }, lifeOf('idle', 0))], every(7, 1));
  const idle = runReport(other, decay);
  expect(idle.result).toMatchObject({
    cohorts: [{ weeks_of_ten: 1, peak_week: null, peak_median: null, half_life_weeks: null }, {}],
  });
  expect(idle.view.finding[0]?.texts[0]).toContain('is not downloaded in any week');
});

test('takes the nearest night of at most one day off, the earlier of two, and else no week', async () => {
  const life: Life = { id: 'a/a', born: DAY_ZERO, count: (age) => age * age };
  // Week 1 ends between two nights, week 2 after one, week 3 before one; none is near the end of week 4.
  const nights = daysOn(0, 6, 8, 13, 22, 26, 30, 35, 42);
  const result = await decayOf([life], nights);
  expect(result.cells.filter(({ cohort }) => cohort === 'all').map(({ n, median }) => [n, median])).toEqual([
    [1, 6 * 6],
    [1, 13 * 13 - 6 * 6],
    [1, 22 * 22 - 13 * 13],
    [0, null],
    [0, null],
    [1, 42 * 42 - 35 * 35],
  ]);
});

test('knows no week before its last day', async () => {
  const life: Life = { id: 'a/a', born: DAY_ZERO, count: (age) => age };
  const path = join(tempFolder(), 'oai.db');
  await liveThrough(path, [life], daysOn(0, 6));
  expect(() => resultOf(path)).toThrow(MissingDataError);
});

test('leaves a count that fell out of its week, and begins the next week from where it fell to', async () => {
  const result = await decayOf([steps('a/a', { 0: 0, 7: 100, 14: 40, 21: 45 })], every(7, 3));
  expect(weekOf(result, 2)).toMatchObject({ n: 0, median: null, fallen: 1 });
  expect(weekOf(result, 3)).toMatchObject({ n: 1, median: 5, fallen: 0 });
  expect(result.fallen_weeks).toBe(1);
});

test('counts a deleted model for as long as it was there', async () => {
  const gone: Life = { id: 'a/gone', born: DAY_ZERO, count: (age) => 50 * age, seen: (age) => age < 14 };
  const stays: Life = { id: 'a/stays', born: DAY_ZERO, count: (age) => age };
  const result = await decayOf([gone, stays], every(7, 2));
  expect(weekOf(result, 1)).toMatchObject({ n: 2, p25: 7, p75: 350 });
  expect(weekOf(result, 2)).toMatchObject({ n: 1, median: 7 });
  expect(result).toMatchObject({ released: 2 });
});

test('follows no model that is older than the history or came long after its creation', async () => {
  const old: Life = { id: 'a/old', born: DAY_ZERO - 4, count: (age) => age };
  const justInTime: Life = { id: 'a/new', born: DAY_ZERO - 3, count: (age) => age };
  const late: Life = { id: 'a/late', born: DAY_ZERO, count: (age) => age, seen: (age) => age > 4 };
  const result = await decayOf([old, justInTime, late], daysOn(0, 4, 7));
  expect(result).toMatchObject({ released: 1, late: 1 });
  expect(weekOf(result, 1)).toMatchObject({ n: 1, median: 7 });
});

test('counts a model between two nights as released at its creation, which no night speaks against', async () => {
  const old: Life = { id: 'b/old', born: DAY_ZERO - 100, count: (age) => age };
  const young: Life = { id: 'a/young', born: DAY_ZERO + 1, count: (age) => age };
  const result = await decayOf([old, young], daysOn(0, 8, 15));
  expect(result).toMatchObject({ released: 1, late: 0 });
  expect(result.cells.filter(({ cohort }) => cohort === 'all')).toHaveLength(2);
});

test('leaves nights out on which no download counter moved', async () => {
  const frozen: Life = { id: 'a/a', born: DAY_ZERO, count: (age) => (age === 7 ? 6 : age) };
  const { history, cells } = await decayOf([frozen], daysOn(0, 6, 7, 8));
  expect(history).toMatchObject({ nights: 3, stalled_nights: 1 });
  // The night before stands for the one that stood still.
  expect(cells[0]).toMatchObject({ n: 1, median: 6 });
});

test('counts on request only models with so many downloads, deleted ones by their last night', async () => {
  const lives: Life[] = [
    { id: 'a/idle', born: DAY_ZERO, count: () => 0 },
    { id: 'a/used', born: DAY_ZERO, count: (age) => age },
    { id: 'a/gone', born: DAY_ZERO, count: (age) => 2 * age, seen: (age) => age < 14 },
  ];
  const path = join(tempFolder(), 'oai.db');
  await liveThrough(path, lives, every(7, 2));
  expect(resultOf(path).cohorts[0]).toMatchObject({ models: 3, share_downloaded: 2 / 3 });
  const least = (leastDownloads: number) => resultOf(path, { leastDownloads });
  expect(least(14)).toMatchObject({ released: 3, counted: 2 });
  expect(weekOf(least(14), 1)).toMatchObject({ n: 2, p25: 7, p75: 14 });
  expect(() => least(15)).toThrow('No model has 15 downloads since its release.');
});

test('says since when nights exist and from which day on a week is known', async () => {
  const path = await storeOf(
    plainModels(3, () => ({ downloadsAllTime: 5 })),
    '2026-08-22',
  );
  expect(() => resultOf(path)).toThrow(
    expect.objectContaining({
      why: expect.stringContaining(
        '1 night, from 2026-08-22 to 2026-08-22; not yet, on 2026-08-26 at the earliest',
      ) as string,
    }) as Error,
  );
});

test('never takes 30-day counts for all-time ones', async () => {
  const path = await storeOf(plainModels(3), '2026-08-22');
  expect(() => resultOf(path)).toThrow('No night of this store has all-time downloads.');
});

test('says how many models of the last night lack a count', async () => {
  const path = join(tempFolder(), 'oai.db');
  const lives: Life[] = [
    { id: 'a/a', born: DAY_ZERO, count: (age) => age },
    { id: 'a/b', born: DAY_ZERO, count: () => undefined },
  ];
  await liveThrough(path, lives, every(7, 1));
  const output = runReport(path, decay);
  expect(output.result).toMatchObject({ released: 1, history: { lacking_count: 1, lacking_creation: 0 } });
  const texts = output.view.caveats.flat().flatMap(({ texts: each }) => each);
  expect(texts).toContain(' lack downloadsAllTime; without it they are in none of these figures.');
});

/** The same, by plain loops over what the Hub showed. */
function slowDecay(lives: readonly Life[], nights: readonly number[], least: number) {
  const last = Math.max(...nights);
  const within = lives.filter((life) => isReleased(life, nights) === 'within');
  const lastCount = (life: Life) =>
    nights.map((day) => shownCount(life, day)).findLast((each) => each !== undefined) ?? 0;
  const counted = within.filter((life) => lastCount(life) >= least);
  const atWeek = (life: Life, week: number): number | undefined => {
    if (week === 0) return 0;
    const end = life.born + week * 7;
    const night = [end, end - 1, end + 1].find((day) => nights.includes(day));
    return night === undefined || end > last ? undefined : shownCount(life, night);
  };
  const cells = Array.from({ length: 52 }, (_, index) => {
    const changes = counted.flatMap((life) => {
      const [start, end] = [atWeek(life, index), atWeek(life, index + 1)];
      return start === undefined || end === undefined ? [] : [end - start];
    });
    const rising = changes.filter((change) => change >= 0).sort((a, b) => a - b);
    const [p25 = null, median = null, p75 = null] = [0.25, 0.5, 0.75].map(
      (q) =>
        rising.find((value) => rising.filter((each) => each <= value).length >= q * rising.length) ?? null,
    );
    return {
      cohort: 'all',
      week: index + 1,
      n: rising.length,
      median,
      p25,
      p75,
      fallen: changes.length - rising.length,
    };
  });
  return {
    released: within.length,
    counted: counted.length,
    late: lives.filter((life) => isReleased(life, nights) === 'late').length,
    cells: cells.slice(0, cells.findLastIndex(({ n, fallen }) => n + fallen > 0) + 1),
  };
}

test.each([1, 2, 3])(
  'is what plain loops over the nights say, with gaps and falls (seed %i)',
  async (seed) => {
    const lives = randomLives(60, 40, seed);
    const nights = randomNights(40, seed);
    const path = join(tempFolder(), 'oai.db');
    await liveThrough(path, lives, nights);
    for (const leastDownloads of [undefined, 500]) {
      const { released, counted, late, cells, history } = resultOf(path, {
        ...(leastDownloads !== undefined && { leastDownloads }),
      });
      expect(history).toMatchObject({ nights: nights.length, stalled_nights: 0 });
      expect({ released, counted, late, cells: cells.filter(({ cohort }) => cohort === 'all') }).toEqual(
        slowDecay(lives, nights, leastDownloads ?? 0),
      );
    }
  },
);

test('does not depend on the order of the models, triples with the counts, and stays with every model there twice', async () => {
  const lives = randomLives(30, 20, 4);
  const nights = randomNights(20, 4);
  const before = await decayOf(lives, nights);
  const same = (result: DecayResult) => result.cells;
  expect(same(await decayOf([...lives].reverse(), nights))).toEqual(same(before));
  const tripled = await decayOf(
    lives.map((life) => ({
      ...life,
      count: (age) => {
        const count = life.count(age);
        return count === undefined ? undefined : count * 3;
      },
    })),
    nights,
  );
  const times = (value: number | null) => (value === null ? null : value * 3);
  expect(same(tripled)).toEqual(
    same(before).map((cell) => ({
      ...cell,
      median: times(cell.median),
      p25: times(cell.p25),
      p75: times(cell.p75),
    })),
  );
  const twice = await decayOf(
    [...lives, ...lives.map((life) => ({ ...life, id: `${life.id}-copy` }))],
    nights,
  );
  expect(same(twice)).toEqual(
    same(before).map((cell) => ({ ...cell, n: cell.n * 2, fallen: cell.fallen * 2 })),
  );
});

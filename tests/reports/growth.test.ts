import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { GrowthResult } from '../../src/reports/growth-result.js';
import { growth } from '../../src/reports/growth.js';
import { plainModels } from '../support/models.js';
import { HubOverTime } from '../support/nights.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';
import { variedModels } from '../support/varied-models.js';

const resultOf = (path: string, asOf?: string) =>
  runReport(path, growth, {}, { asOf }).result as unknown as GrowthResult;

const createdOn = (...dates: string[]) =>
  plainModels(dates.length, (index) => ({ createdAt: `${dates[index]}` }));

test('counts by hand: two of the sentinel, one in 2024, three in 2025', async () => {
  const path = await storeOf(
    createdOn(
      '2022-03-02T23:29:04.000Z',
      '2022-03-02T23:29:05.000Z',
      '2024-05-31T23:59:59.000Z',
      '2025-01-01T00:00:00.000Z',
      '2025-01-31T12:00:00.000Z',
      '2025-12-31T23:59:59.000Z',
    ),
    '2026-01-02',
  );
  const result = resultOf(path);
  expect(result).toMatchObject({ night: '2026-01-02', models: 6, sentinel: 2, undated: 0 });
  expect(result.years.map(({ period, created, stock }) => [period, created, stock])).toEqual([
    ['2022', 0, 2],
    ['2023', 0, 2],
    ['2024', 1, 3],
    ['2025', 3, 6],
    ['2026', 0, 6],
  ]);
  expect(result.years[3]).toEqual({
    period: '2025',
    created: 3,
    stock: 6,
    per_day: 3 / 365,
    growth: 1,
    yoy_ratio: 3,
    complete: true,
  });
  // The sentinel cuts 2022, so it is not compared; 2023 had none to compare with.
  expect(result.years.map(({ complete, yoy_ratio }) => [complete, yoy_ratio])).toEqual([
    [false, null],
    [true, null],
    [true, null],
    [true, 3],
    [false, null],
  ]);
  expect(result.months.find(({ period }) => period === '2025-01')).toMatchObject({ created: 2, stock: 5 });
  // The night began on 2026-01-02 at three: 27 hours of the year.
  expect(result.years[4]).toMatchObject({ complete: false, per_day: 0, growth: 0 });
  // From the end of 2025-01-02, when four models were there, to 2026-01-02 at three.
  expect(result.last_year).toMatchObject({ created: 2, growth: 0.5, days: 364.125 });
  expect(result.last_year?.doubling_days).toBeCloseTo((364.125 * Math.log(2)) / Math.log(6 / 4), 9);
});

test('answers the growth of 2025 as the stock at its end per model at its start', async () => {
  const path = await storeOf(
    createdOn('2024-01-01T00:00:00.000Z', '2025-02-01T00:00:00.000Z', '2025-03-01T00:00:00.000Z'),
    '2026-02-01',
  );
  const { published } = runReport(path, growth);
  expect(published.find(({ id }) => id === 'G4')).toMatchObject({ computed: 3, not_computed: '' });
});

test('does not answer the growth of a year that is not over', async () => {
  const path = await storeOf(createdOn('2024-01-01T00:00:00.000Z'), '2025-12-31');
  const { published } = runReport(path, growth);
  expect(published.find(({ id }) => id === 'G4')).toMatchObject({
    computed: null,
    not_computed: 'the year 2025 is not over on 2025-12-31',
  });
});

test('counts a model of the future, or without a date, in no period', async () => {
  const path = await storeOf(
    plainModels(3, (index) =>
      index === 0 ? {} : { createdAt: index === 1 ? '2031-01-01T00:00:00.000Z' : '2025-01-01T00:00:00.000Z' },
    ).map(({ createdAt, ...model }, index) =>
      index === 0 ? model : { ...model, createdAt: createdAt ?? '' },
    ),
    '2026-01-02',
  );
  expect(resultOf(path)).toMatchObject({ models: 3, undated: 2 });
  expect(resultOf(path).days.at(-1)).toMatchObject({ stock: 1 });
});

test('counts day by day what a plain count of the dates counts', async () => {
  const models = variedModels(300, 1);
  const result = resultOf(await storeOf(models));
  for (const { date, created, stock } of result.days) {
    const dates = models.flatMap(({ createdAt }) => (createdAt === undefined ? [] : [createdAt]));
    const dated = dates.filter((at) => !at.startsWith('2022-03-02'));
    expect(created).toBe(dated.filter((at) => at.startsWith(date)).length);
    expect(stock).toBe(dates.filter((at) => at.slice(0, 10) <= date).length);
  }
  const total = (rows: readonly { created: number }[]) => rows.reduce((sum, row) => sum + row.created, 0);
  expect(total(result.months)).toBe(total(result.days));
  expect(total(result.years)).toBe(result.models - result.sentinel - result.undated);
});

test('sets beside it what the nights counted, deleted models included', async () => {
  const path = join(tempFolder(), 'oai.db');
  const models = plainModels(1200);
  const hub = await HubOverTime.start(models.splice(0, 999), path);
  await hub.night('2026-01-01');
  hub.models.push(...models);
  await hub.night('2026-01-11');
  hub.models.shift();
  await hub.night('2026-01-12');
  const result = resultOf(path);
  expect(result.nights).toEqual([
    { night: '2026-01-01', models: 999, change: null, per_day: null },
    { night: '2026-01-11', models: 1200, change: 201, per_day: 20.1 },
    { night: '2026-01-12', models: 1199, change: -1, per_day: -1 },
  ]);
  expect(result.night_window).toMatchObject({ days: 11, models_from: 999, models_to: 1199 });
  expect(result.night_window?.doubling_days).toBeCloseTo((11 * Math.log(2)) / Math.log(1199 / 999), 9);
  // All were created on the first of January 2025, a minute apart.
  expect(result.milestones).toEqual([
    { models: 1000, reached: '2025-01-01', days_since_previous: null, first_night: '2026-01-11' },
  ]);
  expect(resultOf(path, '2026-01-01')).toMatchObject({ models: 999, night_window: null, milestones: [] });
});

test('says what would get the dates where no model has one', async () => {
  const path = await storeOf(
    plainModels(2).map(({ _id, id, downloads }) => ({
      _id,
      id,
      ...(downloads !== undefined && { downloads }),
    })),
  );
  expect(() => resultOf(path)).toThrow(/has a creation date/);
});

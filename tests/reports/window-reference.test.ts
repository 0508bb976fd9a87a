import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { attention } from '../../src/reports/attention.js';
import { coverage } from '../../src/reports/coverage.js';
import { growth } from '../../src/reports/growth.js';
import { languages } from '../../src/reports/languages.js';
import type { Report } from '../../src/reports/report.js';
import { sizes } from '../../src/reports/sizes.js';
import { tasks } from '../../src/reports/tasks.js';
import { vintage } from '../../src/reports/vintage.js';
import { crawlInto } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { mulberry32 } from '../support/random.js';
import { registryOf } from '../support/registry.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { sharedFolder } from '../support/temp.js';
import { variedModels } from '../support/varied-models.js';

const DATES = ['2024-06-01', '2025-01-03', '2025-02-01', '2025-12-20', '2026-01-02'];
const WINDOW = { metric: 'window', from: '2025-01-10', to: '2026-01-02' };
/** The nights at or before the days of the window. */
const [FIRST, LAST] = [1, 4];
const context = { registry: () => registryOf([]) };

/** What the Hub had on each night: every night models go, are renamed, gain or lose downloads, and others come. */
function lives(seed: number): ListedModel[][] {
  const random = mulberry32(seed * 77);
  let models = variedModels(120, seed);
  return DATES.map((date, night) => {
    models = models
      .filter(() => random() >= 0.03)
      .map((model) => {
        const { downloadsAllTime: count } = model;
        const next = random() < 0.05 ? 0.5 : 1;
        const gained = Math.floor(random() * 1000);
        return {
          ...model,
          ...(random() < 0.05 && { id: `${model.id}-of-${date}` }),
          ...(count !== undefined && {
            downloadsAllTime: next < 1 ? Math.floor(count * next) : count + gained,
          }),
        };
      });
    const born = Array.from({ length: 9 }, (_, index): ListedModel => ({
      _id: firstObjectIdOf(1_760_000_000 + night * 1000 + index),
      id: `new/${date}-${index}`,
      private: false,
      downloads: index,
      likes: index,
      tags: ['en'],
      createdAt: `${date}T02:00:00.000Z`,
      ...(index % 3 > 0 && { downloadsAllTime: 100 * index }),
      ...(index % 2 > 0 && { safetensors: { total: 1000 * index } }),
    }));
    models = [...models, ...born];
    return models;
  });
}

const dayOf = (date: string): number => Math.floor(Date.parse(date) / 86_400_000);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const isSentinel = (date: string): boolean => Date.parse(date) <= Date.parse('2022-03-02T23:29:05Z');
const find = (models: readonly ListedModel[], { _id }: ListedModel) =>
  models.find((each) => each._id === _id);

interface Counted {
  model: ListedModel;
  value: number;
}

/** What each model gained, where both ends are known or it is younger than the first; nothing of those that fell. */
function gains(before: readonly ListedModel[], after: readonly ListedModel[], from: string): Counted[] {
  return after.flatMap((model) => {
    const then = find(before, model)?.downloadsAllTime;
    const isNew = Date.parse(model.createdAt ?? '') >= Date.parse(`${from}T03:00:00Z`);
    if (model.downloadsAllTime === undefined || (then === undefined && !isNew)) return [];
    const value = model.downloadsAllTime - (then ?? 0);
    return value < 0 ? [] : [{ model, value }];
  });
}

function firstYears(nights: readonly (readonly ListedModel[])[]): Counted[] {
  return (nights[LAST] ?? []).flatMap((model) => {
    const { createdAt = '' } = model;
    if (createdAt === '' || isSentinel(createdAt)) return [];
    const birthday = dayOf(createdAt) + 365;
    const known = nights.flatMap((models, night) => {
      const [day, value] = [dayOf(DATES[night] ?? ''), find(models, model)?.downloadsAllTime];
      return value === undefined || day > birthday ? [] : [{ day, value }];
    });
    const last = known.at(-1);
    const due = Math.min(birthday, dayOf(DATES[LAST] ?? ''));
    return last === undefined || due - last.day > 31 ? [] : [{ model, value: last.value }];
  });
}

describe.each([1, 2, 3])('five nights with gaps, told by plain loops (seed %i)', (seed) => {
  const path = join(sharedFolder(), `window-${seed}.db`);
  const nights = lives(seed);
  const counted = gains(nights[FIRST] ?? [], nights[LAST] ?? [], DATES[FIRST] ?? '');

  beforeAll(async () => {
    const served: ListedModel[] = [];
    const hub = await startLocalHub({
      source: recordedSource(served),
      clock: systemClock,
      quota: { anonymous: 1_000_000 },
    });
    for (const [night, models] of nights.entries()) {
      served.splice(0, served.length, ...models);
      const clock = { ...systemClock, now: () => Date.parse(`${DATES[night] ?? ''}T03:00:00Z`) };
      await crawlInto(path, hub.endpoint, { clock, extraFields: ['gguf'] });
    }
    await hub.close();
  });

  const resultOf = (report: Report, params: Record<string, unknown> = WINDOW, choice = {}) =>
    runReport(path, report, params, choice, context).result;
  const rowsOf = (report: Report, name: string) => resultOf(report)[name] as Record<string, unknown>[];
  const tell = (label: unknown, own: readonly Counted[]) => [
    label,
    own.length,
    sum(own.map(({ value }) => value)),
  ];
  const told = (label: unknown, row: Record<string, unknown> | undefined) => [
    label,
    row?.['models'],
    row?.['downloads'],
  ];

  test('a window has the gains of models that stayed, came or were renamed, and of no other', () => {
    expect(counted.length).toBeGreaterThan(50);
    const result = resultOf(coverage);
    expect([result['n'], result['total']]).toEqual([counted.length, sum(counted.map(({ value }) => value))]);
    expect(resultOf(attention)['n']).toBe(counted.length);
  });

  test('a first year ends at the birthday, and a model without a known one has none', () => {
    const own = firstYears(nights);
    expect(own.length).toBeGreaterThan(5);
    const result = resultOf(coverage, { metric: 'first-year' });
    expect([result['n'], result['total']]).toEqual([own.length, sum(own.map(({ value }) => value))]);
  });

  test('by year of creation, task and language, and of known size', () => {
    for (const row of rowsOf(vintage, 'vintages')) {
      const own = counted.filter(({ model: { createdAt } }) => {
        if (createdAt === undefined) return row['created'] === 'unknown';
        if (isSentinel(createdAt)) return row['created'] === 'until 2022-03-02';
        return createdAt.slice(0, 4) === row['created'];
      });
      expect(told(row['created'], row)).toEqual(tell(row['created'], own));
    }
    for (const row of rowsOf(tasks, 'tasks')) {
      const own = counted.filter(({ model }) => (model.pipeline_tag ?? null) === row['task']);
      expect(told(row['task'], row)).toEqual(tell(row['task'], own));
    }
    for (const row of rowsOf(languages, 'languages')) {
      const own = counted.filter(({ model }) => (model.tags ?? []).includes(String(row['code'])));
      expect(told(row['code'], row)).toEqual(tell(row['code'], own));
    }
    const sizeOf = ({ safetensors, gguf }: ListedModel): number =>
      (safetensors?.total ?? 0) > 0 ? (safetensors?.total ?? 0) : (gguf?.total ?? 0);
    const sized = counted
      .filter(({ model }) => sizeOf(model) > 0)
      .sort((a, b) => sizeOf(a.model) - sizeOf(b.model));
    const half = sum(sized.map(({ value }) => value)) / 2;
    let reached = 0;
    const middle = sized.find(({ value }) => (reached += value) >= half && value > 0);
    const all = resultOf(sizes)['all'] as Record<string, unknown>;
    expect(told('all', all)).toEqual(tell('all', sized));
    expect(all['median']).toBe(sizeOf(sized[Math.ceil(sized.length / 2) - 1]?.model ?? { _id: '', id: '' }));
    expect(all['weighted_median']).toBe(middle === undefined ? null : sizeOf(middle.model));
  });

  test('growth of an earlier night knows nothing of what came after it', () => {
    const result = resultOf(growth, {}, { asOf: '2025-06-01' });
    const [models = []] = [nights[2]];
    const counts = result['nights'] as { night: string; models: number }[];
    expect(counts.map((each) => [each.night, each.models])).toEqual(
      nights.slice(0, 3).map((each, night) => [DATES[night], each.length]),
    );
    const dates = models.flatMap(({ createdAt = '' }) => (createdAt < '2025-02-02' ? [createdAt] : []));
    expect(result['undated']).toBe(models.length - dates.filter((date) => date !== '').length);
    for (const { period, created } of result['months'] as { period: string; created: number }[]) {
      const own = dates.filter((date) => date.startsWith(period) && !isSentinel(date));
      expect([period, created]).toEqual([period, own.length]);
    }
  });
});

test('what the Hub dates by its sentinel has no first year: it may be older by years', async () => {
  const models = plainModels(2, (index) => ({
    createdAt: index === 0 ? '2022-03-02T23:29:04.000Z' : '2022-03-03T00:00:00.000Z',
    downloadsAllTime: index + 5,
  }));
  const path = await storeOf(models, '2023-02-20');
  const { result } = runReport(path, coverage, { metric: 'first-year' }, {}, context);
  expect(result).toMatchObject({ n: 1, total: 6, counted: { lacking: 1 } });
});

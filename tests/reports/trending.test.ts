import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { MissingDataError, UsageError } from '../../src/errors.js';
import { trending } from '../../src/reports/trending.js';
import { topSlots } from '../../src/reports/trending-slots.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { exampleRegistry } from '../support/attribution-example.js';
import { HubOverTime, readNight } from '../support/nights.js';
import { layerOf, registryOf } from '../support/registry.js';
import { storeOf } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';

type Row = [id: string, created: string, likes: number, ...scores: [number, number]];

/** Two nights, a Monday and a Tuesday. Epsilon, a person, builds on Gamma's. */
const rows: Row[] = [
  ['alpha-ai/a', '2026-06-24', 10, 9, 9],
  ['beta/b', '2026-06-23', 5, 8, 7],
  ['epsilon/e', '2026-06-23', 5, 5, 7],
  ['nobody/n', '2026-06-16', 3, 5, 0],
  ['gamma/g', '2024-01-01', 50, 5, 1],
  ['delta/d', '2026-06-29', 0, 0, 0],
];

function modelsOf(backwards = false): ListedModel[] {
  return rows.map(([id, created, likes, score], index) => ({
    _id: firstObjectIdOf(1_700_000_000 + (backwards ? -index : index)),
    id,
    downloads: 1,
    likes,
    trendingScore: score,
    createdAt: `${created}T00:00:00.000Z`,
    tags: id === 'epsilon/e' ? ['base_model:finetune:gamma/g'] : [],
    private: false,
  }));
}

async function twoNights(
  path: string,
  models: ListedModel[],
  between: (model: ListedModel) => void = () => undefined,
) {
  const hub = await HubOverTime.start(models, path);
  await hub.night('2026-06-29');
  models.forEach((model, index) => {
    model.trendingScore = rows[index]?.[4] ?? 0;
    between(model);
  });
  await hub.night('2026-06-30');
}

let folder: string;
let path: string;
beforeEach(async () => {
  folder = tempFolder();
  path = join(folder, 'trending.db');
  await twoNights(path, modelsOf());
});

const registry = registryOf([layerOf(exampleRegistry)]);
function run(params: Record<string, unknown> = {}, db = path): ReportOutput {
  return readNight(db, {}, (night) =>
    trending.run(night, { top: 3, weeks: 3, ...params }, { registry: () => registry }),
  );
}

const near = (value: number): unknown => expect.closeTo(value, 12) as unknown;
function cells(output: ReportOutput, name: string, list: string, keys: readonly string[]): unknown[][] {
  return (output.view.tables.find((table) => table.name === name)?.rows ?? [])
    .filter((row) => row['list'] === list)
    .map((row) => keys.map((key) => row[key]));
}
const fact = (output: ReportOutput, key: string): unknown =>
  output.view.facts.find((each) => each.key === key)?.value;

describe('trending of two nights', () => {
  const keys = ['rank', 'group', 'slots', 'share', 'share_by_root', 'share_by_either'];

  it('gives the places of every night to whoever made the models, or their bases, as one does by hand', () => {
    const output = run();
    expect(cells(output, 'standings', 'trending', keys)).toEqual([
      [1, 'CN', 2, near(2 / 6), near(2 / 6), near(2 / 6)],
      [2, 'US', 2, near(2 / 6), near(2 / 6), near(2 / 6)],
      [3, 'individuals', near(4 / 3), near(4 / 18), 0, near(4 / 18)],
      [4, 'DE', near(1 / 3), near(1 / 18), near(5 / 18), near(5 / 18)],
      [null, null, near(1 / 3), near(1 / 18), near(1 / 18), near(1 / 18)],
    ]);
    expect(cells(output, 'standings', 'trending', ['group', 'most_at_once', 'most_at_once_on'])[2]).toEqual([
      'individuals',
      1,
      '2026-06-30',
    ]);
    expect([
      fact(output, 'rank_individuals'),
      fact(output, 'share_china_either'),
      fact(output, 'korea_at_once'),
    ]).toEqual([3, near(2 / 6), 0]);
  });

  it('ranks the models of each week, and the young, without a history', () => {
    const output = run();
    expect(cells(output, 'weeks', 'new of each week', ['week', 'group', 'slots'])).toEqual([
      ['2026-06-15', null, 1],
      ['2026-06-22', 'CN', 1],
      ['2026-06-22', 'US', 1],
      ['2026-06-22', 'individuals', 1],
      ['2026-06-22', 'DE', 0],
    ]);
    expect(cells(output, 'standings', 'younger than 7 days', ['group', 'slots'])).toEqual([['US', 1]]);
    expect(cells(output, 'standings', 'younger than 30 days', ['group', 'slots'])).toEqual([
      ['CN', 1],
      ['US', 1],
      ['individuals', 1],
      ['DE', 0],
    ]);
  });

  it('lets those tied for the last place share it', () => {
    expect(
      cells(run({ top: 2, age: ['8'] }), 'standings', 'younger than 8 days', ['group', 'slots']),
    ).toEqual([
      ['US', 1],
      ['CN', 0.5],
      ['individuals', 0.5],
      ['DE', 0],
    ]);
    expect(topSlots(Float64Array.of(NaN, 2, 2, 0, 2, 7), 3)).toEqual([
      { position: 5, weight: 1 },
      { position: 1, weight: 2 / 3 },
      { position: 2, weight: 2 / 3 },
      { position: 4, weight: 2 / 3 },
    ]);
    expect(topSlots(Float64Array.of(0, NaN, 0), 3)).toEqual([]);
  });

  it('groups by type and by body, persons as one class', () => {
    expect(
      cells(run({ by: 'type' }), 'standings', 'trending', ['group', 'slots']).map(([group]) => group),
    ).toEqual(['big-tech', 'company', 'individuals', 'university', null]);
    expect(cells(run({ by: 'entity' }), 'standings', 'trending', ['group']).flat()).toEqual([
      'Alpha',
      'Beta',
      'individuals',
      'Gamma',
      null,
    ]);
  });

  it('has shares that add up to one with the unknown, and lie within their bounds', () => {
    for (const by of ['country', 'type', 'entity']) {
      const output = run({ by });
      for (const list of ['trending', 'new of each week', 'younger than 30 days']) {
        const shares = cells(output, 'standings', list, ['share', 'low', 'high']).map((row) =>
          row.map(Number),
        );
        expect(shares.reduce((sum, [share = 0]) => sum + share, 0)).toBeCloseTo(1, 12);
        for (const [share = 0, low = 0, high = 0] of shares.filter(([, , most]) => most !== 0)) {
          expect(low).toBeLessThanOrEqual(share + 1e-12);
          expect(high).toBeGreaterThanOrEqual(share - 1e-12);
        }
      }
    }
  });

  it('does not depend on the order of the models', async () => {
    const backwards = join(folder, 'backwards.db');
    await twoNights(backwards, modelsOf(true));
    const rounded = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (_, each: unknown) =>
          typeof each === 'number' ? Number(each.toPrecision(9)) : each,
        ),
      );
    for (const by of ['country', 'type', 'entity']) {
      for (const top of [1, 2, 3, 5]) {
        expect(rounded(run({ by, top }, backwards).result)).toEqual(rounded(run({ by, top }).result));
      }
    }
  });

  it('goes no further back than asked', async () => {
    const long = join(folder, 'long.db');
    const models = modelsOf();
    const hub = await HubOverTime.start(models, long);
    await hub.night('2026-06-19');
    await hub.night('2026-06-30');
    const weeksOf = (weeks: number) =>
      [...new Set(cells(run({ weeks }, long), 'weeks', 'trending', ['week']).flat())].sort();
    expect(weeksOf(3)).toEqual(['2026-06-15', '2026-06-29']);
    expect(weeksOf(1)).toEqual(['2026-06-29']);
  });

  it('counts a place for the author of its night', async () => {
    const moved = join(folder, 'moved.db');
    await twoNights(moved, modelsOf(), (model) => {
      if (model.id === 'alpha-ai/a') model.id = 'beta/a';
    });
    expect(cells(run({}, moved), 'standings', 'trending', ['group', 'slots']).slice(0, 3)).toEqual([
      ['CN', 3],
      ['individuals', near(4 / 3)],
      ['US', 1],
    ]);
  });
});

describe('what is missing for trending', () => {
  const unscored = (): ListedModel[] => {
    const models = modelsOf();
    for (const model of models) delete model.trendingScore;
    return models;
  };

  it('is said of a list, where another can be told', async () => {
    const db = await storeOf(unscored(), '2026-06-30');
    const output = run({}, db);
    expect(output.result['lists']).toMatchObject([
      { list: 'trending', lists: 0, slots: 0, lacking: 'no night has a trendingScore' },
      { list: 'new of each week', lists: 2, slots: 4, lacking: '' },
      { list: 'younger than 7 days' },
      { list: 'younger than 30 days' },
    ]);
    expect(JSON.stringify(output.view.finding)).toContain('new of each week');
  });

  it('is an error where none can be told', async () => {
    const db = await storeOf(unscored(), '2026-06-30');
    expect(() => run({ rank: 'all-time' }, db)).toThrow(MissingDataError);
  });

  it('is a model dated after the night, of every list', async () => {
    const models = unscored();
    for (const model of models) model.createdAt = '2027-01-01T00:00:00.000Z';
    const db = await storeOf(models, '2026-06-30');
    expect(run({}, db).result['lists']).toMatchObject([
      { slots: 0 },
      { slots: 0, lacking: 'no model qualifies' },
      { slots: 0, lacking: 'no model qualifies' },
      { slots: 0, lacking: 'no model qualifies' },
    ]);
  });

  it('is no reason to take more weeks than there can be', () => {
    expect(run({ weeks: 1040 }).result['lists']).toMatchObject([{ slots: 6 }, {}, {}, {}]);
    expect(() => run({ weeks: 1041 })).toThrow(/1040/);
  });

  it('is not confused with an age that is none', () => {
    expect(() => run({ age: ['0'] })).toThrow(UsageError);
  });
});

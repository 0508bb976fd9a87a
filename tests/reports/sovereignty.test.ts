import { beforeEach, describe, expect, it } from 'vitest';
import { MissingDataError, UsageError } from '../../src/errors.js';
import type { Registry } from '../../src/registry/registry.js';
import { sovereignty } from '../../src/reports/sovereignty.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { exampleModels, exampleNight, exampleRegistry } from '../support/attribution-example.js';
import { readNight } from '../support/nights.js';
import { layerOf, registryOf, type TableRows } from '../support/registry.js';
import { storeOf } from '../support/report-runs.js';

const rows = {
  ...exampleRegistry,
  entities: [...exampleRegistry.entities, 'void,Void,,KR,company,,,high,test,'],
  programmes: [
    'Beta Plan,BETA,CN,high,test,',
    'Delta Plan,entity:delta,FR,high,test,',
    'Void Plan,entity:void,KR,low,test,',
  ],
} as const satisfies TableRows;
const registry = registryOf([layerOf(rows)]);

let path: string;
beforeEach(async () => {
  path = await storeOf(exampleModels(), exampleNight);
});

function run(params: Record<string, unknown> = {}, asked: Registry = registry, db = path): ReportOutput {
  return readNight(db, {}, (night) => sovereignty.run(night, params, { registry: () => asked }));
}

const cells = (output: ReportOutput, name: string, keys: readonly string[]): unknown[][] =>
  (output.view.tables.find((table) => table.name === name)?.rows ?? []).map((row) =>
    keys.map((key) => row[key]),
  );

describe('sovereignty of the example', () => {
  it('has what every country holds, and who of it the public pays for, as one computes it by hand', () => {
    const output = run();
    const keys = ['country', 'downloads_30d', 'models', 'share', 'share_public', 'share_programmes'];
    expect(cells(output, 'countries', keys)).toEqual([
      ['CN', 240, 4, 0.24, 0, 1],
      ['DE', 200, 2, 0.2, 1, 0],
      ['US', 140, 3, 0.14, 0, 0],
      ['XX', 100, 3, 0.1, 0, 0],
      ['GB', 60, 1, 0.06, 0, 0],
      ['FR', 30, 2, 0.03, 1, 1],
      [null, 230, 5, 0.23, 0, 0],
    ]);
    expect(output.result).toMatchObject({ share_public: 0.23, share_programmes: 0.27, total: 1000 });
  });

  it('tells own models from those on bases of the same country, of another, and of nobody known', () => {
    const keys = [
      'country',
      'downloads_30d_none',
      'downloads_30d_same',
      'downloads_30d_other',
      'downloads_30d_unknown',
    ];
    const output = run();
    expect(cells(output, 'bases', keys)).toEqual([
      ['CN', 240, 0, 0, 0],
      ['DE', 200, 0, 0, 0],
      ['US', 140, 0, 0, 0],
      // Zeta's circle stands on nothing, its model on Alpha's elsewhere.
      ['XX', 10, 0, 90, 0],
      ['GB', 60, 0, 0, 0],
      ['FR', 0, 0, 30, 0],
      // nobody/n2 names itself alone.
      [null, 30, 0, 0, 200],
    ]);
    const german = registryOf([layerOf(rows), layerOf({ entities: ['delta,,,DE,,,,,,'] }, 'mine')]);
    expect(cells(run({}, german), 'bases', keys)[1]).toEqual(['DE', 200, 30, 0, 0]);
  });

  it('follows a base that is not there by its name', () => {
    const swiss = registryOf([layerOf(rows), layerOf({ entities: ['epsilon,,,US,,,,,,'] }, 'mine')]);
    const [us] = cells(run({}, swiss), 'bases', ['country', 'share_same', 'share_other']).filter(
      ([country]) => country === 'US',
    );
    // Epsilon: 10 on alpha-ai/gone, 90 on Beta's; Alpha: 140 on nothing.
    expect(us).toEqual(['US', 10 / 240, 90 / 240]);
  });

  it('has the years of the countries that are asked for, the sentinel apart', () => {
    const keys = [
      'country',
      'year',
      'models',
      'downloads_30d',
      'models_public',
      'downloads_30d_university',
      'models_programmes',
    ];
    expect(cells(run({ country: ['FR', 'DE', 'FR', 'KR'] }), 'years', keys)).toEqual([
      ['FR', '2025', 1, 25, 1, 0, 1],
      ['FR', '2026', 1, 5, 1, 0, 1],
      ['DE', 'until 2022-03-02', 1, 150, 1, 150, 0],
      ['DE', '2023', 1, 50, 1, 50, 0],
    ]);
    expect([...new Set(cells(run({ top: 1 }), 'years', ['country']).flat())]).toEqual(['CN']);
  });

  it('lists every programme, the one without a model as well', () => {
    const keys = [
      'programme',
      'country',
      'members',
      'models',
      'new_models',
      'downloads_30d',
      'share_of_country',
      'confidence',
    ];
    expect(cells(run(), 'programmes', keys)).toEqual([
      ['Beta Plan', 'CN', 'BETA', 4, 2, 240, 1, 'high'],
      ['Delta Plan', 'FR', 'delta', 2, 1, 30, 1, 'high'],
      ['Void Plan', 'KR', 'void', 0, 0, 0, null, 'low'],
    ]);
  });

  it('has parts that add up to the whole, over countries, origins and years', () => {
    for (const metric of ['30d', 'all-time', 'likes']) {
      const { result } = run({ metric, top: 100 });
      const countries = result['countries'] as {
        counted: number;
        origins: Record<string, { counted: number }>;
      }[];
      const years = result['years'] as { counted: number }[];
      const origins = countries.flatMap((row) => Object.values(row.origins));
      for (const parts of [countries, origins, years]) {
        expect(parts.reduce((sum, { counted }) => sum + counted, 0)).toBe(result['total']);
      }
    }
  });

  it('does not depend on the order of the models or of the registry', async () => {
    const reversed = await storeOf(
      exampleModels().map((model, index) => ({
        ...model,
        _id: `${(99 - index).toString(16).padStart(8, '6')}${model._id.slice(8)}`,
      })),
      exampleNight,
    );
    const backwards = registryOf([
      layerOf({
        ...rows,
        entities: [...rows.entities].reverse(),
        namespaces: [...rows.namespaces].reverse(),
        programmes: [...rows.programmes].reverse(),
      }),
    ]);
    expect(run({}, registry, reversed).result).toEqual(run().result);
    expect(run({}, backwards).result).toEqual(run().result);
  });

  it('refuses what is no country, and says what is missing', async () => {
    expect(() => run({ country: ['UK'] })).toThrow(UsageError);
    const models = exampleModels();
    for (const model of models) delete model.downloadsAllTime;
    const bare = await storeOf(models, exampleNight);
    expect(() => run({ metric: 'all-time' }, registry, bare)).toThrow(MissingDataError);
  });
});

import { describe, expect, test } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { MissingDataError, UsageError } from '../../src/errors.js';
import type { CeilingResult } from '../../src/reports/ceiling-result.js';
import { ceiling } from '../../src/reports/ceiling.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { plainModels } from '../support/models.js';
import { readNight } from '../support/nights.js';
import { mulberry32 } from '../support/random.js';
import { layerOf, registryOf, type TableRows } from '../support/registry.js';
import { storeOf } from '../support/report-runs.js';
import { variedModels } from '../support/varied-models.js';

// Four listed labs of three countries, and a company that is none.
const byHandRows: TableRows = {
  entities: [
    'minimax,MiniMax,,CN,company,,,high,test,',
    'z-ai,Z.ai,,CN,company,,,high,test,',
    'nvidia,NVIDIA,,US,company,,,high,test,',
    'mistral-ai,Mistral AI,,FR,company,,,high,test,',
    'solo,Solo,,US,company,,,high,test,',
  ],
  namespaces: [
    'MiniMaxAI,minimax,official,,,high,test,',
    'zai-org,z-ai,official,,,high,test,',
    'nvidia,nvidia,official,,,high,test,',
    'nvidia-copies,nvidia,mirror,,,high,test,',
    'mistralai,mistral-ai,official,,,high,test,',
    'solo,solo,official,,,high,test,',
  ],
  countryGroups: ['EU27,FR,member state,high,test', 'EU27,DE,member state,high,test'],
};

function run(path: string, rows: TableRows, params: Record<string, unknown> = {}): ReportOutput {
  const registry = registryOf([layerOf(rows)]);
  return readNight(path, {}, (night) => ceiling.run(night, params, { registry: () => registry }));
}
const resultOf = (path: string, rows: TableRows, params?: Record<string, unknown>) =>
  run(path, rows, params).result as unknown as CeilingResult;

type Row = [id: string, created: string, billions: number | undefined, more?: Partial<ListedModel>];

const modelsOf = (rows: readonly Row[]): ListedModel[] =>
  rows.map(([id, created, billions, more], index) => ({
    _id: firstObjectIdOf(1_760_000_000 + index),
    id,
    private: false,
    downloads: index,
    createdAt: created.length === 10 ? `${created}T12:00:00.000Z` : created,
    ...(billions !== undefined && { safetensors: { total: billions * 1e9 } }),
    ...more,
  }));

const byHand: Row[] = [
  ['MiniMaxAI/later', '2026-01-05', 700],
  ['zai-org/first', '2026-01-03', 700],
  ['MiniMaxAI/derived', '2026-01-10', 900, { tags: ['base_model:finetune:zai-org/first'] }],
  ['nvidia/n1', '2026-01-20', 100],
  ['nvidia/converted', '2026-01-20', 5000, { library_name: 'gguf' }],
  ['nvidia-copies/copy', '2026-01-20', 6000],
  ['nvidia/own-base', '2026-02-02', 120, { tags: ['base_model:nvidia/own-base'] }],
  ['MiniMaxAI/unsized', '2026-02-04', undefined],
  ['MiniMaxAI/zero', '2026-02-04', 0],
  ['mistralai/m', '2026-02-10', undefined, { gguf: { total: 123e9 } }],
  ['solo/s', '2026-02-11', 9000],
  ['nvidia/older', '2022-03-02T23:29:04.000Z', 3000],
  ['nobody/n', '2026-01-20', 900_000],
];
const NIGHT = '2026-02-20';

describe('by hand', () => {
  test('a ceiling is the largest original of its month and country, the first created of equal ones', async () => {
    const path = await storeOf(modelsOf(byHand), NIGHT);
    const result = resultOf(path, byHandRows, { country: ['CN', 'us', 'United States', 'eu27'] });
    const cells = result.ceilings.map((row) => [
      row.month,
      row.country,
      row.model,
      row.parameters,
      row.same_size,
      row.originals,
      row.sized,
    ]);
    expect(cells).toEqual([
      ['2026-01', 'CN', 'zai-org/first', 700e9, 2, 2, 2],
      ['2026-01', 'US', 'nvidia/n1', 100e9, 1, 1, 1],
      ['2026-01', 'EU27', null, null, 0, 0, 0],
      ['2026-02', 'CN', null, null, 0, 2, 0],
      ['2026-02', 'US', 'nvidia/own-base', 120e9, 1, 1, 1],
      ['2026-02', 'EU27', 'mistralai/m', 123e9, 1, 1, 1],
    ]);
    expect(result.ceilings.map((row) => row.coverage)).toEqual([1, 1, null, 0, 1, 1]);
    expect(result.ceilings[0]).toMatchObject({ entity: 'Z.ai', parameters_source: 'safetensors' });
    expect(result.ceilings[5]).toMatchObject({ entity: 'Mistral AI', parameters_source: 'gguf' });
    expect(result.counts).toEqual({
      models: 11,
      originals: 8,
      copies: 1,
      conversions: 1,
      derivatives: 1,
      undated: 1,
    });
    expect(result.leads).toEqual([
      { country: 'CN', months: 1 },
      { country: 'US', months: 0 },
      { country: 'EU27', months: 1 },
    ]);
    expect(result.recent_months).toBe(2);
  });

  test('a group of countries that has the largest is named as it was asked for', async () => {
    const path = await storeOf(modelsOf(byHand), NIGHT);
    const { finding } = run(path, byHandRows, { country: ['eu27'] }).view;
    const named = finding.flatMap(({ figures }) => figures.map(({ value }) => value));
    expect(named).toEqual(['EU27', 'mistralai/m', '2026-02', 123e9]);
  });

  test('the most downloaded original of unknown size is named, a total of zero being none', async () => {
    const path = await storeOf(modelsOf(byHand), NIGHT);
    expect(resultOf(path, byHandRows).unsized).toEqual([
      { month: '2026-02', country: 'CN', model: 'MiniMaxAI/zero', entity: 'MiniMax', downloads_30d: 8 },
    ]);
  });

  test('everybody the registry knows is compared when asked', async () => {
    const path = await storeOf(modelsOf(byHand), NIGHT);
    const { ceilings } = resultOf(path, byHandRows, { of: 'all' });
    expect(ceilings.map(({ model }) => model)).toEqual(['zai-org/first', 'nvidia/n1', null, 'solo/s']);
  });

  test('what is no country is a mistake, and a night without sizes has no answer', async () => {
    const path = await storeOf(modelsOf(byHand), NIGHT);
    expect(() => run(path, byHandRows, { country: ['Narnia'] })).toThrow(UsageError);
    const unsized = await storeOf(plainModels(3));
    expect(() => run(unsized, byHandRows)).toThrow(MissingDataError);
  });
});

describe('the published ceilings', () => {
  const months = ['01', '02', '03', '04', '05', '06', '07'];
  const published = (skip?: string): Row[] =>
    months
      .filter((month) => month !== skip)
      .flatMap((month): Row[] => [
        ['zai-org/c' + month, `2026-${month}-10`, 800 + Number(month)],
        ['nvidia/u' + month, `2026-${month}-10`, 110 + 5 * Number(month)],
      ]);
  const answers = (path: string, params?: Record<string, unknown>) =>
    Object.fromEntries(run(path, byHandRows, params).published.map(({ id, computed }) => [id, computed]));
  const none = { N9a: null, N9b: null, N9c: null };

  test('are answered of listed labs once every month has one', async () => {
    const path = await storeOf(modelsOf(published()), '2026-08-03');
    // 115, 120, 125, 130 ... billion: three below 130.
    expect(answers(path)).toEqual({ N9a: 801e9, N9b: 807e9, N9c: 3 });
    expect(answers(path, { of: 'all' })).toEqual(none);
    expect(answers(path, { country: ['FR', 'US'] })).toEqual({ ...none, N9c: 3 });
  });

  test('are not answered of fewer months, or before they are over', async () => {
    expect(answers(await storeOf(modelsOf(published('03')), '2026-08-03'))).toEqual(none);
    expect(answers(await storeOf(modelsOf(published()), '2026-07-30'))).toEqual(none);
  });
});

describe('random models', () => {
  const rows: TableRows = {
    entities: [
      'one,One,,CN,company,,,high,test,',
      'two,Two,,US,company,,,high,test,',
      'three,Three,,DE,company,,,high,test,',
    ],
    namespaces: [
      'author-0,one,official,,,high,test,',
      'author-1,two,official,,,high,test,',
      'author-2,three,official,,,high,test,',
      'author-3,two,,,,high,test,',
      'author-4,one,quantiser,,,high,test,',
      'author-5,three,team,,,high,test,',
    ],
    countryGroups: byHandRows.countryGroups ?? [],
  };
  const asked = { of: 'all', country: ['CN', 'US', 'DE', 'EU27'] };
  const authorsOf = {
    CN: ['author-0'],
    US: ['author-1', 'author-3'],
    DE: ['author-2', 'author-5'],
    EU27: ['author-2', 'author-5'],
  };

  function randomModels(seed: number): ListedModel[] {
    const random = mulberry32(seed);
    const libraries = ['gguf', 'MLX', 'onnx', 'transformers', 'peft'];
    return variedModels(500, seed).map((model) => {
      const library = libraries[Math.floor(random() * 10)];
      return library === undefined ? model : { ...model, library_name: library };
    });
  }

  const sizeOf = ({ safetensors, gguf }: ListedModel) =>
    [safetensors?.total ?? 0, gguf?.total ?? 0].find((total) => total > 0);

  test.each([1, 2, 3])('have the ceilings that plain loops find (seed %i)', async (seed) => {
    const models = randomModels(seed);
    const originals = models.filter(
      ({ id, tags = [], library_name: library = '', createdAt = '' }) =>
        !['gguf', 'MLX', 'onnx'].includes(library) &&
        (!tags.includes('base_model:author-0/model-0') || id === 'author-0/model-0') &&
        createdAt !== '' &&
        !createdAt.startsWith('2022-03-02'),
    );
    const { ceilings } = resultOf(await storeOf(models), rows, asked);
    expect(ceilings.length).toBeGreaterThan(100);
    expect(ceilings.at(-1)?.month).toBe('2026-08');
    for (const row of ceilings) {
      const authors = authorsOf[row.country as keyof typeof authorsOf];
      const own = originals.filter(
        ({ id, createdAt = '' }) =>
          authors.includes(id.split('/')[0] ?? '') && createdAt.startsWith(row.month),
      );
      const sized = own.filter((model) => sizeOf(model) !== undefined);
      const most = Math.max(0, ...sized.map((model) => sizeOf(model) ?? 0));
      const [first, ...others] = sized
        .filter((model) => sizeOf(model) === most)
        .sort((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? -1 : 1));
      expect(row).toMatchObject({
        originals: own.length,
        sized: sized.length,
        model: first?.id ?? null,
        parameters: first === undefined ? null : most,
        same_size: first === undefined ? 0 : 1 + others.length,
      });
    }
  });

  test('have the same whatever their order, and the same ceilings when all are there twice', async () => {
    const models = randomModels(4);
    const before = resultOf(await storeOf(models), rows, asked);
    const reversed = models.map((model, index) => ({
      ...model,
      _id: firstObjectIdOf(1_750_000_000 - index),
    }));
    expect(resultOf(await storeOf(reversed), rows, asked)).toEqual(before);
    const copies = models.map((model, index) => ({
      ...model,
      _id: firstObjectIdOf(1_760_000_000 + index),
      id: `${model.id}-copy`,
    }));
    const twice = resultOf(await storeOf([...models, ...copies]), rows, asked);
    const told = ({ ceilings, leads }: CeilingResult) => [
      leads,
      ceilings.map((row) => [row.month, row.country, row.parameters, row.coverage, row.parameters_source]),
    ];
    // The model that all others name as their base has no second self.
    expect(models.find(({ id }) => id === 'author-0/model-0')?.tags ?? []).not.toContain(
      'base_model:author-0/model-0',
    );
    expect(told(twice)).toEqual(told(before));
  });
});

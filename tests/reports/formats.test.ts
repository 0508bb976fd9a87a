import { describe, expect, test } from 'vitest';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import type { FormatsResult } from '../../src/reports/formats-result.js';
import { formats } from '../../src/reports/formats.js';
import { plainModels } from '../support/models.js';
import { HubOverTime, readNight } from '../support/nights.js';
import { mulberry32 } from '../support/random.js';
import { layerOf, registryOf } from '../support/registry.js';
import { storeOf } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';

const registry = registryOf([
  layerOf({
    entities: [
      'alibaba-qwen-team,Qwen Team,,CN,company,,,high,test,',
      'google,Google,,US,company,,,high,test,',
    ],
    namespaces: ['Qwen,alibaba-qwen-team,official,,,high,test,', 'google,google,official,,,high,test,'],
  }),
]);
const reportOf = (path: string, params: Record<string, unknown> = {}) =>
  readNight(path, {}, (night) => formats.run(night, params, { registry: () => registry }));
const resultOf = (path: string, params: Record<string, unknown> = {}) =>
  reportOf(path, params).result as unknown as FormatsResult;

type Row = [id: string, library: string | null, downloads: number, base?: string];

const byHand: Row[] = [
  ['Qwen/Qwen3-8B', 'transformers', 100],
  ['Qwen/Qwen3-8B-GGUF', 'gguf', 40, 'Qwen/Qwen3-8B'],
  ['a/qwen-gguf', 'gguf', 50, 'Qwen/Qwen3-8B'],
  ['b/qwen-gguf-again', 'gguf', 10, 'a/qwen-gguf'],
  ['b/gemma-gguf', 'gguf', 60, 'google/gemma-3-4b-it'],
  ['b/no-base', 'gguf', 15],
  ['c/other', null, 25, 'Qwen/Qwen3-8B'],
];

const modelsOf = (rows: readonly Row[]) =>
  plainModels(rows.length, (index) => {
    const [id, library, downloads, base] = rows[index] ?? ['', null, 0];
    return {
      id,
      downloads,
      tags: base === undefined ? [] : [`base_model:quantized:${base}`],
      ...(library !== null && { library_name: library }),
      ...(id === 'c/other' && { gguf: { total: 8_000_000_000 } }),
    };
  });

describe('by hand', () => {
  test('a library has the families of the roots, official and not', async () => {
    const { formats: rows, cells, n, downloads, ...rest } = resultOf(await storeOf(modelsOf(byHand)));
    expect([n, downloads]).toEqual([7, 300]);
    expect(rows.map(({ format, label, models, downloads: sum }) => [format, label, models, sum])).toEqual([
      ['gguf', 'gguf', 5, 175],
      ['transformers', 'Transformers', 1, 100],
      [null, 'none declared', 1, 25],
    ]);
    expect(rows[0]).toMatchObject({
      share: 175 / 300,
      share_models: 5 / 7,
      downloads_per_model: 35,
      share_known_family: 4 / 5,
      official: 1,
      community: 3,
      official_downloads: 40,
      community_downloads: 120,
    });
    expect(cells.find(({ format, family }) => format === 'gguf' && family === 'Qwen')).toEqual({
      format: 'gguf',
      family: 'Qwen',
      models: 3,
      downloads: 100,
      official: 1,
      community: 2,
      official_downloads: 40,
      community_downloads: 60,
      share_of_format: 100 / 175,
      share_of_family: 100 / 225,
    });
    expect(cells.find(({ format, family }) => format === 'gguf' && family === null)).toMatchObject({
      models: 1,
      official: 0,
      community: 0,
    });
    expect(rest.gguf).toEqual([
      { reading: 'library', models: 5, downloads: 175 },
      { reading: 'files', models: 1, downloads: 25 },
      { reading: 'either', models: 6, downloads: 200 },
    ]);
    expect(rest.coverage_library).toEqual({ models: 6 / 7, downloads: 275 / 300 });
    expect(rest.coverage_family).toEqual({ models: 6 / 7, downloads: 285 / 300 });
  });

  test('the published figures of Qwen in GGUF are answered, of 30 days alone where they are downloads', async () => {
    const path = await storeOf(
      modelsOf(byHand).map((model) => ({ ...model, downloadsAllTime: (model.downloads ?? 0) * 10 })),
    );
    const answers = (metric: string) =>
      Object.fromEntries(reportOf(path, { metric }).published.map(({ id, computed }) => [id, computed]));
    expect(answers('30d')).toMatchObject({ S5: 100, S6a: 3, S6b: 1 });
    expect(answers('all-time')).toMatchObject({ S5: null, S6a: 3, S6b: 1 });
  });

  test('growth is between two nights, those that were deleted included', async () => {
    const path = `${tempFolder()}/oai.db`;
    const hub = await HubOverTime.start(modelsOf(byHand.slice(0, 4)), path);
    await hub.night('2026-01-10');
    hub.models.splice(1, 1);
    hub.models.push(
      ...plainModels(4, (index) => ({
        _id: firstObjectIdOf(1_760_000_000 + index),
        id: `new/${index}`,
        library_name: index === 3 ? 'mlx' : 'gguf',
      })),
    );
    await hub.night('2026-01-20');
    const grown = (from: string) =>
      readNight(path, { includeSuspect: true }, (night) =>
        formats.run(night, { from }, { registry: () => registry }),
      ).result as unknown as FormatsResult;
    const gguf = (params: Record<string, unknown>) =>
      readNight(path, { includeSuspect: true }, (night) =>
        formats.run(night, params, { registry: () => registry }),
      ).published.find(({ id }) => id === 'S7a')?.computed;
    expect(gguf({ from: '2026-01-15' })).toBeNull();
    expect(grown('2026-01-15').growth).toEqual({
      from: '2026-01-10',
      to: '2026-01-20',
      rows: [
        { format: 'gguf', before: 3, now: 5, growth: 5 / 3 - 1 },
        { format: 'mlx', before: 0, now: 1, growth: null },
        { format: 'transformers', before: 1, now: 1, growth: 0 },
        { format: null, before: 0, now: 0, growth: null },
      ],
    });
    expect(() => grown('2026-01-20')).toThrow(/no growth from 2026-01-20/);
  });
});

test('without any library there is no answer', async () => {
  const path = await storeOf(plainModels(3));
  expect(() => reportOf(path)).toThrow(/declares a library/);
});

/** Models of a few libraries, with a base of a known family, of none, or without any; a third without a library. */
function mixed(count: number, seed: number): ListedModel[] {
  const random = mulberry32(seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const libraries = ['gguf', 'mlx', 'transformers', undefined];
  const bases = ['Qwen/Qwen3-8B', 'google/gemma-2b', 'nobody/knows', undefined];
  return plainModels(count, (index) => {
    const library = pick(libraries);
    const base = pick(bases);
    return {
      id: `${pick(['Qwen', 'google', 'somebody']) ?? ''}/derived-${index}`,
      downloads: Math.floor(1000 ** random()) - 1,
      tags: base === undefined ? [] : [`base_model:finetune:${base}`],
      ...(library !== undefined && { library_name: library }),
    };
  });
}

test.each([1, 2, 3])('cells, libraries and years are those of plain loops, seed %i', async (seed) => {
  const models = mixed(150, seed);
  const { formats: rows, cells, years } = resultOf(await storeOf(models));
  const familyOf = ({ id, tags = [] }: ListedModel): string | null => {
    const [tag = ''] = tags;
    if (tag.endsWith('Qwen/Qwen3-8B')) return 'Qwen';
    if (tag.endsWith('google/gemma-2b')) return 'Gemma';
    return tag === '' && id.startsWith('Qwen/') ? 'Qwen' : null;
  };
  const makers: Record<string, string> = { Qwen: 'Qwen/', Gemma: 'google/' };
  const sum = (of: readonly ListedModel[]) => of.reduce((total, { downloads = 0 }) => total + downloads, 0);
  for (const format of ['gguf', 'mlx', 'transformers', null]) {
    const ofFormat = models.filter(({ library_name: library }) => (library ?? null) === format);
    expect(rows.find((row) => row.format === format)).toMatchObject({
      models: ofFormat.length,
      downloads: sum(ofFormat),
      share: sum(ofFormat) / sum(models),
    });
    expect(years.find((row) => row.format === format && row.created === '2025')).toMatchObject({
      models: ofFormat.length,
    });
    for (const family of ['Qwen', 'Gemma', null]) {
      const within = ofFormat.filter((model) => familyOf(model) === family);
      const official = within.filter(({ id }) => id.startsWith(makers[family ?? ''] ?? '-'));
      expect(cells.find((cell) => cell.format === format && cell.family === family)).toMatchObject({
        models: within.length,
        downloads: sum(within),
        official: official.length,
        community: family === null ? 0 : within.length - official.length,
        official_downloads: sum(official),
      });
    }
  }
});

test('the order of the store decides nothing, and shares stay when all is there twice', async () => {
  const models = mixed(120, 9);
  const reversed = models.map((model, index) => ({ ...model, _id: firstObjectIdOf(1_750_000_000 - index) }));
  const copies = models.map((model, index) => ({
    ...model,
    _id: firstObjectIdOf(1_750_000_000 + index),
    id: `${model.id}-copy`,
  }));
  const before = resultOf(await storeOf(models));
  expect(resultOf(await storeOf(reversed)).cells).toEqual(before.cells);
  const shares = ({ cells }: FormatsResult) =>
    cells.map(({ format, family, share_of_format, share_of_family }) => [
      format,
      family,
      share_of_format,
      share_of_family,
    ]);
  expect(shares(resultOf(await storeOf([...models, ...copies])))).toEqual(shares(before));
});

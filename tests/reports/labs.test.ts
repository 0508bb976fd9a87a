import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { MissingDataError, UsageError } from '../../src/errors.js';
import { readLabs } from '../../src/reports/lab-list.js';
import type { LabsResult } from '../../src/reports/labs-result.js';
import { labs } from '../../src/reports/labs.js';
import { readSizeBands } from '../../src/reports/size-bands.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { plainModels } from '../support/models.js';
import { HubOverTime, readNight } from '../support/nights.js';
import { mulberry32 } from '../support/random.js';
import { layerOf, registryOf, shippedLayer, type TableRows } from '../support/registry.js';
import { storeOf } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';

// Two listed labs, one with a subsidiary, and one with a part that the list leaves out; author-4 nobody knows.
const rows: TableRows = {
  entities: [
    'minimax,MiniMax Inc,,CN,company,,,high,test,',
    'alphabet,Alphabet,,US,company,,,high,test,',
    'google,Google,alphabet,GB,company,,,high,test,',
    'ibm,IBM,,US,company,,,high,test,',
    'red-hat,Red Hat,ibm,US,company,,,high,test,',
    'other,Other,,FR,company,,,high,test,',
  ],
  namespaces: [
    'author-0,minimax,official,,,high,test,',
    'author-1,alphabet,official,,,high,test,',
    'author-2,google,official,,,high,test,',
    'author-3,ibm,official,,,high,test,',
    'author-5,red-hat,official,,,high,test,',
    'author-6,other,quantiser,,,high,test,',
  ],
};
const registry = registryOf([layerOf(rows)]);

const run = (path: string, params: Record<string, unknown> = {}): ReportOutput =>
  readNight(path, {}, (night) => labs.run(night, params, { registry: () => registry }));
const resultOf = (path: string, params?: Record<string, unknown>) =>
  run(path, params).result as unknown as LabsResult;

// By author 0 to 6: what it has of downloads and size.
const counts = [100, 30, 10, 50, 400, 60, 150, 300, 0, 5, 7];
const sizes = [7e10, 6.9e10, 1e8, 2e11, 1e12, 3e11, undefined, 5e8, 9e11, undefined, 1e9];
const byHand = (): ListedModel[] =>
  plainModels(11, (index) => {
    const size = sizes[index];
    return {
      downloads: counts[index] ?? 0,
      downloadsAllTime: 1000,
      ...(size !== undefined && { safetensors: { total: size } }),
      tags: index === 6 ? ['base_model:quantized:author-0/model-0'] : [],
    };
  });

describe('by hand', () => {
  test('a lab has what it owns but for what the list leaves out, and a share of its sized downloads alone', async () => {
    const result = resultOf(await storeOf(byHand()));
    const told = result.labs.map((row) => [
      row.lab,
      row.country,
      row.models,
      row.downloads,
      row.sized_downloads,
      row.share_over_70b,
    ]);
    // minimax has models 0 and 7, alphabet 1, 2, 8 and 9, ibm 3 and 10.
    expect(told).toEqual([
      ['IBM without Red Hat', 'US', 2, 57, 57, 50 / 57],
      ['MiniMax', 'CN', 2, 400, 400, 100 / 400],
      ['Google', 'US', 4, 45, 40, 0],
    ]);
    expect(result.labs[2]).toMatchObject({
      entity_id: 'alphabet',
      sized_models: 3,
      coverage_models: 3 / 4,
      coverage_downloads: 40 / 45,
      share_of_all: 45 / 1112,
    });
    expect(result.all_labs).toMatchObject({ models: 8, downloads: 502, share_over_70b: 150 / 497 });
    expect(result.everyone_else).toMatchObject({ models: 3, downloads: 610, share_over_70b: 460 / 460 });
    expect(result.share_unknown).toBeCloseTo(400 / 1112, 12);
    expect(result.unlisted).toHaveLength(readLabs().length - 3);
  });

  test('a model is in the band that its size begins, and what is of unknown size has a row of its own', async () => {
    const { bands } = resultOf(await storeOf(byHand()));
    const found = bands.filter(({ entity_id, models }) => entity_id === 'alphabet' && models > 0);
    expect(found.map(({ band, models, downloads, share }) => [band, models, downloads, share])).toEqual([
      ['100-200 M', 1, 10, 10 / 40],
      ['20-70 B', 1, 30, 30 / 40],
      ['100 B and more', 1, 0, 0],
      ['unknown', 1, 5, null],
    ]);
  });

  test('a derivative counts for the lab at its root when asked, and not at all when its role is left out', async () => {
    const path = await storeOf(byHand());
    const minimax = (params: Record<string, unknown>) =>
      resultOf(path, params).labs.find(({ lab }) => lab === 'MiniMax')?.downloads;
    expect([minimax({}), minimax({ attribute: 'root' })]).toEqual([400, 550]);
    expect(resultOf(path, { excludeRole: ['quantiser'] }).everyone_else.downloads).toBe(460);
  });

  test('labs can be asked for by label, name, id or namespace; one of none of these is a mistake', async () => {
    const path = await storeOf(byHand());
    const asked = resultOf(path, { lab: ['google', 'MiniMax Inc', 'author-0', 'red-hat'] });
    expect(asked.labs.map(({ entity_id, downloads }) => [entity_id, downloads])).toEqual([
      ['red-hat', 60],
      ['minimax', 400],
      ['alphabet', 45],
    ]);
    expect(asked.all_labs.downloads).toBe(505);
    expect(() => run(path, { lab: ['nobody'] })).toThrow(UsageError);
  });

  test('one model counts once in all labs, whoever owns whom', async () => {
    const result = resultOf(await storeOf(byHand()), { lab: ['Google', 'author-2'] });
    expect(result.labs.map(({ downloads }) => downloads)).toEqual([45, 15]);
    expect(result.all_labs.downloads).toBe(45);
  });

  test('the published shares are answered for their own window by uploader alone', async () => {
    const models = byHand();
    const path = join(tempFolder(), 'oai.db');
    const hub = await HubOverTime.start(models, path);
    await hub.night('2026-01-01');
    models.forEach((model, index) => (model.downloadsAllTime = 1000 + (counts[index] ?? 0)));
    await hub.night('2026-07-31');
    const window = { metric: 'window', from: '2026-01-01', to: '2026-07-31' };
    const answers = (params: Record<string, unknown>) =>
      Object.fromEntries(run(path, params).published.map(({ id, computed }) => [id, computed]));
    const none = {
      S3a: null,
      S3b: null,
      S3c: null,
      S3d: null,
      S3e: null,
      S3f: null,
      S3g: null,
      S3h: null,
      S3i: null,
    };
    expect(answers(window)).toEqual({ ...none, S3a: 0.25, S3g: 0, S3i: 50 / 57 });
    expect(answers({ metric: 'all-time' })).toEqual(none);
    expect(answers({ ...window, attribute: 'root' })).toEqual(none);
    expect(answers({ ...window, excludeRole: ['test'] })).toEqual(none);
    expect(answers({ ...window, lab: ['MiniMax'] })).toEqual({ ...none, S3a: 0.25 });
  });
});

test('without any size there is no answer', async () => {
  const path = await storeOf(plainModels(3));
  expect(() => run(path)).toThrow(MissingDataError);
});

test('every lab of the list is a body of the registry, is there once, and is part of no other', () => {
  const shipped = registryOf([shippedLayer()]);
  const { attributions } = shipped.resolveAll(shipped.namespaces(), '2026-08-22');
  const bodies = attributions.map(({ entity, owners }) => [entity, ...owners].map(({ id }) => id));
  const listed = readLabs();
  for (const { entityId, without } of listed) {
    expect(bodies.flat()).toContain(entityId);
    if (without !== '')
      expect(bodies.some((ids) => ids.includes(without) && ids.includes(entityId))).toBe(true);
  }
  for (const ids of bodies) {
    expect(listed.filter(({ entityId }) => ids.includes(entityId)).length).toBeLessThanOrEqual(1);
  }
  expect(new Set(listed.map(({ label }) => label.toLowerCase())).size).toBe(listed.length);
});

describe('random models', () => {
  function randomModels(seed: number): ListedModel[] {
    const random = mulberry32(seed);
    const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
    const total = [undefined, 0, 22_000_000, 999_999_999, 6.9e10, 7e10, 1e11, 2e12];
    return plainModels(300, (index) => {
      const [safetensors, gguf] = [pick(total), pick(total)];
      return {
        _id: firstObjectIdOf(1_740_000_000 + index),
        id: `author-${Math.floor(random() * 8)}/model-${index}`,
        downloads: Math.floor(1e6 ** random()) - 1,
        ...(safetensors !== undefined && { safetensors: { total: safetensors } }),
        ...(gguf !== undefined && { gguf: { total: gguf } }),
      };
    });
  }

  const lab = ['minimax', 'author-6', 'ibm', 'Google'];
  const authorsOf: Readonly<Record<string, readonly string[]>> = {
    MiniMax: ['author-0'],
    Other: ['author-6'],
    'IBM without Red Hat': ['author-3'],
    Google: ['author-1', 'author-2'],
  };
  const sizeOf = ({ safetensors, gguf }: ListedModel) =>
    [safetensors?.total ?? 0, gguf?.total ?? 0].find((total) => total > 0);
  const sum = (models: readonly ListedModel[]) =>
    models.reduce((total, { downloads = 0 }) => total + downloads, 0);

  test.each([1, 2, 3])('are counted as plain loops count them (seed %i)', async (seed) => {
    const models = randomModels(seed);
    const result = resultOf(await storeOf(models), { lab });
    const expectRow = (name: string, row: LabsResult['all_labs'], own: readonly ListedModel[]) => {
      const sized = own.filter((model) => sizeOf(model) !== undefined);
      expect(row).toMatchObject({
        models: own.length,
        downloads: sum(own),
        sized_models: sized.length,
        sized_downloads: sum(sized),
        downloads_over_70b: sum(sized.filter((model) => (sizeOf(model) ?? 0) >= 7e10)),
      });
      for (const { name: band, from, below } of readSizeBands()) {
        const within = sized.filter((model) => (sizeOf(model) ?? 0) >= from && (sizeOf(model) ?? 0) < below);
        const found = result.bands.find((each) => each.lab === name && each.band === band);
        expect(found).toMatchObject({ models: within.length, downloads: sum(within) });
      }
    };
    const ofAny = (authors: readonly string[]) =>
      models.filter(({ id }) => authors.includes(id.split('/')[0] ?? ''));
    const everyone = Object.values(authorsOf).flat();
    expect(result.labs.map((row) => row.lab).sort()).toEqual(Object.keys(authorsOf).sort());
    for (const row of result.labs) expectRow(row.lab, row, ofAny(authorsOf[row.lab] ?? []));
    expectRow('all labs', result.all_labs, ofAny(everyone));
    const others = models.filter((model) => !ofAny(everyone).includes(model));
    expectRow('everyone else', result.everyone_else, others);
  });

  test('give the same whatever their order, the same shares three times as large and when all are there twice', async () => {
    const models = randomModels(4);
    const before = resultOf(await storeOf(models), { lab });
    const reversed = models.map((model, index) => ({
      ...model,
      _id: firstObjectIdOf(1_750_000_000 - index),
    }));
    expect(resultOf(await storeOf(reversed), { lab })).toEqual(before);
    const sharesOf = ({ labs: ofLabs, all_labs: all, bands, share_unknown }: LabsResult) => [
      ...[...ofLabs, all].map((row) => [
        row.lab,
        row.share_over_70b,
        row.coverage_downloads,
        row.share_of_all,
      ]),
      ...bands.map((row) => [row.lab, row.band, row.share]),
      share_unknown,
    ];
    const larger = models.map((model) => ({ ...model, downloads: (model.downloads ?? 0) * 3 }));
    expect(sharesOf(resultOf(await storeOf(larger), { lab }))).toEqual(sharesOf(before));
    const copies = models.map((model, index) => ({
      ...model,
      _id: firstObjectIdOf(1_760_000_000 + index),
      id: `${model.id}-copy`,
    }));
    expect(sharesOf(resultOf(await storeOf([...models, ...copies]), { lab }))).toEqual(sharesOf(before));
  });
});

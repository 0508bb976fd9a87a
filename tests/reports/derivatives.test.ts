import { describe, expect, test } from 'vitest';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import type { MissingDataError } from '../../src/errors.js';
import type { Registry } from '../../src/registry/registry.js';
import type { DerivativesResult } from '../../src/reports/derivatives-result.js';
import { derivatives } from '../../src/reports/derivatives.js';
import { exampleModels, exampleNight, exampleRegistry } from '../support/attribution-example.js';
import { plainModels } from '../support/models.js';
import { HubOverTime, readNight } from '../support/nights.js';
import { mulberry32 } from '../support/random.js';
import { layerOf, registryOf } from '../support/registry.js';
import { storeOf } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';

const registry = registryOf([layerOf(exampleRegistry)]);
const reportOf = (path: string, params: Record<string, unknown> = {}, asked: Registry = registry) =>
  readNight(path, {}, (night) => derivatives.run(night, params, { registry: () => asked }));
const resultOf = (path: string, params: Record<string, unknown> = {}) =>
  reportOf(path, params).result as unknown as DerivativesResult;

const example = () => storeOf(exampleModels(), exampleNight);

describe('by hand', () => {
  test('an entity has the models of others that declare a base of it, near and far', async () => {
    const { rows, declaring, selves, of_nobody, missing_bases } = resultOf(await example());
    expect({ declaring, selves, of_nobody, missing_bases }).toEqual({
      declaring: 9,
      selves: 1,
      of_nobody: 0,
      missing_bases: 1,
    });
    const none = { finetune: 0, adapter: 0, quantized: 0, merge: 0, unknown: 0 };
    const common = { gguf: 0, own: 0, named: null };
    expect(rows).toEqual([
      {
        ...none,
        ...common,
        rank: 1,
        name: 'Alpha',
        id: 'alpha',
        base_models: 3,
        derivatives: 3,
        share: 3 / 9,
        quantized: 1,
        merge: 1,
        unknown: 1,
        transitive: 4,
        created_in_window: 2,
        per_day: 2 / 365,
      },
      {
        ...none,
        ...common,
        rank: 2,
        name: 'Beta',
        id: 'baidu',
        base_models: 2,
        derivatives: 2,
        share: 2 / 9,
        adapter: 1,
        quantized: 1,
        transitive: 3,
        created_in_window: 1,
        per_day: 1 / 365,
      },
      {
        ...none,
        ...common,
        rank: 3,
        name: 'Gamma',
        id: 'gamma',
        base_models: 1,
        derivatives: 1,
        share: 1 / 9,
        finetune: 1,
        transitive: 2,
        created_in_window: 0,
        per_day: 0,
      },
    ]);
  });

  test('new models of twelve months are set against those of the twelve before', async () => {
    const { years, months } = resultOf(await example());
    expect(years?.last).toEqual({
      from: '2025-07-01',
      to: '2026-06-30',
      created: 11,
      declaring: 6,
      share: 6 / 11,
    });
    expect(years?.before).toEqual({
      from: '2024-07-01',
      to: '2025-06-30',
      created: 5,
      declaring: 3,
      share: 3 / 5,
    });
    expect(years?.ratio).toBeCloseTo(10 / 11, 12);
    expect(months.find(({ month }) => month === '2026-04')).toEqual({
      month: '2026-04',
      created: 2,
      declaring: 2,
      share: 1,
      finetune: 0,
      adapter: 0,
      quantized: 0,
      merge: 0,
      unknown: 2,
    });
    // The one of the sentinel is in no month.
    expect(months.reduce((sum, { created }) => sum + created, 0)).toBe(19);
  });

  test('a family has what declares an original of it, and is named by tags as well', async () => {
    const rows: [id: string, ...tags: string[]][] = [
      ['Qwen/Qwen3-8B', 'qwen3'],
      ['Qwen/Qwen3-8B-GGUF', 'base_model:quantized:Qwen/Qwen3-8B'],
      ['a/one', 'base_model:finetune:Qwen/Qwen3-8B', 'base_model:finetune:Qwen/Qwen3-4B', 'qwen3'],
      ['a/two', 'base_model:quantized:a/one'],
      ['a/three', 'qwen2', 'qwen3'],
    ];
    const path = await storeOf(
      plainModels(rows.length, (index) => {
        const [id = '', ...tags] = rows[index] ?? [];
        return { id, tags, ...(id === 'a/one' && { library_name: 'gguf' }) };
      }),
    );
    const known = registryOf([
      layerOf({
        entities: ['alibaba-qwen-team,Qwen Team,,CN,company,,,high,test,'],
        namespaces: ['Qwen,alibaba-qwen-team,official,,,high,test,'],
      }),
    ]);
    const { result } = reportOf(path, { by: 'family' }, known);
    const { rows: found, quantised } = result as unknown as DerivativesResult;
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      name: 'Qwen',
      base_models: 2,
      derivatives: 1,
      finetune: 1,
      gguf: 1,
      transitive: 2,
      own: 1,
      named: 5,
    });
    expect(quantised).toEqual({ by_relation: 2, by_gguf: 1, by_either: 3 });
    const answers = (params: Record<string, unknown>) =>
      reportOf(path, params, known).published.map(({ id, computed }) => [id, computed]);
    expect(answers({})).toContainEqual(['V1a', 1]);
    expect(answers({ by: 'family' })).toContainEqual(['V1a', null]);
    expect(answers({})).toContainEqual(['V3', null]);
    // The models of January 2025 have no part in it.
    expect(answers({ created: 'created:2026-01..2026-07' })).toContainEqual(['V3', 0]);
  });

  test('a model that has left the night counts no more, but what came from it does', async () => {
    const path = `${tempFolder()}/oai.db`;
    const chain = plainModels(3, (index) => ({
      id: ['a/root', 'b/between', 'c/leaf'][index] ?? '',
      tags: index === 0 ? [] : [`base_model:${['a/root', 'b/between'][index - 1] ?? ''}`],
    }));
    const hub = await HubOverTime.start(chain, path);
    await hub.night('2026-08-21');
    hub.models.splice(1, 1);
    await hub.night('2026-08-22');
    const rows = readNight(path, { includeSuspect: true }, (night) => {
      const { result } = derivatives.run(night, { by: 'account' }, { registry: () => registry });
      return (result as unknown as DerivativesResult).rows;
    });
    expect(rows.map(({ name, derivatives: made, transitive }) => [name, made, transitive])).toEqual([
      ['b', 1, 1],
    ]);
  });
});

test('without any base there is no answer', async () => {
  const path = await storeOf(plainModels(3));
  expect(() => reportOf(path)).toThrow(/declares a base/);
});

test('a night whose models declare nothing but themselves is told as that', async () => {
  const path = await storeOf(
    plainModels(2, (index) => ({ tags: [`base_model:author-${index}/model-${index}`] })),
  );
  const why = expect.stringContaining('2 models declare themselves') as string;
  expect(() => reportOf(path)).toThrow(expect.objectContaining({ why }) as MissingDataError);
});

test('by model, one without an account is not built upon by itself over a circle', async () => {
  const bases = ['two', 'one', 'one'];
  const path = await storeOf(
    plainModels(3, (index) => ({
      id: ['one', 'two', 'three'][index] ?? '',
      tags: [`base_model:${bases[index] ?? ''}`],
    })),
  );
  const { rows } = resultOf(path, { by: 'model' });
  expect(rows.map(({ name, derivatives: made, transitive }) => [name, made, transitive])).toEqual([
    ['one', 2, 2],
    ['two', 1, 2],
  ]);
});

const relations = ['finetune', 'adapter', 'quantized', 'merge', 'unknown'] as const;

/** Models that come from up to three of each other, from themselves, in circles, and from what is not there. */
function tangled(count: number, seed: number): ListedModel[] {
  const random = mulberry32(seed);
  const name = (index: number) => `author-${index % 5}/model-${index}`;
  return plainModels(count, (index) => {
    const tags = Array.from({ length: Math.floor(random() * 4) }, () => {
      const relation = relations[Math.floor(random() * relations.length)] ?? 'unknown';
      const base = name(Math.floor(random() * count * 1.2));
      return relation === 'unknown' ? `base_model:${base}` : `base_model:${relation}:${base}`;
    });
    return { id: name(index), tags };
  });
}

interface Slow {
  derivatives: number;
  transitive: number;
  own: number;
  byRelation: number[];
}

/** @param groupOf of a model's name */
function slowRow(models: readonly ListedModel[], group: string, groupOf: (name: string) => string): Slow {
  const author = (name: string) => name.split('/')[0];
  const edges = models.map(({ id, tags = [] }) =>
    tags
      .map((tag) => tag.split(':'))
      .map((parts) => ({
        base: parts.at(-1) ?? '',
        relation: parts.length === 3 ? (parts[1] ?? '') : 'unknown',
      }))
      .filter(({ base }) => base !== id),
  );
  const place = new Map(models.map(({ id }, index) => [id, index]));
  const maker = author(group);
  const row: Slow = { derivatives: 0, transitive: 0, own: 0, byRelation: [0, 0, 0, 0, 0] };
  models.forEach(({ id }, index) => {
    const direct = (edges[index] ?? []).filter(({ base }) => groupOf(base) === group);
    const above = new Set<string>();
    const waiting = (edges[index] ?? []).map(({ base }) => base);
    for (let base = waiting.pop(); base !== undefined; base = waiting.pop()) {
      if (above.has(base)) continue;
      above.add(base);
      waiting.push(...(edges[place.get(base) ?? -1] ?? []).map((edge) => edge.base));
    }
    if (author(id) === maker) {
      row.own += Number(direct.length > 0);
      return;
    }
    row.transitive += Number([...above].some((base) => groupOf(base) === group));
    if (direct.length === 0) return;
    row.derivatives += 1;
    const bare = (base: string) => direct.some((edge) => edge.base === base && edge.relation !== 'unknown');
    const places = direct
      .filter(({ base, relation }) => relation !== 'unknown' || !bare(base))
      .map(({ relation }) => relations.findIndex((each) => each === relation));
    const nearest = Math.min(...places);
    row.byRelation[nearest] = (row.byRelation[nearest] ?? 0) + 1;
  });
  return row;
}

describe('against a slow reference', () => {
  test.each([1, 2, 3])('counts by account and by model are those of plain loops, seed %i', async (seed) => {
    const models = tangled(90, seed);
    const path = await storeOf(models);
    for (const by of ['account', 'model'] as const) {
      const groupOf = (name: string) => (by === 'model' ? name : (name.split('/')[0] ?? ''));
      const { rows } = resultOf(path, { by, top: 1000 });
      const names = new Set(
        models.flatMap(({ tags = [] }) => tags.map((tag) => groupOf(tag.split(':').at(-1) ?? ''))),
      );
      const expected = [...names]
        .map((name) => ({ name, ...slowRow(models, name, groupOf) }))
        .filter(({ derivatives: made }) => made > 0)
        .sort((a, b) => b.derivatives - a.derivatives || (a.name < b.name ? -1 : 1));
      expect(
        rows.map(({ name, derivatives: made, transitive, own, ...row }) => ({
          name,
          derivatives: made,
          transitive,
          own,
          byRelation: relations.map((relation) => row[relation]),
        })),
      ).toEqual(expected);
      expect(expected.length).toBeGreaterThan(by === 'model' ? 20 : 4);
    }
  });
});

describe('properties', () => {
  test('the order of the store decides nothing', async () => {
    const models = tangled(120, 7);
    const reversed = models.map((model, index) => ({
      ...model,
      _id: firstObjectIdOf(1_750_000_000 - index),
    }));
    const [before, after] = [await storeOf(models), await storeOf(reversed)];
    for (const by of ['entity', 'account', 'family', 'model']) {
      expect(resultOf(after, { by }), by).toEqual(resultOf(before, { by }));
    }
  });

  test('twice as many models of the same bases are twice as many derivatives', async () => {
    const models = tangled(80, 8);
    const copies = models.map((model, index) => ({
      ...model,
      _id: firstObjectIdOf(1_750_000_000 + index),
      id: `${model.id}-copy`,
    }));
    const shape = (path: string, times: number) =>
      resultOf(path, { by: 'account' }).rows.map((row) => [
        row.name,
        row.derivatives / times,
        row.finetune / times,
        row.transitive / times,
        row.share,
      ]);
    // A copy of a model that declared itself declares another.
    const plain = models.filter(({ id, tags = [] }) => tags.every((tag) => !tag.endsWith(`:${id}`)));
    const twice = [...plain, ...copies.filter(({ id }) => plain.some((model) => `${model.id}-copy` === id))];
    expect(shape(await storeOf(twice), 2)).toEqual(shape(await storeOf(plain), 1));
  });
});

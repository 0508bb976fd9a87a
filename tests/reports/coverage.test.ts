import { expect, test } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { coverage } from '../../src/reports/coverage.js';
import { plainModels } from '../support/models.js';
import { layerOf, registryOf } from '../support/registry.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { variedModels } from '../support/varied-models.js';

interface Covered {
  field: string;
  models: number;
  downloads: number;
  share_models: number | null;
  share: number | null;
}

/** Author 0 is a company of no known country, author 1 a person in France. */
const registry = registryOf([
  layerOf({
    entities: ['works,Works,,,company,,,high,test,', 'person,Person,,FR,individual,,,high,test,'],
    namespaces: ['author-0,works,,,,high,test,', 'author-1,person,,,,high,test,'],
  }),
]);

const fieldsOf = (path: string, metric = '30d') =>
  (
    runReport(path, coverage, { metric }, {}, { registry: () => registry }).result as unknown as {
      fields: Covered[];
    }
  ).fields;

test('counts by hand the models that have a field, and their downloads', async () => {
  const path = await storeOf(
    plainModels(4, (index) => ({
      downloads: [70, 20, 10, 0][index] ?? 0,
      likes: 0,
      createdAt: index === 0 ? '2022-03-02T23:29:04.000Z' : '2025-01-01T00:00:00.000Z',
      tags: index < 2 ? ['license:mit'] : ['en', 'fr'],
      ...(index === 1 && { safetensors: { total: 5 }, pipeline_tag: 'text-generation' }),
      ...(index === 2 && { safetensors: { total: 0 }, gguf: { total: 9 } }),
    })),
  );
  const fields = fieldsOf(path);
  const shares = Object.fromEntries(
    fields.map(({ field, share_models, share }) => [field, [share_models, share]]),
  );
  expect(shares).toEqual({
    downloads_30d: [1, 1],
    downloads_all_time: [0, 0],
    // A like count of zero is known.
    likes: [1, 1],
    namespace: [1, 1],
    creation_date: [0.75, 0.3],
    // A total of zero is not a size.
    parameters: [0.25, 0.2],
    size: [0.5, 0.3],
    licence: [0.5, 0.9],
    task: [0.25, 0.2],
    library: [0, 0],
    base: [0, 0],
    // The third and the fourth.
    language: [0.5, 0.1],
    // Of the four authors two are known, one of them with a country.
    entity: [0.5, 0.9],
    country: [0.25, 0.2],
    type: [0.5, 0.9],
  });
});

test.each(['30d', 'all-time'] as const)('has the counts that plain loops find (%s)', async (metric) => {
  const models = variedModels(300, 6);
  const has: Record<string, (model: ListedModel) => boolean> = {
    downloads_30d: () => true,
    downloads_all_time: ({ downloadsAllTime }) => downloadsAllTime !== undefined,
    likes: () => true,
    namespace: ({ id }) => id.includes('/'),
    creation_date: ({ createdAt }) => createdAt !== undefined && !createdAt.startsWith('2022-03-02'),
    parameters: ({ safetensors }) => (safetensors?.total ?? 0) > 0,
    size: ({ safetensors, gguf }) => (safetensors?.total ?? 0) > 0 || (gguf?.total ?? 0) > 0,
    licence: ({ tags = [] }) => tags.includes('license:mit'),
    task: ({ pipeline_tag }) => pipeline_tag !== undefined,
    library: ({ library_name }) => library_name !== undefined,
    base: ({ tags = [] }) => tags.some((tag) => tag.startsWith('base_model:')),
    // A library is no language.
    language: ({ tags = [] }) => ['en', 'zh', 'fr', 'ru'].some((code) => tags.includes(code)),
    entity: ({ id }) => /^author-[01]\//.test(id),
    country: ({ id }) => id.startsWith('author-1/'),
    type: ({ id }) => /^author-[01]\//.test(id),
  };
  const count = (model: ListedModel) => (metric === '30d' ? model.downloads : model.downloadsAllTime);
  const counted = models.filter((model) => count(model) !== undefined);
  const fields = fieldsOf(await storeOf(models), metric);
  expect(fields.map(({ field }) => field)).toEqual(Object.keys(has));
  for (const { field, models: many, downloads } of fields) {
    const own = counted.filter((model) => has[field]?.(model));
    expect([field, many]).toEqual([field, own.length]);
    expect(downloads).toBe(own.reduce((sum, model) => sum + (count(model) ?? 0), 0));
  }
});

import { expect, test } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { readDomains } from '../../src/reports/domains.js';
import { ecosystems } from '../../src/reports/ecosystems.js';
import type { EcosystemsResult } from '../../src/reports/ecosystems-result.js';
import { plainModels } from '../support/models.js';
import { mulberry32 } from '../support/random.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { variedModels } from '../support/varied-models.js';

const outputOf = (path: string, params: Record<string, unknown> = {}) => runReport(path, ecosystems, params);
const resultOf = (path: string, params: Record<string, unknown> = {}) =>
  outputOf(path, params).result as EcosystemsResult;

const text = { pipeline_tag: 'text-generation', library_name: 'transformers' };
const example: Partial<ListedModel>[] = [
  { ...text, id: 'a/1', downloads: 10, tags: ['en', 'code'], createdAt: '2024-05-01T00:00:00.000Z' },
  { ...text, id: 'a/2', downloads: 30, tags: ['en', 'Coding'], createdAt: '2025-08-22T23:59:59.000Z' },
  {
    id: 'b/3',
    downloads: 60,
    tags: ['en', 'fr', 'medical', 'legal'],
    library_name: 'transformers',
    createdAt: '2025-08-23T00:00:00.000Z',
  },
  { id: 'c/4', downloads: 0, tags: ['fr'], createdAt: '2027-01-01T00:00:00.000Z' },
  { id: 'd/5', downloads: 100, tags: ['region:us'] },
];
const exampleStore = () => storeOf(plainModels(5, (index) => example[index] ?? {}));

test('counts by hand the size, growth, authors and concentration of each, and the models of each kind', async () => {
  const { all, in_any, in_several, kinds, ecosystems: rows } = resultOf(await exampleStore());
  expect([all, in_any, in_several]).toEqual([
    { models: 5, downloads: 200 },
    { models: 4, downloads: 100 },
    { models: 3, downloads: 100 },
  ]);
  expect(
    kinds.map((row) => [row.kind, row.ecosystems, row.models, row.downloads, row.models_in_several]),
  ).toEqual([
    ['language', 2, 4, 100, 1],
    ['task', 1, 2, 40, 0],
    ['library', 1, 3, 100, 0],
    ['domain', 3, 3, 100, 1],
  ]);
  expect(kinds[0]).toMatchObject({ share_models: 4 / 5, share: 0.5, share_in_several: 1 / 4 });
  expect(rows.map((row) => [row.kind, row.ecosystem, row.label, row.models])).toEqual([
    ['language', 'en', 'English', 3],
    ['language', 'fr', 'French', 2],
    ['task', 'text-generation', 'text-generation', 2],
    ['library', 'transformers', 'Transformers', 3],
    ['domain', 'code', 'code', 2],
    ['domain', 'law', 'law', 1],
    ['domain', 'medicine', 'medicine', 1],
  ]);
  const [english, french] = rows;
  expect(english).toMatchObject({ downloads: 100, share_models: 3 / 5, share: 0.5, authors: 2 });
  expect(english).toMatchObject({ created_365d: 1, created_before: 2, undated: 0, growth_365d: 1 / 2 });
  expect(english?.top_10_share).toBe(1);
  expect(english?.gini).toBeCloseTo(1 / 3, 12);
  expect(french).toMatchObject({ created_365d: 1, created_before: 0, undated: 1, growth_365d: null });
  expect(french).toMatchObject({ downloads: 60, authors: 2, gini: 0.5 });
});

test('counts by hand the overlap of every two, but for two of which a model has one', async () => {
  const { pairs } = resultOf(await exampleStore());
  const between = (one: string, other: string) =>
    pairs.find(({ ecosystem, other: larger }) => ecosystem === one && larger === other);
  expect(between('fr', 'en')).toMatchObject({
    models_in_both: 1,
    share_of_smaller: 1 / 2,
    jaccard: 1 / 4,
  });
  expect(between('code', 'en')).toMatchObject({ models_in_both: 2, share_of_smaller: 1, jaccard: 2 / 3 });
  expect(between('law', 'medicine')).toMatchObject({ models_in_both: 1, share_of_smaller: 1, jaccard: 1 });
  expect(between('code', 'fr')).toMatchObject({ models_in_both: 0, share_of_smaller: 0, jaccard: 0 });
  expect(pairs).toHaveLength((7 * 6) / 2);
});

test('draws the overlap of the largest of each kind, with nothing where one meets itself', async () => {
  const { view } = outputOf(await exampleStore());
  const heatmap = view.charts.find(({ kind }) => kind === 'heatmap');
  expect(heatmap).toMatchObject({
    columns: [
      'English (language)',
      'French (language)',
      'text-generation (task)',
      'Transformers (library)',
      'code (domain)',
      'law (domain)',
      'medicine (domain)',
    ],
  });
  expect(heatmap).toHaveProperty('rows[0].values', [null, 1 / 2, 1, 1, 1, 1, 1]);
});

test('looks at one kind alone when asked', async () => {
  const path = await exampleStore();
  const { kinds, ecosystems: rows, in_any: any } = resultOf(path, { by: 'domain' });
  expect(kinds.map(({ kind }) => kind)).toEqual(['domain']);
  expect(rows.map(({ ecosystem }) => ecosystem)).toEqual(['code', 'law', 'medicine']);
  expect(any).toEqual({ models: 3, downloads: 100 });
  const byTask = outputOf(path, { by: 'task' });
  expect(byTask.result['pairs']).toEqual([]);
  expect(byTask.view.charts.map(({ kind }) => kind)).toEqual(['bar']);
});

test('tells no growth on a night that is not a year after dates begin', async () => {
  const models = plainModels(3, () => ({ ...text, createdAt: '2022-05-01T00:00:00.000Z' }));
  const { ecosystems: rows } = resultOf(await storeOf(models, '2022-07-01'));
  expect(rows[0]).toMatchObject({ models: 3, created_365d: null, created_before: null, growth_365d: null });
});

test('without any of what was asked for there is no answer', async () => {
  const path = await storeOf(plainModels(3, () => ({ library_name: 'transformers' })));
  expect(resultOf(path).in_any.models).toBe(3);
  expect(() => outputOf(path, { by: 'domain' })).toThrow(/declares a domain/);
});

test('a tag belongs to one domain', () => {
  const tags = [...readDomains().values()].flat().map((tag) => tag.toLowerCase());
  expect(tags.length).toBeGreaterThan(30);
  expect(new Set(tags).size).toBe(tags.length);
});

const DOMAIN_TAGS = ['medical', 'clinical', 'biology', 'code', 'Coding', 'music', 'no-domain'];

function taggedModels(count: number, seed: number): ListedModel[] {
  const random = mulberry32(seed);
  return variedModels(count, seed).map((model) => {
    const library = Math.floor(24 ** random());
    return {
      ...model,
      tags: [...(model.tags ?? []), ...DOMAIN_TAGS.filter(() => random() < 0.15)],
      ...(random() < 0.8 && { library_name: `library-${library}` }),
    };
  });
}

interface Counted {
  id: string;
  downloads: number;
  createdAt: string | undefined;
  groups: string[];
}

function groupsOf({ tags = [], pipeline_tag: task, library_name: library }: ListedModel): string[] {
  const domains = [...readDomains()].flatMap(([domain, own]) =>
    own.some((each) => tags.some((tag) => tag.toLowerCase() === each.toLowerCase())) ? [domain] : [],
  );
  return [
    ...tags.filter((tag) => /^..$/.test(tag)).map((code) => `language ${code}`),
    ...(task === undefined ? [] : [`task ${task}`]),
    ...(library === undefined ? [] : [`library ${library}`]),
    ...domains.map((domain) => `domain ${domain}`),
  ];
}

const sum = (of: readonly { downloads: number }[]) =>
  of.reduce((total, { downloads }) => total + downloads, 0);

function giniOf(values: readonly number[]): number {
  const differences = values.reduce(
    (total, a) => total + values.reduce((inner, b) => inner + Math.abs(a - b), 0),
    0,
  );
  return differences / (2 * values.length * values.reduce((total, value) => total + value, 0));
}

test.each([3, 14, 15])('finds what plain loops over sets find (seed %i)', async (seed) => {
  const models = taggedModels(300, seed);
  const counted = models.flatMap((model): Counted[] =>
    model.downloadsAllTime === undefined
      ? []
      : [
          {
            id: model.id,
            downloads: model.downloadsAllTime,
            createdAt: model.createdAt,
            groups: groupsOf(model),
          },
        ],
  );
  const result = resultOf(await storeOf(models), { metric: 'all-time' });
  const inside = (kind: string, name: string) =>
    counted.filter(({ groups }) => groups.includes(`${kind} ${name}`));
  expect(result.in_several.models).toBe(counted.filter(({ groups }) => groups.length > 1).length);
  for (const row of result.kinds) {
    const any = counted.filter(({ groups }) => groups.some((group) => group.startsWith(row.kind)));
    const names = new Set(any.flatMap(({ groups }) => groups.filter((group) => group.startsWith(row.kind))));
    const largest = [...names]
      .map((group) => ({ name: group.slice(row.kind.length + 1), of: inside(...split(group)) }))
      .sort((a, b) => b.of.length - a.of.length || sum(b.of) - sum(a.of) || (a.name < b.name ? -1 : 1))
      .slice(0, 15);
    expect(row).toMatchObject({ ecosystems: names.size, models: any.length, downloads: sum(any) });
    expect(
      result.ecosystems.filter(({ kind }) => kind === row.kind).map(({ ecosystem }) => ecosystem),
    ).toEqual(largest.map(({ name }) => name));
  }
  for (const row of result.ecosystems) {
    const of = inside(row.kind, row.ecosystem);
    const dated = of.filter(({ createdAt }) => createdAt !== undefined);
    const recent = dated.filter(({ createdAt = '' }) => createdAt >= '2025-08-23').length;
    const downloads = of.map((each) => each.downloads).sort((a, b) => b - a);
    expect(row).toMatchObject({
      models: of.length,
      downloads: sum(of),
      authors: new Set(of.flatMap(({ id }) => (id.includes('/') ? [id.split('/')[0]] : []))).size,
      created_365d: recent,
      created_before: dated.length - recent,
    });
    expect(row.top_10_share).toBeCloseTo(
      downloads.slice(0, 10).reduce((total, value) => total + value, 0) / sum(of),
      12,
    );
    expect(row.gini).toBeCloseTo(giniOf(downloads), 9);
  }
  expect(result.ecosystems.length).toBeGreaterThan(25);
  expect(result.pairs.length).toBeGreaterThan(200);
  for (const pair of result.pairs) {
    const [one, other] = [inside(pair.kind, pair.ecosystem), inside(pair.other_kind, pair.other)];
    const shared = one.filter((model) => other.includes(model)).length;
    const either = one.length + other.length - shared;
    expect(one.length).toBeLessThanOrEqual(other.length);
    expect([pair.models_in_both, pair.share_of_smaller, pair.jaccard]).toEqual([
      shared,
      shared / one.length,
      shared / either,
    ]);
  }
});

function split(group: string): [kind: string, name: string] {
  const space = group.indexOf(' ');
  return [group.slice(0, space), group.slice(space + 1)];
}

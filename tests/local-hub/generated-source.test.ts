import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { objectIdSeconds } from '../../src/domain/object-id.js';
import { generatedSource, type GeneratedSource } from '../../src/local-hub/generated-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { fetchPage, walk } from './walk.js';

const hubs: LocalHub[] = [];
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

async function serve(source: GeneratedSource): Promise<string> {
  const quota = { anonymous: 1_000_000 };
  const hub = await startLocalHub({ source, owners: source.owners, clock: systemClock, quota });
  hubs.push(hub);
  return `${hub.endpoint}/api/models`;
}

const EXPAND = ['author', 'createdAt', 'downloads', 'downloadsAllTime', 'tags', 'lastModified']
  .map((field) => `&expand=${field}`)
  .join('');

const share = (rows: ListedModel[], test: (row: ListedModel) => boolean) =>
  rows.filter(test).length / rows.length;

test('a walk reads every model once, newest first, down into the legacy bucket', async () => {
  const api = await serve(generatedSource({ models: 20_000, seed: 7 }));
  const rows = await walk(`${api}?sort=createdAt&limit=1000${EXPAND}`);
  expect(rows).toHaveLength(20_000);
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1];
    if (before !== undefined) expect(row._id < before._id).toBe(true);
    expect(objectIdSeconds(row._id)).toBe(Date.parse(row.createdAt ?? '') / 1000);
    expect(Date.parse(row.lastModified ?? '')).toBeGreaterThanOrEqual(Date.parse(row.createdAt ?? ''));
    expect(row.downloadsAllTime).toBeGreaterThanOrEqual(row.downloads ?? 0);
  }
  expect(new Set(rows.map(({ id }) => id)).size).toBe(20_000);
  const legacy = rows.filter(({ createdAt }) => createdAt === '2022-03-02T23:29:04.000Z');
  expect(legacy).toHaveLength(200);
  expect(legacy.every(({ _id }) => _id.startsWith('621ffdc0'))).toBe(true);
});

test('it is skewed like the Hub', async () => {
  const api = await serve(generatedSource({ models: 20_000, seed: 7 }));
  const rows = await walk(`${api}?sort=createdAt&limit=1000${EXPAND}`);
  expect(share(rows, ({ downloads }) => downloads === 0)).toBeCloseTo(0.7, 1);
  const downloads = rows.map((row) => row.downloads ?? 0).sort((a, b) => b - a);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(downloads.slice(0, 200)) / sum(downloads)).toBeGreaterThan(0.85);
  const owned = new Map<string, number>();
  for (const { author = '' } of rows) owned.set(author, (owned.get(author) ?? 0) + 1);
  expect(Math.max(...owned.values()) / rows.length).toBeGreaterThan(0.03);
  expect(owned.size).toBeGreaterThan(1_000);
  for (const { tags = [] } of rows) {
    expect(tags.length).toBeGreaterThanOrEqual(5);
    expect(tags.length).toBeLessThanOrEqual(15);
    expect(new Set(tags).size).toBe(tags.length);
    expect(tags.at(-1)).toBe('region:us');
  }
});

test('a base model is one that was there before', async () => {
  const api = await serve(generatedSource({ models: 5_000, seed: 1 }));
  const rows = await walk(`${api}?sort=createdAt&limit=1000${EXPAND}`);
  const age = new Map(rows.map(({ id, _id }) => [id, _id]));
  const based = rows.filter(({ tags }) => tags?.some((tag) => tag.startsWith('base_model:')));
  expect(based.length).toBeGreaterThan(2_000);
  for (const { _id, tags = [] } of based) {
    const [plain, typed] = tags.filter((tag) => tag.startsWith('base_model:'));
    const base = plain?.slice('base_model:'.length) ?? '';
    expect((age.get(base) ?? 'missing') < _id).toBe(true);
    expect(typed).toMatch(/^base_model:(finetune|adapter|quantized|merge):/);
    expect(typed?.endsWith(`:${base}`)).toBe(true);
  }
});

test('the seed alone decides the models', async () => {
  const page = async (seed: number) =>
    (await fetchPage(`${await serve(generatedSource({ models: 3_000, seed }))}?sort=createdAt&limit=50`))
      .rows;
  const first = await page(3);
  expect(await page(3)).toEqual(first);
  expect(await page(4)).not.toEqual(first);
});

test('a Hub of three million models answers anywhere, and any second can start a page', async () => {
  const api = await serve(generatedSource({ models: 3_000_000, seed: 7 }));
  const newest = await fetchPage(`${api}?sort=createdAt&limit=1000`);
  expect(newest.rows).toHaveLength(1000);
  const cut = Math.floor(Date.parse('2024-05-01T00:00:00.000Z') / 1000);
  const cursor = (id: string, operator = '$lt') =>
    Buffer.from(JSON.stringify({ _id: { [operator]: id } })).toString('base64url');
  const middle = `${cut.toString(16)}${'0'.repeat(16)}`;
  const older = await fetchPage(`${api}?sort=createdAt&limit=10&cursor=${cursor(middle)}`);
  const oldestFirst = `${api}?sort=createdAt&direction=1&limit=10`;
  const younger = await fetchPage(`${oldestFirst}&cursor=${cursor(middle, '$gt')}`);
  expect(older.rows.every(({ createdAt = '' }) => createdAt < '2024-05-01T00:00:00.000Z')).toBe(true);
  expect(younger.rows.every(({ createdAt = '' }) => createdAt >= '2024-05-01T00:00:00.000Z')).toBe(true);
  const back = await fetchPage(`${api}?sort=createdAt&limit=1&cursor=${cursor(younger.rows[0]?._id ?? '')}`);
  expect(back.rows[0]?._id).toBe(older.rows[0]?._id);
  const oldest = await fetchPage(`${oldestFirst}`);
  const last = cursor(oldest.rows[5]?._id ?? '');
  const end = await fetchPage(`${api}?sort=createdAt&limit=10&cursor=${last}`);
  expect(end.rows.map(({ _id }) => _id)).toEqual(
    oldest.rows
      .slice(0, 5)
      .map(({ _id }) => _id)
      .reverse(),
  );
  expect(end.next).toBeUndefined();
  const refused = await fetch(`${api}?sort=downloads`);
  expect(refused.status).toBe(400);
});

test('a small Hub answers every sort and filter', async () => {
  const source = generatedSource({ models: 2_000, seed: 7, authors: 30, tags: 10 });
  const api = await serve(source);
  const ranked = (await walk(`${api}?sort=downloads&limit=300`)).map(({ downloads = 0 }) => downloads);
  expect(ranked).toHaveLength(2_000);
  expect(ranked).toEqual([...ranked].sort((a, b) => b - a));
  const gguf = await walk(`${api}?sort=createdAt&filter=gguf&limit=300`);
  expect(gguf.length).toBeGreaterThan(0);
  expect(gguf.every(({ tags }) => tags?.includes('gguf'))).toBe(true);
});

test('its models and owners are found by name', async () => {
  const api = await serve(generatedSource({ models: 3_000_000, seed: 7 }));
  const { rows } = await fetchPage(`${api}?sort=createdAt&limit=20&expand=author`);
  for (const { _id, id, author = '' } of rows) {
    const info = await fetch(`${api}/${id.toLowerCase()}`);
    expect(await info.json()).toMatchObject({ _id, id, author });
    const owners = api.replace('/models', '');
    const kinds = await Promise.all(
      ['users', 'organizations'].map((kind) => fetch(`${owners}/${kind}/${author}/overview`)),
    );
    expect(kinds.map(({ status }) => status).sort()).toEqual([200, 404]);
  }
  expect((await fetch(`${api}/amber-badger-0/Auro-base-zzzzzz`)).status).toBe(401);
});

import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { LocalHub, LocalHubOptions } from '../../src/local-hub/types.js';
import { fetchPage, model, walk } from './walk.js';

const hubs: LocalHub[] = [];
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

async function serve(models: ListedModel[], options: Partial<LocalHubOptions> = {}): Promise<LocalHub> {
  const hub = await startLocalHub({
    source: recordedSource(models),
    clock: systemClock,
    quota: { anonymous: 1_000_000 },
    ...options,
  });
  hubs.push(hub);
  return hub;
}

const ids = (rows: ListedModel[]) => rows.map((row) => row._id);
const names = (rows: ListedModel[]) => rows.map((row) => row.id);
const decoded = (url: string | undefined) =>
  Buffer.from(new URL(url ?? '').searchParams.get('cursor') ?? '', 'base64').toString();
const encoded = (cursor: unknown) =>
  encodeURIComponent(Buffer.from(JSON.stringify(cursor)).toString('base64'));

test('a walk by Link yields every model once, in the order of its sort', async () => {
  const value = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });
  const downloads = fc.array(value, { maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(downloads, fc.integer({ min: 1, max: 7 }), async (values, limit) => {
      const models = values.map((given, n) => {
        const row = model(n * 31);
        if (given === undefined) delete row.downloads;
        else row.downloads = given;
        return row;
      });
      const hub = await serve(models);
      const byDate = await walk(`${hub.endpoint}/api/models?sort=createdAt&limit=${limit}`);
      expect(ids(byDate)).toEqual(ids(models).reverse());
      const byDownloads = await walk(`${hub.endpoint}/api/models?sort=downloads&limit=${limit}`);
      const expected = [3, 2, 1, 0, undefined].flatMap((wanted) =>
        models.filter((row) => row.downloads === wanted),
      );
      expect(ids(byDownloads)).toEqual(ids(expected));
      await hub.close();
    }),
    { numRuns: 40 },
  );
});

test('an entry that falls below the position of a value sort comes twice, and one that rises is missed', async () => {
  const models = Array.from({ length: 10 }, (_, n) => model(n, { downloads: 100 + n }));
  const hub = await serve(models);
  const rows = await walk(`${hub.endpoint}/api/models?sort=downloads&limit=5`, (page) => {
    if (page !== 1) return;
    models[9] = model(9, { downloads: 1 });
    models[0] = model(0, { downloads: 1000 });
  });
  expect(names(rows).filter((name) => name === 'author-0/model-9')).toHaveLength(2);
  expect(names(rows)).not.toContain('author-0/model-0');
});

test('the same changes leave a walk by creation whole, and a deletion is simply gone', async () => {
  const models = Array.from({ length: 10 }, (_, n) => model(n, { downloads: 100 + n }));
  const hub = await serve(models);
  const rows = await walk(`${hub.endpoint}/api/models?sort=createdAt&limit=4`, (page) => {
    if (page !== 1) return;
    models[9] = model(9, { downloads: 1 });
    models[0] = model(0, { downloads: 1000 });
    models.splice(3, 1);
    models.push(model(10));
  });
  expect(ids(rows)).toEqual([9, 8, 7, 6, 5, 4, 2, 1, 0].map((n) => model(n)._id));
});

test('Link echoes the request in its order, on this origin, with the cursor last and percent-encoded', async () => {
  const hub = await serve([model(1), model(2), model(3)]);
  const first = await fetchPage(`${hub.endpoint}/api/models?sort=createdAt&direction=-1&limit=1&x=%C3%A9`);
  const cursor = encoded({ _id: { $lt: model(3)._id } });
  expect(first.headers.get('link')).toBe(
    `<${hub.endpoint}/api/models?sort=createdAt&direction=-1&limit=1&x=%C3%A9&cursor=${cursor}>; rel="next"`,
  );
  const second = await fetchPage(first.next ?? '');
  expect(second.next?.match(/cursor=/g)).toHaveLength(1);
  expect(decoded(second.next)).toBe(`{"_id":{"$lt":"${model(2)._id}"}}`);
});

test('value sorts carry the three-clause cursor, and search adds its token', async () => {
  const hub = await serve([
    model(1, { trendingScore: 0.2 }),
    model(2, { trendingScore: 5 }),
    model(3, { trendingScore: 7 }),
  ]);
  const page = await fetchPage(`${hub.endpoint}/api/models?limit=2`);
  expect(decoded(page.next)).toBe(
    `{"$or":[{"trendingScore":5,"_id":{"$gt":"${model(2)._id}"}},{"trendingScore":{"$lt":5}},{"trendingScore":null}]}`,
  );
  const searched = await fetchPage(`${hub.endpoint}/api/models?search=MODEL&limit=1`);
  expect(decoded(searched.next)).toMatch(/"searchSequenceToken":"[^"]+"\}$/);
  expect(names(await walk(`${hub.endpoint}/api/models?search=MODEL&limit=1`))).toEqual([
    'author-0/model-3',
    'author-2/model-2',
    'author-1/model-1',
  ]);
});

test('cursors made elsewhere are evaluated: a cut between seconds, and the two-clause form of 2022', async () => {
  const models = [1, 2, 3, 4].map((n) => model(n, { _id: `6400000${n}${'0'.repeat(15)}${n}` }));
  delete models[1]?.downloads;
  const hub = await serve(models);
  const cut = encoded({ _id: { $lt: '640000030000000000000000' } });
  const below = await fetchPage(`${hub.endpoint}/api/models?sort=createdAt&cursor=${cut}`);
  expect(names(below.rows)).toEqual(['author-2/model-2', 'author-1/model-1']);
  const old = encoded({ $or: [{ downloads: 3, _id: { $gt: 'f'.repeat(24) } }, { downloads: { $lt: 3 } }] });
  const rest = await fetchPage(`${hub.endpoint}/api/models?sort=downloads&cursor=${old}`);
  expect(names(rest.rows)).toEqual(['author-1/model-1']);
});

test.each([
  ['cursor=', '"cursor" is not allowed to be empty'],
  ['cursor=rubbish', 'Invalid cursor'],
  [`cursor=${encoded([])}`, 'Invalid cursor'],
  [`cursor=${encoded({ _id: { $lt: 'short' } })}`, 'Invalid cursor'],
  [`cursor=${encoded({ $or: [{ password: null }] })}`, 'Invalid cursor'],
  ['sort=created', 'Invalid sort parameter'],
  ['sort=_id', 'Invalid sort parameter'],
  ['limit=-3', '"limit" must be a positive number'],
])('%s is refused with 400', async (query, error) => {
  const hub = await serve([model(1)]);
  const response = await fetch(`${hub.endpoint}/api/models?${query}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error });
  expect(response.headers.get('x-error-message')).toBe(error);
});

test('an unknown expand value is refused with the list of allowed ones, in the text clients parse', async () => {
  const hub = await serve([model(1)], { wire: { expandFields: ['downloads', 'tags'] } });
  const refused = await fetch(`${hub.endpoint}/api/models?expand=downloads&expand[]=gguf`);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toEqual({ error: '"expand" must be one of [downloads, tags]' });
  const taken = await fetchPage(`${hub.endpoint}/api/models?expand=downloads&expand[]=tags`);
  expect(taken.status).toBe(200);
});

const everything: ListedModel = {
  downloadsAllTime: 99,
  gguf: { total: 7 },
  safetensors: { parameters: { F32: 7 }, total: 7 },
  siblings: [{ rfilename: 'config.json' }],
  createdAt: '2023-03-02T01:55:28.000Z',
  library_name: 'transformers',
  pipeline_tag: 'fill-mask',
  tags: ['region:us'],
  downloads: 5,
  sha: 'a'.repeat(40),
  private: false,
  trendingScore: 2,
  likes: 3,
  lastModified: '2024-01-01T00:00:00.000Z',
  gated: 'auto',
  author: 'someone',
  id: 'someone/everything',
  _id: model(1)._id,
};

test.each([
  [
    'default',
    '',
    '_id id likes trendingScore private downloads tags pipeline_tag library_name createdAt modelId',
  ],
  [
    'full',
    '?full=True',
    '_id id author gated lastModified likes trendingScore private sha downloads tags pipeline_tag library_name createdAt modelId siblings',
  ],
  [
    'expand',
    '?expand=createdAt&expand[]=siblings&expand=library_name&expand=pipeline_tag&expand=tags&expand=downloads&expand=private&expand=likes&expand=lastModified',
    '_id id lastModified likes private downloads tags pipeline_tag library_name siblings createdAt',
  ],
  ['expand of fields without a value', '?expand=cardData&expand=disabled', '_id id'],
  ['expand over full', '?full=true&expand=downloadsAllTime', '_id id downloadsAllTime'],
])('the %s shape keeps the order of the wire', async (_, query, keys) => {
  const hub = await serve([everything]);
  const { rows } = await fetchPage(`${hub.endpoint}/api/models${query}`);
  expect(Object.keys(rows[0] ?? {}).join(' ')).toBe(keys);
});

test('a field without a value is absent, never null', async () => {
  const hub = await serve([{ _id: model(1)._id, id: 'bare', downloads: 0 }]);
  const response = await fetch(`${hub.endpoint}/api/models`);
  expect(await response.text()).toBe(
    `[{"_id":"${model(1)._id}","id":"bare","downloads":0,"modelId":"bare"}]`,
  );
});

test.each([
  ['author=author-1', ['author-1/model-1', 'author-1/model-4']],
  ['filter=gguf&filter=license:mit', ['author-1/model-1']],
  ['filter=gguf,license:mit', ['author-1/model-1']],
  ['filter=fill-mask', ['author-0/model-3']],
  ['pipeline_tag=fill-mask', ['author-0/model-3']],
  ['gated=True', ['author-1/model-4']],
  ['gated=false&author=author-1', ['author-1/model-1']],
  ['search=MODEL-2', ['author-2/model-2']],
  ['search=author&search=-3', ['author-0/model-3']],
  ['no_such_parameter=1&author=author-2', ['author-2/model-2']],
])('%s selects its models', async (query, expected) => {
  const hub = await serve([
    model(1, { tags: ['gguf', 'license:mit'] }),
    model(2, { tags: ['gguf'] }),
    model(3, { pipeline_tag: 'fill-mask' }),
    model(4, { gated: 'manual' }),
    model(5, { private: true, tags: ['gguf', 'license:mit'] }),
  ]);
  expect(names(await walk(`${hub.endpoint}/api/models?${query}&limit=1`))).toEqual(expected);
});

test('a limit above the cap is cut to it, and the default page is a switch', async () => {
  const models = Array.from({ length: 1200 }, (_, n) => model(n));
  const hub = await serve(models);
  expect((await fetchPage(`${hub.endpoint}/api/models?limit=5000`)).rows).toHaveLength(1000);
  expect((await fetchPage(`${hub.endpoint}/api/models`)).rows).toHaveLength(1000);
  const small = await serve(models, { wire: { defaultLimit: 100 } });
  expect((await fetchPage(`${small.endpoint}/api/models`)).rows).toHaveLength(100);
});

test('an exactly full last page links to an empty one only where that is switched on', async () => {
  const models = [model(1), model(2)];
  const without = await serve(models);
  expect((await fetchPage(`${without.endpoint}/api/models?limit=2`)).next).toBeUndefined();
  const linking = await serve(models, { wire: { linkOnFullLastPage: true } });
  const full = await fetchPage(`${linking.endpoint}/api/models?limit=2`);
  const empty = await fetchPage(full.next ?? '');
  expect(empty.rows).toEqual([]);
  expect(empty.next).toBeUndefined();
});

test('the other switches of the listing change what they name', async () => {
  const models = [model(1), model(2, { disabled: true }), model(3)];
  const ascending = await serve(models);
  const oldestFirst = `${ascending.endpoint}/api/models?sort=createdAt&direction=1&limit=1`;
  expect(ids(await walk(oldestFirst))).toEqual(ids(models));
  const refused = await fetch(`${ascending.endpoint}/api/models?sort=downloads&direction=1`);
  expect(refused.status).toBe(400);

  const hub = await serve(models, {
    wire: {
      ascendingCreatedAt: false,
      ascendingValueSort: 'honour',
      invalidSort: 'ignore',
      foreignCursors: 'refuse',
      defaultSortInLink: true,
      listDisabled: false,
      createdAtCursor: 'value',
    },
  });
  const api = `${hub.endpoint}/api/models`;
  const visible = [model(1), model(3)];
  expect(ids(await walk(`${api}?sort=downloads&direction=1&limit=1`))).toEqual(ids(visible));
  expect((await fetchPage(`${api}?sort=created&limit=1`)).status).toBe(200);
  expect((await fetchPage(`${api}?limit=1`)).next).toMatch(/\?limit=1&sort=trendingScore&cursor=/);
  const byDate = await fetchPage(`${api}?sort=createdAt&direction=1&limit=1`);
  expect(decoded(byDate.next)).toMatch(/^\{"\$or":\[\{"createdAt":/);
  expect((await fetchPage(byDate.next ?? '')).status).toBe(200);
  const rebuilt = encoded({ _id: { $lt: model(3)._id } });
  expect((await fetch(`${api}?sort=createdAt&cursor=${rebuilt}`)).status).toBe(400);
});

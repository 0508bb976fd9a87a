import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { MissingDataError } from '../../src/errors.js';
import { defaultWire } from '../../src/local-hub/default-wire.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { NightReader } from '../../src/store/night-reader.js';
import { openForReading } from '../../src/store/open.js';
import { crawlInto, serve } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

const storePath = () => join(tempFolder(), 'oai.db');

function openNight<T>(path: string, read: (night: NightReader) => T, run?: number): T {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return read(NightReader.open(store.db, { run }));
  } finally {
    store.close();
  }
}

describe('what a crawl stores', () => {
  it('sets bad entries and bad fields aside with their reason and JSON, and keeps the rest', async () => {
    const models = plainModels(1200);
    const hub = await serve({
      source: recordedSource(models),
      intercept: ({ index }, answer) => {
        if (index > 0) return undefined;
        const reply = answer();
        const entries = JSON.parse(reply.body) as Record<string, unknown>[];
        entries[3] = { _id: 'nonsense', id: 'bad/identity', downloads: 5 };
        entries[4] = { ...entries[4], downloads: 'many' };
        return { ...reply, body: JSON.stringify(entries) };
      },
    });
    const path = storePath();
    const { run } = await crawlInto(path, hub.endpoint);
    expect(run).toMatchObject({ status: 'complete', entries: 1200, models: 1199, quarantined: 2 });
    const quarantine = (
      dumpStore(path) as {
        quarantine: { name: string; field: string | null; reason: string; json: string }[];
      }
    ).quarantine;
    expect(quarantine.map(({ name, field }) => [name, field]).sort()).toEqual([
      ['author-5/model-1195', 'downloads'],
      ['bad/identity', null],
    ]);
    expect(
      quarantine
        .map(({ json }) => JSON.parse(json) as { downloads: unknown })
        .map(({ downloads }) => downloads),
    ).toEqual(expect.arrayContaining(['many', 5]));
    expect(queryOne(path, "SELECT downloads_30d IS NULL FROM model WHERE name = 'author-5/model-1195'")).toBe(
      1,
    );
  });

  it('goes on without a field the Hub refuses, and records it', async () => {
    const hub = await serve({
      source: recordedSource(plainModels(10)),
      wire: { expandFields: defaultWire.expandFields.filter((field) => field !== 'trendingScore') },
    });
    const { run } = await crawlInto(storePath(), hub.endpoint);
    expect(run).toMatchObject({ status: 'complete', models: 10, fieldsRefused: ['trendingScore'] });
  });

  it('asks for gguf only on request', async () => {
    const hub = await serve({
      source: recordedSource(plainModels(3, () => ({ gguf: { total: 5_000_000_000 } }))),
    });
    const path = storePath();
    await crawlInto(path, hub.endpoint);
    expect(queryOne(path, 'SELECT count(gguf_parameters) FROM model')).toBe(0);
    await crawlInto(path, hub.endpoint, { extraFields: ['gguf'] });
    expect(queryOne(path, 'SELECT sum(gguf_parameters) FROM model')).toBe(15_000_000_000);
  });

  it('keeps what an earlier crawl asked for and this one does not', async () => {
    const hub = await serve({ source: recordedSource(plainModels(3, () => ({ gguf: { total: 7 } }))) });
    const path = storePath();
    await crawlInto(path, hub.endpoint, { extraFields: ['gguf'] });
    const { run } = await crawlInto(path, hub.endpoint);
    expect(queryOne(path, 'SELECT sum(gguf_parameters) FROM model')).toBe(21);
    expect(run.modelsChanged).toBe(0);
  });

  it('remembers over a resumption which fields the Hub refused', async () => {
    const hub = await serve({
      source: recordedSource(plainModels(2500)),
      wire: { expandFields: defaultWire.expandFields.filter((field) => field !== 'downloadsAllTime') },
    });
    const path = storePath();
    await expect(crawlInto(path, hub.endpoint, { maxPages: 1 })).rejects.toThrow();
    const { run } = await crawlInto(path, hub.endpoint);
    expect(run).toMatchObject({ run: 1, fieldsRefused: ['downloadsAllTime'] });
  });

  it('keeps identity by _id: a renamed model is one model, a reused name two', async () => {
    const models = plainModels(5);
    const hub = await serve({ source: recordedSource(models) });
    const path = storePath();
    await crawlInto(path, hub.endpoint);
    const [first, second] = models;
    if (first === undefined || second === undefined) throw new Error('the sample is too small');
    const oldName = first.id;
    first.id = 'renamed/model';
    second.id = oldName;
    const { run } = await crawlInto(path, hub.endpoint);
    expect(run).toMatchObject({ models: 5, modelsNew: 0, modelsChanged: 2 });
    expect(queryOne(path, 'SELECT count(*) FROM model')).toBe(5);
    expect(queryOne(path, `SELECT lower(hex(hub_id)) FROM model WHERE name = '${oldName}'`)).toBe(second._id);
  });

  it('updates lineage and languages with the tags', async () => {
    const models = plainModels(2, (index) => ({
      tags: index === 0 ? ['en'] : ['de', 'base_model:finetune:author-0/model-0'],
    }));
    const hub = await serve({ source: recordedSource(models) });
    const path = storePath();
    await crawlInto(path, hub.endpoint);
    expect((dumpStore(path) as { edges: string[] }).edges).toEqual([
      `${models[1]?._id} finetune author-0/model-0 ${models[0]?._id}`,
    ]);
    if (models[1] !== undefined) models[1].tags = ['fr'];
    await crawlInto(path, hub.endpoint);
    const dump = dumpStore(path) as { edges: string[]; languages: string[] };
    expect(dump.edges).toEqual([]);
    expect(dump.languages.map((line) => line.split(' ')[1]).sort()).toEqual(['en', 'fr']);
  });

  it('leaves private models that a token can see out of the night', async () => {
    const models = plainModels(4, (index) => ({ private: index === 2 }));
    const hub = await serve({
      source: recordedSource(models),
      intercept: (_, answer) => {
        const reply = answer();
        return {
          ...reply,
          body: JSON.stringify(
            models
              .map(({ _id, id, downloads, private: hidden }) => ({ _id, id, downloads, private: hidden }))
              .reverse(),
          ),
        };
      },
    });
    const path = storePath();
    await crawlInto(path, hub.endpoint);
    expect(openNight(path, (night) => night.models)).toBe(3);
    expect(
      openNight(path, (night) =>
        [...night.column('downloads_30d')].filter((value) => !Number.isNaN(value)).sort(),
      ),
    ).toEqual([0, 1, 3]);
  });

  it('is the same whether the Hub answers in gzip or plain, with quota headers or without', async () => {
    const source = generatedSource({ models: 2500, seed: 3 });
    const dumps = await Promise.all(
      [{}, { compression: false }, { rateLimitHeaders: false }].map(async (wire) => {
        const path = storePath();
        await crawlInto(path, (await serve({ source, wire })).endpoint);
        return dumpStore(path);
      }),
    );
    expect(dumps[1]).toEqual(dumps[0]);
    expect(dumps[2]).toEqual(dumps[0]);
  });

  it('reads the quantity of a generated Hub back exactly', async () => {
    const source = generatedSource({ models: 3300, seed: 11 });
    const path = storePath();
    await crawlInto(path, (await serve({ source })).endpoint);
    const sent = source.page({
      order: { key: 'createdAt', ascending: false },
      filters: { search: [], tags: [], hideDisabled: false },
      limit: 5000,
    });
    const total = sent.reduce((sum, { downloads }) => sum + (downloads ?? 0), 0);
    expect(sent).toHaveLength(3300);
    expect(queryOne(path, 'SELECT sum(downloads_30d) FROM model')).toBe(total);
    expect(
      openNight(path, (night) => night.column('downloads_30d').reduce((sum, value) => sum + value, 0)),
    ).toBe(total);
  });
});

describe('a night', () => {
  it('is made by whole crawls only; a limited one answers by its run', async () => {
    const hub = await serve({ source: recordedSource(plainModels(1500)) });
    const path = storePath();
    const { run } = await crawlInto(path, hub.endpoint, {
      query: { repository: 'model', author: null, limit: 700 },
    });
    expect(run).toMatchObject({ status: 'complete', models: 700, whole: false });
    expect(() => openNight(path, ({ models }) => models)).toThrow(MissingDataError);
    expect(openNight(path, ({ models }) => models, run.run)).toBe(700);
  });

  it('is not taken from the day by an empty answer or by another endpoint', async () => {
    const path = storePath();
    const hub = await serve({ source: recordedSource(plainModels(200)) });
    await crawlInto(path, hub.endpoint);
    const empty = await serve({ source: recordedSource([]) });
    await expect(crawlInto(path, empty.endpoint)).rejects.toThrow(/no models at all/);
    const other = await serve({ source: recordedSource(plainModels(200)) });
    await crawlInto(path, other.endpoint);
    expect(queryOne(path, `SELECT group_concat(quality) FROM night`)).toBe('good,suspect');
    expect(openNight(path, ({ run }) => run.run)).toBe(1);
  });

  it('does not show a crawl that is under way', async () => {
    const models = plainModels(2500);
    const hub = await serve({ source: recordedSource(models) });
    const path = storePath();
    await crawlInto(path, hub.endpoint);
    const before = openNight(path, (night) => night.column('downloads_30d'));
    for (const model of models) model.downloads = (model.downloads ?? 0) + 1000;
    await expect(crawlInto(path, hub.endpoint, { maxPages: 1 })).rejects.toThrow();
    expect(openNight(path, (night) => night.column('downloads_30d'))).toEqual(before);
  });

  it('of one day is the last complete crawl of that day', async () => {
    const models = plainModels(100);
    const hub = await serve({ source: recordedSource(models) });
    const path = storePath();
    await crawlInto(path, hub.endpoint);
    models.splice(0, 1);
    await crawlInto(path, hub.endpoint);
    expect(queryOne(path, 'SELECT count(*) FROM night')).toBe(1);
    expect(openNight(path, ({ models: count, run }) => [count, run.run])).toEqual([99, 2]);
  });
});

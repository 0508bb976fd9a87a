import { describe, expect, it } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { StoppedEarlyError } from '../../src/errors.js';
import { everyModel } from '../../src/local-hub/faults/change-faults.js';
import { faultNames, faultyHub } from '../../src/local-hub/faults/faulty-hub.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { crawlAtOnce, rejection } from '../support/fault-run.js';
import { plainModels } from '../support/models.js';
import { mulberry32 } from '../support/random.js';
import { randomFaults } from '../support/random-faults.js';
import {
  PAGE_MODELS,
  PAGES,
  serveSmallPages,
  singleDump,
  source,
  storedRanges,
  storePath,
  surprisesOf,
  watched,
} from '../support/small-pages.js';

/** By then several ranges are walked: two pages for each come before them. */
const RANGES_FROM = 16;

describe('a crawl of several ranges at once', () => {
  it.each([2, 4, 7])('stores what a single walk stores, each model once: %i ranges', async (concurrency) => {
    const hub = await serveSmallPages();
    const path = storePath();
    const watch = watched();
    const { run } = await crawlAtOnce(path, hub.endpoint, { concurrency, onEvent: watch.onEvent });
    expect(run).toMatchObject({ status: 'complete', models: PAGES * PAGE_MODELS - 3, duplicates: 0 });
    expect(surprisesOf(watch)).toEqual([]);
    expect(dumpStore(path)).toEqual(await singleDump(source));
    const rebuilt = new Set(hub.requests.map(({ path: asked }) => asked));
    expect(rebuilt.size).toBeGreaterThan(PAGES + 1);
    // What ranges cost: a page read in part twice where two of them touch.
    expect(run.requests).toBeLessThan(PAGES + 1 + 5 * concurrency);
  });

  it('is cut at the quantiles of the last night, and costs hardly a request more than a single walk', async () => {
    const hub = await serveSmallPages();
    const path = storePath();
    await crawlAtOnce(path, hub.endpoint, { concurrency: 1 });
    const { run } = await crawlAtOnce(path, hub.endpoint);
    expect(run).toMatchObject({ run: 2, status: 'complete', modelsNew: 0, duplicates: 0 });
    expect(run.requests).toBeLessThan(PAGES + 1 + 10);
    expect(queryOne(path, 'SELECT models FROM night ORDER BY night_key DESC')).toBe(run.models);
  });

  it('finds all models of a Hub that is only days old', async () => {
    const models = plainModels(600);
    const hub = await serveSmallPages({ source: recordedSource(models) });
    const path = storePath();
    const { run } = await crawlAtOnce(path, hub.endpoint);
    expect(run).toMatchObject({ status: 'complete', models: 600, duplicates: 0 });
    expect(dumpStore(path)).toEqual(await singleDump(recordedSource(models)));
  });

  it('asks for no page more than --max-pages, and goes on with all ranges, or fewer, or more', async () => {
    const hub = await serveSmallPages();
    const path = storePath();
    for (const [pages, concurrency] of [
      [20, 4],
      [25, 1],
      [30, 6],
    ] as const) {
      const stopped = crawlAtOnce(path, hub.endpoint, { maxPages: pages === 20 ? 20 : 5, concurrency });
      await expect(stopped).rejects.toThrow(StoppedEarlyError);
      expect(queryOne(path, 'SELECT pages FROM run')).toBe(pages);
      expect(hub.requests).toHaveLength(pages);
      expect(storedRanges(path)?.length).toBeGreaterThanOrEqual(3);
    }
    const { run } = await crawlAtOnce(path, hub.endpoint, { concurrency: 3 });
    expect(run).toMatchObject({ run: 1, status: 'complete', duplicates: 0 });
    expect(dumpStore(path)).toEqual(await singleDump(source));
  });

  it('goes on with ranges from the stored position of a single walk', async () => {
    const hub = await serveSmallPages();
    const path = storePath();
    const stopped = crawlAtOnce(path, hub.endpoint, { maxPages: 9, concurrency: 1 });
    await expect(stopped).rejects.toThrow(StoppedEarlyError);
    expect(storedRanges(path)).toBeUndefined();
    await expect(crawlAtOnce(path, hub.endpoint, { maxPages: 2, concurrency: 4 })).rejects.toThrow(
      StoppedEarlyError,
    );
    expect(storedRanges(path)).toHaveLength(4);
    await crawlAtOnce(path, hub.endpoint);
    expect(dumpStore(path)).toEqual(await singleDump(source));
  });

  it('ends with the pages in flight when it is asked to stop, and has repeated none in the end', async () => {
    const stop = new AbortController();
    const hub = await serveSmallPages({
      intercept: ({ index }) => {
        if (index === 20) stop.abort(new Error('stop'));
        return undefined;
      },
    });
    const path = storePath();
    const { complete, run } = await crawlAtOnce(path, hub.endpoint, { stopSignal: stop.signal });
    expect([complete, run.status]).toEqual([false, 'stopped']);
    expect(run.pages).toBeGreaterThanOrEqual(16);
    const { run: whole } = await crawlAtOnce(path, hub.endpoint);
    expect(whole).toMatchObject({ run: 1, status: 'complete', duplicates: 0 });
    expect(dumpStore(path)).toEqual(await singleDump(source));
  });

  it('is not tried with a limit, an author, or a few pages', async () => {
    const query = { repository: 'model', author: null, limit: null } as const;
    const few = await serveSmallPages({ source: recordedSource(plainModels(PAGE_MODELS * 8)) });
    const many = await serveSmallPages({ source: recordedSource(plainModels(1200)) });
    for (const [hub, asked] of [
      [few, query],
      [many, { ...query, limit: 300 }],
      [many, { ...query, author: 'author-3' }],
    ] as const) {
      const path = storePath();
      await expect(crawlAtOnce(path, hub.endpoint, { query: asked, maxPages: 7 })).rejects.toThrow(
        StoppedEarlyError,
      );
      await crawlAtOnce(path, hub.endpoint, { query: asked });
      expect(storedRanges(path)).toBeUndefined();
    }
  });
});

describe('a surprise', () => {
  it('by a Hub that refuses rebuilt cursors leads to a single walk, at the cost of two requests', async () => {
    const hub = await serveSmallPages({ wire: { foreignCursors: 'refuse' } });
    const path = storePath();
    const watch = watched();
    const { run } = await crawlAtOnce(path, hub.endpoint, watch);
    expect(surprisesOf(watch)).toEqual(['refused cursor']);
    expect(run).toMatchObject({ status: 'complete', duplicates: 0 });
    expect(run.requests).toBeLessThanOrEqual(PAGES + 1 + 2);
    expect(dumpStore(path)).toEqual(await singleDump(source));
  });

  it('by a Hub that ignores cursors it did not issue leads to a single walk', async () => {
    const issued = new Set<string>();
    const hub = await serveSmallPages({
      intercept: ({ url }, answer) => {
        const whole = answer();
        const cursor = url.searchParams.get('cursor');
        const isIgnored = cursor !== null && !issued.has(cursor);
        if (isIgnored) url.searchParams.delete('cursor');
        const sent = isIgnored ? answer() : whole;
        const next = /[?&]cursor=([^&>]*)/.exec(sent.headers['Link'] ?? '')?.[1];
        if (next !== undefined) issued.add(decodeURIComponent(next));
        return sent;
      },
    });
    const path = storePath();
    const watch = watched();
    const { run } = await crawlAtOnce(path, hub.endpoint, watch);
    expect(surprisesOf(watch)).toEqual(['models outside the range']);
    expect(run).toMatchObject({ status: 'complete', duplicates: 0 });
    expect(run.requests).toBeLessThanOrEqual(PAGES + 1 + 3);
    expect(dumpStore(path)).toEqual(await singleDump(source));
  });

  it('in the middle loses nothing, and the run stays with a single walk after a resume', async () => {
    const hub = await serveSmallPages({
      intercept: ({ index }, answer) =>
        index === 30 ? { ...answer(), body: JSON.stringify(everyModel(source).slice(0, 5)) } : undefined,
    });
    const path = storePath();
    const watch = watched();
    const stopped = crawlAtOnce(path, hub.endpoint, { ...watch, maxPages: 50 });
    await expect(stopped).rejects.toThrow(StoppedEarlyError);
    expect(surprisesOf(watch)).toEqual(['models outside the range']);
    expect(storedRanges(path)).toBeUndefined();
    const { run } = await crawlAtOnce(path, hub.endpoint, watch);
    expect(surprisesOf(watch)).toHaveLength(1);
    expect(run).toMatchObject({ run: 1, status: 'complete', models: PAGES * PAGE_MODELS - 3 });
    expect(dumpStore(path)).toEqual(await singleDump(source));
  });
});

describe('ranges on a Hub with a fault', () => {
  const dumps = new Map<string, unknown>();
  const isChange = (name: string) => /^(model|author|name|ranking)-/.test(name);
  const faults = faultNames.filter((name) => name !== 'odd-values' && name !== '503-always');

  /** The fault begins when ranges are walked, and ends when the crawl has. */
  async function crawlWithFault(name: string) {
    const faulty = faultyHub(name, source);
    let isHealed = false;
    const hub = await serveSmallPages({
      source: faulty.source,
      intercept: (request, answer) =>
        isHealed || request.index < RANGES_FROM ? undefined : faulty.intercept(request, answer),
    });
    const path = storePath();
    const error = await rejection(crawlAtOnce(path, hub.endpoint));
    const ranges = storedRanges(path);
    isHealed = true;
    if (error !== undefined) await crawlAtOnce(path, hub.endpoint);
    expect(queryOne(path, 'SELECT max(run_key) FROM run')).toBe(1);
    expect(queryOne(path, 'SELECT status FROM run')).toBe('complete');
    return { path, error, ranges, models: everyModel(faulty.source) };
  }

  it.each(faults.filter((name) => !isChange(name)))(
    'ends with what a single walk stores: %s',
    async (name) => {
      const { path, error } = await crawlWithFault(name);
      if (error !== undefined) expect(error).toBeInstanceOf(Error);
      if (dumps.size === 0) dumps.set('calm', await singleDump(source));
      expect(dumpStore(path)).toEqual(dumps.get('calm'));
    },
  );

  it.each(faults.filter(isChange))('holds every model with a value that it had: %s', async (name) => {
    const { path, error, models } = await crawlWithFault(name);
    expect(error).toBeUndefined();
    const stored = new Map(
      (dumpStore(path) as { models: { hub_id: string; name: string }[] }).models.map((model) => [
        model.hub_id,
        model.name,
      ]),
    );
    const byId = (listed: readonly ListedModel[]) => new Map(listed.map((model) => [model._id, model.id]));
    const [before, after] = [byId(everyModel(source)), byId(models)];
    for (const [hubId, listed] of stored) expect([before.get(hubId), after.get(hubId)]).toContain(listed);
    for (const [hubId] of after)
      if (before.has(hubId) || name === 'model-created') expect(stored.has(hubId)).toBe(true);
  });
});

describe('a crawl of ranges that dies', () => {
  it('at random moments of a faulty Hub, resumed with any concurrency, ends with the store of a single walk', async () => {
    const calm = await singleDump(source);
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = mulberry32(seed);
      const breakSome = randomFaults(mulberry32(seed + 100), 0.12);
      let death = new AbortController();
      let fatal = 0;
      let requests = 0;
      const hub = await serveSmallPages({
        intercept: (request, answer) => {
          requests += 1;
          if (requests === fatal) death.abort(new Error('dead'));
          return breakSome(request, answer);
        },
      });
      const path = storePath();
      let isDone = false;
      for (let life = 0; !isDone; life += 1) {
        expect(life, `seed ${seed}`).toBeLessThan(60);
        death = new AbortController();
        [requests, fatal] = [0, life > 8 ? Infinity : 10 + Math.floor(random() * 15)];
        const concurrency = 1 + Math.floor(random() * 5);
        const error = await rejection(
          crawlAtOnce(path, hub.endpoint, { abortSignal: death.signal, concurrency }),
        );
        isDone = error === undefined;
      }
      expect(queryOne(path, 'SELECT max(run_key) FROM run'), `seed ${seed}`).toBe(1);
      expect(dumpStore(path), `seed ${seed}`).toEqual(calm);
    }
  });
});

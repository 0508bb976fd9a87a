import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { StoppedEarlyError } from '../../src/errors.js';
import { HubProtocolError } from '../../src/hub/hub-error.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { everyModel } from '../../src/local-hub/faults/change-faults.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { errorResponse } from '../../src/local-hub/response.js';
import type { HubResponse, Intercept } from '../../src/local-hub/types.js';
import { loopbackServer } from '../hub/loopback-server.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { crawlAtOnce, rejection } from '../support/fault-run.js';
import { plainModels } from '../support/models.js';
import {
  serveSmallPages,
  singleDump,
  source,
  storedRanges,
  storePath,
  surprisesOf,
  watched,
} from '../support/small-pages.js';

const endOfListing: HubResponse = { status: 200, headers: {}, body: '[]' };
const cursorOf = (url: URL) => Buffer.from(url.searchParams.get('cursor') ?? '', 'base64').toString();

/** Answers cursors that the Hub did not issue with the end of the listing. */
function endsAtForeignCursors(): Intercept {
  const issued = new Set<string>();
  return ({ url }, answer) => {
    const cursor = url.searchParams.get('cursor');
    if (cursor !== null && !issued.has(cursor)) return endOfListing;
    const whole = answer();
    const next = /[?&]cursor=([^&>]*)/.exec(whole.headers['Link'] ?? '')?.[1];
    if (next !== undefined) issued.add(decodeURIComponent(next));
    return whole;
  };
}

describe('a page whose store fails', () => {
  it('is read again after a resume, though pages of other ranges were stored after it', async () => {
    const calm = await singleDump(source);
    const hub = await serveSmallPages();
    const path = storePath();
    await rejection(crawlAtOnce(path, hub.endpoint, { maxPages: 20 }));
    // Not the second range, which is read alone at first.
    const [, , third] = storedRanges(path) ?? [];
    const unlucky = everyModel(source).find(({ _id }) => _id < (third?.before ?? ''));
    const change = (sql: string) => new Database(path).exec(sql).close();
    change(
      `CREATE TRIGGER full BEFORE INSERT ON model WHEN new.hub_id = x'${unlucky?._id}'
       BEGIN SELECT RAISE(ABORT, 'no room'); END`,
    );
    const error = await rejection(crawlAtOnce(path, hub.endpoint));
    expect(String(error)).toContain('no room');
    change('DROP TRIGGER full');
    const { run } = await crawlAtOnce(path, hub.endpoint);
    expect(run).toMatchObject({ run: 1, status: 'complete', duplicates: 0 });
    expect(dumpStore(path)).toEqual(calm);
  });
});

describe('a listing that seems to end where older models are listed', () => {
  it('at every rebuilt cursor leads to a single walk that finds all, night after night', async () => {
    const hub = await serveSmallPages({ intercept: endsAtForeignCursors() });
    const path = storePath();
    for (const night of [1, 2]) {
      const watch = watched();
      const { run } = await crawlAtOnce(path, hub.endpoint, watch);
      expect(surprisesOf(watch)).toEqual(['page without a link']);
      expect(run).toMatchObject({ run: night, status: 'complete', models: 607, duplicates: 0 });
    }
  });

  it('once leads to a single walk that finds all', async () => {
    // The newest third is the first range's alone.
    const newest = everyModel(source).slice(0, 200).at(-1)?._id ?? '';
    let isBroken = false;
    const hub = await serveSmallPages({
      intercept: ({ index }, answer) => {
        const [first] = JSON.parse(answer().body) as ListedModel[];
        if (isBroken || index < 14 || first === undefined || first._id < newest) return undefined;
        isBroken = true;
        return endOfListing;
      },
    });
    const path = storePath();
    const watch = watched();
    const { run } = await crawlAtOnce(path, hub.endpoint, watch);
    expect(surprisesOf(watch)).toEqual(['page without a link']);
    expect(run).toMatchObject({ status: 'complete', models: 607 });
    expect(dumpStore(path)).toEqual(await singleDump(source));
  });

  it.each([1, Infinity])('is not believed after a resume either: %d times', async (times) => {
    let lyingAt: string | undefined;
    let lies = 0;
    const hub = await serveSmallPages({
      intercept: ({ url }) => {
        if (lyingAt === undefined || lies >= times || !cursorOf(url).includes(lyingAt)) return undefined;
        lies += 1;
        return endOfListing;
      },
    });
    const path = storePath();
    // One page a process: each reads one of the oldest range, to its end.
    const next = { maxPages: 1, concurrency: 2 };
    await rejection(crawlAtOnce(path, hub.endpoint, { ...next, maxPages: 30 }));
    for (let life = 0; storedRanges(path)?.at(-1)?.unlinked !== true; life += 1) {
      expect(life).toBeLessThan(60);
      await expect(crawlAtOnce(path, hub.endpoint, next)).rejects.toThrow(StoppedEarlyError);
    }
    const [newest, ...others] = storedRanges(path) ?? [];
    expect(others).toHaveLength(1);
    lyingAt = newest?.before;
    const error = await rejection(crawlAtOnce(path, hub.endpoint, { concurrency: 1 }));
    if (times === 1) expect(error).toBeUndefined();
    else expect(error).toBeInstanceOf(HubProtocolError);
    lyingAt = undefined;
    if (times !== 1) await crawlAtOnce(path, hub.endpoint);
    expect(queryOne(path, 'SELECT max(run_key) FROM run')).toBe(1);
    expect(dumpStore(path)).toEqual(await singleDump(source));
  });
});

describe('a field that the Hub refuses from the middle of a crawl on', () => {
  it('keeps its values on a page that was asked for with it and comes after the refusal', async () => {
    const models = plainModels(600, () => ({ library_name: 'transformers' }));
    let late: ListedModel[] = [];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let asked = -Infinity;
    const hub = await serveSmallPages({
      source: recordedSource(models),
      intercept: async ({ url }, answer) => {
        asked += 1;
        if (asked < 25) return undefined;
        const isAsking = url.searchParams.getAll('expand').includes('library_name');
        if (asked === 25) {
          const whole = answer();
          late = JSON.parse(whole.body) as ListedModel[];
          await released;
          return whole;
        }
        if (!isAsking) release();
        const others = url.searchParams.getAll('expand').filter((field) => field !== 'library_name');
        return isAsking ? errorResponse(400, `"expand" must be one of [${others.join(', ')}]`) : undefined;
      },
    });
    const path = storePath();
    await crawlAtOnce(path, hub.endpoint);
    for (const model of models) model.library_name = 'jax';
    asked = 0;
    const { run } = await crawlAtOnce(path, hub.endpoint);
    expect(run).toMatchObject({ run: 2, status: 'complete', fieldsRefused: ['library_name'] });
    expect(late.length).toBeGreaterThan(0);
    for (const { id } of late) {
      expect(
        queryOne(
          path,
          `SELECT tag.name FROM model JOIN tag ON tag_key = library_key WHERE model.name = '${id}'`,
        ),
      ).toBe('jax');
    }
  });
});

describe('--concurrency', () => {
  it.each([1, 2, 4])('%i keeps no more requests open', async (concurrency) => {
    const hub = await serveSmallPages();
    let [open, most] = [0, 0];
    const front = await loopbackServer((request, response) => {
      open += 1;
      most = Math.max(most, open);
      const authorization = request.headers.authorization ?? '';
      const passOn = async (): Promise<void> => {
        const answer = await fetch(hub.endpoint + (request.url ?? ''), { headers: { authorization } });
        const body = await answer.text();
        const link = answer.headers.get('link')?.replace(hub.endpoint, front.origin);
        response.writeHead(answer.status, link === undefined ? {} : { link });
        response.flushHeaders();
        // Meanwhile whoever goes by the headers alone can ask for the next page.
        await fetch(`${hub.endpoint}/api/models?limit=1`);
        open -= 1;
        response.end(body);
      };
      void passOn();
    });
    const { run } = await crawlAtOnce(storePath(), front.origin, { concurrency });
    expect(run).toMatchObject({ status: 'complete', models: 607, duplicates: 0 });
    expect(most).toBeLessThanOrEqual(concurrency);
  });
});

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { StoppedEarlyError } from '../../src/errors.js';
import { HubProtocolError } from '../../src/hub/hub-error.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import type { HubResponse } from '../../src/local-hub/types.js';
import { crawlInto, serve } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

const withLink = (answer: HubResponse, link: string | undefined): HubResponse => {
  const headers = { ...answer.headers };
  delete headers['Link'];
  return { ...answer, headers: link === undefined ? headers : { ...headers, Link: link } };
};

const storePath = () => join(tempFolder(), 'oai.db');

describe('a crawl that stopped', () => {
  it('goes on from its last page and repeats none', async () => {
    const hub = await serve({ source: recordedSource(plainModels(4500)) });
    const [path, calm] = [storePath(), storePath()];
    await expect(crawlInto(path, hub.endpoint, { maxPages: 2 })).rejects.toThrow(StoppedEarlyError);
    const { run, complete } = await crawlInto(path, hub.endpoint);
    expect(complete).toBe(true);
    expect(run).toMatchObject({ run: 1, models: 4500, pages: 5, entries: 4500, duplicates: 0, requests: 6 });
    await crawlInto(calm, hub.endpoint);
    expect(dumpStore(path)).toEqual(dumpStore(calm));
  });

  it('falls back to the last stored _id when the Hub refuses the stored cursor', async () => {
    const models = plainModels(3500);
    const before = await serve({ source: recordedSource(models) });
    const path = storePath();
    await expect(crawlInto(path, before.endpoint, { maxPages: 1 })).rejects.toThrow(StoppedEarlyError);
    const port = Number(new URL(before.endpoint).port);
    await before.close();
    let refused = 0;
    const after = await serve({
      source: recordedSource(models),
      port,
      intercept: ({ index }) => {
        if (index > 0) return undefined;
        refused += 1;
        return {
          status: 400,
          headers: { 'Content-Type': 'application/json' },
          body: '{"error":"Invalid cursor"}',
        };
      },
    });
    const { run } = await crawlInto(path, after.endpoint);
    expect(refused).toBe(1);
    expect(run).toMatchObject({ run: 1, status: 'complete', models: 3500, duplicates: 0 });
  });

  it('leaves an unfinished crawl of another query alone', async () => {
    const hub = await serve({ source: recordedSource(plainModels(3000)) });
    const path = storePath();
    await expect(crawlInto(path, hub.endpoint, { maxPages: 1 })).rejects.toThrow(StoppedEarlyError);
    const author = await crawlInto(path, hub.endpoint, {
      query: { repository: 'model', author: 'author-3', limit: null },
    });
    expect(author.run).toMatchObject({ run: 2, status: 'complete', whole: false });
    const whole = await crawlInto(path, hub.endpoint);
    expect(whole.run).toMatchObject({ run: 1, status: 'complete', models: 3000 });
  });

  it('is given up with restart, and begins anew', async () => {
    const hub = await serve({ source: recordedSource(plainModels(1500)) });
    const path = storePath();
    await expect(crawlInto(path, hub.endpoint, { maxPages: 1 })).rejects.toThrow(StoppedEarlyError);
    const { run } = await crawlInto(path, hub.endpoint, { restart: true });
    expect(run).toMatchObject({ run: 2, models: 1500, pages: 2 });
    expect(queryOne(path, 'SELECT status FROM run WHERE run_key = 1')).toBe('abandoned');
    expect(queryOne(path, 'SELECT count(*) FROM run_page')).toBe(0);
  });
});

describe('an unfinished crawl', () => {
  it('of other fields, or of more than a week ago, is given up and begun anew', async () => {
    const hub = await serve({ source: recordedSource(plainModels(1500)) });
    const path = storePath();
    await expect(crawlInto(path, hub.endpoint, { maxPages: 1 })).rejects.toThrow(StoppedEarlyError);
    await expect(crawlInto(path, hub.endpoint, { maxPages: 1, extraFields: ['gguf'] })).rejects.toThrow(
      StoppedEarlyError,
    );
    const later = { ...systemClock, now: () => systemClock.now() + 8 * 86_400_000 };
    const { run } = await crawlInto(path, hub.endpoint, { extraFields: ['gguf'], clock: later });
    expect(run).toMatchObject({ run: 3, models: 1500 });
    expect(queryOne(path, "SELECT group_concat(stop_reason, '; ') FROM run WHERE status = 'abandoned'")).toBe(
      'a crawl with other fields was asked for; unfinished for more than 7 days',
    );
  });

  it('whose store was deleted under it says so instead of finishing', async () => {
    const path = storePath();
    const hub = await serve({
      source: recordedSource(plainModels(2500)),
      intercept: ({ index }) => {
        if (index === 1) rmSync(path);
        return undefined;
      },
    });
    await expect(crawlInto(path, hub.endpoint)).rejects.toThrow(/moved or deleted/);
  });

  it('of one author ends when the Hub sends models of another', async () => {
    const models = plainModels(20);
    const hub = await serve({
      source: recordedSource(models),
      intercept: (_, answer) => ({ ...answer(), body: JSON.stringify(models) }),
    });
    const query = { repository: 'model' as const, author: 'author-3', limit: null };
    await expect(crawlInto(storePath(), hub.endpoint, { query })).rejects.toThrow(HubProtocolError);
  });
});

describe('the end of the walk', () => {
  it('is asked for when the last page is exactly full and has no link', async () => {
    const hub = await serve({
      source: recordedSource(plainModels(2000)),
      wire: { linkOnFullLastPage: false },
    });
    const { run } = await crawlInto(storePath(), hub.endpoint);
    expect(run).toMatchObject({ status: 'complete', models: 2000, requests: 4 });
  });

  it('is reached when an exactly full last page links to an empty one', async () => {
    const hub = await serve({
      source: recordedSource(plainModels(2000)),
      wire: { linkOnFullLastPage: true },
    });
    const { run } = await crawlInto(storePath(), hub.endpoint);
    expect(run).toMatchObject({ status: 'complete', models: 2000 });
  });

  it('is believed on a full page without a link where the Hub refuses rebuilt cursors', async () => {
    const hub = await serve({
      source: recordedSource(plainModels(2000)),
      wire: { linkOnFullLastPage: false, foreignCursors: 'refuse' },
    });
    const { run } = await crawlInto(storePath(), hub.endpoint);
    expect(run).toMatchObject({ status: 'complete', models: 2000 });
  });

  it('does not come early when a full page lost its link', async () => {
    const hub = await serve({
      source: recordedSource(plainModels(3500)),
      intercept: ({ index }, answer) => (index === 1 ? withLink(answer(), undefined) : undefined),
    });
    const { run } = await crawlInto(storePath(), hub.endpoint);
    expect(run).toMatchObject({ status: 'complete', models: 3500, duplicates: 0 });
  });

  it('comes when empty pages keep linking on', async () => {
    const hub = await serve({
      source: recordedSource(plainModels(1500)),
      intercept: ({ index, path }, answer) =>
        index < 2
          ? undefined
          : { ...withLink(answer(), `<${hub.endpoint}${path}&again=${index}>; rel="next"`), body: '[]' },
      wire: { linkOnFullLastPage: true },
    });
    const { run } = await crawlInto(storePath(), hub.endpoint);
    expect(run).toMatchObject({ status: 'complete', models: 1500 });
    expect(hub.requests.length).toBeLessThan(6);
  });

  it('is not invented when the Hub links to the same page for ever', async () => {
    const hub = await serve({
      source: recordedSource(plainModels(3500)),
      intercept: ({ index, path }, answer) =>
        index >= 1 && index < 3 ? withLink(answer(), `<${hub.endpoint}${path}>; rel="next"`) : undefined,
    });
    const { run } = await crawlInto(storePath(), hub.endpoint);
    expect(run).toMatchObject({ status: 'complete', models: 3500 });
  });

  it('is refused to a Hub whose first page is empty but links on', async () => {
    const hub = await serve({
      source: recordedSource([]),
      intercept: (_, answer) => withLink(answer(), `<${hub.endpoint}/api/models?cursor=x>; rel="next"`),
    });
    await expect(crawlInto(storePath(), hub.endpoint)).rejects.toThrow(HubProtocolError);
  });
});

describe('models created during the walk', () => {
  it('are picked up at its end, and are no duplicates', async () => {
    const models = plainModels(2500);
    const [newer, ...present] = [models.pop(), ...models];
    const listed = [...present];
    const hub = await serve({
      source: recordedSource(listed),
      intercept: ({ index }) => {
        if (index === 2 && newer !== undefined) listed.push(newer);
        return undefined;
      },
    });
    const { run } = await crawlInto(storePath(), hub.endpoint);
    expect(run).toMatchObject({ status: 'complete', models: 2500, duplicates: 0 });
  });

  it('are picked up by the process that finishes an interrupted walk', async () => {
    const models = plainModels(2500);
    const listed = models.slice(0, 2490);
    const hub = await serve({ source: recordedSource(listed) });
    const path = storePath();
    await expect(crawlInto(path, hub.endpoint, { maxPages: 1 })).rejects.toThrow(StoppedEarlyError);
    listed.push(...models.slice(2490));
    const { run } = await crawlInto(path, hub.endpoint);
    expect(run).toMatchObject({ run: 1, models: 2500, duplicates: 0 });
  });
});

describe('a link to another origin', () => {
  it('stops the walk resumably and sends nothing there', async () => {
    const elsewhere = await serve({ source: recordedSource(plainModels(10)) });
    const hub = await serve({
      source: recordedSource(plainModels(2500)),
      tokens: new Map([['hf_secret', { user: 'me', plan: 'free' as const }]]),
      intercept: (_, answer) => withLink(answer(), `<${elsewhere.endpoint}/api/models?cursor=x>; rel="next"`),
    });
    const path = storePath();
    await expect(crawlInto(path, hub.endpoint, { client: { token: 'hf_secret' } })).rejects.toThrow(
      HubProtocolError,
    );
    expect(elsewhere.requests).toEqual([]);
    expect(queryOne(path, 'SELECT status FROM run')).toBe('stopped');
  });
});

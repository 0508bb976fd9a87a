import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  crawl,
  type CrawlEvent,
  LockedError,
  MissingDataError,
  openStore,
  renderReport,
  reports,
  StoppedEarlyError,
  UsageError,
} from '../../src/index.js';
import { reports as commands } from '../../src/reports/index.js';
import { changingHub } from '../support/changing-hub.js';
import { oai } from '../support/cli.js';
import { dumpStore } from '../support/dump.js';
import { rejection } from '../support/fault-run.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

const storePath = (): string => join(tempFolder(), 'oai.db');

async function crawled(): Promise<{ db: string; endpoint: string }> {
  const { hub } = await changingHub(plainModels(300));
  const db = storePath();
  await crawl({ db, endpoint: hub.endpoint });
  return { db, endpoint: hub.endpoint };
}

describe('crawl', () => {
  it('makes the store that oai crawl makes, and tells how it goes', async () => {
    const { hub } = await changingHub(plainModels(300));
    const [db, other] = [storePath(), storePath()];
    const events: CrawlEvent[] = [];
    const { run, complete } = await crawl({
      db,
      endpoint: hub.endpoint,
      onEvent: (event) => events.push(event),
    });
    expect(complete).toBe(true);
    expect(run).toMatchObject({ run: 1, status: 'complete', models: 300, whole: true, source: null });
    expect(events[0]).toMatchObject({ kind: 'started', resumed: false });
    expect(events.filter(({ kind }) => kind === 'page')).toHaveLength(run.pages);
    const command = await oai([
      'crawl',
      '--endpoint',
      hub.endpoint,
      '--db',
      other,
      '--authors',
      '0',
      '--quiet',
    ]);
    expect(command).toMatchObject({ code: 0 });
    expect(dumpStore(db)).toEqual(dumpStore(other));
  });

  it('stops when its signal says so or a bound is reached, and goes on from there', async () => {
    const { hub } = await changingHub(plainModels(300));
    const db = storePath();
    const stop = new AbortController();
    const settings = { db, endpoint: hub.endpoint, concurrency: 1 };
    const first = await crawl({
      ...settings,
      signal: stop.signal,
      onEvent: ({ kind }) => {
        if (kind === 'page') stop.abort();
      },
    });
    expect(first).toMatchObject({ complete: false, run: { status: 'stopped', pages: 1 } });
    expect(await rejection(crawl({ ...settings, maxPages: 2 }))).toBeInstanceOf(StoppedEarlyError);
    expect(await crawl(settings)).toMatchObject({ complete: true, run: { run: 1, models: 300 } });
  });

  it('asks for one author or the newest models, into a store that is open for writing', async () => {
    const { hub } = await changingHub(plainModels(300));
    const db = openStore(storePath(), { readonly: false });
    const { endpoint } = hub;
    expect((await crawl({ db, endpoint, author: 'author-3' })).run).toMatchObject({
      run: 1,
      models: 43,
      whole: false,
    });
    expect((await crawl({ db, endpoint, limit: 50 })).run).toMatchObject({ run: 2, models: 50 });
    expect(db.runs().map(({ run }) => run)).toEqual([2, 1]);
    expect(await rejection(crawl({ db: db.path, endpoint }))).toBeInstanceOf(LockedError);
    db.close();
    expect(await rejection(crawl({ db, endpoint }))).toBeInstanceOf(UsageError);
    const reader = openStore(db.path);
    expect(await rejection(crawl({ db: reader, endpoint }))).toBeInstanceOf(UsageError);
    reader.close();
  });

  it('looks at no environment variable', async () => {
    const { hub } = await changingHub(plainModels(50));
    vi.stubEnv('HF_TOKEN', 'hf_ofTheEnvironmentAlone');
    vi.stubEnv('OAI_DB', '/nonexistent/oai.db');
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:9');
    try {
      await crawl({ db: storePath(), endpoint: hub.endpoint });
    } finally {
      vi.unstubAllEnvs();
    }
    expect(hub.requests.some(({ hadAuthorization }) => hadAuthorization)).toBe(false);
  });
});

describe('openStore', () => {
  it('tells the nights and runs of a store', async () => {
    const { db } = await crawled();
    const store = openStore(db);
    expect(store.nights()).toEqual([store.night()]);
    expect(store.night({ run: 1 })).toMatchObject({
      run: 1,
      models: 300,
      whole: true,
      quality: 'good',
      reasons: [],
    });
    expect(() => store.night({ asOf: '2001-01-01' })).toThrow(MissingDataError);
    store.close();
    store.close();
    expect(() => store.nights()).toThrow(UsageError);
  });

  it('makes no file to read, and lets one alone write', async () => {
    expect(() => openStore(storePath())).toThrow(MissingDataError);
    const { db } = await crawled();
    const writer = openStore(db, { readonly: false });
    expect(() => openStore(db, { readonly: false })).toThrow(LockedError);
    const reader = openStore(db);
    expect(reader.nights()).toHaveLength(1);
    reader.close();
    writer.close();
    openStore(db, { readonly: false }).close();
  });
});

describe('reports', () => {
  it('are those of the command, to the byte', async () => {
    expect(reports.list().map(({ name }) => name)).toEqual(commands.map(({ name }) => name));
    const { db } = await crawled();
    const store = openStore(db);
    for (const name of ['concentration', 'orgs']) {
      const output = await reports.run(name, { store });
      const command = await oai(['report', name, '--db', db, '--json']);
      expect(renderReport(output, 'json')).toBe(command.stdout);
    }
    store.close();
  });

  it('take parameters, and refuse what is none', async () => {
    const { db } = await crawled();
    const store = openStore(db);
    const { parameters } = await reports.describe('concentration');
    expect(parameters.map(({ name }) => name)).toContain('metric');
    const output = await reports.run('concentration', { store, params: { metric: 'likes' } });
    expect(output.parameters).toMatchObject({ metric: 'likes' });
    for (const params of [{ metric: 'none' }, { metrics: 'likes' }]) {
      expect(await rejection(reports.run('concentration', { store, params }))).toBeInstanceOf(UsageError);
    }
    expect(await rejection(reports.run('nothing', { store }))).toBeInstanceOf(UsageError);
    const night = { asOf: '2001-01-01' };
    expect(await rejection(reports.run('tail', { store, night }))).toBeInstanceOf(MissingDataError);
    const registry = { folders: ['/nonexistent'] };
    expect(await rejection(reports.run('orgs', { store, registry }))).toBeInstanceOf(UsageError);
    store.close();
  });
});

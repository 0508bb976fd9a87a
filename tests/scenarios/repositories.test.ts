import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { MissingDataError, StoppedEarlyError } from '../../src/errors.js';
import { exchangeTables } from '../../src/exchange/tables.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { checkStore } from '../../src/store/check.js';
import { openForWriting } from '../../src/store/open.js';
import { listRepositoryNights } from '../../src/store/repository-night.js';
import { storeSummary } from '../../src/store/summary.js';
import { decide } from '../../src/store/verdict.js';
import { crawlInto, serve } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { readNight } from '../support/nights.js';
import { crawlKind, plainRepositories, RepositoryHub } from '../support/repositories.js';
import { tempFolder } from '../support/temp.js';

const storePath = (): string => join(tempFolder(), 'oai.db');

function inStore<T>(path: string, read: (db: Database.Database) => T): T {
  const db = new Database(path, { readonly: true });
  try {
    return read(db);
  } finally {
    db.close();
  }
}

/** What a crawl of datasets or Spaces is there to store, whatever its keys and runs. */
function dumpRepositories(path: string): unknown {
  return inStore(path, (db) => [
    db
      .prepare(
        `SELECT kind, lower(hex(hub_id)) AS hub_id, name, created_at, modified_at, downloads_30d, downloads_all_time, likes,
           trending_score, gated, private, disabled, sdk, length(tag_keys) > 0 AS tagged, gone_day
         FROM repository ORDER BY kind, hub_id`,
      )
      .all(),
    db.prepare('SELECT dataset, tag FROM dataset_tasks ORDER BY dataset, tag').all(),
    db.prepare('SELECT kind, repositories, downloads_30d, quality FROM repository_night ORDER BY kind').all(),
  ]);
}

const goneOf = (path: string): unknown[] =>
  inStore(path, (db) =>
    db
      .prepare(
        `SELECT name, date(gone_day * 86400, 'unixepoch') AS gone FROM repository WHERE gone_day IS NOT NULL ORDER BY name`,
      )
      .raw()
      .all(),
  );

describe('a crawl of datasets or Spaces', () => {
  it('stores the same in several parts at once, one page after the other, and in two processes', async () => {
    const { datasets, spaces, ...source } = generatedSource({ models: 1830, seed: 11 });
    const hub = await serve({
      source,
      datasets,
      spaces,
      quota: { anonymous: 100_000 },
      wire: { maxLimit: 10 },
    });
    const dumps: unknown[] = [];
    for (const how of ['ranges', 'single', 'resumed']) {
      const path = storePath();
      for (const kind of ['dataset', 'space'] as const) {
        if (how === 'resumed') {
          await expect(crawlKind(kind, path, hub.endpoint, { maxPages: 7 })).rejects.toThrow(
            StoppedEarlyError,
          );
        }
        const concurrency = how === 'single' ? 1 : 6;
        const { run, complete } = await crawlKind(kind, path, hub.endpoint, { concurrency });
        expect(complete).toBe(true);
        expect(run).toMatchObject({ models: kind === 'dataset' ? 610 : 915, quarantined: 0 });
        expect(run.query).toEqual({ repository: kind, author: null, limit: null });
      }
      if (how === 'ranges') expect(queryOne(path, 'SELECT count(*) FROM run')).toBe(2);
      expect(checkStore(path)).toEqual([]);
      dumps.push(dumpRepositories(path));
    }
    expect(dumps[1]).toEqual(dumps[0]);
    expect(dumps[2]).toEqual(dumps[0]);
    expect(JSON.stringify(dumps[0])).toContain('LeRobot');
  });

  it('leaves models, their nights and their authors as they are', async () => {
    const world = await RepositoryHub.start(storePath(), {
      datasets: plainRepositories(9),
      spaces: plainRepositories(6),
    });
    await world.models('2026-03-01');
    const before = dumpStore(world.path);
    const authors = queryOne(world.path, 'SELECT count(*) FROM author');
    await world.crawl('dataset', '2026-03-02');
    await world.crawl('space', '2026-03-02');
    expect(dumpStore(world.path)).toEqual(before);
    expect(queryOne(world.path, 'SELECT count(*) FROM author')).toBe(authors);
    expect(readNight(world.path, {}, ({ night }) => night.date)).toBe('2026-03-01');
    await world.models('2026-03-03');
    expect(queryOne(world.path, 'SELECT group_concat(run_key) FROM night')).toBe('1,4');
    expect(checkStore(world.path)).toEqual([]);
  });

  it('is not resumed by a crawl of another kind, nor ended by one of another endpoint', async () => {
    const [datasets, spaces] = [plainRepositories(28), plainRepositories(20)];
    const small = { wire: { maxLimit: 5 } };
    const world = await RepositoryHub.start(storePath(), { datasets, spaces }, small);
    const other = await RepositoryHub.start(world.path, { datasets, spaces }, small);
    await expect(world.crawl('dataset', '2026-03-01', { maxPages: 2 })).rejects.toThrow(StoppedEarlyError);
    expect((await other.crawl('space', '2026-03-01')).run).toMatchObject({ run: 2, models: 20 });
    expect((await world.crawl('dataset', '2026-03-01')).run).toMatchObject({ run: 1, models: 28, pages: 6 });
    const summary = inStore(world.path, storeSummary);
    expect(summary.repositories.map(({ kind, rows, newest }) => [kind, rows, newest?.run])).toEqual([
      ['dataset', 28, 1],
      ['space', 20, 2],
    ]);
    expect(summary).toMatchObject({ lastRun: null, unfinishedRuns: [], nights: 0 });
  });

  it('goes on without a field that the Hub does not know, and keeps what it knew of it', async () => {
    const world = await RepositoryHub.start(storePath(), {
      datasets: plainRepositories(3, () => ({ gated: 'manual', tags: ['LeRobot'] })),
    });
    await world.crawl('dataset', '2026-03-01');
    const datasets = plainRepositories(3, (index) => ({ likes: 50 + index }));
    const poorer = await RepositoryHub.start(
      world.path,
      { datasets },
      { wire: { datasetFields: ['createdAt', 'downloads', 'likes', 'private'] } },
    );
    const { run } = await poorer.crawl('dataset', '2026-03-02');
    expect(run.fieldsRefused).toEqual(
      expect.arrayContaining([
        'tags',
        'gated',
        'disabled',
        'lastModified',
        'trendingScore',
        'downloadsAllTime',
      ]),
    );
    const rows = inStore(world.path, (db) =>
      db.prepare('SELECT likes, gated, downloads_all_time FROM datasets ORDER BY name').raw().all(),
    );
    expect(rows).toEqual([
      [50, 'manual', null],
      [51, 'manual', null],
      [52, 'manual', null],
    ]);
    expect(queryOne(world.path, 'SELECT count(*) FROM dataset_tasks')).toBe(3);
  });

  it('sets odd entries aside, and refuses an empty answer for an empty Hub', async () => {
    const datasets = plainRepositories(4, (index) => (index === 2 ? { likes: -3 } : {}));
    const world = await RepositoryHub.start(storePath(), { datasets });
    expect((await world.crawl('dataset', '2026-03-01')).run).toMatchObject({ models: 4, quarantined: 1 });
    expect(queryOne(world.path, 'SELECT field FROM quarantine')).toBe('likes');
    await expect(world.crawl('space', '2026-03-01')).rejects.toThrow('The Hub listed no Spaces at all.');
    expect(queryOne(world.path, 'SELECT count(*) FROM repository_night')).toBe(1);
  });

  it('of one author or the newest few makes no night, and takes nothing for gone', async () => {
    const world = await RepositoryHub.start(storePath(), { datasets: plainRepositories(9) });
    await world.crawl('dataset', '2026-03-01');
    expect((await world.crawl('dataset', '2026-03-02', { author: 'owner-1' })).run.models).toBe(3);
    expect((await world.crawl('dataset', '2026-03-02', { limit: 2 })).run.models).toBe(2);
    expect(queryOne(world.path, 'SELECT count(*) FROM repository_night')).toBe(1);
    expect(goneOf(world.path)).toEqual([]);
  });
});

describe('what is gone', () => {
  it('is dated by the first whole crawl without it, and comes back when it is seen again', async () => {
    const world = await RepositoryHub.start(storePath(), { datasets: plainRepositories(60) });
    await world.crawl('dataset', '2026-03-01');
    const [lost] = world.datasets.splice(10, 1);
    const renamed = world.datasets[20];
    if (lost === undefined || renamed === undefined) throw new Error('too few datasets');
    renamed.id = 'owner-0/renamed';
    world.datasets.push(...plainRepositories(62).slice(60));
    const { run } = await world.crawl('dataset', '2026-03-02');
    expect(run).toMatchObject({ models: 61, modelsNew: 2, modelsChanged: 1 });
    expect(goneOf(world.path)).toEqual([[lost.id, '2026-03-02']]);
    await world.crawl('dataset', '2026-03-03');
    expect(goneOf(world.path)).toEqual([[lost.id, '2026-03-02']]);
    expect(queryOne(world.path, 'SELECT count(*) FROM datasets_now')).toBe(61);
    world.datasets.push(lost);
    await world.crawl('dataset', '2026-03-04');
    expect(goneOf(world.path)).toEqual([]);
    const nights = inStore(world.path, (db) => listRepositoryNights(db));
    expect(
      nights.map(({ date, repositories, added, vanished }) => [date, repositories, added, vanished]),
    ).toEqual([
      ['2026-03-01', 60, null, null],
      ['2026-03-02', 61, 2, 1],
      ['2026-03-03', 61, 0, 0],
      ['2026-03-04', 62, 0, 0],
    ]);
  });

  it('is nothing after a crawl that looks broken, until somebody accepts it', async () => {
    const world = await RepositoryHub.start(storePath(), { datasets: plainRepositories(60) });
    await world.models('2026-03-01');
    await world.crawl('dataset', '2026-03-01');
    const all = world.datasets.splice(0, 30);
    world.datasets.push(...plainRepositories(61).slice(60));
    const { run } = await world.crawl('dataset', '2026-03-02');
    expect(goneOf(world.path)).toEqual([]);
    const [, broken] = inStore(world.path, (db) => listRepositoryNights(db));
    expect(broken).toMatchObject({ quality: 'suspect', repositories: 31, vanished: 30 });
    expect(broken?.reasons[0]).toBe('50.0 % of the datasets of 2026-03-01 are missing (more than 3.0 %)');
    const read = (includeSuspect?: boolean): [string, number] =>
      readNight(world.path, { includeSuspect }, (night) => {
        const datasets = night.repositories('dataset');
        return [datasets.night.date, datasets.created().length];
      });
    // Neither what it lacks nor what it alone has.
    expect(read()).toEqual(['2026-03-01', 60]);
    expect(read(true)[0]).toBe('2026-03-02');

    const store = openForWriting({ path: world.path, clock: systemClock, command: 'test' });
    decide(store.db, run.run, 'accepted');
    expect(goneOf(world.path)).toHaveLength(30);
    expect(read()).toEqual(['2026-03-02', 31]);
    decide(store.db, run.run, 'rejected');
    store.close();
    expect(goneOf(world.path)).toEqual([]);
    expect(read()).toEqual(['2026-03-01', 60]);

    world.datasets.push(...all);
    await world.crawl('dataset', '2026-03-03');
    expect(read()).toEqual(['2026-03-03', 61]);
  });

  it('is read as of a day: the crawl of that day, with what was there then', async () => {
    const world = await RepositoryHub.start(storePath(), { datasets: plainRepositories(60) });
    await world.models('2026-03-01');
    await world.crawl('dataset', '2026-03-01');
    await world.models('2026-03-02');
    world.datasets.splice(0, 1);
    world.datasets.push(...plainRepositories(63).slice(60));
    await world.crawl('dataset', '2026-03-05');
    const read = (asOf?: string): [string, number] =>
      readNight(world.path, { asOf }, (night) => {
        const datasets = night.repositories('dataset');
        return [datasets.night.date, datasets.created().length];
      });
    expect(read('2026-03-02')).toEqual(['2026-03-01', 60]);
    expect(read()).toEqual(['2026-03-05', 62]);
    expect(() => readNight(world.path, {}, (night) => night.repositories('space'))).toThrow(MissingDataError);
  });

  it('never counts what a token alone may see', async () => {
    const world = await RepositoryHub.start(storePath(), { datasets: plainRepositories(5) });
    await world.models('2026-03-01');
    await world.crawl('dataset', '2026-03-01');
    // The local Hub lists no private ones: the column is what such a token would leave behind.
    const db = new Database(world.path);
    db.prepare(`UPDATE repository SET private = 1 WHERE name = 'owner-0/thing-0'`).run();
    db.close();
    expect(readNight(world.path, {}, (night) => night.repositories('dataset').created().length)).toBe(4);
    expect(queryOne(world.path, 'SELECT count(*) FROM datasets_now')).toBe(4);
  });
});

it.each(['datasets', 'dataset_tasks', 'spaces', 'repository_nights'] as const)(
  'the view %s has the columns that travel, in their order',
  async (table) => {
    const world = await RepositoryHub.start(storePath(), { datasets: plainRepositories(1) });
    await crawlInto(world.path, world.hub.endpoint);
    const columns = inStore(world.path, (db) =>
      db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all(),
    );
    expect(columns).toEqual(Object.keys(exchangeTables[table].columns));
  },
);

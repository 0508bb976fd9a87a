import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { openPageArchive, readKeptPage, readPageIndex } from '../../src/crawl/page-archive.js';
import { type ReplayOptions, type ReplayOutcome, replayPages } from '../../src/crawl/page-archive-replay.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { MissingDataError, UsageError } from '../../src/errors.js';
import { openStore, reports } from '../../src/index.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { openForWriting } from '../../src/store/open.js';
import { changingHub, clockFrom } from '../support/changing-hub.js';
import { oai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { rejection } from '../support/fault-run.js';
import { plainModels } from '../support/models.js';
import { tablesOf } from '../support/tables.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

async function replayInto(
  path: string,
  folder: string,
  options: Partial<Omit<ReplayOptions, 'store' | 'folder'>> = {},
): Promise<ReplayOutcome> {
  const store = openForWriting({ path, clock: systemClock, command: 'test' });
  try {
    return await replayPages({ store, folder, ...options });
  } finally {
    store.close();
  }
}

/** 700 models, some of them odd; `night` moves counters, renames one, removes one and adds some. */
function modelsOf(night: number): ListedModel[] {
  return plainModels(700 + 3 * night, (index) => ({
    downloads: index * 10 + night,
    ...(index === 5 ? { id: `author-5/renamed-${night}` } : {}),
    ...(index % 60 === 7 ? { likes: -1 } : {}),
    ...(index % 9 === 2
      ? { tags: [`base_model:finetune:author-${index % 7}/model-${index - 2}`, 'fr'] }
      : {}),
  })).filter((_, index) => index !== 40 + night);
}

const shared = sharedFolder();
let nights: { path: string; pages: string };

beforeAll(async () => {
  nights = await threeNights(shared);
});

/** The store and the pages of the three nights, and a path for a store to replay them into. */
function places(): { path: string; pages: string; replayed: string } {
  return { ...nights, replayed: join(tempFolder(), 'replayed.db') };
}

/** A store with three nights, one of them resumed, and a run of one author; and all their pages. */
async function threeNights(folder: string): Promise<{ path: string; pages: string }> {
  const [path, pages] = [join(folder, 'oai.db'), join(folder, 'pages')];
  let asked = 0;
  let late = -1;
  const intercept = (): undefined => {
    // Some models are created while the crawl of the third night is under way.
    if ((asked += 1) === late) show(modelsOf(3));
  };
  const { hub, show } = await changingHub(modelsOf(0), { intercept }, (options) =>
    startLocalHub({ clock: systemClock, ...options }),
  );
  const { endpoint } = hub;
  const at = (time: string, concurrency = 3) => ({ keepPages: pages, clock: clockFrom(time), concurrency });
  await crawlInto(path, endpoint, at('2026-11-20T03:00:00Z'));
  show(modelsOf(1));
  await rejection(crawlInto(path, endpoint, { ...at('2026-11-21T03:00:00Z'), maxPages: 9 }));
  await crawlInto(path, endpoint, at('2026-11-21T05:00:00Z'));
  await crawlInto(path, endpoint, {
    ...at('2026-11-21T06:00:00Z'),
    query: { repository: 'model', author: 'author-3', limit: 50 },
  });
  show(modelsOf(2));
  [asked, late] = [0, 12];
  await crawlInto(path, endpoint, at('2026-11-22T03:00:00Z'));
  await hub.close();
  return { path, pages };
}

describe('kept pages that are replayed', () => {
  it('make the same store: every row of every table, and every report', async () => {
    const { path, pages, replayed } = places();
    const outcome = await replayInto(replayed, pages);
    expect(outcome).toMatchObject({ complete: true, present: [], unfinished: [] });
    expect(outcome.replayed.map(({ run, models }) => [run, models])).toEqual(
      [1, 2, 3, 4].map((run) => [run, queryOne(path, `SELECT models FROM run WHERE run_key = ${run}`)]),
    );
    expect(tablesOf(replayed)).toEqual(tablesOf(path));
    expect(dumpStore(replayed)).toEqual(dumpStore(path));
    expect(queryOne(path, 'SELECT count(*) FROM quarantine')).toBeGreaterThan(20);
    expect(queryOne(path, 'SELECT count(*) FROM model_rename')).toBeGreaterThan(0);
    const [original, again] = [openStore(path), openStore(replayed)];
    for (const name of ['concentration', 'growth', 'derivatives', 'languages', 'coverage']) {
      expect(await reports.run(name, { store: again }), name).toEqual(
        await reports.run(name, { store: original }),
      );
    }
    original.close();
    again.close();
  });

  it('show that the third night read the newest models again, and ranges that overlap', () => {
    const { pages } = places();
    const parts = openPageArchive(pages).flatMap(({ folder }) => readPageIndex(folder));
    expect(parts.some(({ part }) => part.newerThan !== undefined)).toBe(true);
    expect(parts.some(({ part, entries }) => part.entries < entries)).toBe(true);
  });

  it('go on where a replay was interrupted, and leave alone what is there', async () => {
    const { path, pages, replayed } = places();
    const total = Number(queryOne(path, 'SELECT sum(pages) FROM run'));
    let lives = 0;
    for (let complete = false; !complete; lives += 1) {
      const stop = new AbortController();
      let seen = 0;
      const outcome = await replayInto(replayed, pages, {
        stopSignal: stop.signal,
        onEvent: ({ kind }) => {
          if (kind === 'page' && (seen += 1) === 13) stop.abort();
        },
      });
      complete = outcome.complete;
    }
    expect(lives).toBe(Math.floor(total / 13) + 1);
    expect(tablesOf(replayed)).toEqual(tablesOf(path));
    const again = await replayInto(replayed, pages);
    expect(again.replayed).toEqual([]);
    expect(again.present.map(({ run }) => run)).toEqual([1, 2, 3, 4]);
    expect((await replayInto(path, pages)).replayed).toEqual([]);
  });

  it('go into the history at its end alone, one run or all', async () => {
    const { pages, replayed } = places();
    const last = join(pages, readdirSync(pages).sort().at(-1) ?? '');
    expect((await replayInto(replayed, last)).replayed).toHaveLength(1);
    const error = await rejection(replayInto(replayed, pages));
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(
      /^The kept run of 2026-11-20T03:00:\d\d\.000Z is older than what /,
    );
    expect(queryOne(replayed, 'SELECT count(*) FROM run')).toBe(1);
  });

  it('leave out what never came to its end', async () => {
    const folder = tempFolder();
    const [path, pages, replayed] = ['a.db', 'pages', 'b.db'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const { hub } = await changingHub(plainModels(400));
    const at = (time: string) => ({ keepPages: pages, clock: clockFrom(time) });
    await rejection(crawlInto(path, hub.endpoint, { ...at('2026-11-20T03:00:00Z'), maxPages: 2 }));
    await crawlInto(path, hub.endpoint, { ...at('2026-11-20T04:00:00Z'), restart: true });
    await rejection(crawlInto(path, hub.endpoint, { ...at('2026-11-21T03:00:00Z'), maxPages: 2 }));
    const outcome = await replayInto(replayed, pages);
    expect(outcome.replayed.map(({ run }) => run)).toEqual([2]);
    expect(outcome.unfinished.map(({ run, status }) => [run, status])).toEqual([
      [1, 'abandoned'],
      [3, 'stopped'],
    ]);
  });

  it('tell what the store of then did not keep', async () => {
    const folder = tempFolder();
    const [path, pages, replayed] = ['a.db', 'pages', 'b.db'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const hub = await serve({
      source: generatedSource({ models: 400, seed: 5 }),
      quota: { anonymous: 100_000 },
    });
    await crawlInto(path, hub.endpoint, {
      keepPages: pages,
      extraFields: ['gguf'],
      clock: clockFrom('2026-11-20T03:00:00Z'),
    });
    const kept = Number(queryOne(path, 'SELECT sum(gguf_parameters) FROM model'));
    expect(kept).toBeGreaterThan(0);
    // A store made by a version that had no such column.
    const db = new Database(path);
    db.exec('UPDATE model SET gguf_parameters = NULL');
    db.close();
    await replayInto(replayed, pages);
    expect(queryOne(replayed, 'SELECT sum(gguf_parameters) FROM model')).toBe(kept);
    expect(queryOne(replayed, `SELECT date(day * 86400, 'unixepoch') FROM night`)).toBe('2026-11-20');
    // And no column of today has this.
    const [run] = openPageArchive(pages);
    if (run === undefined) throw new Error('nothing was kept');
    const entries = readPageIndex(run.folder).flatMap((page) =>
      readKeptPage(run.folder, page),
    ) as ListedModel[];
    expect(entries.filter(({ gguf }) => gguf?.architecture !== undefined).length).toBeGreaterThan(0);
  });

  it('are refused when a file is not what was kept, and go on once it is', async () => {
    const { path, replayed } = places();
    const pages = join(tempFolder(), 'pages');
    cpSync(nights.pages, pages, { recursive: true });
    const [first = ''] = readdirSync(pages).sort();
    const file = join(pages, first, 'page-000005.ndjson.gz');
    const whole = readFileSync(file);
    truncateSync(file, 100);
    const error = await rejection(replayInto(replayed, pages));
    expect(error).toMatchObject({ message: `${file} cannot be read as kept pages.` });
    expect(error).toBeInstanceOf(UsageError);
    expect(queryOne(replayed, `SELECT status || pages FROM run`)).toBe('stopped4');
    writeFileSync(file, whole);
    await replayInto(replayed, pages);
    expect(tablesOf(replayed)).toEqual(tablesOf(path));
  });

  it('are not there in an empty folder', async () => {
    expect(await rejection(replayInto(join(tempFolder(), 'oai.db'), tempFolder()))).toBeInstanceOf(
      MissingDataError,
    );
  });
});

describe('oai crawl --from-pages', () => {
  it('reads without network what --keep-pages kept, and refuses what asks the Hub for something', async () => {
    const { hub } = await changingHub(plainModels(300));
    const folder = tempFolder();
    const [path, pages, replayed] = ['a.db', 'pages', 'b.db'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const crawled = await oai([
      'crawl',
      '--endpoint',
      hub.endpoint,
      '--db',
      path,
      '--keep-pages',
      pages,
      '--authors',
      '0',
    ]);
    expect(crawled, crawled.stderr).toMatchObject({ code: 0 });
    await hub.close();
    const { code, stdout, stderr } = await oai(['crawl', '--from-pages', pages, '--db', replayed, '--json']);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: true,
      replayed: [{ run: 1, models: 300 }],
      present: [],
      unfinished: [],
    });
    expect(tablesOf(replayed)).toEqual(tablesOf(path));
    const again = await oai(['crawl', '--from-pages', pages, '--db', replayed]);
    expect(again).toMatchObject({
      code: 0,
      stdout: `0 runs replayed from 0 pages; 1 in the store already; ${replayed}\n`,
    });
    expect(await oai(['crawl', '--from-pages', pages, '--limit', '5'])).toMatchObject({ code: 2 });
    expect(await oai(['crawl', '--from-pages', join(folder, 'none'), '--db', replayed])).toMatchObject({
      code: 2,
    });
  });

  it('is fed by oai nightly --keep-pages as well', async () => {
    const { hub } = await changingHub(plainModels(300));
    const folder = tempFolder();
    const [path, pages, replayed] = ['a.db', 'pages', 'b.db'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const args = [
      'nightly',
      '--endpoint',
      hub.endpoint,
      '--db',
      path,
      '--keep-pages',
      pages,
      '--authors',
      '0',
    ];
    const nightly = await oai(args);
    expect(nightly, nightly.stderr).toMatchObject({ code: 0 });
    await replayInto(replayed, pages);
    expect(tablesOf(replayed)).toEqual(tablesOf(path));
  });
});

import { spawn } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../src/clock.js';
import { exitCodeOf } from '../../src/cli/exit-code.js';
import { crawlModels } from '../../src/crawl/crawl-models.js';
import { StoppedEarlyError, UsageError } from '../../src/errors.js';
import { HubClient } from '../../src/hub/client.js';
import { HubUnavailableError } from '../../src/hub/hub-error.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { openForWriting } from '../../src/store/open.js';
import { InstantClock } from '../hub/virtual-clock.js';
import { bin, oai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { expectDocsTable } from '../support/docs-section.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { crawlAtOnce, PAGE_MODELS, rejection, serveFault } from '../support/fault-run.js';
import { tempFolder } from '../support/temp.js';

const MODELS = 7 * PAGE_MODELS + 20;
const storePath = () => join(tempFolder(), 'oai.db');
const rows: string[][] = [];

afterAll(() =>
  expectDocsTable(
    'faults.md',
    'machine',
    ['scenario', 'what happens', 'end state', 'exit code', 'store equal'],
    rows,
  ),
);

const serveCalm = (models = MODELS, maxLimit = PAGE_MODELS): Promise<LocalHub> =>
  serve({ source: generatedSource({ models, seed: 7 }), wire: { maxLimit }, quota: { anonymous: 100_000 } });

async function calmDump(hub: LocalHub): Promise<unknown> {
  const path = storePath();
  await crawlInto(path, hub.endpoint);
  return dumpStore(path);
}

describe('a disk', () => {
  /** Crawls into a store that may not grow above `pages` of SQLite's own. */
  async function crawlOnSmallDisk(path: string, endpoint: string, pages: number): Promise<void> {
    const clock = new InstantClock();
    const store = openForWriting({ path, clock, command: 'test' });
    store.db.pragma(`max_page_count = ${pages}`);
    const client = new HubClient({ endpoint, clock, userAgent: 'oai-test', unknownIntervalMs: 0 });
    try {
      await crawlModels({ client, store, clock, query: { repository: 'model', author: null, limit: null } });
    } finally {
      store.close();
    }
  }

  it('that is full at any moment stops the crawl, which goes on when there is space', async () => {
    const hub = await serveCalm();
    const path = storePath();
    openForWriting({ path, clock: new InstantClock(), command: 'test' }).close();
    const codes: number[] = [];
    for (let pages = Number(queryOne(path, 'PRAGMA page_count')); codes.at(-1) !== 0; pages += 1) {
      const error = await rejection(crawlOnSmallDisk(path, hub.endpoint, pages));
      if (error !== undefined)
        expect(error).toMatchObject({ message: `The disk that holds ${path} is full.` });
      codes.push(error === undefined ? 0 : exitCodeOf(error));
    }
    expect(codes.length).toBeGreaterThan(20);
    expect(new Set(codes)).toEqual(new Set([3, 0]));
    expect(queryOne(path, 'SELECT count(*) FROM run')).toBe(1);
    expect(dumpStore(path)).toEqual(await calmDump(hub));
    rows.push([
      'full disk',
      'at every size of the store, a page of SQLite more each time',
      'stopped, then resumed',
      '3',
      'yes',
    ]);
  });

  it('that refuses a write of the built command stops it with exit code 3, resumably', async () => {
    const hub = await serveCalm(12_000, 1000);
    const path = storePath();
    const args = ['crawl', '--authors', '0', '--db', path, '--endpoint', hub.endpoint, '--quiet'];
    const child = spawn(
      '/bin/sh',
      ['-c', 'ulimit -f 6000; exec "$@"', 'sh', process.execPath, bin, ...args],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' },
      },
    );
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/^oai: .+\n {2}why: .+\n {2}do: .+same command/),
    ]);
    expect(queryOne(path, 'SELECT pages FROM run')).toBeGreaterThan(0);
    expect((await oai(args)).code).toBe(0);
    expect(queryOne(path, 'SELECT count(*) FROM run')).toBe(1);
    expect(dumpStore(path)).toEqual(await calmDump(hub));
    rows.push([
      'failing write',
      'the operating system refuses to let a file grow',
      'stopped, then resumed',
      '3',
      'yes',
    ]);
  });
});

describe('a store', () => {
  it('that is read-only is refused and left alone', async () => {
    const hub = await serveCalm();
    const folder = tempFolder();
    const path = join(folder, 'oai.db');
    await expect(crawlInto(path, hub.endpoint, { maxPages: 1 })).rejects.toThrow(StoppedEarlyError);
    const before = readFileSync(path);
    chmodSync(folder, 0o777);
    chmodSync(path, 0o444);
    chmodSync(`${path}.lock`, 0o666);
    const user = process.geteuid?.();
    // Root may write to anything.
    if (user === 0) process.seteuid?.(65_534);
    onTestFinished(() => {
      if (user === 0) process.seteuid?.(0);
    });
    const error = await rejection(crawlInto(path, hub.endpoint));
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^The store .+ cannot be opened/) as string,
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    rows.push([
      'read-only store',
      'the file may not be written',
      'refused',
      String(exitCodeOf(error)),
      'untouched',
    ]);
  });

  it('of a newer oai is refused and left alone', async () => {
    const hub = await serveCalm();
    const path = storePath();
    await crawlInto(path, hub.endpoint);
    const db = new Database(path);
    db.exec(`INSERT INTO migration VALUES (9999, 'from_the_future', 'x', 0, '99.0.0')`);
    db.pragma('journal_mode = DELETE');
    db.close();
    const before = readFileSync(path);
    const { code, stderr } = await oai(['crawl', '--db', path, '--endpoint', hub.endpoint]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/oai 99\.0\.0, which is newer.*\n.*\n {2}do: .+/),
    ]);
    expect(readFileSync(path).equals(before)).toBe(true);
    rows.push([
      'newer store',
      'it was written by a later version of oai',
      'refused',
      String(code),
      'untouched',
    ]);
  });
});

describe('a clock', () => {
  it('that jumps by hours, back and forth, changes nothing', async () => {
    const hub = await serveCalm();
    const steady = new InstantClock();
    let looks = 0;
    const jumping: Clock = {
      now: () => steady.now() + (looks++ % 3) * 7_200_000 - 7_200_000,
      monotonic: () => steady.monotonic(),
      sleep: (ms, signal) => steady.sleep(ms, signal),
    };
    const path = storePath();
    await expect(crawlInto(path, hub.endpoint, { clock: jumping, maxPages: 3 })).rejects.toThrow(
      StoppedEarlyError,
    );
    const { run } = await crawlInto(path, hub.endpoint, { clock: jumping });
    expect(looks).toBeGreaterThan(3);
    expect(run).toMatchObject({ run: 1, status: 'complete', retries: 0, rateLimited: 0, waitMs: 0 });
    expect(dumpStore(path)).toEqual(await calmDump(hub));
    rows.push(['jumping clock', 'the wall clock jumps by two hours, back and forth', 'complete', '0', 'yes']);
  });
});

describe('an interrupted run', () => {
  it('is given up once another endpoint was crawled: one row of a model cannot hold the values of both', async () => {
    const [first, second] = [await serveCalm(), await serveCalm()];
    const path = storePath();
    await expect(crawlInto(path, first.endpoint, { maxPages: 2 })).rejects.toThrow(StoppedEarlyError);
    const other = await crawlInto(path, second.endpoint);
    expect(other.run).toMatchObject({
      run: 2,
      status: 'complete',
      models: MODELS,
      endpoint: second.endpoint,
    });
    expect(queryOne(path, `SELECT status || ' ' || pages FROM run WHERE run_key = 1`)).toBe('stopped 2');
    const { run } = await crawlInto(path, first.endpoint);
    expect(run).toMatchObject({ run: 3, status: 'complete', models: MODELS });
    expect(queryOne(path, 'SELECT stop_reason FROM run WHERE run_key = 1')).toBe(
      'another endpoint was crawled, or another file imported, since',
    );
    expect((dumpStore(path) as { models: unknown }).models).toEqual(
      ((await calmDump(first)) as { models: unknown }).models,
    );
    rows.push([
      'other endpoint',
      'between a stop and the next crawl',
      'a run of its own, the other begun anew',
      '0',
      'yes',
    ]);
  });

  it('is left alone by a crawl of another query, and goes on with its own', async () => {
    const hub = await serveCalm();
    const path = storePath();
    await expect(crawlInto(path, hub.endpoint, { maxPages: 2 })).rejects.toThrow(StoppedEarlyError);
    const limited = await crawlInto(path, hub.endpoint, {
      query: { repository: 'model', author: null, limit: 90 },
    });
    expect(limited.run).toMatchObject({ run: 2, status: 'complete', models: 90, whole: false });
    expect((await crawlInto(path, hub.endpoint)).run).toMatchObject({
      run: 1,
      status: 'complete',
      models: MODELS,
    });
    expect(dumpStore(path)).toEqual(await calmDump(hub));
    rows.push([
      'other query',
      'between a stop and the next crawl',
      'a run of its own, the other begun anew',
      '0',
      'yes',
    ]);
  });
});

describe('patience', () => {
  it('of another length ends the run after that long without one success, resumably', async () => {
    const hub = await serveFault('503-for-ever', generatedSource({ models: MODELS, seed: 7 }));
    const path = storePath();
    const clock = new InstantClock();
    const error = await rejection(crawlAtOnce(path, hub.endpoint, { client: { clock, patienceMs: 60_000 } }));
    expect(error).toBeInstanceOf(HubUnavailableError);
    expect(error).toMatchObject({
      message: expect.stringContaining('more than 60 s without one success') as string,
    });
    expect(clock.monotonic()).toBeLessThanOrEqual(60_000);
    hub.heal();
    expect((await crawlAtOnce(path, hub.endpoint)).run).toMatchObject({ run: 1, status: 'complete' });
    expect(dumpStore(path)).toEqual(await calmDump(await serveCalm()));
    rows.push([
      'patience',
      'no success for the time set',
      'stopped, then resumed',
      String(exitCodeOf(error)),
      'yes',
    ]);
  });
});

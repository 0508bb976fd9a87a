import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-code.js';
import { openPageArchive, readKeptPage, readPageIndex } from '../../src/crawl/page-archive.js';
import { StoppedEarlyError, UsageError } from '../../src/errors.js';
import { changingHub, clockFrom } from '../support/changing-hub.js';
import { startOai } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { queryOne } from '../support/dump.js';
import { rejection } from '../support/fault-run.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

const TOKEN = 'hf_aVerySecretTokenOfNobody1234567890';
const tokens = new Map([[TOKEN, { user: 'nobody', plan: 'free' as const }]]);

function places(): { path: string; keepPages: string } {
  const folder = tempFolder();
  return { path: join(folder, 'oai.db'), keepPages: join(folder, 'pages') };
}

/** What is kept of the only run, or of the one at the place. */
function keptPages(keepPages: string, place = 0) {
  const kept = openPageArchive(keepPages)[place];
  if (kept === undefined) throw new Error('no run is kept');
  const pages = readPageIndex(kept.folder);
  return { ...kept, pages, entries: pages.map((page) => readKeptPage(kept.folder, page)) };
}

/** Each page that the store has is there once, whole, and nothing else is. */
function expectWhole(path: string, keepPages: string, models: number): void {
  const { folder, run, pages, entries } = keptPages(keepPages);
  expect(pages.length).toBe(queryOne(path, 'SELECT pages FROM run'));
  expect(pages.length).toBe(run.pages);
  expect(readdirSync(folder).sort()).toEqual(
    [...pages.map(({ file }) => file), 'pages.ndjson', 'run.json'].sort(),
  );
  const ids = pages.flatMap(({ part }, index) => (entries[index] ?? []).slice(0, part.entries));
  expect(new Set(ids.map((entry) => (entry as { _id: string })._id)).size).toBe(models);
}

describe('kept pages', () => {
  it('hold what the Hub sent, entry by entry, with every field, known or not', async () => {
    const sent = new Map<string, unknown>();
    const odd = { cardData: { 'very odd': [1.5, null, { '': '\u2028 \ud83d' }] }, likes: -1 };
    const { hub } = await changingHub(
      plainModels(700, (index) => (index % 50 === 3 ? odd : {})),
      {
        tokens,
        intercept: ({ path }, answer) => {
          const { body, ...rest } = answer();
          const changed = {
            ...rest,
            body: body.replaceAll('"private":false', '"private":false,"new":[{"a":1e3}]'),
          };
          sent.set(path, JSON.parse(changed.body));
          return changed;
        },
      },
    );
    const { path, keepPages } = places();
    const { run } = await crawlInto(path, hub.endpoint, {
      keepPages,
      concurrency: 3,
      client: { token: TOKEN },
    });
    const { pages, entries, run: kept } = keptPages(keepPages);
    expect(pages.length).toBeGreaterThan(18);
    for (const [index, { url }] of pages.entries()) expect(entries[index]).toEqual(sent.get(url));
    expect(entries[0]?.[0]).toMatchObject({ new: [{ a: 1000 }] });
    expect(kept).toMatchObject({
      status: 'complete',
      models: 700,
      pages: run.pages,
      fields_asked: run.fieldsAsked,
    });
    expectWhole(path, keepPages, 700);
  });

  it('have no token anywhere', async () => {
    const { hub } = await changingHub(plainModels(100), { tokens });
    const { path, keepPages } = places();
    await crawlInto(path, hub.endpoint, { keepPages, client: { token: TOKEN } });
    const { folder } = keptPages(keepPages);
    const texts = readdirSync(folder).map((name) => {
      const bytes = readFileSync(join(folder, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    });
    expect(texts.length).toBe(5);
    for (const text of texts) expect(text).not.toMatch(/hf_aVery|[Bb]earer|authorization/);
  });

  it('go on with a run: what was kept beyond the last stored page is overwritten', async () => {
    const { hub } = await changingHub(plainModels(400));
    const { path, keepPages } = places();
    const settings = { keepPages, concurrency: 1 };
    await rejection(crawlInto(path, hub.endpoint, { ...settings, maxPages: 3 }));
    const { folder } = keptPages(keepPages);
    const file = (page: number): string => join(folder, `page-00000${page}.ndjson.gz`);
    copyFileSync(file(1), file(4));
    copyFileSync(file(1), file(9));
    writeFileSync(`${file(5)}.part`, 'half');
    const lines = readFileSync(join(folder, 'pages.ndjson'), 'utf8').split('\n');
    appendFileSync(
      join(folder, 'pages.ndjson'),
      `${lines[2]?.replaceAll('page-000003', 'page-000004').replace('"page":3', '"page":4')}\n{"page":5,"fi`,
    );
    await crawlInto(path, hub.endpoint, settings);
    expectWhole(path, keepPages, 400);
  });

  it('are whole after a crawl that was killed at every request in turn', { timeout: 120_000 }, async () => {
    let onRequest = (): void => undefined;
    const { hub } = await changingHub(plainModels(600), {
      intercept: () => {
        onRequest();
        return undefined;
      },
    });
    const { path, keepPages } = places();
    const args = [
      'crawl',
      '--endpoint',
      hub.endpoint,
      '--db',
      path,
      '--keep-pages',
      keepPages,
      '--authors',
      '0',
      '--quiet',
      '--concurrency',
      '3',
    ];
    for (const fatal of [1, 2, 4, 5]) {
      const { process: child, finished } = startOai(args);
      let requests = 0;
      onRequest = () => {
        requests += 1;
        if (requests === fatal) child.kill('SIGKILL');
      };
      expect((await finished).signal).toBe('SIGKILL');
    }
    onRequest = () => undefined;
    const last = await startOai(args).finished;
    expect(last, last.stderr).toMatchObject({ code: 0 });
    expectWhole(path, keepPages, 600);
  });

  it('stop the crawl resumably when the disk takes no more', async () => {
    const { hub } = await changingHub(plainModels(400));
    const { path, keepPages } = places();
    const settings = { keepPages, concurrency: 1 };
    // What the next page is written to is a disk that is always full.
    const error = await rejection(
      crawlInto(path, hub.endpoint, {
        ...settings,
        onEvent: (event) => {
          if (event.kind === 'page' && event.run.pages === 3) {
            symlinkSync('/dev/full', join(keptPages(keepPages).folder, 'page-000004.ndjson.gz.part'));
          }
        },
      }),
    );
    expect(error).toBeInstanceOf(StoppedEarlyError);
    expect(exitCodeOf(error)).toBe(3);
    expect((error as Error).message).toMatch(/^The disk that holds .*pages.* is full\.$/);
    expect(queryOne(path, 'SELECT pages FROM run')).toBe(3);
    await crawlInto(path, hub.endpoint, settings);
    expectWhole(path, keepPages, 400);
  });

  it('are refused to a run that was begun without them, or has lost one', async () => {
    const { hub } = await changingHub(plainModels(400));
    const { path, keepPages } = places();
    await rejection(crawlInto(path, hub.endpoint, { maxPages: 2 }));
    const late = await rejection(crawlInto(path, hub.endpoint, { keepPages }));
    expect(late).toBeInstanceOf(UsageError);
    expect((late as Error).message).toMatch(/lacks pages of run 1/);
    await rejection(crawlInto(path, hub.endpoint, { keepPages, restart: true, concurrency: 1, maxPages: 2 }));
    truncateSync(join(keptPages(keepPages).folder, 'page-000002.ndjson.gz'), 10);
    const lost = await rejection(crawlInto(path, hub.endpoint, { keepPages }));
    expect(lost).toBeInstanceOf(UsageError);
    await crawlInto(path, hub.endpoint);
    expect(queryOne(path, `SELECT count(*) FROM run WHERE status = 'complete' AND models = 400`)).toBe(1);
  });

  it('have a folder for each run, which says what became of it', async () => {
    const { hub } = await changingHub(plainModels(400));
    const { path, keepPages } = places();
    const at = (time: string) => ({ keepPages, clock: clockFrom(time) });
    await rejection(crawlInto(path, hub.endpoint, { ...at('2026-11-20T03:00:00Z'), maxPages: 2 }));
    await crawlInto(path, hub.endpoint, { ...at('2026-11-21T03:00:00Z'), restart: true });
    await crawlInto(path, hub.endpoint, at('2026-11-22T03:00:00Z'));
    const runs = openPageArchive(keepPages);
    expect(runs.map(({ run }) => [run.run, run.status, run.started.slice(0, 10)])).toEqual([
      [1, 'abandoned', '2026-11-20'],
      [2, 'complete', '2026-11-21'],
      [3, 'complete', '2026-11-22'],
    ]);
    expect(readdirSync(keepPages)[0]).toMatch(/^2026-11-20T0300\d\d\.000Z-run-1$/);
  });

  it('refuse a folder that cannot be one, before anything is asked', async () => {
    const { hub } = await changingHub(plainModels(100));
    const { path, keepPages } = places();
    writeFileSync(keepPages, 'a file');
    const error = await rejection(crawlInto(path, hub.endpoint, { keepPages }));
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(keepPages);
    expect(hub.requests).toEqual([]);
    // Of a link to nowhere Node says what it says of a disk that is read-only: that there is no such folder.
    const nowhere = join(tempFolder(), 'link');
    symlinkSync('/nowhere/at/all', nowhere);
    const unmade = await rejection(crawlInto(path, hub.endpoint, { keepPages: join(nowhere, 'pages') }));
    expect(unmade).toBeInstanceOf(UsageError);
    expect(hub.requests).toEqual([]);
    rmSync(keepPages);
    await crawlInto(path, hub.endpoint, { keepPages });
    expectWhole(path, keepPages, 100);
  });
});

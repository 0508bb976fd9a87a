import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { type ReplayOutcome, replayPages } from '../../src/crawl/page-archive-replay.js';
import { readPageIndex } from '../../src/crawl/page-archive.js';
import { UsageError } from '../../src/errors.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { openForWriting } from '../../src/store/open.js';
import { changingHub, clockFrom } from '../support/changing-hub.js';
import { oai } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { queryOne } from '../support/dump.js';
import { rejection } from '../support/fault-run.js';
import { plainModels } from '../support/models.js';
import { tablesOf } from '../support/tables.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const MODELS = 300;
/** Of a full page of the Hub. */
const ENTRIES = 40;
const shared = sharedFolder();
const original = join(shared, 'oai.db');
const pages = join(shared, 'pages');
let hub: LocalHub;

beforeAll(async () => {
  ({ hub } = await changingHub(plainModels(MODELS), {}, (options) =>
    startLocalHub({ clock: systemClock, ...options }),
  ));
  const clock = clockFrom('2026-11-20T03:00:00Z');
  await crawlInto(original, hub.endpoint, { keepPages: pages, clock, concurrency: 1 });
});

afterAll(() => hub.close());

async function replayInto(path: string, folder: string): Promise<ReplayOutcome> {
  const store = openForWriting({ path, clock: systemClock, command: 'test' });
  try {
    return await replayPages({ store, folder });
  } finally {
    store.close();
  }
}

/** A copy of the kept pages, and the folder of its only run. */
function copyOfPages(): { folder: string; run: string } {
  const folder = join(tempFolder(), 'pages');
  cpSync(pages, folder, { recursive: true });
  return { folder, run: join(folder, readdirSync(folder)[0] ?? '') };
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Puts other bytes in the place of a page, and lists them as if they were what was kept. */
function forge(run: string, page: number, bytes: Buffer): void {
  const kept = readPageIndex(run)[page - 1];
  if (kept === undefined) throw new Error('there is no such page');
  writeFileSync(join(run, kept.file), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  edit(join(run, 'pages.ndjson'), (text) => text.replace(kept.sha256, sha256));
}

describe('kept pages that are damaged', () => {
  it.each<[string, (run: string) => void, string]>([
    ['without an index', (run) => rmSync(join(run, 'pages.ndjson')), 'pages.ndjson'],
    [
      'with a page that is no JSON',
      (run) => forge(run, 3, gzipSync('{"a":\n'.repeat(ENTRIES))),
      'page-000003.ndjson.gz',
    ],
    [
      'with a page that is not packed',
      (run) => forge(run, 3, Buffer.from('plain\n')),
      'page-000003.ndjson.gz',
    ],
    [
      'of a run whose number leaves none for later ones',
      (run) => edit(join(run, 'run.json'), (text) => text.replace('"run": 1,', `"run": ${2 ** 53 - 1},`)),
      'run.json',
    ],
  ])('are refused: %s', async (_, spoil, file) => {
    const { folder, run } = copyOfPages();
    spoil(run);
    const error = await rejection(replayInto(join(tempFolder(), 'oai.db'), folder));
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ message: `${join(run, file)} cannot be read as kept pages.` });
  });

  it('are in the way of a replay, not of a crawl that keeps its pages beside them', async () => {
    const { folder, run } = copyOfPages();
    truncateSync(join(run, 'run.json'), 40);
    const path = join(tempFolder(), 'oai.db');
    const crawled = await oai([
      'crawl',
      '--endpoint',
      hub.endpoint,
      '--db',
      path,
      '--keep-pages',
      folder,
      '--authors',
      '0',
    ]);
    expect(crawled, crawled.stderr).toMatchObject({ code: 0 });
    expect(crawled.stderr).toContain(`${join(run, 'run.json')} cannot be read as kept pages.`);
    expect(readFileSync(join(run, 'run.json'))).toHaveLength(40);
    expect(await rejection(replayInto(join(tempFolder(), 'oai.db'), folder))).toBeInstanceOf(UsageError);
  });
});

describe('a replay that was cut off', () => {
  /** A store with two pages of the run, and the copy of the pages that it is from. */
  async function halfReplayed(): Promise<{ path: string; folder: string; restore: () => void }> {
    const { folder, run } = copyOfPages();
    const page = join(run, 'page-000003.ndjson.gz');
    const whole = readFileSync(page);
    truncateSync(page, 10);
    const path = join(tempFolder(), 'oai.db');
    await rejection(replayInto(path, folder));
    expect(queryOne(path, 'SELECT status || pages FROM run')).toBe('stopped2');
    return { path, folder, restore: () => writeFileSync(page, whole) };
  }

  it('goes on as a replay, and leaves the store that the crawl had left', async () => {
    const { path, folder, restore } = await halfReplayed();
    const status = await oai(['status', '--db', path]);
    expect(status.stdout).toContain('oai crawl --from-pages');
    restore();
    expect((await replayInto(path, folder)).replayed).toHaveLength(1);
    expect(tablesOf(path)).toEqual(tablesOf(original));
  });

  it('is not taken up by a crawl, whose pages are of another day', async () => {
    const { path, folder, restore } = await halfReplayed();
    const clock = clockFrom('2026-11-21T03:00:00Z');
    const { run } = await crawlInto(path, hub.endpoint, { clock, concurrency: 1 });
    expect(run).toMatchObject({ run: 2, status: 'complete', models: MODELS });
    expect(run.pages).toBe(queryOne(original, 'SELECT pages FROM run'));
    expect(queryOne(path, 'SELECT status || pages FROM run WHERE run_key = 1')).toBe('abandoned2');
    restore();
    const error = await rejection(replayInto(path, folder));
    expect(error).toMatchObject({ message: expect.stringContaining('is older than what') as unknown });
  });
});

describe('a run that the store has', () => {
  it('is not taken for a kept one that ended otherwise', async () => {
    const { folder, run } = copyOfPages();
    edit(join(run, 'run.json'), (text) => text.replace(/("finished": ")[^"]+/, '$12026-11-20T03:00:05.000Z'));
    const path = join(tempFolder(), 'oai.db');
    cpSync(original, path);
    const error = await rejection(replayInto(path, folder));
    expect(error).toMatchObject({ message: expect.stringContaining('is older than what') as unknown });
  });
});

import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { startOai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { inParallel } from '../support/in-parallel.js';
import { mulberry32 } from '../support/random.js';
import { randomFaults } from '../support/random-faults.js';
import { tempFolder } from '../support/temp.js';

const STORES = 20;
const KILLS_EACH = 10;
const PAGES = 12;
/** From many small commits to few long ones. */
const PAGE_SIZES = [40, 150, 600];
const TORN_COMMITS = 40;
const SEED = 20_261_123;

/** Kills crawls of one store at random moments until ten were; what it then holds when it is let finish. */
async function crawlWithKills(store: number, folder: string): Promise<number> {
  const seed = SEED + store;
  const random = mulberry32(seed);
  const maxLimit = PAGE_SIZES[store % PAGE_SIZES.length] ?? 0;
  const source = generatedSource({ models: PAGES * maxLimit + 7, seed });
  const breakSome = randomFaults(mulberry32(seed + 1000), 0.15);
  let onRequest = (): void => undefined;
  const hub = await serve({
    source,
    wire: { maxLimit },
    quota: { anonymous: 100_000 },
    intercept: (request, answer) => {
      onRequest();
      return breakSome(request, answer);
    },
  });
  const path = join(folder, `killed-${store}.db`);
  const args = [
    'crawl',
    '--authors',
    '0',
    '--endpoint',
    hub.endpoint,
    '--db',
    path,
    '--budget',
    '1',
    '--quiet',
  ];

  let kills = 0;
  for (let life = 0; kills < KILLS_EACH; life += 1) {
    const where = `life ${life}, kill ${kills} of store ${store}, seed ${seed}`;
    expect(life, where).toBeLessThan(4 * KILLS_EACH);
    const { process: child, finished } = startOai(args);
    const fatalRequest = 1 + Math.floor(random() * 4);
    const delayMs = random() * 40;
    let requests = 0;
    onRequest = () => {
      requests += 1;
      if (requests === fatalRequest) void systemClock.sleep(delayMs).then(() => child.kill('SIGKILL'));
    };
    const { signal, code, stderr } = await finished;
    onRequest = () => undefined;
    // A crawl may be done, or stopped by the faults, before its time has come.
    expect(signal === 'SIGKILL' || code === 0 || code === 3, `${where}: ${code} ${stderr}`).toBe(true);
    if (signal === 'SIGKILL') kills += 1;
    expect(queryOne(path, 'PRAGMA integrity_check'), where).toBe('ok');
  }

  const calm = await serve({ source, wire: { maxLimit }, quota: { anonymous: 100_000 } });
  const calmPath = join(folder, `calm-${store}.db`);
  await crawlInto(calmPath, calm.endpoint);
  for (let code: number | null = 3; code === 3;) {
    const last = await startOai(args).finished;
    expect([0, 3], `store ${store}, seed ${seed}: ${last.stderr}`).toContain(last.code);
    code = last.code;
  }
  expect(queryOne(path, 'SELECT status FROM run ORDER BY run_key DESC'), `seed ${seed}`).toBe('complete');
  expect(dumpStore(path), `store ${store}, seed ${seed}`).toEqual(dumpStore(calmPath));
  return kills;
}

it(
  `${STORES * KILLS_EACH} crawls killed at random moments of a faulty Hub end with the store of undisturbed ones`,
  { timeout: 600_000 },
  async () => {
    const folder = tempFolder();
    const kills = await inParallel(
      Array.from({ length: STORES }, (_, store) => store),
      3,
      (store) => crawlWithKills(store, folder),
    );
    expect(kills.reduce((sum, each) => sum + each, 0)).toBe(STORES * KILLS_EACH);
  },
);

it('a commit that was torn at any byte is as if it had not been, and the crawl goes on', async () => {
  const folder = tempFolder();
  const [whole, calmPath] = [join(folder, 'whole.db'), join(folder, 'calm.db')];
  const source = generatedSource({ models: 300, seed: SEED });
  const hub = await serve({
    source,
    wire: { maxLimit: 40 },
    quota: { anonymous: 100_000 },
    intercept: ({ index }) => {
      // All earlier pages are in the write-ahead log, this one is not: what a killed process leaves behind.
      if (index === 8) for (const suffix of ['', '-wal']) copyFileSync(calmPath + suffix, whole + suffix);
      return undefined;
    },
  });
  await crawlInto(calmPath, hub.endpoint);
  const calm = dumpStore(calmPath);
  const random = mulberry32(SEED);
  const walBytes = statSync(`${whole}-wal`).size;
  expect(walBytes).toBeGreaterThan(100_000);
  for (let point = 0; point < TORN_COMMITS; point += 1) {
    const bytes = Math.floor(random() * walBytes);
    const where = `byte ${bytes} of ${walBytes}, seed ${SEED}`;
    const torn = join(folder, `torn-${point}.db`);
    for (const suffix of ['', '-wal']) copyFileSync(whole + suffix, torn + suffix);
    truncateSync(`${torn}-wal`, bytes);
    const { run } = await crawlInto(torn, hub.endpoint);
    expect(run, where).toMatchObject({ run: 1, status: 'complete', models: 300 });
    expect(dumpStore(torn), where).toEqual(calm);
  }
});

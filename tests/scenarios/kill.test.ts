import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { startOai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { tempFolder } from '../support/temp.js';

const KILLS = 20;

/** A small generator of repeatable pseudo-random numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it(
  `a crawl killed ${KILLS} times at random moments ends with the store of an undisturbed one`,
  { timeout: 240_000 },
  async () => {
    const seed = 20_261_123;
    const random = mulberry32(seed);
    const source = generatedSource({ models: 41_000, seed: 5 });
    let onRequest: (() => void) | undefined;
    const hub = await serve({
      source,
      quota: { anonymous: 100_000 },
      intercept: () => {
        onRequest?.();
        return undefined;
      },
    });
    const folder = tempFolder();
    const killedPath = join(folder, 'killed.db');
    const args = ['crawl', '--endpoint', hub.endpoint, '--db', killedPath, '--budget', '1'];

    for (let kill = 0; kill < KILLS; kill += 1) {
      const { process: child, finished } = startOai(args);
      const fatalRequest = 1 + Math.floor(random() * 3);
      const delayMs = random() * 60;
      let requests = 0;
      onRequest = () => {
        requests += 1;
        if (requests === fatalRequest) void systemClock.sleep(delayMs).then(() => child.kill('SIGKILL'));
      };
      const { signal } = await finished;
      onRequest = undefined;
      expect(signal, `kill ${kill} of seed ${seed}`).toBe('SIGKILL');
      expect(queryOne(killedPath, 'PRAGMA integrity_check'), `kill ${kill} of seed ${seed}`).toBe('ok');
    }
    const { code, stdout } = await startOai([...args, '--json']).finished;
    expect(code).toBe(0);
    const run = JSON.parse(stdout) as { run: number; status: string; models: number };
    expect(run).toMatchObject({ run: 1, status: 'complete', models: 41_000 });

    const calmPath = join(folder, 'calm.db');
    await crawlInto(calmPath, hub.endpoint);
    expect(dumpStore(killedPath)).toEqual(dumpStore(calmPath));
  },
);

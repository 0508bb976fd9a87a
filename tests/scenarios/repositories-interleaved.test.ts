import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { StoppedEarlyError } from '../../src/errors.js';
import { checkStore } from '../../src/store/check.js';
import { openForWriting } from '../../src/store/open.js';
import { decide } from '../../src/store/verdict.js';
import { queryOne } from '../support/dump.js';
import { readNight } from '../support/nights.js';
import { plainRepositories, RepositoryHub } from '../support/repositories.js';
import { tempFolder } from '../support/temp.js';

const small = { wire: { maxLimit: 10 } };

const hubOf = (count: number): Promise<RepositoryHub> =>
  RepositoryHub.start(join(tempFolder(), 'oai.db'), { datasets: plainRepositories(count) }, small);

function decideOn({ path }: RepositoryHub, run: number, quality: 'accepted' | 'rejected'): void {
  const store = openForWriting({ path, clock: systemClock, command: 'test' });
  try {
    decide(store.db, run, quality);
  } finally {
    store.close();
  }
}

const present = ({ path }: RepositoryHub): unknown => queryOne(path, 'SELECT count(*) FROM datasets_now');

const goneOn = ({ path }: RepositoryHub): unknown =>
  queryOne(
    path,
    `SELECT group_concat(gone_on || ' ' || n) FROM
       (SELECT gone_on, count(*) AS n FROM datasets WHERE gone_on IS NOT NULL GROUP BY gone_on ORDER BY gone_on)`,
  );

it('a crawl of all that is resumed after one of a part has the rows that the part saw first', async () => {
  const world = await hubOf(60);
  await expect(world.crawl('dataset', '2026-03-01', { maxPages: 1, concurrency: 1 })).rejects.toThrow(
    StoppedEarlyError,
  );
  await world.crawl('dataset', '2026-03-01', { author: 'owner-1' });
  const { run } = await world.crawl('dataset', '2026-03-01');
  expect(run).toMatchObject({ run: 1, models: 60 });
  expect(queryOne(world.path, 'SELECT repositories FROM repository_night')).toBe(60);
  expect(queryOne(world.path, 'SELECT count(*) FROM repository WHERE first_seen_run > last_seen_run')).toBe(
    0,
  );
  await world.models('2026-03-01');
  const read = readNight(world.path, {}, (night) => night.repositories('dataset').created().length);
  expect(read).toBe(60);
  expect(checkStore(world.path)).toEqual([]);
});

it('a crawl of a part, stopped before one of all, takes nothing back of what that saw', async () => {
  const world = await hubOf(60);
  await world.crawl('dataset', '2026-03-01');
  const part = { limit: 30, concurrency: 1 };
  await expect(world.crawl('dataset', '2026-03-02', { ...part, maxPages: 1 })).rejects.toThrow(
    StoppedEarlyError,
  );
  world.datasets.splice(0, world.datasets.length, ...world.datasets.filter((_, index) => index % 2 === 0));
  await world.crawl('dataset', '2026-03-03');
  await world.crawl('dataset', '2026-03-03', part);
  expect(queryOne(world.path, 'SELECT quality FROM repository_night WHERE run_key = 3')).toBe('suspect');
  decideOn(world, 3, 'accepted');
  expect(present(world)).toBe(30);
  expect(goneOn(world)).toBe('2026-03-03 30');
  expect(checkStore(world.path)).toEqual([]);
});

it('a crawl of a part, stopped before one of all, adds nothing to what that saw', async () => {
  const world = await hubOf(60);
  const part = { limit: 30, concurrency: 1 };
  await expect(world.crawl('dataset', '2026-03-02', { ...part, maxPages: 1 })).rejects.toThrow(
    StoppedEarlyError,
  );
  await world.crawl('dataset', '2026-03-03');
  world.datasets.push(...plainRepositories(65).slice(60));
  await world.crawl('dataset', '2026-03-04', part);
  expect(queryOne(world.path, `SELECT group_concat(status) FROM run`)).toBe('abandoned,complete,complete');
  await world.crawl('dataset', '2026-03-05');
  await world.models('2026-03-05');
  const createdAsOf = (date: string): number =>
    readNight(world.path, { asOf: date }, (night) => night.repositories('dataset').created().length);
  expect([createdAsOf('2026-03-03'), createdAsOf('2026-03-05')]).toEqual([60, 65]);
  expect(checkStore(world.path)).toEqual([]);
});

it('what a rejected night lacked stays gone where a later one lacks it too, from the day of that one', async () => {
  const world = await hubOf(60);
  await world.crawl('dataset', '2026-03-01');
  world.datasets.splice(0, 1);
  for (const date of ['2026-03-02', '2026-03-03']) await world.crawl('dataset', date);
  expect(goneOn(world)).toBe('2026-03-02 1');
  decideOn(world, 2, 'rejected');
  expect(present(world)).toBe(59);
  expect(goneOn(world)).toBe('2026-03-03 1');
  decideOn(world, 3, 'rejected');
  expect([present(world), goneOn(world)]).toEqual([60, null]);
  decideOn(world, 2, 'accepted');
  expect(goneOn(world)).toBe('2026-03-02 1');
  expect(checkStore(world.path)).toEqual([]);
});

it('two nights of one day are decided on apart', async () => {
  const world = await hubOf(60);
  await world.crawl('dataset', '2026-03-01');
  world.datasets.splice(0, 1);
  await world.crawl('dataset', '2026-03-02');
  world.datasets.splice(0, 1);
  await world.crawl('dataset', '2026-03-02');
  decideOn(world, 3, 'rejected');
  expect([present(world), goneOn(world)]).toEqual([59, '2026-03-02 1']);
});

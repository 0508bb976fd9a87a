import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { crawl, openStore, reports, StoppedEarlyError } from '../../src/index.js';
import { oai } from '../support/cli.js';
import { rejection } from '../support/fault-run.js';
import { plainRepositories, RepositoryHub } from '../support/repositories.js';
import { tempFolder } from '../support/temp.js';

const newHub = () =>
  RepositoryHub.start(
    join(tempFolder(), 'oai.db'),
    { datasets: plainRepositories(30), spaces: plainRepositories(20) },
    { wire: { maxLimit: 10 } },
  );

/** What a crawl of datasets is there to store. */
function stored(path: string): unknown[] {
  const db = new Database(path, { readonly: true });
  try {
    return db
      .prepare(
        'SELECT kind, hex(hub_id), name, created_at, downloads_30d, likes FROM repository ORDER BY hub_id',
      )
      .raw()
      .all();
  } finally {
    db.close();
  }
}

it('crawl takes datasets and Spaces as the command does, and the store tells their nights', async () => {
  const { hub, path: db } = await newHub();
  const { endpoint } = hub;
  await crawl({ db, endpoint });
  const dataset = await crawl({ db, endpoint, repository: 'dataset' });
  expect(dataset).toMatchObject({
    complete: true,
    run: { run: 2, models: 30, whole: true, query: { repository: 'dataset', author: null, limit: null } },
  });
  const space = await crawl({ db, endpoint, repository: 'space' });
  expect(space.run).toMatchObject({ run: 3, models: 20 });
  const part = await crawl({ db, endpoint, repository: 'dataset', author: 'owner-1', limit: 5 });
  expect(part.run).toMatchObject({ models: 5, whole: false });

  const store = openStore(db);
  expect(store.repositoryNights()).toEqual([
    { date: store.night().date, run: 2, repository: 'dataset', count: 30, quality: 'good', reasons: [] },
    { date: store.night().date, run: 3, repository: 'space', count: 20, quality: 'good', reasons: [] },
  ]);
  expect(store.nights().map(({ run }) => run)).toEqual([1]);
  const { provenance } = await reports.run('repositories', { store });
  expect(provenance.repositories?.map(({ kind, count }) => [kind, count])).toEqual([
    ['dataset', 30],
    ['space', 20],
  ]);
  store.close();
});

it('a crawl of datasets makes the store that the command makes, and goes on where it stopped', async () => {
  const { hub, path: db } = await newHub();
  const { endpoint } = hub;
  const settings = { db, endpoint, repository: 'dataset', concurrency: 1 } as const;
  expect(await rejection(crawl({ ...settings, maxPages: 1 }))).toBeInstanceOf(StoppedEarlyError);
  const { run } = await crawl(settings);
  const other = join(tempFolder(), 'other.db');
  await oai(['crawl', 'datasets', '--endpoint', endpoint, '--db', other, '--quiet']);
  expect(run).toMatchObject({ run: 1, status: 'complete' });
  expect(stored(db)).toHaveLength(30);
  expect(stored(db)).toEqual(stored(other));
});

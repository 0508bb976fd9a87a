import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { checkStore } from '../../src/store/check.js';
import { plainRepositories, RepositoryHub } from '../support/repositories.js';
import { tempFolder } from '../support/temp.js';

/** What the check finds once `sql` was done to a store: a good crawl of datasets, one of Spaces, and a suspect one of datasets. */
async function findingsAfter(sql: string): Promise<string[]> {
  const path = join(tempFolder(), 'oai.db');
  const world = await RepositoryHub.start(path, {
    datasets: plainRepositories(40),
    spaces: plainRepositories(20),
  });
  await world.crawl('dataset', '2026-03-01');
  await world.crawl('space', '2026-03-01');
  world.datasets.splice(0, 25);
  await world.crawl('dataset', '2026-03-02');
  expect(checkStore(path)).toEqual([]);
  const db = new Database(path);
  expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
  db.close();
  return checkStore(path).map(({ severity, table, night, what }) => {
    return `${severity} ${table} ${night ?? '-'}: ${what}`;
  });
}

it.each([
  [
    'a row that was seen last before it was seen first',
    `UPDATE repository SET first_seen_run = 3, last_seen_run = 1 WHERE kind = 'dataset' AND name = 'owner-0/thing-0'`,
    'damage repository -: 1 were last seen before they were first seen',
  ],
  [
    'rows that are missing',
    `DELETE FROM repository WHERE kind = 'space' AND name LIKE 'owner-0/%'`,
    'damage repository_night 2026-03-01: 13 Spaces are there, but it counted 20',
  ],
  [
    'rows too many',
    `UPDATE repository_night SET repositories = 24 WHERE kind = 'dataset' AND quality = 'good'`,
    'damage repository_night 2026-03-01: 40 datasets are there, but it counted 24',
  ],
  [
    'rows that are there, but gone',
    `UPDATE repository SET gone_day = 20000 WHERE kind = 'space' AND name LIKE 'owner-1/%'`,
    'damage repository 2026-03-01: 7 Spaces are there, but noted as gone',
  ],
])('finds %s', async (_, sql, expected) => {
  expect(await findingsAfter(sql)).toContain(expected);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { DAY_MS, HubOfAuthors } from '../support/authors.js';
import { tempFolder } from '../support/temp.js';

const page = readFileSync(new URL('../../docs/authors.md', import.meta.url), 'utf8');
const sql = /```sql\n(.*?)```/s.exec(page)?.[1] ?? '';

it('the query in docs/authors.md tells who was verified on a day', async () => {
  const path = join(tempFolder(), 'oai.db');
  const acme = { type: 'org', name: 'acme', isVerified: true } as const;
  const corp = { type: 'org', name: 'corp', isVerified: false } as const;
  const world = await HubOfAuthors.start(
    path,
    ['acme', 'corp', 'left'],
    [acme, corp, { ...acme, name: 'left' }],
  );
  await world.ask();
  world.owners.set('acme', { ...acme, isVerified: false }).set('corp', { ...corp, isVerified: true });
  world.owners.delete('left');
  world.now += 30 * DAY_MS;
  await world.ask();
  const db = new Database(path, { readonly: true });
  const verifiedBefore = (day: string): unknown[] =>
    db.prepare(sql.replace('2026-11-02', day)).pluck().all().sort();
  expect(verifiedBefore('2026-11-01')).toEqual([]);
  expect(verifiedBefore('2026-11-02')).toEqual(['acme', 'left']);
  expect(verifiedBefore('2026-12-01')).toEqual(['acme', 'left']);
  expect(verifiedBefore('2026-12-02')).toEqual(['corp']);
  db.close();
});

it('docs/authors.md names every column of the overview', async () => {
  const path = join(tempFolder(), 'oai.db');
  await HubOfAuthors.start(path, ['acme'], []);
  const db = new Database(path, { readonly: true });
  const columns = db
    .prepare<[], string>("SELECT name FROM pragma_table_info('author_overview')")
    .pluck()
    .all();
  db.close();
  expect(columns.length).toBeGreaterThan(10);
  expect(columns.filter((column) => !page.includes(`\`${column}\``))).toEqual([]);
});

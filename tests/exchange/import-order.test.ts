import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkStore } from '../../src/store/check.js';
import { queryOne } from '../support/dump.js';
import { importCsv } from '../support/imports.js';
import { tempFolder } from '../support/temp.js';

const NIGHTS = "SELECT group_concat(date(day * 86400, 'unixepoch'), ' ') FROM night";

/** A store, and a file of the same name in a folder of its own for each of the contents. */
function filesOf(...contents: string[]): { path: string; files: string[] } {
  const folder = tempFolder();
  const files = contents.map((content, index) => {
    const file = join(folder, `d${index + 1}`, 'models.csv');
    mkdirSync(join(file, '..'));
    writeFileSync(file, content);
    return file;
  });
  return { path: join(folder, 'oai.db'), files };
}

const table = (date: string | null, map = 'name=id,downloads_30d=downloads') => ({ map, date });
const csvOf = (rows: number, downloads: number) =>
  `id,downloads\n${Array.from({ length: rows }, (_, index) => `a/m${index},${downloads}`).join('\n')}\n`;

it('a half import is not gone on with when another file of its name was imported since', async () => {
  const { path, files } = filesOf(csvOf(2500, 1), csvOf(2500, 2));
  const [first = '', second = ''] = files;
  expect((await importCsv(path, second, table('2026-01-02'), { stopAfter: 1 })).complete).toBe(false);
  await importCsv(path, first, table('2026-01-01'));
  await importCsv(path, second, table('2026-01-02'));
  expect(queryOne(path, NIGHTS)).toBe('2026-01-01 2026-01-02');
  expect(queryOne(path, 'SELECT count(*) FROM model WHERE downloads_30d <> 2')).toBe(0);
  expect(queryOne(path, 'SELECT group_concat(status) FROM run')).toBe('abandoned,complete,complete');
  expect(queryOne(path, 'SELECT entries FROM run WHERE run_key = 3')).toBe(2500);
  expect(checkStore(path)).toEqual([]);
});

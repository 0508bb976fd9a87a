import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkStore } from '../../src/store/check.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { importCsv, type Imported, importParquet, writeParquet } from '../support/imports.js';
import { tempFolder } from '../support/temp.js';

const names = Array.from({ length: 3500 }, (_, index) => `a${index % 9}/m${index}`);
const days = ['2025-01-01', '2025-01-02', '2025-01-03'];

/** Imports until it is done, in so many pieces; each is told which one it is, from 1. */
async function inPieces(importOnce: (piece: number) => Promise<Imported>): Promise<number> {
  for (let pieces = 1; pieces < 100; pieces += 1) {
    if ((await importOnce(pieces)).complete) return pieces;
  }
  throw new Error('it does not come to an end');
}

it('an import of one day that is ended after every transaction ends as one that is not', async () => {
  const folder = tempFolder();
  const file = join(folder, 'models.parquet');
  writeParquet(file, {
    columnData: [
      { name: 'id', data: names, type: 'STRING' },
      { name: 'downloads', data: names.map((_, index) => (index === 2000 ? -1 : index)), type: 'INT32' },
    ],
    rowGroupSize: 1300,
  });
  const [calm, broken] = [join(folder, 'calm.db'), join(folder, 'broken.db')];
  await importParquet(calm, file, '2025-01-02');
  // A file of one day is read on from where it was left. Row groups of 1,300 make transactions of 1,000, 300, 1,000, 300 and 900 rows; the last time there is none left.
  expect(await inPieces(() => importParquet(broken, file, '2025-01-02', { stopAfter: 1 }))).toBe(6);
  expect(dumpStore(broken)).toEqual(dumpStore(calm));
  expect(queryOne(broken, 'SELECT count(*) FROM run')).toBe(1);
  expect(queryOne(broken, 'SELECT entries FROM run')).toBe(3500);
  expect(queryOne(broken, 'SELECT duplicates FROM run')).toBe(0);
  expect(checkStore(broken)).toEqual([]);
});

it('an import of a history that is ended after every transaction ends as one that is not', async () => {
  const folder = tempFolder();
  const file = join(folder, 'days.csv');
  const rows = days.flatMap((day, at) =>
    names.slice(0, 1500).map((name, index) => `${day},${name},${index + at}`),
  );
  writeFileSync(file, `day,id,downloads\n${rows.join('\n')}\n`);
  const [calm, broken] = [join(folder, 'calm.db'), join(folder, 'broken.db')];
  const table = { map: 'name=id,date=day,downloads_30d=downloads', date: null };
  await importCsv(calm, file, table);
  // One of many days is read from its start: 4,500 rows, one batch further each time.
  expect(await inPieces((piece) => importCsv(broken, file, table, { stopAfter: piece }))).toBe(6);
  expect(dumpStore(broken)).toEqual(dumpStore(calm));
  for (const sql of [
    'SELECT group_concat(day) FROM night',
    'SELECT group_concat(entries) FROM run',
    'SELECT group_concat(quality) FROM night',
    'SELECT sum(duplicates) FROM run',
  ]) {
    expect(queryOne(broken, sql), sql).toBe(queryOne(calm, sql));
  }
  expect(checkStore(broken)).toEqual([]);
});

it('a file that changes meanwhile, or another reading of it, is begun anew', async () => {
  const folder = tempFolder();
  const [file, path] = [join(folder, 'models.csv'), join(folder, 'oai.db')];
  const write = (add: number): void =>
    writeFileSync(
      file,
      `id,downloads,likes\n${names.map((name, index) => `${name},${index + add},1`).join('\n')}\n`,
    );
  const table = { map: 'name=id,downloads_30d=downloads', date: '2025-01-02' };
  write(0);
  expect((await importCsv(path, file, table, { stopAfter: 1 })).complete).toBe(false);
  write(5);
  expect((await importCsv(path, file, table, { stopAfter: 1 })).complete).toBe(false);
  await importCsv(path, file, { ...table, map: 'name=id,downloads_30d=downloads,likes=likes' });
  expect(queryOne(path, 'SELECT group_concat(status) FROM run')).toBe('abandoned,abandoned,complete');
  expect(queryOne(path, 'SELECT sum(downloads_30d) FROM model')).toBe(
    names.reduce((sum, _, index) => sum + index + 5, 0),
  );
  expect(queryOne(path, 'SELECT sum(likes) FROM model')).toBe(names.length);
  expect(checkStore(path)).toEqual([]);
});

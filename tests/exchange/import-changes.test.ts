import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseFieldMap } from '../../src/exchange/field-map.js';
import { readChanges } from '../../src/exchange/read-changes.js';
import { readCsv } from '../../src/exchange/read-csv.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { type Imported, importSource } from '../support/imports.js';
import { tempFolder } from '../support/temp.js';

const [one, two] = ['64a000000000000000000001', '64a000000000000000000002'];

/** Imports a log of these rows; what it gave, and how many models each day has. */
async function importLog(
  rows: readonly string[],
  columns = 'at,_id,id,downloads,removed',
): Promise<Imported & { path: string; models: number[] }> {
  const folder = tempFolder();
  const [file, path] = [join(folder, 'log.csv'), join(folder, 'oai.db')];
  writeFileSync(file, `${columns}\n${rows.join('\n')}\n`);
  const ids = columns.includes('_id') ? 'hub_id=_id,' : '';
  const map = `${ids}name=id,date=at,downloads_30d=downloads,removed=removed`;
  const source = readChanges(readCsv(file, parseFieldMap(map), null));
  const imported = await importSource(path, file, source, { date: null, map }, { accept: true });
  return { ...imported, path, models: imported.nights.map(({ night }) => night?.models ?? -1) };
}

it('a log becomes whole days: what a day does not mention is as it was, what was removed is gone', async () => {
  const { path, nights, models } = await importLog(
    [
      '2025-01-01T01:00:00Z,a/one,1,0',
      '2025-01-01T02:00:00Z,a/two,2,0',
      '2025-01-01T03:00:00Z,a/one,10,0',
      '2025-01-02T01:00:00Z,a/three,3,0',
      '2025-01-04T01:00:00Z,a/two,,1',
      '2025-01-05T01:00:00Z,a/two,20,0',
    ],
    'at,id,downloads,removed',
  );
  expect(nights.map(({ night }) => night?.date)).toEqual([
    '2025-01-01',
    '2025-01-02',
    '2025-01-04',
    '2025-01-05',
  ]);
  expect(models).toEqual([2, 3, 2, 3]);
  expect(queryOne(path, 'SELECT group_concat(name || downloads_30d) FROM model ORDER BY name')).toBe(
    'a/one10,a/two20,a/three3',
  );
});

it('a log is refused where it does not say whether a model is removed', async () => {
  await expect(
    importLog([`2025-01-01,${one},a/one,1,0`, `2025-01-01,${two},a/two,1,perhaps`]),
  ).rejects.toThrow(/Row 2 does not say/);
});

it('a removal that names a model by its name alone is of the model that has the name', async () => {
  const { models } = await importLog([
    `2025-01-01,${one},a/one,1,0`,
    `2025-01-01,${two},a/two,2,0`,
    '2025-01-02,,a/one,,1',
  ]);
  expect(models).toEqual([2, 1]);
});

it('a name that was given up names nobody, until another takes it', async () => {
  const { models } = await importLog([
    `2025-01-01,${one},a/old,1,0`,
    `2025-01-02,${one},a/new,1,0`,
    '2025-01-03,,a/old,,1',
    `2025-01-04,${two},a/old,1,0`,
    '2025-01-05,,a/old,,1',
  ]);
  expect(models).toEqual([1, 1, 1, 2, 1]);
});

it('a model whose id comes later is the one of its name', async () => {
  const { models, path } = await importLog([
    '2025-01-01,,a/one,1,0',
    `2025-01-02,${one},a/one,2,0`,
    '2025-01-03,,a/one,3,0',
  ]);
  expect(models).toEqual([1, 1, 1]);
  expect(queryOne(path, "SELECT lower(hex(hub_id)) || ' ' || downloads_30d FROM model")).toBe(`${one} 3`);
});

it('what is bad in a row is set aside once, and a row that names no model takes no place', async () => {
  const { models, nights, path } = await importLog([
    `2025-01-01,${one},a/one,1,0`,
    `2025-01-01,${two},a/two,-5,0`,
    '2025-01-01,nonsense,a/three,1,0',
    '2025-01-01,,a/four,1,0',
    `2025-01-02,${one},,7,0`,
    '2025-01-02,,a/four,2,0',
    '2025-01-03,,a/four,3,0',
  ]);
  expect(models).toEqual([3, 3, 3]);
  expect(nights.map(({ run }) => [run.entries, run.quarantined])).toEqual([
    [4, 2],
    [4, 1],
    [3, 0],
  ]);
  const { quarantine } = dumpStore(path) as { quarantine: { reason: string }[] };
  expect(quarantine.map(({ reason }) => reason.slice(0, 5)).sort()).toEqual(['row 2', 'row 3', 'row 5']);
});

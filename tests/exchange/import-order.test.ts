import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkStore } from '../../src/store/check.js';
import { queryOne } from '../support/dump.js';
import { importCsv } from '../support/imports.js';
import { plainModels } from '../support/models.js';
import { HubOverTime, readNight } from '../support/nights.js';
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

it('an earlier content of a day is imported again when another took its place', async () => {
  const { path, files } = filesOf(csvOf(3, 1), csvOf(3, 2));
  const [first = '', second = ''] = files;
  for (const file of [first, second, first]) {
    const { nights } = await importCsv(path, file, table('2026-01-01'));
    expect(nights).toMatchObject([{ skipped: false }]);
  }
  expect(queryOne(path, 'SELECT sum(downloads_30d) FROM model')).toBe(3);
  expect((await importCsv(path, first, table('2026-01-01'))).nights).toMatchObject([{ skipped: true }]);
  await importCsv(path, first, table('2026-01-02'));
  await expect(importCsv(path, second, table('2026-01-01'))).rejects.toThrow(/but the store has a night of/);
});

describe('a file older than a crawl', () => {
  it('of part of the Hub is refused', async () => {
    const { path, files } = filesOf(csvOf(3, 1));
    const hub = await HubOverTime.start(plainModels(20), path);
    await hub.night('2025-06-02', { query: { repository: 'model', author: null, limit: 5 } });
    await expect(importCsv(path, files[0] ?? '', table('2025-06-01'))).rejects.toMatchObject({
      message: expect.stringMatching(/models\.csv is of 2025-06-01, but .* crawl.* 2025-06-02/) as unknown,
      todo: expect.stringContaining('a new store') as unknown,
    });
    expect(queryOne(path, NIGHTS)).toBe('2025-06-02');
    await importCsv(path, files[0] ?? '', table('2025-06-03'));
  });

  it('that has not come to its end is refused, and a newer one says what is given up', async () => {
    const { path, files } = filesOf(csvOf(3, 1));
    const hub = await HubOverTime.start(plainModels(3000), path);
    await expect(hub.night('2025-06-02', { maxPages: 1 })).rejects.toThrow(/--max-pages/);
    await expect(importCsv(path, files[0] ?? '', table('2025-06-01'))).rejects.toThrow(/2025-06-02/);
    const { events } = await importCsv(path, files[0] ?? '', table('2025-06-03'));
    expect(events.filter(({ kind }) => kind === 'gives-up')).toMatchObject([{ run: { run: 1 } }]);
    expect((await importCsv(path, files[0] ?? '', table('2025-06-03'))).events).toMatchObject([
      { kind: 'night', skipped: true },
    ]);
  });
});

describe('a file of many days that is another one now', () => {
  const dated = table(null, 'name=id,date=day,downloads_30d=downloads');
  const first = 'day,id,downloads\n2025-01-01,a/one,5\n2025-01-02,a/one,6\n2025-01-03,a/one,7\n';
  const told = (nights: Awaited<ReturnType<typeof importCsv>>['nights']) =>
    nights.map(({ run, skipped, passedOver }) => [run.query.file?.date, skipped, passedOver]);

  it('goes on from the last day, over those that other days were stored upon', async () => {
    const { path, files } = filesOf(first);
    const [file = ''] = files;
    await importCsv(path, file, dated);
    writeFileSync(file, `${first.replace('03,a/one,7', '03,a/one,9')}2025-01-04,a/one,9\n`);
    expect(told((await importCsv(path, file, dated)).nights)).toEqual([
      ['2025-01-01', true, true],
      ['2025-01-02', true, true],
      ['2025-01-03', false, false],
      ['2025-01-04', false, false],
    ]);
    expect(queryOne(path, NIGHTS)).toBe('2025-01-01 2025-01-02 2025-01-03 2025-01-04');
    const downloads = (run: number) => readNight(path, { run }, (night) => night.column('downloads_30d')[0]);
    expect([1, 2, 4, 5].map(downloads)).toEqual([5, 6, 9, 9]);
    expect(checkStore(path)).toEqual([]);
  });

  it('is refused where it has an earlier day that the store lacks, or was read otherwise', async () => {
    const { path, files } = filesOf(first.replace('2025-01-02,a/one,6\n', ''));
    const [file = ''] = files;
    await importCsv(path, file, dated);
    writeFileSync(file, first);
    await expect(importCsv(path, file, dated)).rejects.toThrow(
      /models\.csv has 2025-01-02, which is not among .* up to 2025-01-03/,
    );
    await expect(
      importCsv(path, file, { ...dated, map: 'name=id,date=day,likes=downloads' }),
    ).rejects.toThrow(/models\.csv has 2025-01-01, which is not among/);
  });
});

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { UsageError } from '../../src/errors.js';
import { importStore } from '../../src/exchange/import-store.js';
import { openForWriting } from '../../src/store/open.js';
import { pruneNights } from '../../src/store/prune.js';
import { oai } from '../support/cli.js';
import { queryOne } from '../support/dump.js';
import { exportStore, parquetRows } from '../support/exported-store.js';
import { plainModels } from '../support/models.js';
import { HubOverTime } from '../support/nights.js';
import { tempFolder } from '../support/temp.js';

/** A store of one night, read from a CSV file of names and downloads. */
async function storeOf(rows: Record<string, number>): Promise<string> {
  const folder = tempFolder();
  const [file, path] = [join(folder, 'models.csv'), join(folder, 'oai.db')];
  const lines = Object.entries(rows).map(([name, downloads]) => `${name},${downloads}\n`);
  writeFileSync(file, `id,d\n${lines.join('')}`);
  const map = ['--map', 'name=id,downloads_30d=d', '--date', '2026-01-01'];
  const { code, stderr } = await oai(['import', 'csv', file, ...map, '--db', path]);
  expect(code, stderr).toBe(0);
  return path;
}

/** A store of six nights in which counters move. */
async function storeOfNights(): Promise<string> {
  const path = join(tempFolder(), 'oai.db');
  const hub = await HubOverTime.start(plainModels(120), path);
  for (let night = 1; night <= 6; night += 1) {
    await hub.night(`2026-11-0${night}`);
    for (const model of hub.models) model.downloads = (model.downloads ?? 0) + night;
  }
  return path;
}

const manifestOf = (folder: string): string => readFileSync(join(folder, 'manifest.json'), 'utf8');
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

describe('nights that a folder has', () => {
  it('are written anew for another store, though run, day, key and counts are the same', async () => {
    const first = await storeOf({ 'a/b': 5, 'c/d': 7 });
    const second = await storeOf({ 'c/d': 70, 'a/b': 50 });
    const folder = join(tempFolder(), 'export');
    exportStore(first, folder);
    expect(exportStore(second, folder).kept).toEqual([]);
    const night = await parquetRows(join(folder, 'model_night/night=2026-01-01/run-1.parquet'));
    expect(night.map(({ downloads_30d }) => downloads_30d)).toEqual([70n, 50n]);
    const copy = join(tempFolder(), 'copy.db');
    await importStore(copy, folder, systemClock);
    expect(queryOne(copy, "SELECT downloads_30d FROM models WHERE name = 'a/b'")).toBe(50);
    expect(exportStore(second, folder).kept).toHaveLength(1);
  });

  it('stay when others were pruned, and when the store was built anew: their values are the same', async () => {
    const path = await storeOfNights();
    const folder = join(tempFolder(), 'export');
    exportStore(path, folder);
    const store = openForWriting({ path, clock: systemClock, command: 'test' });
    const { removed, kept } = pruneNights(store, { daily: 2, weekly: 2, monthly: 1 });
    store.close();
    expect([removed.length, kept.length]).toEqual([3, 3]);
    const night = (date: string): string => join(folder, `model_night/night=${date}`);
    const longAgo = new Date('2001-01-01T00:00:00Z');
    for (const { date } of kept) {
      for (const name of readdirSync(night(date))) utimesSync(join(night(date), name), longAgo, longAgo);
    }
    expect(exportStore(path, folder).kept).toHaveLength(3);
    expect(exportStore(path, folder).kept).toHaveLength(3);
    const copy = join(tempFolder(), 'copy.db');
    await importStore(copy, folder, systemClock);
    expect(exportStore(copy, folder).kept).toHaveLength(3);
    for (const { date } of kept) {
      for (const name of readdirSync(night(date)))
        expect(statSync(join(night(date), name)).mtime).toEqual(longAgo);
    }
  });

  it('are brought up to date whatever nights are asked for, also those of an older export', async () => {
    const path = await storeOfNights();
    const folder = join(tempFolder(), 'export');
    exportStore(path, folder, { until: '2026-11-03' });
    writeFileSync(
      join(folder, 'manifest.json'),
      manifestOf(folder).replaceAll(/,\s+"stored_as": "\w+"/g, ''),
    );
    const { kept, written } = exportStore(path, folder, { since: '2026-11-06' });
    expect(kept).toEqual([]);
    const nights = written.map(({ file }) => file).filter((file) => file.startsWith('model_night'));
    expect(nights).toEqual([1, 2, 3, 6].map((day) => `model_night/night=2026-11-0${day}/run-${day}.parquet`));
  });
});

describe('an export that was cut off', () => {
  it('goes on in its own format alone', async () => {
    const path = await storeOf({ 'a/b': 5 });
    const folder = join(tempFolder(), 'export');
    const cut = (): never => {
      throw new Error('cut off');
    };
    expect(() => exportStore(path, folder, { onFile: cut })).toThrow('cut off');
    writeFileSync(join(folder, 'tags.parquet.part'), 'half');
    expect(() => exportStore(path, folder, { format: 'csv' })).toThrow('holds an export as parquet');
    await expect(importStore(join(tempFolder(), 'copy.db'), folder, systemClock)).rejects.toThrow(
      'is not an export',
    );
    exportStore(path, folder);
    const whole = join(tempFolder(), 'whole');
    exportStore(path, whole);
    expect(filesBelow(folder)).toEqual(filesBelow(whole));
    expect(manifestOf(folder)).toBe(manifestOf(whole));
  });

  it('and an export that was not leave no lock behind', async () => {
    const path = await storeOf({ 'a/b': 5 });
    const folder = join(tempFolder(), 'export');
    exportStore(path, folder);
    expect(filesBelow(folder).filter((file) => /lock|unfinished|part$/.test(file))).toEqual([]);
  });
});

describe('a folder with files of others', () => {
  it.each<[string, string, string]>([
    ['a manifest of something else', 'manifest.json', '{ "name": "my web app" }'],
    ['a manifest that is cut', 'manifest.json', '{ "layout": 1, "tool_ver'],
    ['a file of a name that is to be written', 'models.parquet', 'mine'],
    ['a file of a night', 'model_night/night=2026-01-01/run-1.parquet', 'mine'],
  ])('is refused: %s; and left as it is', async (_, name, text) => {
    const path = await storeOf({ 'a/b': 5 });
    const folder = tempFolder();
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
    const before = filesBelow(folder);
    expect(() => exportStore(path, folder)).toThrow(UsageError);
    expect(() => exportStore(path, folder)).toThrow(join(folder, name));
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
    expect(filesBelow(folder)).toEqual(before);
  });

  it('keeps them where they are in no one’s way', async () => {
    const path = await storeOf({ 'a/b': 5 });
    const folder = tempFolder();
    writeFileSync(join(folder, 'notes.csv'), 'mine');
    exportStore(path, folder, { tables: ['models'] });
    writeFileSync(join(folder, 'bases.parquet'), 'mine');
    expect(() => exportStore(path, folder)).toThrow('bases.parquet is there already');
    exportStore(path, folder, { tables: ['models', 'model_night'] });
    expect(existsSync(join(folder, 'manifest.json'))).toBe(true);
    expect(['notes.csv', 'bases.parquet'].map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([
      'mine',
      'mine',
    ]);
  });
});

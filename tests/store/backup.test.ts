import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { MissingDataError, UsageError } from '../../src/errors.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { backupStore } from '../../src/store/backup.js';
import { checkStore } from '../../src/store/check.js';
import { openForWriting } from '../../src/store/open.js';
import { crawlInto, serve } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

async function crawled(folder: string, models = 20): Promise<string> {
  const path = join(folder, 'oai.db');
  const hub = await serve({ source: recordedSource(plainModels(models)) });
  await crawlInto(path, hub.endpoint);
  return path;
}

describe('a backup', () => {
  it('holds what the store holds, and passes every check', async () => {
    const folder = tempFolder();
    const path = await crawled(folder);
    const file = join(folder, 'copy.db');
    expect(backupStore({ path, file, force: false })).toBe(readFileSync(file).length);
    expect(checkStore(file)).toEqual([]);
    expect(dumpStore(file)).toEqual(dumpStore(path));
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('is the store as of one moment while another process holds its lock and writes', async () => {
    const folder = tempFolder();
    const path = await crawled(folder);
    const file = join(folder, 'copy.db');
    const writer = openForWriting({ path, clock: systemClock, command: 'test' });
    try {
      writer.db.exec(`INSERT INTO author (name) VALUES ('committed')`);
      writer.db.exec(`BEGIN IMMEDIATE; INSERT INTO author (name) VALUES ('not yet')`);
      backupStore({ path, file, force: false });
      writer.db.exec('COMMIT');
    } finally {
      writer.close();
    }
    expect(queryOne(file, `SELECT count(*) FROM author WHERE name = 'committed'`)).toBe(1);
    expect(queryOne(file, `SELECT count(*) FROM author WHERE name = 'not yet'`)).toBe(0);
    expect(queryOne(path, `SELECT count(*) FROM author WHERE name = 'not yet'`)).toBe(1);
  });

  it('does not overwrite unless told to', async () => {
    const folder = tempFolder();
    const path = await crawled(folder);
    const file = join(folder, 'copy.db');
    writeFileSync(file, 'precious');
    expect(() => backupStore({ path, file, force: false })).toThrow(/is there already/);
    expect(readFileSync(file, 'utf8')).toBe('precious');
    backupStore({ path, file, force: true });
    expect(checkStore(file)).toEqual([]);
  });

  it('never takes the place of the store itself, by whatever name', async () => {
    const folder = tempFolder();
    const path = await crawled(folder);
    const before = readFileSync(path);
    expect(() => backupStore({ path, file: join(folder, '.', 'oai.db'), force: true })).toThrow(
      /is the store itself/,
    );
    expect(readFileSync(path)).toEqual(before);
  });

  it('leaves a file alone that has a log beside it, which would be played into the new one', async () => {
    const folder = tempFolder();
    const path = await crawled(folder);
    const file = join(folder, 'copy.db');
    backupStore({ path, file, force: false });
    const open = new Database(file);
    open.pragma('journal_mode = WAL');
    open.exec(`INSERT INTO author (name) VALUES ('mine')`);
    expect(() => backupStore({ path, file, force: true })).toThrow(/is in use, or was not closed/);
    expect(open.prepare(`SELECT count(*) FROM author WHERE name = 'mine'`).pluck().get()).toBe(1);
    open.close();
    backupStore({ path, file, force: true });
    expect(queryOne(file, `SELECT count(*) FROM author WHERE name = 'mine'`)).toBe(0);
  });

  it('says what is wrong with a place that cannot be written, and leaves nothing behind', async () => {
    const folder = tempFolder();
    const path = await crawled(folder);
    const target = join(folder, 'nowhere', 'copy.db');
    expect(() => backupStore({ path, file: target, force: false })).toThrow(UsageError);
    expect(() => backupStore({ path, file: target, force: false })).toThrow(/backup .* cannot be written/);
    mkdirSync(join(folder, 'taken'));
    expect(() => backupStore({ path, file: join(folder, 'taken'), force: true })).toThrow(/is not a file/);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it('is not made of a store that is not there, or damaged', async () => {
    const folder = tempFolder();
    const file = join(folder, 'copy.db');
    expect(() => backupStore({ path: join(folder, 'none.db'), file, force: false })).toThrow(
      MissingDataError,
    );
    const damaged = join(folder, 'damaged.db');
    copyFileSync(await crawled(folder, 2000), damaged);
    const bytes = readFileSync(damaged);
    bytes.fill(0x5a, 40_960, 40_960 + 4096 * 6);
    writeFileSync(damaged, bytes);
    expect(() => backupStore({ path: damaged, file, force: false })).toThrow(UsageError);
    expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual([]);
  });
});

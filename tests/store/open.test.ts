import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { LockedError, MissingDataError, UsageError } from '../../src/errors.js';
import { migrate, pendingMigrations, shippedMigrations } from '../../src/store/migrate.js';
import { openForReading, openForWriting } from '../../src/store/open.js';
import { queryOne } from '../support/dump.js';
import { tempFolder } from '../support/temp.js';

const at = (path: string) => ({ path, clock: systemClock, command: 'test' });

describe('opening a store', () => {
  it('makes the file and its folder, and records the migrations', () => {
    const path = join(tempFolder(), 'new', 'oai.db');
    const store = openForWriting(at(path));
    const recorded = store.db.prepare('SELECT number, checksum FROM migration').raw().all();
    store.close();
    expect(recorded).toEqual(shippedMigrations().map(({ number, checksum }) => [number, checksum]));
  });

  it('refuses to read a file that is not there, and does not make it', () => {
    const folder = tempFolder();
    expect(() => openForReading(at(join(folder, 'oai.db')))).toThrow(MissingDataError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a file that is not SQLite', () => {
    const path = join(tempFolder(), 'notes.txt');
    writeFileSync(path, 'not a database, and longer than the header of one would be '.repeat(4));
    expect(() => openForWriting(at(path))).toThrow(UsageError);
    expect(() => openForReading(at(path))).toThrow(UsageError);
  });

  it("refuses another program's database and leaves it as it was", () => {
    const path = join(tempFolder(), 'other.db');
    const other = new Database(path);
    other.exec('CREATE TABLE bookmark (url TEXT)');
    other.close();
    expect(() => openForWriting(at(path))).toThrow(/another program/);
    const after = new Database(path);
    expect(after.pragma('journal_mode', { simple: true })).toBe('delete');
    after.close();
  });

  it('refuses a store of a newer oai, naming both versions', () => {
    const path = join(tempFolder(), 'oai.db');
    const store = openForWriting(at(path));
    store.db.prepare("INSERT INTO migration VALUES (9999, 'later', 'x', 0, '99.0.0')").run();
    store.close();
    expect(() => openForReading(at(path))).toThrow(/99\.0\.0.*newer than this one \(\d+\.\d+\.\d+\)/);
  });

  it('refuses a store whose migration was other SQL', () => {
    const path = join(tempFolder(), 'oai.db');
    const store = openForWriting(at(path));
    store.db.prepare("UPDATE migration SET checksum = 'x' WHERE number = 1").run();
    store.close();
    expect(() => openForWriting(at(path))).toThrow(/other SQL/);
  });
});

describe('migrating', () => {
  it('copies a store that holds something before it changes it', () => {
    const folder = tempFolder();
    const path = join(folder, 'oai.db');
    const db = new Database(path);
    const first = shippedMigrations().slice(0, 1);
    migrate(db, path, first, systemClock);
    expect(readdirSync(folder)).toEqual(['oai.db']);
    db.exec("INSERT INTO author VALUES (1, 'someone')");
    const later = { number: 2, name: 'later', sql: 'DELETE FROM author', checksum: 'c' };
    const pending = pendingMigrations(db, path, [...first, later]);
    expect(pending).toEqual([later]);
    migrate(db, path, pending, systemClock);
    db.close();
    const copies = readdirSync(folder).filter((name) => name !== 'oai.db');
    expect(copies).toEqual([expect.stringMatching(/^oai\.db\.before-0002-\d{8}T\d{6}Z$/)]);
    expect(queryOne(join(folder, copies[0] ?? ''), 'SELECT name FROM author')).toBe('someone');
    expect(queryOne(path, 'SELECT count(*) FROM author')).toBe(0);
  });

  it('leaves nothing of a migration that fails', () => {
    const db = new Database(':memory:');
    const broken = { number: 1, name: 'broken', sql: 'CREATE TABLE half (x); NOT SQL', checksum: 'c' };
    expect(() => migrate(db, ':memory:', [broken], systemClock)).toThrow();
    expect(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0);
    db.close();
  });
});

describe('the lock', () => {
  it('refuses a second writer at once and names the first', () => {
    const path = join(tempFolder(), 'oai.db');
    const first = openForWriting({ ...at(path), command: 'oai crawl' });
    expect(() => openForWriting(at(path))).toThrow(LockedError);
    expect(() => openForWriting(at(path))).toThrow(/being written/);
    try {
      openForWriting(at(path));
    } catch (error) {
      expect((error as LockedError).why).toContain(`Process ${process.pid} (oai crawl`);
    }
    first.close();
    openForWriting(at(path)).close();
  });

  it('is one for a store and a link to it', () => {
    const folder = tempFolder();
    const path = join(folder, 'oai.db');
    const first = openForWriting(at(path));
    symlinkSync(path, join(folder, 'link.db'));
    expect(() => openForWriting(at(join(folder, 'link.db')))).toThrow(LockedError);
    first.close();
  });

  it('does not keep readers out', () => {
    const path = join(tempFolder(), 'oai.db');
    const writer = openForWriting(at(path));
    openForReading(at(path)).close();
    writer.close();
  });
});

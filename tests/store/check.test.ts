import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { UsageError } from '../../src/errors.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { checkStore } from '../../src/store/check.js';
import { crawlInto } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const sound = join(sharedFolder(), 'oai.db');

// Four nights of 50 models, one of which is away on the third; a partial night; an odd entry.
beforeAll(async () => {
  const models = plainModels(50, (index) => ({ likes: index === 3 ? -1 : index }));
  const hub = await startLocalHub({
    source: recordedSource(models),
    clock: systemClock,
    quota: { anonymous: 1e6 },
  });
  const on = (date: string) => ({ clock: { ...systemClock, now: () => Date.parse(`${date}T03:00:00Z`) } });
  for (const day of [1, 2, 3, 4]) {
    const [away] = day === 3 ? models.splice(10, 1) : [];
    for (const model of models) model.downloads = (model.downloads ?? 0) + day;
    await crawlInto(sound, hub.endpoint, on(`2026-03-0${day}`));
    if (away !== undefined) models.splice(10, 0, away);
  }
  await crawlInto(sound, hub.endpoint, {
    ...on('2026-03-04'),
    query: { repository: 'model', author: null, limit: 5 },
  });
  await hub.close();
});

/** What the check finds once `sql` was done to a copy of the store. */
function findingsAfter(sql: string): string[] {
  const path = join(tempFolder(), 'oai.db');
  copyFileSync(sound, path);
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  expect(db.transaction(() => changed(db, sql))()).toBeGreaterThan(0);
  db.close();
  return checkStore(path).map(
    ({ severity, table, night, what }) => `${severity} ${table} ${night ?? '-'}: ${what}`,
  );
}

function changed(db: Database.Database, sql: string): number {
  const before = Number(db.prepare('SELECT total_changes()').pluck().get());
  db.exec(sql);
  return Number(db.prepare('SELECT total_changes()').pluck().get()) - before;
}

describe('a check', () => {
  it('finds nothing in a sound store, and writes nothing', () => {
    const before = [readFileSync(sound), statSync(sound).mtimeMs];
    expect(checkStore(sound)).toEqual([]);
    expect([readFileSync(sound), statSync(sound).mtimeMs]).toEqual(before);
  });

  it.each([
    [
      'a chunk with a flipped bit',
      `UPDATE night_column SET data = CAST(substr(data, 1, length(data) - 1) || x'00' AS BLOB) WHERE night_key = 2 AND column_name = 'downloads_30d'`,
      'damage night_column 2026-03-02: chunk 0 of downloads_30d: a night chunk does not match its checksum',
    ],
    [
      'a chunk of a version to come',
      `UPDATE night_column SET data = CAST(x'02' || substr(data, 2) AS BLOB) WHERE night_key = 1 AND column_name = 'likes'`,
      'damage night_column 2026-03-01: chunk 0 of likes: a night chunk has format version 2',
    ],
    [
      'changes that went missing',
      `DELETE FROM night_column WHERE night_key = 3 AND column_name = 'present'`,
      'damage night_column 2026-03-03: 50 models are present, but it counted 49',
    ],
    [
      'values of models that were not there',
      `DELETE FROM night_column WHERE night_key = 3 AND column_name = 'downloads_30d'`,
      'damage night_column 2026-03-03: 1 models have a value in downloads_30d, but were not present',
    ],
    [
      'a count that is not that of its night',
      `UPDATE night SET models = 7 WHERE night_key = 2`,
      'damage night_column 2026-03-02: 50 models are present, but it counted 7',
    ],
    [
      'changes that follow no keyframe',
      `DELETE FROM night_column WHERE night_key = 1 AND column_name = 'downloads_30d'`,
      'damage night_column 2026-03-02: 1 chunks of downloads_30d have no keyframe to stand on',
    ],
    [
      'a partial night that does not stand alone',
      `UPDATE night_column SET data = (SELECT data FROM night_column WHERE night_key = 2 AND column_name = 'downloads_30d')
       WHERE night_key = 5 AND column_name = 'likes'`,
      'damage night_column 2026-03-04: 1 chunks of likes have no keyframe to stand on',
    ],
    [
      'a histogram that is not that of its column',
      `UPDATE night_histogram SET (length, data) = (SELECT length, data FROM night_histogram WHERE night_key = 1 AND column_name = 'downloads_30d')
       WHERE night_key = 2 AND column_name = 'downloads_30d'`,
      'damage night_histogram 2026-03-02: it is not that of downloads_30d',
    ],
    [
      'a copy of the newest night that differs',
      `UPDATE newest_column SET data = (SELECT data FROM newest_column WHERE column_name = 'likes') WHERE column_name = 'downloads_30d'`,
      "damage newest_column 2026-03-04: chunk 0 of downloads_30d is not what the night's chain says",
    ],
    [
      'good nights in the wrong order',
      `UPDATE night SET day = day - 5 WHERE night_key = 4`,
      'damage night 2026-02-27: it was taken after the night of 2026-03-03',
    ],
    [
      'a night on another day than its run',
      `UPDATE night SET day = day + 5 WHERE night_key = 4`,
      'damage night 2026-03-09: its run 4 ended on 2026-03-04',
    ],
    [
      'a night whose run did not finish',
      `UPDATE run SET status = 'abandoned' WHERE run_key = 4`,
      'damage night 2026-03-04: its run 4 is abandoned, not complete',
    ],
    [
      'a partial night that passes for a whole one',
      `UPDATE night SET whole = 1 WHERE night_key = 5`,
      'damage night 2026-03-04: its run 5 asked for another part of the Hub',
    ],
    [
      'a tombstone that is missing',
      `DELETE FROM model_absence`,
      'damage model_absence 2026-03-03: 1 models are gone, but not noted as such',
    ],
    [
      'a tombstone of a model that is there',
      `INSERT INTO model_absence SELECT 1, finished_at / 86400000, NULL FROM run WHERE run_key = 2`,
      'damage model_absence 2026-03-02: 1 models are there, but noted as gone',
    ],
    [
      'a tombstone of a day without a crawl',
      `INSERT INTO model_absence VALUES (1, 100, 101)`,
      'damage model_absence 1970-04-11: 1 models vanish or come back then, but no crawl ended',
    ],
    [
      'a run with more models than entries',
      `UPDATE run SET entries = 3 WHERE run_key = 2`,
      'damage run -: run 2: 50 models, 0 repeated and 0 set aside, but 3 entries',
    ],
    [
      'a run with more new models than models',
      `UPDATE run SET models_new = 51 WHERE run_key = 1`,
      'damage run -: run 1: 51 new and 0 changed models, but 50 in all',
    ],
    [
      'a quarantine that does not match its run',
      `DELETE FROM quarantine WHERE run_key = 1`,
      'damage run -: run 1: counted 1 quarantined, but 0 are there',
    ],
    [
      'a complete run without an end',
      `UPDATE run SET finished_at = NULL WHERE run_key = 2`,
      'damage run -: run 2: it is complete, but has no end',
    ],
    [
      'a row that points nowhere',
      `UPDATE model SET author_key = 999 WHERE model_key = 5`,
      'damage model -: 1 rows point to rows of author that are not there',
    ],
    [
      'a clock that was set back',
      `UPDATE run SET started_at = finished_at + 1 WHERE run_key = 3`,
      'oddity run -: run 3 ended before it began: the clock was set back meanwhile',
    ],
    [
      'pages of a run that is over',
      `INSERT INTO run_page VALUES (2, 1, x'01')`,
      'oddity run_page -: 1 pages of run 2, which is complete, are left over',
    ],
  ])('finds %s', (_, sql, expected) => {
    expect(findingsAfter(sql)).toContain(expected);
  });

  it('calls nothing damaged over an oddity', () => {
    const findings = findingsAfter(`UPDATE run SET started_at = finished_at + 1 WHERE run_key = 3`);
    expect(findings.filter((finding) => finding.startsWith('damage'))).toEqual([]);
  });

  it('finds a page of the file that is overwritten', () => {
    const path = join(tempFolder(), 'oai.db');
    copyFileSync(sound, path);
    const bytes = readFileSync(path);
    bytes.fill(0x5a, bytes.length - 4096 * 3);
    writeFileSync(path, bytes);
    expect(checkStore(path).map(({ severity, table }) => `${severity} ${table}`)).toContain('damage sqlite');
  });

  it('refuses a store that other migrations made', () => {
    const path = join(tempFolder(), 'oai.db');
    copyFileSync(sound, path);
    const db = new Database(path);
    db.exec(`UPDATE migration SET checksum = 'another' WHERE number = 1`);
    db.close();
    expect(() => checkStore(path)).toThrow(UsageError);
    expect(() => checkStore(path)).toThrow(/was migrated by other SQL/);
  });
});

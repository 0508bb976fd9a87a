import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { ownerDirectory } from '../../src/local-hub/owner-overview.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { systemClock } from '../../src/clock.js';
import { checkStore } from '../../src/store/check.js';
import { askInto, modelsOf } from '../support/authors.js';
import { crawlInto } from '../support/crawl.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const sound = join(sharedFolder(), 'oai.db');

// An organisation, a user, and one who is gone.
beforeAll(async () => {
  const hub = await startLocalHub({
    source: recordedSource(modelsOf(['acme', 'bea', 'late'])),
    clock: systemClock,
    owners: ownerDirectory([
      { type: 'org', name: 'acme', isVerified: true },
      { type: 'user', name: 'bea' },
    ]),
  });
  await crawlInto(sound, hub.endpoint);
  await askInto(sound, hub.endpoint);
  await hub.close();
});

function findingsAfter(sql: string): string[] {
  const path = join(tempFolder(), 'oai.db');
  copyFileSync(sound, path);
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
  return checkStore(path).map(({ severity, table, what }) => `${severity} ${table}: ${what}`);
}

it('finds nothing in what was stored of sound answers', () => {
  expect(findingsAfter('')).toEqual([]);
});

const unlike = 'damage author_change: of 1 authors the newest row is not what author_overview says';

it.each([
  ['a history that says otherwise', `UPDATE author_change SET verified = 0 WHERE verified = 1`, unlike],
  ['a history that went missing', `DELETE FROM author_change WHERE kind = 'user'`, unlike],
  ['one gone in one table only', `UPDATE author_overview SET gone_at = NULL WHERE gone_at > 0`, unlike],
  [
    'a history of nobody',
    `UPDATE author_change SET author_key = 99 WHERE kind = 'user'`,
    'damage author_change: 1 rows point to rows of author_overview that are not there',
  ],
  [
    'an overview of nobody',
    `INSERT INTO author_overview (author_key, asked_at) VALUES (99, 1)`,
    'damage author_overview: 1 rows point to rows of author that are not there',
  ],
  [
    'an answer without a kind',
    `UPDATE author_overview SET kind = NULL WHERE kind = 'user'; UPDATE author_change SET kind = NULL WHERE kind = 'user'`,
    'damage author_overview: 1 authors are said to be of no kind though they answered, or of one though not',
  ],
  [
    'a clock that was set back',
    `UPDATE author_overview SET seen_at = asked_at + 1 WHERE kind = 'user'`,
    'oddity author_overview: 1 authors were seen, or found gone, after they were last asked for: the clock was set back meanwhile',
  ],
])('finds %s', (_, sql, finding) => {
  expect(findingsAfter(sql)).toContain(finding);
});

import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { listNights } from '../../src/store/night.js';
import { NightReader } from '../../src/store/night-reader.js';
import { openForWriting, openSnapshot } from '../../src/store/open.js';
import { pruneNights } from '../../src/store/prune.js';
import { querySql } from '../../src/store/sql-query.js';
import { plainModels } from '../support/models.js';
import { HubOverTime } from '../support/nights.js';
import { tempFolder } from '../support/temp.js';

const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05'];
const totalOn = (day: number): number => 30 * (100 + day);
let path: string;

/** Thirty models of which each has one download more every night. */
beforeEach(async () => {
  path = join(tempFolder(), 'oai.db');
  const models = plainModels(30);
  const over = await HubOverTime.start(models, path);
  for (const [day, date] of days.entries()) {
    for (const model of models) model.downloads = 100 + day;
    await over.night(date);
  }
});

/** As the nightly job prunes, while somebody reads. */
function prune(): void {
  const store = openForWriting({ path, clock: systemClock, command: 'test' });
  // The log cannot be emptied as long as somebody reads it: no use to wait for that.
  store.db.pragma('busy_timeout = 0');
  pruneNights(store, { daily: 1, weekly: 0, monthly: 0 });
  expect(listNights(store.db)).toHaveLength(1);
  store.close();
}

it('keeps every night as it was for a report that has begun, whatever is pruned meanwhile', () => {
  const store = openSnapshot({ path, clock: systemClock, command: 'test' });
  const totals: number[] = [];
  for (const [, values] of NightReader.open(store.db).history('downloads_30d')) {
    totals.push(values.reduce((sum, value) => sum + value, 0));
    if (totals.length === 2) prune();
  }
  store.close();
  expect(totals).toEqual(days.map((_, day) => totalOn(day)));
});

it('keeps every night as it was for a query that has begun', async () => {
  const sql = 'SELECT night, sum(downloads_30d) FROM model_night GROUP BY night_key ORDER BY night_key';
  const rows = await querySql({ path, clock: systemClock, sql }, ({ rows: found }) => {
    prune();
    return Promise.resolve([...found]);
  });
  expect(rows).toEqual(days.map((date, day) => [date, BigInt(totalOn(day))]));
});

import { join } from 'node:path';
import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { checkAbsences } from '../../src/store/check-absences.js';
import { listNights, trustedDays } from '../../src/store/night.js';
import { NightReader } from '../../src/store/night-reader.js';
import { openForWriting, type Store } from '../../src/store/open.js';
import { pruneNights } from '../../src/store/prune.js';
import { decide } from '../../src/store/verdict.js';
import { plainModels } from '../support/models.js';
import { HubOverTime } from '../support/nights.js';
import { tempFolder } from '../support/temp.js';

const absencesOf = ({ db }: Store | { db: Database.Database }): unknown[] =>
  db.prepare('SELECT model_key, gone_day, back_day FROM model_absence ORDER BY 1, 2').raw().all();

/** What the nights themselves say, day by day: the slow way. */
function fromNights(store: Store): unknown[] {
  const rows: [number, number, number | null][] = [];
  const open = new Map<number, [number, number, number | null]>();
  let before: Float64Array | undefined;
  for (const { day, run } of trustedDays(store.db)) {
    const present = NightReader.open(store.db, { run }).column('present');
    for (const [position, value] of present.entries()) {
      const key = position + 1;
      const row = open.get(key);
      if (value === 1 && row !== undefined) {
        row[2] = day;
        open.delete(key);
      } else if (value !== 1 && before?.[position] === 1) {
        const begun: [number, number, number | null] = [key, day, null];
        rows.push(begun);
        open.set(key, begun);
      }
    }
    before = present;
  }
  return rows.sort(([a, b], [c, d]) => a - c || b - d);
}

const step = fc.record({
  /** Days since the last night; 0 crawls the same day again. */
  days: fc.constantFrom(0, 1, 1, 1, 2),
  present: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  /** Most nights differ by little, some by so much that they are suspect. */
  differs: fc.constantFrom(0.02, 0.02, 0.02, 0.5),
});

it(
  'tombstones are what the trusted nights say, whatever order verdicts come in',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 8 }),
        fc.array(fc.tuple(fc.nat(7), fc.constantFrom('accepted' as const, 'rejected' as const)), {
          maxLength: 6,
        }),
        async (steps, verdicts) => {
          const models = plainModels(40);
          const listed = [...models];
          const over = await HubOverTime.start(listed, join(tempFolder(), 'oai.db'));
          let day = Date.UTC(2026, 0, 1);
          await over.night(new Date(day).toISOString().slice(0, 10));
          for (const { days, present, differs } of steps) {
            day += days * 86_400_000;
            const changed = Math.round(40 * differs);
            listed.splice(
              0,
              listed.length,
              ...models.filter((_, index) => index >= changed || present[index] === true),
            );
            await over.night(new Date(day).toISOString().slice(0, 10));
          }
          const store = openForWriting({ path: over.path, clock: systemClock, command: 'test' });
          try {
            expect(absencesOf(store)).toEqual(fromNights(store));
            const runs = listNights(store.db).map(({ run }) => run);
            for (const [index, verdict] of verdicts) {
              const run = runs[index % runs.length];
              if (run === undefined) continue;
              decide(store.db, run, verdict);
              expect(absencesOf(store)).toEqual(fromNights(store));
            }
          } finally {
            store.close();
            await over.hub.close();
          }
        },
      ),
      { numRuns: 25, seed: 20_261_123 },
    );
  },
);

it('a verdict taken back leaves the tombstones of pruned nights as they were', async () => {
  const models = plainModels(100);
  const listed = [...models];
  const over = await HubOverTime.start(listed, join(tempFolder(), 'oai.db'));
  const without: Record<string, number[]> = {
    '2026-02-05': [10],
    '2026-02-10': [],
    '2026-02-11': [20],
    '2026-02-28': [20],
    '2026-03-31': [20],
  };
  for (const date of ['2026-01-01', '2026-01-31', ...Object.keys(without)]) {
    listed.splice(0, listed.length, ...models.filter((_, index) => !(without[date] ?? []).includes(index)));
    await over.night(date);
  }
  const store = openForWriting({ path: over.path, clock: systemClock, command: 'test' });
  try {
    pruneNights(store, { daily: 1, weekly: 0, monthly: Infinity });
    const known = absencesOf(store);
    expect(known).toHaveLength(2);
    expect(trustedDays(store.db).map(({ date }) => date)).toEqual(['2026-01-31', '2026-02-28', '2026-03-31']);
    const run = trustedDays(store.db)[1]?.run ?? 0;
    decide(store.db, run, 'rejected');
    expect(checkAbsences(store.db)).toEqual([]);
    decide(store.db, run, 'accepted');
    expect(absencesOf(store)).toEqual(known);
    expect(checkAbsences(store.db)).toEqual([]);
  } finally {
    store.close();
  }
});

import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { UsageError } from '../../src/errors.js';
import { checkStore } from '../../src/store/check.js';
import type { NightChunk } from '../../src/store/current-values.js';
import { dateOf, dayOf, listNights, type Night, type NightQuality } from '../../src/store/night.js';
import { NightColumnWriter } from '../../src/store/night-column-writer.js';
import { CHUNK_SIZE, chunkOf, type NightColumn, nightColumnNames } from '../../src/store/night-columns.js';
import { NightReader } from '../../src/store/night-reader.js';
import { openForReading, openForWriting } from '../../src/store/open.js';
import { type KeepPolicy, planPrune, type PruneOutcome, pruneNights } from '../../src/store/prune.js';
import { queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { HubOverTime } from '../support/nights.js';
import { tempFolder } from '../support/temp.js';

const dayNumber = (date: string) => dayOf(Date.parse(date));

function nightOf(index: number, day: number, quality: NightQuality = 'good', whole = true): Night {
  return {
    nightKey: index + 1,
    run: index + 1,
    date: dateOf(day),
    day,
    whole,
    models: 1,
    counts: {},
    changed: null,
    vanished: null,
    stalled: false,
    quality,
    reasons: [],
  };
}

const nightsOn = (...dates: string[]) => dates.map((date, index) => nightOf(index, dayNumber(date)));
const datesOf = (nights: readonly Night[]) => nights.map(({ date }) => date);
const keep = (daily: number, weekly: number, monthly: number): KeepPolicy => ({ daily, weekly, monthly });

describe('the plan of a prune', () => {
  // 2026-01-01 is a Thursday, so the ISO week runs from Monday 2025-12-29 to Sunday 2026-01-04.
  const nights = nightsOn(
    '2025-12-28',
    '2025-12-29',
    '2025-12-31',
    '2026-01-04',
    '2026-01-05',
    '2026-02-01',
    '2026-02-02',
  );

  it('keeps the newest night of each of the last days that have one', () => {
    expect(datesOf(planPrune(nights, keep(2, 0, 0)).kept)).toEqual(['2026-02-01', '2026-02-02']);
  });

  it('ends a week on Sunday, also over the turn of a year', () => {
    expect(datesOf(planPrune(nights, keep(0, Infinity, 0)).kept)).toEqual([
      '2025-12-28',
      '2026-01-04',
      '2026-01-05',
      '2026-02-01',
      '2026-02-02',
    ]);
  });

  it('keeps the last night of each month, the present one included', () => {
    expect(datesOf(planPrune(nights, keep(0, 0, Infinity)).kept)).toEqual([
      '2025-12-31',
      '2026-01-05',
      '2026-02-02',
    ]);
    expect(datesOf(planPrune(nights, keep(0, 0, 2)).kept)).toEqual(['2026-01-05', '2026-02-02']);
  });

  it('keeps what any of the rules keeps, and removes the rest', () => {
    const { kept, removed } = planPrune(nights, keep(1, 2, 2));
    expect(datesOf(kept)).toEqual(['2026-01-05', '2026-02-01', '2026-02-02']);
    expect([...kept, ...removed]).toHaveLength(nights.length);
  });

  it('keeps the newest night whatever the rules say', () => {
    expect(datesOf(planPrune(nights, keep(0, 0, 0)).kept)).toEqual(['2026-02-02']);
    expect(planPrune([], keep(0, 0, 0))).toEqual({ kept: [], removed: [] });
  });

  it('counts days that have a night, so that an interrupted history loses nothing', () => {
    const sparse = nightsOn('2020-01-01', '2023-01-01', '2026-01-01');
    expect(planPrune(sparse, keep(90, 0, 0)).removed).toEqual([]);
  });

  it('keeps the later one of two nights of a day', () => {
    const twice = nightsOn('2026-03-01', '2026-03-02', '2026-03-02');
    expect(planPrune(twice, keep(9, 9, 9)).removed.map(({ run }) => run)).toEqual([2]);
  });

  it('keeps suspect, rejected and partial nights as long as the kept days reach, and lets none stand for a period', () => {
    const day = dayNumber('2026-05-01');
    const mixed = [
      nightOf(0, day, 'suspect'),
      nightOf(1, day, 'good', false),
      nightOf(2, day + 1, 'rejected'),
      nightOf(3, day + 2),
      nightOf(4, day + 3, 'suspect'),
      nightOf(5, day + 3, 'good', false),
      nightOf(6, day + 4, 'rejected'),
      nightOf(7, day + 5),
    ];
    const runs = (policy: KeepPolicy) => planPrune(mixed, policy).kept.map(({ run }) => run);
    expect(runs(keep(2, Infinity, Infinity))).toEqual([4, 5, 6, 7, 8]);
    expect(runs(keep(1, 0, 0))).toEqual([8]);
    expect(runs(keep(3, 0, 0))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('keeps the newest trusted night though newer ones are not', () => {
    const day = dayNumber('2026-05-01');
    const mixed = [
      nightOf(0, day),
      nightOf(1, day + 1),
      nightOf(2, day + 2, 'suspect'),
      nightOf(3, day + 3, 'good', false),
    ];
    expect(planPrune(mixed, keep(0, 0, 0)).kept.map(({ run }) => run)).toEqual([2, 3, 4]);
  });

  it('changes nothing when it is made again', () => {
    const gaps = fc.array(fc.nat(20), { minLength: 1, maxLength: 60 });
    const counts = fc.record({ daily: fc.nat(40), weekly: fc.nat(20), monthly: fc.nat(12) });
    fc.assert(
      fc.property(gaps, counts, (steps, policy) => {
        let day = 20_000;
        const history = steps.map((step, index) => nightOf(index, (day += step)));
        const { kept } = planPrune(history, policy);
        expect(kept).toContain(history.at(-1));
        expect(planPrune(kept, policy)).toEqual({ kept, removed: [] });
      }),
    );
  });
});

/** Positions at both ends of two chunks; the others are missing. */
const POSITIONS = [0, 1, 2, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 9];

/** A store with nothing but nights, chained as a crawl chains them. */
function writtenStore(
  nights: readonly { values: number[]; quality: NightQuality; whole: boolean; gap: number }[],
): string {
  const path = join(tempFolder(), 'oai.db');
  const store = openForWriting({ path, clock: systemClock, command: 'test' });
  const { db } = store;
  let day = dayNumber('2026-01-01');
  db.transaction(() => {
    for (const [index, { values, quality, whole, gap }] of nights.entries()) {
      day += gap;
      const chain = listNights(db, 'whole = 1');
      db.prepare(
        `INSERT INTO run (run_key, endpoint, query, whole, status, started_at, finished_at, position, fields_asked, tool_version)
         VALUES (?, 'http://127.0.0.1', '{}', ?, 'complete', 0, ?, 'null', '[]', '0')`,
      ).run(index + 1, Number(whole), day * 86_400_000);
      if (index === 0) {
        db.prepare(
          `INSERT INTO model (model_key, hub_id, name, tag_keys, first_seen_run, fingerprint) VALUES (?, ?, 'last', x'', 1, 0)`,
        ).run(CHUNK_SIZE + 10, Buffer.alloc(12));
      }
      db.prepare(
        `INSERT INTO night (night_key, run_key, day, whole, models, counts, quality) VALUES (?, ?, ?, ?, 6, '{}', ?)`,
      ).run(index + 1, index + 1, day, Number(whole), quality);
      const column = (scale: number): Float64Array => {
        const filled = new Float64Array(CHUNK_SIZE + 10).fill(NaN);
        for (const [i, position] of POSITIONS.entries()) filled[position] = (values[i] ?? NaN) * scale;
        return filled;
      };
      const columns = {
        present: column(0),
        downloads_30d: column(1),
        downloads_all_time: column(1),
        likes: column(0),
        trending_score: column(0.25),
        author_key: column(0),
        created_at: column(2 ** -22).map(Math.floor),
        parameters: column(1),
        gguf_parameters: column(NaN),
        licence_key: column(0),
        pipeline_tag_key: column(0),
        library_key: column(0),
        base_key: column(0),
      };
      const writer = new NightColumnWriter(
        db,
        { nightKey: index + 1, whole },
        whole ? chain.at(-1) : undefined,
      );
      for (const chunk of [0, 1]) {
        const part = (name: NightColumn) => [name, chunkOf(columns[name], chunk)] as const;
        writer.write(chunk, Object.fromEntries(nightColumnNames.map(part)) as NightChunk);
      }
    }
  })();
  store.close();
  return path;
}

/** Every column of every night, by run: position and value where there is one. */
function everything(path: string): Record<number, Record<string, [number, number][]>> {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return Object.fromEntries(
      listNights(store.db).map(({ run }) => {
        const reader = NightReader.open(store.db, { run });
        return [run, Object.fromEntries(nightColumnNames.map((name) => [name, known(reader.column(name))]))];
      }),
    );
  } finally {
    store.close();
  }
}

function known(values: Float64Array): [number, number][] {
  return [...values.entries()].filter(([, value]) => !Number.isNaN(value));
}

function prune(path: string, policy: KeepPolicy): PruneOutcome {
  const store = openForWriting({ path, clock: systemClock, command: 'test' });
  try {
    return pruneNights(store, policy);
  } finally {
    store.close();
  }
}

function execute(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

/** Nights in a row with values that move, models that come and go, one suspect and one partial night. */
async function history(count: number): Promise<HubOverTime> {
  const models = plainModels(80, (index) => ({ trendingScore: index / 10, downloadsAllTime: index * 10 }));
  const over = await HubOverTime.start(models, join(tempFolder(), 'oai.db'));
  for (let day = 0; day < count; day += 1) {
    const date = dateOf(dayNumber('2026-01-01') + day);
    for (const [index, model] of models.entries()) {
      if ((index + day) % 3 === 0) model.downloads = (model.downloads ?? 0) + (index % 5);
      if ((index + day) % 7 === 0) model.trendingScore = (index * day) / 16;
    }
    const [absent] = day % 10 === 4 ? models.splice(7, 1) : [];
    await over.night(date);
    if (absent !== undefined) models.splice(7, 0, absent);
    if (day === 20) {
      const away = models.splice(0, 20);
      await over.night(date);
      models.unshift(...away);
      await over.night(date, { query: { repository: 'model', author: null, limit: 5 } });
    }
  }
  return over;
}

describe('a pruned store', () => {
  it(
    'reads every kept night as before, over several keyframes, and goes on',
    { timeout: 60_000 },
    async () => {
      const over = await history(75);
      const { path } = over;
      const before = everything(path);
      const absences = () =>
        queryOne(
          path,
          `SELECT group_concat(model_key || ' ' || gone_day || ' ' || ifnull(back_day, '')) FROM model_absence`,
        );
      const runs = () => queryOne(path, 'SELECT count(*) FROM run');
      const [absencesBefore, runsBefore] = [absences(), runs()];
      const { kept, removed } = prune(path, keep(35, 104, Infinity));
      const sundaysAndMonthEnds = [
        '2026-01-04',
        '2026-01-11',
        '2026-01-18',
        '2026-01-25',
        '2026-01-31',
        '2026-02-01',
        '2026-02-08',
      ];
      const last35 = Array.from({ length: 35 }, (_, index) => dateOf(dayNumber('2026-02-10') + index));
      expect(datesOf(kept)).toEqual([...sundaysAndMonthEnds, ...last35]);
      expect(removed.filter(({ quality }) => quality === 'suspect')).toHaveLength(1);
      expect(removed.filter(({ whole }) => !whole)).toHaveLength(1);
      const after = everything(path);
      expect(Object.keys(after)).toEqual(kept.map(({ run }) => String(run)));
      for (const { run } of kept) expect(after[run]).toEqual(before[run]);
      expect([absences(), runs()]).toEqual([absencesBefore, runsBefore]);
      expect(checkStore(path)).toEqual([]);
      await over.night('2026-04-01');
      expect(checkStore(path)).toEqual([]);
      expect(everything(path)).toMatchObject(after);
    },
  );

  it('reads as before whatever the values, the gaps and the rules, over more than one chunk', () => {
    const value = fc.option(fc.nat({ max: Number.MAX_SAFE_INTEGER - 1 }), { nil: NaN });
    const night = fc.record({
      values: fc.array(value, { minLength: 6, maxLength: 6 }),
      quality: fc.constantFrom<NightQuality>('good', 'good', 'good', 'suspect', 'rejected', 'accepted'),
      whole: fc.constantFrom(true, true, true, false),
      gap: fc.nat(3),
    });
    const policies = fc.record({ daily: fc.nat(8), weekly: fc.nat(4), monthly: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(night, { minLength: 1, maxLength: 40 }), policies, (nights, policy) => {
        const path = writtenStore(nights);
        const before = everything(path);
        const { kept } = prune(path, policy);
        const after = everything(path);
        expect(Object.keys(after)).toEqual(kept.map(({ run }) => String(run)));
        for (const { run } of kept) expect(after[run]).toEqual(before[run]);
      }),
      { numRuns: 20 },
    );
  });

  it('stays as it is when nothing is to go', async () => {
    const { path } = await history(3);
    const before = everything(path);
    expect(prune(path, keep(90, 104, Infinity))).toMatchObject({ removed: [], freedBytes: 0 });
    expect(everything(path)).toEqual(before);
  });

  it('takes less of the file', { timeout: 60_000 }, async () => {
    const { path } = await history(40);
    const { freedBytes, kept } = prune(path, keep(1, 0, 0));
    expect(freedBytes).toBeGreaterThan(0);
    expect(kept).toHaveLength(1);
    expect(
      queryOne(
        path,
        'SELECT count(*) FROM night_column WHERE night_key NOT IN (SELECT night_key FROM night)',
      ),
    ).toBe(0);
  });

  it('loses nothing when a night cannot be read', async () => {
    const { path } = await history(6);
    execute(
      path,
      `UPDATE night_column SET data = CAST(substr(data, 1, length(data) - 1) || x'00' AS BLOB)
       WHERE column_name = 'downloads_30d' AND night_key = 3`,
    );
    expect(() => prune(path, keep(2, 0, 0))).toThrow(UsageError);
    expect(() => prune(path, keep(2, 0, 0))).toThrow(/damaged; nothing was removed/);
    expect(queryOne(path, 'SELECT count(*) FROM night')).toBe(6);
  });
});

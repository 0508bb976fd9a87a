import type { Database } from 'better-sqlite3';
import { DamagedStoreError } from '../errors.js';
import { type Tally, tally } from '../statistics/tally.js';
import { damage, type Finding } from './finding.js';
import { dateOf, dayOf, lastModelKey, listNights, type Night } from './night.js';
import { NightChain } from './night-chain.js';
import { applyChunk } from './night-codec.js';
import { CHUNK_SIZE, type NightColumn, nightColumnNames as names, nightColumns } from './night-columns.js';
import { hasHistogram, readHistogram } from './night-histogram.js';
import { findRun } from './run.js';

/** Whether every night is what its run made, the chain of nights is whole, and every column reads. */
export function checkHistory(db: Database): Finding[] {
  const nights = listNights(db);
  const structure = [
    ...nights.flatMap((night) => checkNight(db, night)),
    ...checkOrder(nights),
    ...checkChains(db, nights),
  ];
  return [...structure, ...checkValues(db, nights), ...checkNewest(db, nights)];
}

function checkNight(db: Database, night: Night): Finding[] {
  const wrong = (what: string): Finding => damage('night', what, night.date);
  const run = findRun(db, night.run);
  // A missing run is a broken foreign key, and named as one.
  if (run === undefined) return [];
  const findings: Finding[] = [];
  if (run.status !== 'complete') findings.push(wrong(`its run ${run.run} is ${run.status}, not complete`));
  if (run.whole !== night.whole) findings.push(wrong(`its run ${run.run} asked for another part of the Hub`));
  if (night.models > run.models) {
    findings.push(wrong(`${night.models} models, but its run ${run.run} saw ${run.models}`));
  }
  if (run.finishedAt !== null && dayOf(run.finishedAt) !== night.day) {
    findings.push(wrong(`its run ${run.run} ended on ${dateOf(dayOf(run.finishedAt))}`));
  }
  return findings;
}

function checkOrder(nights: readonly Night[]): Finding[] {
  const good = nights.filter(({ whole, quality }) => whole && quality === 'good');
  return good.flatMap((night, index) => {
    const before = good[index - 1];
    if (before === undefined || before.day <= night.day) return [];
    return [damage('night', `it was taken after the night of ${before.date}`, night.date)];
  });
}

/** A chunk's chain begins with a keyframe, and what a night of part of the Hub holds stands alone. */
function checkChains(db: Database, nights: readonly Night[]): Finding[] {
  const dates = new Map(nights.map(({ nightKey, date }) => [nightKey, date]));
  return db
    .prepare<[], { night_key: number; column_name: string; chunks: number }>(
      `SELECT night_key, column_name, count(*) AS chunks FROM night_column JOIN night USING (night_key)
       WHERE column_name NOT IN (${names.map((name) => `'${name}'`).join(', ')})
         OR substr(data, 2, 1) <> x'00' AND (whole = 0 OR NOT EXISTS (
           SELECT 1 FROM night_column AS earlier JOIN night AS its USING (night_key)
           WHERE earlier.column_name = night_column.column_name AND earlier.chunk = night_column.chunk
             AND earlier.night_key < night_column.night_key AND substr(earlier.data, 2, 1) = x'00' AND its.whole = 1))
       GROUP BY night_key, column_name`,
    )
    .all()
    .map(({ night_key, column_name, chunks }) =>
      damage(
        'night_column',
        `${chunks} chunks of ${column_name} have no keyframe to stand on`,
        dates.get(night_key) ?? null,
      ),
    );
}

/** The copy of the newest whole night says what its chain says. */
function checkNewest(db: Database, nights: readonly Night[]): Finding[] {
  const newest = nights.findLast(({ whole }) => whole);
  if (newest === undefined) return [];
  const chain = new NightChain(db);
  const copy = new Float64Array(CHUNK_SIZE);
  const values = new Float64Array(CHUNK_SIZE);
  const findings: Finding[] = [];
  const rows = db.prepare<[number], { column_name: NightColumn; chunk: number; data: Buffer }>(
    'SELECT column_name, chunk, data FROM newest_column WHERE night_key = ?',
  );
  for (const { column_name, chunk, data } of rows.all(newest.nightKey)) {
    const type = nightColumns[column_name];
    values.fill(NaN);
    try {
      for (const link of chain.chainOf(column_name, newest, chunk)) applyChunk(link, type, values);
      applyChunk(data, type, copy);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      findings.push(
        damage('newest_column', `chunk ${chunk} of ${column_name}: ${error.message}`, newest.date),
      );
      continue;
    }
    // One zero is as good as the other.
    if (!copy.every((value, position) => value === values[position] || Object.is(value, values[position]))) {
      const what = `chunk ${chunk} of ${column_name} is not what the night's chain says`;
      findings.push(damage('newest_column', what, newest.date));
    }
  }
  return findings;
}

function checkValues(db: Database, nights: readonly Night[]): Finding[] {
  const size = lastModelKey(db);
  const chain = new NightChain(db, 'ignored');
  const whole = nights.filter((night) => night.whole);
  const findings: Finding[] = [];
  try {
    const columns = names.map((name) => chain.forward(name, whole, size));
    for (const night of whole) findings.push(...checkColumns(db, night, columns.map(nextValues)));
    for (const night of nights.filter((each) => !each.whole)) {
      findings.push(
        ...checkColumns(
          db,
          night,
          names.map((name) => chain.column(name, night, size)),
        ),
      );
    }
  } catch (error) {
    if (!(error instanceof DamagedStoreError)) throw error;
    const chunks = damagedChunks(db, nights);
    return chunks.length > 0 ? chunks : [damage('night_column', error.message)];
  }
  return findings;
}

function nextValues(column: Generator<[Night, Float64Array]>): Float64Array {
  const step = column.next();
  return step.done === true ? new Float64Array(0) : step.value[1];
}

/** @param columns in the order of `names` */
function checkColumns(db: Database, night: Night, columns: readonly Float64Array[]): Finding[] {
  const present = columns[names.indexOf('present')] ?? new Float64Array(0);
  const findings: Finding[] = [];
  const seen = present.reduce((n, value) => (value === 1 ? n + 1 : n), 0);
  if (seen !== night.models) {
    findings.push(
      damage('night_column', `${seen} models are present, but it counted ${night.models}`, night.date),
    );
  }
  for (const [index, values] of columns.entries()) {
    const name = names[index] ?? 'present';
    const held = values.reduce((n, value) => (Number.isNaN(value) ? n : n + 1), 0);
    if (held !== night.counts[name]) {
      const what = `${held} models have a value in ${name}, but it counted ${night.counts[name] ?? 0}`;
      findings.push(damage('night_column', what, night.date));
    }
    if (hasHistogram(db, night.nightKey, name)) {
      const histogram = readHistogram(db, night.nightKey, name);
      if (histogram === undefined || !sameTally(histogram, tally(values))) {
        findings.push(damage('night_histogram', `it is not that of ${name}`, night.date));
      }
    }
    const stray = values.reduce((n, value, i) => (!Number.isNaN(value) && present[i] !== 1 ? n + 1 : n), 0);
    if (stray > 0) {
      const what = `${stray} models have a value in ${name}, but were not present`;
      findings.push(damage('night_column', what, night.date));
    }
  }
  return findings;
}

function sameTally(a: Tally, b: Tally): boolean {
  const same = (one: Float64Array, other: Float64Array): boolean =>
    one.length === other.length && one.every((value, index) => value === other[index]);
  return a.zeros === b.zeros && same(a.counts, b.counts) && same(a.items, b.items);
}

/** Each chunk that cannot be read by itself. */
function damagedChunks(db: Database, nights: readonly Night[]): Finding[] {
  const dates = new Map(nights.map(({ nightKey, date }) => [nightKey, date]));
  const scratch = new Float64Array(CHUNK_SIZE);
  const findings: Finding[] = [];
  const rows = db.prepare<[], { column_name: NightColumn; chunk: number; night_key: number; data: Buffer }>(
    'SELECT column_name, chunk, night_key, data FROM night_column ORDER BY night_key, column_name, chunk',
  );
  for (const { column_name, chunk, night_key, data } of rows.iterate()) {
    try {
      applyChunk(data, nightColumns[column_name], scratch);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      findings.push(
        damage('night_column', `chunk ${chunk} of ${column_name}: ${why}`, dates.get(night_key) ?? null),
      );
    }
  }
  return findings;
}

import type { Database } from 'better-sqlite3';
import { DamagedStoreError } from '../errors.js';
import { noteAbsences } from './absences.js';
import type { KeySet } from './key-set.js';
import { dayOf, lastModelKey, listNights, type Night, trusted } from './night.js';
import { KEYFRAME_EVERY, NightChain } from './night-chain.js';
import { CHUNK_SIZE, encodeDelta, encodeKeyframe, type NightColumn, nightColumns } from './night-codec.js';
import { judgeNight, type NightComparison, type Verdict } from './night-quality.js';
import { existingRun, type Run } from './run.js';

type Columns = Record<NightColumn, Float64Array>;
type Metric = Exclude<NightColumn, 'present'>;

const metrics: Metric[] = ['downloads_30d', 'downloads_all_time', 'likes', 'trending_score'];
const READ_AT_ONCE = 65_536;

/**
 * Stores the values of a finished run as a night: compared with the last good one, compressed against the one before.
 * A good night takes the place of the earlier ones of the same UTC day; a suspect one stands beside them. Private models,
 * which a token may see, are no part of the public Hub and left out. Call inside the transaction that completes the run.
 */
export function writeNight(db: Database, run: Run, finishedAt: number, seen: KeySet): void {
  const columns = readColumns(db, seen);
  const day = dayOf(finishedAt);
  const trustedNights = run.whole ? listNights(db, trusted) : [];
  const compare = (night: Night | undefined): Comparison =>
    night === undefined ? {} : tryCompare(db, columns, run, day, night);
  const sinceEarlierDay = compare(trustedNights.findLast((night) => night.day !== day));
  // What it would replace says most about it; without that, or on the first day, the night before must do.
  const sinceReplaced = compare(trustedNights.at(-1)?.day === day ? trustedNights.at(-1) : undefined);
  const verdict = judge(sinceEarlierDay, sinceReplaced);
  if (run.whole && verdict.quality === 'good') removeLastNightsOf(db, day);
  const previous = run.whole ? listNights(db, 'whole = 1').at(-1) : undefined;
  const keyframe = previous === undefined || nightsSinceKeyframe(db) >= KEYFRAME_EVERY;
  const nightKey = Number(
    db
      .prepare(
        `INSERT INTO night (run_key, day, whole, keyframe, models, changed, vanished, stalled, quality, reasons)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        run.run,
        day,
        Number(run.whole),
        Number(keyframe),
        count(columns.present),
        sinceEarlierDay.facts?.changed ?? null,
        sinceEarlierDay.facts?.vanished ?? null,
        Number(verdict.stalled),
        verdict.quality,
        JSON.stringify(verdict.reasons),
      ).lastInsertRowid,
  );
  try {
    writeColumns(db, nightKey, columns, keyframe ? undefined : previous);
  } catch (error) {
    if (!(error instanceof DamagedStoreError)) throw error;
    // The night before is damaged: this one must not be lost with it.
    db.prepare('DELETE FROM night_column WHERE night_key = ?').run(nightKey);
    db.prepare('UPDATE night SET keyframe = 1 WHERE night_key = ?').run(nightKey);
    writeColumns(db, nightKey, columns, undefined);
  }
  if (run.whole && verdict.quality === 'good') noteAbsences(db, day);
}

/** A night beside another, or why that other cannot be read. */
interface Comparison {
  facts?: NightComparison;
  unreadable?: string;
}

function tryCompare(db: Database, now: Columns, run: Run, day: number, reference: Night): Comparison {
  try {
    return { facts: compareNights(db, now, run, day, reference) };
  } catch (error) {
    if (!(error instanceof DamagedStoreError)) throw error;
    return { unreadable: `${error.message}; see \`oai check\`` };
  }
}

/** The current values of the models that the run saw. */
function readColumns(db: Database, seen: KeySet): Columns {
  const size = lastModelKey(db);
  const column = (): Float64Array => new Float64Array(size).fill(NaN);
  const columns: Columns = {
    present: column(),
    downloads_30d: column(),
    downloads_all_time: column(),
    likes: column(),
    trending_score: column(),
  };
  const targets = metrics.map((metric) => columns[metric]);
  const read = db
    .prepare<[number, number], [number, ...(number | null)[]]>(
      `SELECT model_key, ${metrics.join(', ')} FROM model WHERE model_key BETWEEN ? AND ? AND private IS NOT 1`,
    )
    .raw();
  for (let first = 1; first <= size; first += READ_AT_ONCE) {
    for (const [key, ...values] of read.all(first, first + READ_AT_ONCE - 1)) {
      if (!seen.has(key)) continue;
      columns.present[key - 1] = 1;
      for (let index = 0; index < targets.length; index += 1) {
        const target = targets[index];
        if (target !== undefined) target[key - 1] = values[index] ?? NaN;
      }
    }
  }
  return columns;
}

function judge(sinceEarlierDay: Comparison, sinceReplaced: Comparison): Verdict {
  const comparisons = [sinceEarlierDay, sinceReplaced];
  const reasons = comparisons.flatMap(({ facts, unreadable }) => [
    ...(facts === undefined ? [] : judgeNight(facts).reasons),
    ...(unreadable === undefined ? [] : [unreadable]),
  ]);
  return {
    quality: reasons.length === 0 ? 'good' : 'suspect',
    stalled: sinceEarlierDay.facts !== undefined && judgeNight(sinceEarlierDay.facts).stalled,
    reasons: [...new Set(reasons)],
  };
}

function compareNights(db: Database, now: Columns, run: Run, day: number, reference: Night): NightComparison {
  const chain = new NightChain(db);
  const size = now.present.length;
  const changed = new Uint8Array(size);
  const downloadsChanged = new Uint8Array(size);
  const then = existingRun(db, reference.run);
  const fieldsLost = run.fieldsRefused.filter((field) => !then.fieldsRefused.includes(field));
  const before = chain.column('present', reference, size);
  let totalBefore = 0;
  for (const metric of metrics) {
    const earlier = chain.column(metric, reference, size);
    const values = now[metric];
    if (metric === 'downloads_30d') totalBefore = sum(earlier);
    if (count(earlier) > 0 && count(values) === 0) fieldsLost.push(metric);
    for (let position = 0; position < size; position += 1) {
      if (Object.is(earlier[position], values[position])) continue;
      changed[position] = 1;
      if (metric.startsWith('downloads')) downloadsChanged[position] = 1;
    }
  }
  const inBoth = (position: number): boolean => before[position] === 1 && now.present[position] === 1;
  const countBoth = (flags: Uint8Array): number =>
    flags.reduce((n, flag, i) => (flag === 1 && inBoth(i) ? n + 1 : n), 0);
  const both = countBoth(new Uint8Array(size).fill(1));
  return {
    since: reference.date,
    days: day - reference.day,
    modelsBefore: reference.models,
    models: count(now.present),
    both,
    changed: countBoth(changed),
    downloadsChanged: countBoth(downloadsChanged),
    vanished: count(before) - both,
    totalBefore,
    total: sum(now.downloads_30d),
    fieldsLost,
    endpointChanged: then.endpoint !== run.endpoint,
  };
}

/** All that a good night of the same day takes the place of: earlier ones, and suspect ones since. */
function removeLastNightsOf(db: Database, day: number): void {
  for (;;) {
    const last = listNights(db, 'whole = 1').at(-1);
    if (last?.day !== day) return;
    db.prepare('DELETE FROM night_column WHERE night_key = ?').run(last.nightKey);
    db.prepare('DELETE FROM night WHERE night_key = ?').run(last.nightKey);
  }
}

function nightsSinceKeyframe(db: Database): number {
  const sql = `SELECT count(*) FROM night WHERE whole = 1 AND night_key >=
    (SELECT max(night_key) FROM night WHERE whole = 1 AND keyframe = 1)`;
  return Number(db.prepare(sql).pluck().get());
}

/** Stores `columns` whole, or as changes against `previous`. */
export function writeColumns(
  db: Database,
  nightKey: number,
  columns: Columns,
  previous: Night | undefined,
): void {
  const chain = new NightChain(db);
  const insert = db.prepare(
    'INSERT INTO night_column (column_name, chunk, night_key, data) VALUES (?, ?, ?, ?)',
  );
  for (const [name, type] of Object.entries(nightColumns) as [NightColumn, 'integer' | 'real'][]) {
    const after = columns[name];
    const before = previous === undefined ? undefined : chain.column(name, previous, after.length);
    for (let chunk = 0; chunk * CHUNK_SIZE < after.length; chunk += 1) {
      const slice = (values: Float64Array): Float64Array =>
        values.subarray(chunk * CHUNK_SIZE, (chunk + 1) * CHUNK_SIZE);
      const values = slice(after);
      const data =
        before !== undefined
          ? encodeDelta(slice(before), values, type)
          : count(values) > 0
            ? encodeKeyframe(values, type)
            : null;
      if (data !== null) insert.run(name, chunk, nightKey, data);
    }
  }
}

function count(values: Float64Array): number {
  return values.reduce((n, value) => (Number.isNaN(value) ? n : n + 1), 0);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => (Number.isNaN(value) ? total : total + value), 0);
}

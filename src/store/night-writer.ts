import type { Database } from 'better-sqlite3';
import { DamagedStoreError } from '../errors.js';
import { noteAbsences } from './absences.js';
import { CurrentValues, type NightMetrics } from './current-values.js';
import type { KeySet } from './key-set.js';
import { dayOf, deleteNight, lastNight, type Night, trusted } from './night.js';
import { writeHistograms } from './night-histogram.js';
import { NightColumnWriter } from './night-column-writer.js';
import { chunkCount } from './night-columns.js';
import { compareNights } from './night-comparison.js';
import { judgeNight, type NightComparison, type Verdict } from './night-quality.js';
import type { Run } from './run.js';

/**
 * Stores the values of a finished run as a night: compared with the last good one, compressed against the one before.
 * A good night takes the place of the earlier ones of the same UTC day; a suspect one stands beside them. Private models,
 * which a token may see, are no part of the public Hub and left out. Call inside the transaction that completes the run.
 */
export function writeNight(db: Database, run: Run, finishedAt: number, seen: KeySet): void {
  const values = new CurrentValues(db, seen);
  const day = dayOf(finishedAt);
  const last = run.whole ? lastNight(db, trusted) : undefined;
  const lastOfEarlierDay = run.whole ? lastNight(db, `${trusted} AND day <> ?`, day) : undefined;
  const compare = (night: Night | undefined): Comparison =>
    night === undefined ? {} : tryCompare(db, values.metrics, run, day, night);
  const sinceEarlierDay = compare(lastOfEarlierDay);
  // What it would replace says most about it; without that, or on the first day, the night before must do.
  const sinceReplaced = compare(last?.day === day ? last : undefined);
  const verdict = judge(sinceEarlierDay, sinceReplaced);
  if (run.whole && verdict.quality === 'good') removeLastNightsOf(db, day);
  const previous = run.whole ? lastNight(db, 'whole = 1') : undefined;
  const nightKey = Number(
    db
      .prepare(
        `INSERT INTO night (run_key, day, whole, models, counts, changed, vanished, stalled, quality, reasons)
         VALUES (?, ?, ?, ?, '{}', ?, ?, ?, ?, ?)`,
      )
      .run(
        run.run,
        day,
        Number(run.whole),
        values.metrics.present.reduce((n, seenHere) => (seenHere === 1 ? n + 1 : n), 0),
        sinceEarlierDay.facts?.changed ?? null,
        sinceEarlierDay.facts?.vanished ?? null,
        Number(verdict.stalled),
        verdict.quality,
        JSON.stringify(verdict.reasons),
      ).lastInsertRowid,
  );
  try {
    writeColumns(db, { nightKey, whole: run.whole }, values, previous);
  } catch (error) {
    if (!(error instanceof DamagedStoreError)) throw error;
    // The night before is damaged: this one must not be lost with it.
    db.prepare('DELETE FROM night_column WHERE night_key = ?').run(nightKey);
    writeColumns(db, { nightKey, whole: run.whole }, values, undefined);
  }
  writeHistograms(db, nightKey, values.metrics);
  if (run.whole && verdict.quality === 'good') noteAbsences(db, day);
}

/** A night beside another, or why that other cannot be read. */
interface Comparison {
  facts?: NightComparison;
  unreadable?: string;
}

function tryCompare(db: Database, now: NightMetrics, run: Run, day: number, reference: Night): Comparison {
  try {
    return { facts: compareNights(db, now, run, day, reference) };
  } catch (error) {
    if (!(error instanceof DamagedStoreError)) throw error;
    return { unreadable: `${error.message}; see \`oai check\`` };
  }
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

/** All that a good night of the same day takes the place of: earlier ones, and suspect ones since. */
function removeLastNightsOf(db: Database, day: number): void {
  for (;;) {
    const last = lastNight(db, 'whole = 1');
    if (last?.day !== day) return;
    deleteNight(db, last.nightKey);
  }
}

function writeColumns(
  db: Database,
  night: { nightKey: number; whole: boolean },
  values: CurrentValues,
  previous: Night | undefined,
): void {
  const writer = new NightColumnWriter(db, night, previous);
  for (let chunk = 0; chunk < chunkCount(values.size); chunk += 1) writer.write(chunk, values.chunk(chunk));
  db.prepare('UPDATE night SET counts = ? WHERE night_key = ?').run(
    JSON.stringify(writer.counts),
    night.nightKey,
  );
}

import type { Database } from 'better-sqlite3';
import { DamagedStoreError } from '../errors.js';
import { damage, type Finding } from './finding.js';
import { dateOf, dayOf, lastModelKey, listNights, type Night } from './night.js';
import { KEYFRAME_EVERY, NightChain } from './night-chain.js';
import { applyChunk, CHUNK_SIZE, type NightColumn, nightColumns } from './night-codec.js';
import { findRun } from './run.js';

const names = Object.keys(nightColumns) as NightColumn[];

/** Whether every night is what its run made, the chain of nights is whole, and every column reads. */
export function checkHistory(db: Database): Finding[] {
  const nights = listNights(db);
  const structure = [
    ...nights.flatMap((night) => checkNight(db, night)),
    ...checkOrder(nights),
    ...checkChain(nights),
    ...checkChunkKinds(db, nights),
  ];
  return [...structure, ...checkValues(db, nights)];
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

/** A night of part of the Hub stands alone; whole ones stand on a keyframe that is not too far back. */
function checkChain(nights: readonly Night[]): Finding[] {
  const findings: Finding[] = [];
  let length = KEYFRAME_EVERY;
  for (const { whole, keyframe, date } of nights) {
    if (!whole && !keyframe)
      findings.push(damage('night', 'it is of part of the Hub, but no keyframe', date));
    if (!whole) continue;
    length = keyframe ? 1 : length + 1;
    if (length > KEYFRAME_EVERY) {
      findings.push(damage('night', `no keyframe among the ${KEYFRAME_EVERY} nights up to it`, date));
      length = 1;
    }
  }
  return findings;
}

/** The second byte of a chunk says whether it stands alone (0) or holds changes (1): docs/history-format.md. */
function checkChunkKinds(db: Database, nights: readonly Night[]): Finding[] {
  const dates = new Map(nights.map(({ nightKey, date }) => [nightKey, date]));
  return db
    .prepare<[], { night_key: number; column_name: string; chunks: number }>(
      `SELECT night_key, column_name, count(*) AS chunks FROM night_column JOIN night USING (night_key)
       WHERE hex(substr(data, 2, 1)) <> CASE keyframe WHEN 1 THEN '00' ELSE '01' END
         OR column_name NOT IN (${names.map((name) => `'${name}'`).join(', ')})
       GROUP BY night_key, column_name`,
    )
    .all()
    .map(({ night_key, column_name, chunks }) =>
      damage(
        'night_column',
        `${chunks} chunks of ${column_name} are not what the night's keyframe mark says`,
        dates.get(night_key) ?? null,
      ),
    );
}

function checkValues(db: Database, nights: readonly Night[]): Finding[] {
  const size = lastModelKey(db);
  const chain = new NightChain(db);
  const whole = nights.filter((night) => night.whole);
  const findings: Finding[] = [];
  try {
    const columns = names.map((name) => chain.forward(name, whole, size));
    for (const night of whole) findings.push(...checkColumns(night, columns.map(nextValues)));
    for (const night of nights.filter((each) => !each.whole)) {
      findings.push(
        ...checkColumns(
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
function checkColumns(night: Night, columns: readonly Float64Array[]): Finding[] {
  const present = columns[names.indexOf('present')] ?? new Float64Array(0);
  const findings: Finding[] = [];
  const seen = present.reduce((n, value) => (value === 1 ? n + 1 : n), 0);
  if (seen !== night.models) {
    findings.push(
      damage('night_column', `${seen} models are present, but it counted ${night.models}`, night.date),
    );
  }
  for (const [index, values] of columns.entries()) {
    const stray = values.reduce((n, value, i) => (!Number.isNaN(value) && present[i] !== 1 ? n + 1 : n), 0);
    if (stray > 0) {
      const what = `${stray} models have a value in ${names[index] ?? ''}, but were not present`;
      findings.push(damage('night_column', what, night.date));
    }
  }
  return findings;
}

/** Each chunk that cannot be read by itself. */
function damagedChunks(db: Database, nights: readonly Night[]): Finding[] {
  const dates = new Map(nights.map(({ nightKey, date }) => [nightKey, date]));
  const scratch = new Float64Array(CHUNK_SIZE);
  const findings: Finding[] = [];
  const rows = db.prepare<[], { column_name: string; chunk: number; night_key: number; data: Buffer }>(
    'SELECT column_name, chunk, night_key, data FROM night_column ORDER BY night_key, column_name, chunk',
  );
  for (const { column_name, chunk, night_key, data } of rows.iterate()) {
    const type = column_name === 'trending_score' ? 'real' : 'integer';
    try {
      applyChunk(data, type, scratch);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      findings.push(
        damage('night_column', `chunk ${chunk} of ${column_name}: ${why}`, dates.get(night_key) ?? null),
      );
    }
  }
  return findings;
}

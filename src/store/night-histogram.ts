import type { Database } from 'better-sqlite3';
import { type Tally, tally } from '../statistics/tally.js';
import { applyChunk, encodeKeyframe } from './night-codec.js';

/** The columns of which a night keeps how many models have each value: what tells of years in a moment. */
export const histogramColumns = ['downloads_30d', 'downloads_all_time'] as const;
export type HistogramColumn = (typeof histogramColumns)[number];

/** Stores the histograms of a night. They are made from its columns, and count only as long as they agree with them. */
export function writeHistograms(
  db: Database,
  nightKey: number,
  metrics: Readonly<Record<HistogramColumn, Float64Array>>,
): void {
  const insert = db.prepare(
    'INSERT INTO night_histogram (night_key, column_name, length, data) VALUES (?, ?, ?, ?)',
  );
  for (const name of histogramColumns) {
    const pairs = flatten(tally(metrics[name]));
    insert.run(nightKey, name, pairs.length, encodeKeyframe(pairs, 'integer'));
  }
}

/** The histogram of a column of a night; `undefined` where there is none, or none that can be read. */
export function readHistogram(db: Database, nightKey: number, name: string): Tally | undefined {
  const row = db
    .prepare<[number, string], { length: number; data: Buffer }>(
      'SELECT length, data FROM night_histogram WHERE night_key = ? AND column_name = ?',
    )
    .get(nightKey, name);
  if (row === undefined) return undefined;
  const pairs = new Float64Array(row.length);
  try {
    applyChunk(row.data, 'integer', pairs);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return restore(pairs);
}

export function hasHistogram(db: Database, nightKey: number, name: string): boolean {
  return (
    db
      .prepare('SELECT 1 FROM night_histogram WHERE night_key = ? AND column_name = ?')
      .pluck()
      .get(nightKey, name) === 1
  );
}

/** The zeros, then for each count above zero the step from the one before and how many models have it. */
function flatten({ zeros, counts, items }: Tally): Float64Array {
  const pairs = new Float64Array(1 + 2 * counts.length);
  pairs[0] = zeros;
  for (let index = 0; index < counts.length; index += 1) {
    pairs[1 + 2 * index] = (counts[index] ?? 0) - (counts[index - 1] ?? 0);
    pairs[2 + 2 * index] = items[index] ?? 0;
  }
  return pairs;
}

function restore(pairs: Float64Array): Tally {
  const zeros = pairs[0] ?? 0;
  const counts = new Float64Array((pairs.length - 1) / 2);
  const items = new Float64Array(counts.length);
  let n = zeros;
  for (let index = 0; index < counts.length; index += 1) {
    counts[index] = (counts[index - 1] ?? 0) + (pairs[1 + 2 * index] ?? 0);
    items[index] = pairs[2 + 2 * index] ?? 0;
    n += items[index] ?? 0;
  }
  return { n, zeros, counts, items };
}

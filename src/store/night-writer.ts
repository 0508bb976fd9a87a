import type { Database } from 'better-sqlite3';
import type { KeySet } from './key-set.js';
import { CHUNK_SIZE, encodeChunk, type NightColumn, nightColumns } from './night-codec.js';

const DAY_MS = 86_400_000;

type MetricColumn = Exclude<NightColumn, 'present'>;
const metrics: MetricColumn[] = ['downloads_30d', 'downloads_all_time', 'likes', 'trending_score'];

/**
 * Stores the values of a finished run as compressed columns. A later whole run of the same UTC day takes the earlier
 * one's place. Private models, which a token may see, are no part of the public Hub and left out. Call inside the
 * transaction that completes the run.
 */
export function writeNight(
  db: Database,
  { run, whole, finishedAt, seen }: { run: number; whole: boolean; finishedAt: number; seen: KeySet },
): void {
  const day = Math.floor(finishedAt / DAY_MS);
  if (whole) {
    db.prepare(
      'DELETE FROM night_column WHERE run_key IN (SELECT run_key FROM night WHERE day = ? AND whole = 1)',
    ).run(day);
    db.prepare('DELETE FROM night WHERE day = ? AND whole = 1').run(day);
  }
  db.prepare('INSERT INTO night (run_key, day, whole, models) VALUES (?, ?, ?, 0)').run(
    run,
    day,
    Number(whole),
  );

  const insert = db.prepare('INSERT INTO night_column VALUES (?, ?, ?, ?)');
  const chunk = new ChunkBuffer();
  const read = db
    .prepare<[number, number], [number, ...(number | null)[]]>(
      `SELECT model_key, ${metrics.join(', ')} FROM model
       WHERE model_key BETWEEN ? AND ? AND private IS NOT 1`,
    )
    .raw();
  let models = 0;
  const lastKey = Number(db.prepare('SELECT coalesce(max(model_key), 0) FROM model').pluck().get());
  for (let index = 0; index * CHUNK_SIZE < lastKey; index += 1) {
    const offset = index * CHUNK_SIZE;
    for (const [key, ...values] of read.all(offset + 1, offset + CHUNK_SIZE)) {
      if (!seen.has(key)) continue;
      chunk.set(key - offset - 1, values);
      models += 1;
    }
    for (const [column, values] of chunk.columns()) {
      insert.run(run, column, index, encodeChunk(values, nightColumns[column]));
    }
    chunk.clear();
  }
  db.prepare('UPDATE night SET models = ? WHERE run_key = ?').run(models, run);
}

class ChunkBuffer {
  readonly #present = new Float64Array(CHUNK_SIZE).fill(NaN);
  readonly #metrics = metrics.map((column) => ({ column, values: new Float64Array(CHUNK_SIZE).fill(NaN) }));

  set(position: number, values: readonly (number | null)[]): void {
    this.#present[position] = 1;
    for (const [index, metric] of this.#metrics.entries()) metric.values[position] = values[index] ?? NaN;
  }

  /** The columns that have a value somewhere. */
  *columns(): Iterable<[NightColumn, Float64Array]> {
    const all: [NightColumn, Float64Array][] = [
      ['present', this.#present],
      ...this.#metrics.map(({ column, values }): [NightColumn, Float64Array] => [column, values]),
    ];
    for (const [column, values] of all) {
      if (values.some((value) => !Number.isNaN(value))) yield [column, values];
    }
  }

  clear(): void {
    this.#present.fill(NaN);
    for (const { values } of this.#metrics) values.fill(NaN);
  }
}

import type { Database, Statement } from 'better-sqlite3';
import type { KeySet } from './key-set.js';
import { lastModelKey } from './night.js';
import {
  attributeColumns,
  CHUNK_SIZE,
  chunkOf,
  type MetricColumn,
  metricColumns,
  type NightColumn,
} from './night-columns.js';

export type NightMetrics = Record<'present' | MetricColumn, Float64Array>;
export type NightChunk = Record<NightColumn, Float64Array>;

type Row = [number, ...(number | null)[]];

/**
 * What the rows of `model` hold of the models that a run saw, private ones left out. The metrics are read at once,
 * because a night is compared before it is written; the rest chunk by chunk, which keeps memory flat.
 */
export class CurrentValues {
  /** Positions of every column. */
  readonly size: number;
  readonly metrics: NightMetrics;
  readonly #attributes: Statement<[number, number], Row>;

  constructor(db: Database, seen: KeySet) {
    this.size = lastModelKey(db);
    const column = (): Float64Array => new Float64Array(this.size).fill(NaN);
    this.metrics = {
      present: column(),
      downloads_30d: column(),
      downloads_all_time: column(),
      likes: column(),
      trending_score: column(),
    };
    const targets = metricColumns.map((name) => this.metrics[name]);
    const read = rowsOf(db, metricColumns);
    for (const row of rowsBetween(read, 1, this.size)) {
      const position = row[0] - 1;
      if (!seen.has(row[0])) continue;
      this.metrics.present[position] = 1;
      fill(targets, position, row);
    }
    this.#attributes = rowsOf(db, attributeColumns);
  }

  /** Every column of one chunk. */
  chunk(chunk: number): NightChunk {
    const present = chunkOf(this.metrics.present, chunk);
    const column = (): Float64Array => new Float64Array(present.length).fill(NaN);
    const attributes = {
      author_key: column(),
      created_at: column(),
      parameters: column(),
      gguf_parameters: column(),
      licence_key: column(),
      pipeline_tag_key: column(),
      library_key: column(),
      base_key: column(),
    };
    const targets = attributeColumns.map((name) => attributes[name]);
    const first = chunk * CHUNK_SIZE + 1;
    for (const row of rowsBetween(this.#attributes, first, first + CHUNK_SIZE - 1)) {
      const position = row[0] - first;
      if (present[position] === 1) fill(targets, position, row);
    }
    return {
      present,
      downloads_30d: chunkOf(this.metrics.downloads_30d, chunk),
      downloads_all_time: chunkOf(this.metrics.downloads_all_time, chunk),
      likes: chunkOf(this.metrics.likes, chunk),
      trending_score: chunkOf(this.metrics.trending_score, chunk),
      ...attributes,
    };
  }
}

function rowsOf(db: Database, columns: readonly string[]): Statement<[number, number], Row> {
  return db
    .prepare<[number, number], Row>(
      `SELECT model_key, ${columns.join(', ')} FROM model WHERE model_key BETWEEN ? AND ? AND private IS NOT 1`,
    )
    .raw();
}

/** So few at a time that a row is garbage before it is moved to the old ones: memory stays flat. */
const READ_AT_ONCE = 2048;

function* rowsBetween(read: Statement<[number, number], Row>, first: number, last: number): Generator<Row> {
  for (let from = first; from <= last; from += READ_AT_ONCE) {
    yield* read.all(from, Math.min(last, from + READ_AT_ONCE - 1));
  }
}

/** @param row the model's key, then a value for each target */
function fill(targets: readonly Float64Array[], position: number, row: Row): void {
  for (let index = 0; index < targets.length; index += 1) {
    const target = targets[index];
    if (target !== undefined) target[position] = row[index + 1] ?? NaN;
  }
}

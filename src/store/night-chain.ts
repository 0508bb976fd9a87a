import type { Database, Statement } from 'better-sqlite3';
import { DamagedStoreError } from '../errors.js';
import type { Night } from './night.js';
import { applyChunk, CHUNK_SIZE, type NightColumn, nightColumns } from './night-codec.js';

/** Nights from one keyframe to the next. A read decodes at most this many chunks for each it returns. */
export const KEYFRAME_EVERY = 30;

type Link = Pick<Night, 'nightKey' | 'whole' | 'date'>;

/**
 * Reads columns of past nights. A whole night is its keyframe with the changes of every whole night since; a night of
 * part of the Hub stands alone.
 */
export class NightChain {
  readonly #db: Database;
  readonly #keyframe: Statement<[number], number | null>;
  readonly #links: Statement<[string, number, number, number], [number, Buffer]>;
  readonly #night: Statement<[string, number], [number, Buffer]>;

  constructor(db: Database) {
    this.#db = db;
    this.#keyframe = db
      .prepare<[number], number | null>(
        'SELECT max(night_key) FROM night WHERE whole = 1 AND keyframe = 1 AND night_key <= ?',
      )
      .pluck();
    this.#links = db
      .prepare<[string, number, number, number], [number, Buffer]>(
        `SELECT chunk, data FROM night_column JOIN night USING (night_key)
         WHERE column_name = ? AND night_key BETWEEN ? AND ? AND whole = ? ORDER BY chunk, night_key`,
      )
      .raw();
    this.#night = db
      .prepare<[string, number], [number, Buffer]>(
        'SELECT chunk, data FROM night_column WHERE column_name = ? AND night_key = ?',
      )
      .raw();
  }

  /**
   * One column as of a night, `size` positions long: position `i` is model key `i + 1`, NaN is missing.
   * @throws DamagedStoreError naming the night and the column
   */
  column(name: NightColumn, night: Link, size: number): Float64Array {
    const values = new Float64Array(Math.ceil(size / CHUNK_SIZE) * CHUNK_SIZE).fill(NaN);
    const from = night.whole ? this.#keyframe.get(night.nightKey) : night.nightKey;
    if (from === undefined || from === null) throw damaged(`The night ${night.date} follows no keyframe.`);
    for (const [chunk, data] of this.#links.iterate(name, from, night.nightKey, Number(night.whole))) {
      apply(name, night, chunk, data, values);
    }
    return values.subarray(0, size);
  }

  /**
   * One column night by night, oldest first: `nights` are whole nights in order, starting at a keyframe. The array is
   * the same each time, brought forward; copy what should stay.
   */
  *forward(name: NightColumn, nights: readonly Night[], size: number): Generator<[Night, Float64Array]> {
    const values = new Float64Array(Math.ceil(size / CHUNK_SIZE) * CHUNK_SIZE).fill(NaN);
    for (const night of nights) {
      if (night.keyframe) values.fill(NaN);
      for (const [chunk, data] of this.#night.all(name, night.nightKey))
        apply(name, night, chunk, data, values);
      yield [night, values.subarray(0, size)];
    }
  }

  /** The values of one model in one column over whole nights in order, starting at a keyframe; NaN is missing. */
  series(name: NightColumn, modelKey: number, nights: readonly Night[]): Float64Array {
    const chunk = Math.floor((modelKey - 1) / CHUNK_SIZE);
    const position = (modelKey - 1) % CHUNK_SIZE;
    const rows = new Map(
      this.#db
        .prepare<[string, number], [number, Buffer]>(
          'SELECT night_key, data FROM night_column WHERE column_name = ? AND chunk = ?',
        )
        .raw()
        .all(name, chunk),
    );
    const values = new Float64Array(CHUNK_SIZE).fill(NaN);
    return Float64Array.from(nights, (night) => {
      if (night.keyframe) values.fill(NaN);
      const data = rows.get(night.nightKey);
      if (data !== undefined) apply(name, night, 0, data, values);
      return values[position] ?? NaN;
    });
  }
}

function apply(name: NightColumn, night: Link, chunk: number, data: Buffer, values: Float64Array): void {
  try {
    applyChunk(data, nightColumns[name], values.subarray(chunk * CHUNK_SIZE, (chunk + 1) * CHUNK_SIZE));
  } catch (error) {
    throw damaged(`${name} of the night ${night.date} cannot be read: ${String(error)}`, error);
  }
}

function damaged(what: string, cause?: unknown): DamagedStoreError {
  return new DamagedStoreError(what, { todo: 'Run `oai check`, then restore a backup.', cause });
}

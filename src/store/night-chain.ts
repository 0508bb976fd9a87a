import type { Database, Statement } from 'better-sqlite3';
import { DamagedStoreError } from '../errors.js';
import type { Night } from './night.js';
import { applyChunk, chunkKind, verifyChunk } from './night-codec.js';
import { CHUNK_SIZE, chunkCount, chunkOf, type NightColumn, nightColumns } from './night-columns.js';

type Link = Pick<Night, 'nightKey' | 'whole' | 'date'>;

/**
 * Reads columns of past nights. A chunk of a whole night is its last keyframe with the changes of every whole night
 * since; a night of part of the Hub stands alone. Of the newest night there is a copy that stands alone as well.
 */
export class NightChain {
  readonly #copy: 'used' | 'ignored';
  readonly #keyframe: Statement<[string, number, number], number>;
  readonly #links: Statement<[string, number, number, number], Buffer>;
  readonly #lengths: Statement<[string, number, number, number], number>;
  readonly #nightChunks: Statement<[number, string], [number, Buffer]>;
  readonly #nightChunk: Statement<[string, number, number], Buffer>;
  readonly #newest: Statement<[string, number, number], Buffer>;
  readonly #wholeKeys: Statement<[number, number], number>;

  /** @param copy `ignored`: read the chain even where there is a copy of the newest night */
  constructor(db: Database, copy: 'used' | 'ignored' = 'used') {
    this.#copy = copy;
    this.#keyframe = db
      .prepare<[string, number, number], number>(
        `SELECT night_key FROM night_column JOIN night USING (night_key)
         WHERE column_name = ? AND chunk = ? AND substr(data, 2, 1) = x'00' AND night_key <= ? AND whole = 1
         ORDER BY night_key DESC LIMIT 1`,
      )
      .pluck();
    this.#links = db
      .prepare<[string, number, number, number], Buffer>(
        `SELECT data FROM night_column JOIN night USING (night_key)
         WHERE column_name = ? AND chunk = ? AND night_key BETWEEN ? AND ? AND whole = 1 ORDER BY night_key`,
      )
      .pluck();
    this.#lengths = db
      .prepare<[string, number, number, number], number>(
        `SELECT length(data) FROM night_column JOIN night USING (night_key)
         WHERE column_name = ? AND chunk = ? AND night_key BETWEEN ? AND ? AND whole = 1 ORDER BY night_key`,
      )
      .pluck();
    this.#nightChunks = db
      .prepare<[number, string], [number, Buffer]>(
        'SELECT chunk, data FROM night_column WHERE night_key = ? AND column_name = ?',
      )
      .raw();
    this.#nightChunk = db
      .prepare<[string, number, number], Buffer>(
        'SELECT data FROM night_column WHERE column_name = ? AND chunk = ? AND night_key = ?',
      )
      .pluck();
    this.#newest = db
      .prepare<[string, number, number], Buffer>(
        'SELECT data FROM newest_column WHERE column_name = ? AND chunk = ? AND night_key = ?',
      )
      .pluck();
    this.#wholeKeys = db
      .prepare<[number, number], number>(
        'SELECT night_key FROM night WHERE whole = 1 AND night_key BETWEEN ? AND ? ORDER BY night_key',
      )
      .pluck();
  }

  /**
   * One column as of a night, `size` positions long: position `i` is model key `i + 1`, NaN is missing.
   * @throws DamagedStoreError naming the night and the column
   */
  column(name: NightColumn, night: Link, size: number): Float64Array {
    const values = emptyColumn(size);
    for (let chunk = 0; chunk < chunkCount(size); chunk += 1)
      this.chunk(name, night, chunk, chunkOf(values, chunk));
    return values.subarray(0, size);
  }

  /** Fills `values` with one chunk of a column as of a night. @throws as {@link column} */
  chunk(name: NightColumn, night: Link, chunk: number, values: Float64Array): void {
    const newest = this.#copy === 'used' ? this.#newest.get(name, chunk, night.nightKey) : undefined;
    if (newest !== undefined && isRead(name, newest, values)) return;
    const links = this.chainOf(name, night, chunk);
    const [first] = links;
    if (first === undefined || chunkKind(first) === 'delta') values.fill(NaN);
    for (const data of links) apply(name, night, data, values);
  }

  /** What is to be applied in turn to read a chunk as of a night, without the copy of the newest. */
  chainOf(name: NightColumn, { nightKey, whole }: Link, chunk: number): Buffer[] {
    if (!whole) return this.#nightChunk.all(name, chunk, nightKey);
    const keyframe = this.#keyframe.get(name, chunk, nightKey);
    return this.#links.all(name, chunk, keyframe ?? 0, nightKey);
  }

  /**
   * Looks at the chain of a chunk, which the copy of the newest night would hide.
   * @throws DamagedStoreError when a link of it is damaged
   */
  verify(name: NightColumn, night: Link, chunk: number): void {
    try {
      for (const link of this.chainOf(name, night, chunk)) verifyChunk(link);
    } catch (error) {
      throw damaged(`${name} of the night ${night.date} cannot be read: ${String(error)}`, error);
    }
  }

  /** Bytes of each link of the chain that a chunk of a whole night is read from. */
  lengths(name: NightColumn, { nightKey }: Link, chunk: number): number[] {
    const keyframe = this.#keyframe.get(name, chunk, nightKey);
    return keyframe === undefined ? [] : this.#lengths.all(name, chunk, keyframe, nightKey);
  }

  /**
   * One column night by night, in order; one of part of the Hub is read by itself. The array is the same each time, brought forward;
   * copy what should stay.
   */
  *forward(name: NightColumn, nights: readonly Night[], size: number): Generator<[Night, Float64Array]> {
    const values = emptyColumn(size);
    let reached: Night | undefined;
    for (const night of nights) {
      if (!night.whole) {
        yield [night, this.column(name, night, size)];
        continue;
      }
      if (reached === undefined) {
        for (let chunk = 0; chunk < chunkCount(size); chunk += 1)
          this.chunk(name, night, chunk, chunkOf(values, chunk));
      } else {
        for (const key of this.#wholeKeys.all(reached.nightKey + 1, night.nightKey)) {
          for (const [chunk, data] of this.#nightChunks.all(key, name)) {
            apply(name, night, data, chunkOf(values, chunk));
          }
        }
      }
      reached = night;
      yield [night, values.subarray(0, size)];
    }
  }

  /** The values of one model in one column over whole nights in order; NaN is missing. */
  series(name: NightColumn, modelKey: number, nights: readonly Night[]): Float64Array {
    const chunk = Math.floor((modelKey - 1) / CHUNK_SIZE);
    const position = (modelKey - 1) % CHUNK_SIZE;
    const values = new Float64Array(CHUNK_SIZE).fill(NaN);
    let reached: Night | undefined;
    return Float64Array.from(nights, (night) => {
      if (reached === undefined) {
        this.chunk(name, night, chunk, values);
      } else {
        const since = this.#links.all(name, chunk, reached.nightKey + 1, night.nightKey);
        for (const data of since) apply(name, night, data, values);
      }
      reached = night;
      return values[position] ?? NaN;
    });
  }
}

/** Whole chunks, to be filled. */
function emptyColumn(size: number): Float64Array {
  return new Float64Array(chunkCount(size) * CHUNK_SIZE);
}

function apply(name: NightColumn, night: Link, data: Buffer, values: Float64Array): void {
  try {
    applyChunk(data, nightColumns[name], values);
  } catch (error) {
    throw damaged(`${name} of the night ${night.date} cannot be read: ${String(error)}`, error);
  }
}

/** False when the copy is damaged: the chain is there as well. */
function isRead(name: NightColumn, data: Buffer, values: Float64Array): boolean {
  try {
    applyChunk(data, nightColumns[name], values);
    return true;
  } catch {
    return false;
  }
}

function damaged(what: string, cause?: unknown): DamagedStoreError {
  return new DamagedStoreError(what, { todo: 'Run `oai check`, then restore a backup.', cause });
}

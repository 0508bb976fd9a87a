import type { Database, Statement } from 'better-sqlite3';
import type { NightChunk } from './current-values.js';
import type { Night } from './night.js';
import { NightChain } from './night-chain.js';
import { encodeDelta, encodeKeyframe } from './night-codec.js';
import { type NightColumn, nightColumnNames, nightColumns } from './night-columns.js';

/** A chain is begun anew after so many nights, when its changes have grown to a part of what a keyframe weighs... */
const KEYFRAME_EVERY = 30;
const WORTH_A_KEYFRAME = 0.25;
/** ...and in any case after so many: each takes its own decoding. */
const LONGEST_CHAIN = 120;

/**
 * Whether the next link of a chain should stand alone.
 * @param lengths bytes of the chain's links, its keyframe first
 */
export function wantsKeyframe([keyframe = 0, ...deltas]: readonly number[]): boolean {
  if (keyframe === 0 || deltas.length >= LONGEST_CHAIN - 1) return true;
  const weight = deltas.reduce((sum, length) => sum + length, 0);
  return deltas.length >= KEYFRAME_EVERY - 1 && weight >= WORTH_A_KEYFRAME * keyframe;
}

/** Writes the columns of one night, chunk by chunk. Call inside the transaction that makes the night. */
export class NightColumnWriter {
  /** How many models have a value, by column. */
  readonly counts: Record<string, number> = {};
  readonly #night: { nightKey: number; whole: boolean };
  readonly #previous: Night | undefined;
  readonly #chain: NightChain;
  readonly #insert: Statement<[string, number, number, Buffer]>;
  readonly #insertNewest: Statement<[string, number, number, Buffer]>;

  /** @param previous the whole night before, where the night is a whole one and that one can be read */
  constructor(db: Database, night: { nightKey: number; whole: boolean }, previous: Night | undefined) {
    this.#night = night;
    this.#previous = previous;
    this.#chain = new NightChain(db);
    this.#insert = db.prepare(
      'INSERT INTO night_column (column_name, chunk, night_key, data) VALUES (?, ?, ?, ?)',
    );
    this.#insertNewest = db.prepare(
      'INSERT OR REPLACE INTO newest_column (column_name, chunk, night_key, data) VALUES (?, ?, ?, ?)',
    );
  }

  /** @throws DamagedStoreError when the night before cannot be read */
  write(chunk: number, columns: NightChunk): void {
    for (const name of nightColumnNames) {
      const values = columns[name];
      this.counts[name] = (this.counts[name] ?? 0) + countOf(values);
      const keyframe = encodeKeyframe(values, nightColumns[name]);
      if (this.#night.whole) this.#insertNewest.run(name, chunk, this.#night.nightKey, keyframe);
      const data = this.#delta(name, chunk, values) ?? { data: keyframe };
      if (data !== 'unchanged') this.#insert.run(name, chunk, this.#night.nightKey, data.data);
    }
  }

  /** The changes since the night before; `null` where the chunk should stand alone. */
  #delta(name: NightColumn, chunk: number, values: Float64Array): { data: Buffer } | 'unchanged' | null {
    const previous = this.#previous;
    if (previous === undefined) return null;
    if (wantsKeyframe(this.#chain.lengths(name, previous, chunk))) return null;
    // Nothing of this night must be lost with one before it.
    this.#chain.verify(name, previous, chunk);
    const before = new Float64Array(values.length);
    this.#chain.chunk(name, previous, chunk, before);
    const data = encodeDelta(before, values, nightColumns[name]);
    return data === null ? 'unchanged' : { data };
  }
}

function countOf(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (!Number.isNaN(value)) count += 1;
  return count;
}

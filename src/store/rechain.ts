import type { Database, Statement } from 'better-sqlite3';
import { DamagedStoreError } from '../errors.js';
import { listNights } from './night.js';
import { applyChunk, chunkKind, encodeDelta, encodeKeyframe } from './night-codec.js';
import { wantsKeyframe } from './night-column-writer.js';
import { CHUNK_SIZE, type NightColumn, nightColumns, type NightColumnType } from './night-columns.js';

interface Link {
  night_key: number;
  data: Buffer;
}

/**
 * Encodes what comes after the nights `removed` against the nights that stay, chunk by chunk. A link that is changed is
 * read back before the next one. Call inside the transaction that then deletes the nights.
 * @throws DamagedStoreError when a night cannot be read
 */
export function rechain(db: Database, removed: ReadonlySet<number>): void {
  const nights = listNights(db, 'whole = 1').map(({ nightKey }) => nightKey);
  if (!nights.some((night) => removed.has(night))) return;
  const links = db.prepare<[string, number], Link>(
    `SELECT night_key, data FROM night_column JOIN night USING (night_key)
     WHERE column_name = ? AND chunk = ? AND whole = 1`,
  );
  const write = db.prepare<[string, number, number, Buffer]>(
    'INSERT OR REPLACE INTO night_column (column_name, chunk, night_key, data) VALUES (?, ?, ?, ?)',
  );
  const remove = db.prepare<[string, number, number]>(
    'DELETE FROM night_column WHERE column_name = ? AND chunk = ? AND night_key = ?',
  );
  const chunks = db
    .prepare<[], [NightColumn, number]>('SELECT DISTINCT column_name, chunk FROM night_column')
    .raw();
  for (const [name, chunk] of chunks.all()) {
    const stored = new Map(links.all(name, chunk).map(({ night_key, data }) => [night_key, data]));
    try {
      rechainChunk({ name, chunk, nights, stored, removed, write, remove });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new DamagedStoreError(`${name} cannot be read: ${error.message}`, {
        todo: 'Run `oai check`, then restore a backup.',
        cause: error,
      });
    }
  }
}

interface ChunkChain {
  name: NightColumn;
  chunk: number;
  /** Every whole night, in order. */
  nights: readonly number[];
  /** The chunk's links by night. */
  stored: ReadonlyMap<number, Buffer>;
  removed: ReadonlySet<number>;
  write: Statement<[string, number, number, Buffer]>;
  remove: Statement<[string, number, number]>;
}

function rechainChunk({ name, chunk, nights, stored, removed, write, remove }: ChunkChain): void {
  const type = nightColumns[name];
  const values = new Float64Array(CHUNK_SIZE).fill(NaN);
  /** As of the last night that stays. */
  const basis = values.slice();
  /** Links of nights that go since then. */
  let missing = false;
  let lengths: number[] = [];
  for (const night of nights) {
    const data = stored.get(night);
    if (data !== undefined) applyChunk(data, type, values);
    if (removed.has(night)) {
      missing ||= data !== undefined;
      continue;
    }
    const standsAlone = data !== undefined && chunkKind(data) === 'keyframe';
    const link = !missing || standsAlone ? data : linkBetween(basis, values, type, lengths);
    if (link !== undefined) {
      if (link !== data) write.run(name, chunk, night, verified(link, basis, values, type));
      lengths = chunkKind(link) === 'keyframe' ? [link.length] : [...lengths, link.length];
    } else if (data !== undefined) remove.run(name, chunk, night);
    basis.set(values);
    missing = false;
  }
}

/** `undefined` where nothing changed between the nights that stay. */
function linkBetween(
  basis: Float64Array,
  values: Float64Array,
  type: NightColumnType,
  lengths: readonly number[],
): Buffer | undefined {
  if (wantsKeyframe(lengths)) return encodeKeyframe(values, type);
  return encodeDelta(basis, values, type) ?? undefined;
}

/** @throws Error when the link does not lead from one to the other: nothing may then be removed */
function verified(link: Buffer, from: Float64Array, to: Float64Array, type: NightColumnType): Buffer {
  const read = from.slice();
  applyChunk(link, type, read);
  // One zero is as good as the other.
  const same = read.every((value, position) => value === to[position] || Object.is(value, to[position]));
  if (!same) throw new Error('pruning would have changed a value; nothing was removed');
  return link;
}

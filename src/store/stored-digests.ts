import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { listNights } from './night.js';

/**
 * For each night a digest of what its values are read from, by `nightKey`: of one night alone, or of every whole one up to it, as they are
 * stored. Where two digests agree so do the values; values that agree may be stored otherwise, after pruning.
 */
export function storedDigests(db: Database): Map<number, string> {
  const chunks = db
    .prepare<[number], [string, number, Buffer]>(
      'SELECT column_name, chunk, data FROM night_column WHERE night_key = ? ORDER BY column_name, chunk',
    )
    .raw();
  const digests = new Map<number, string>();
  let before = '';
  for (const { nightKey, whole } of listNights(db)) {
    const hash = createHash('sha256').update(whole ? before : '');
    for (const [name, chunk, data] of chunks.iterate(nightKey)) {
      hash.update(`\n${name} ${chunk} ${data.length}\n`).update(data);
    }
    const digest = hash.digest('hex');
    digests.set(nightKey, digest);
    if (whole) before = digest;
  }
  return digests;
}

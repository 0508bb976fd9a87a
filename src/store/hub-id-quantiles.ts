import type { Database } from 'better-sqlite3';
import { isMadeUpId } from '../domain/made-up-id.js';
import { listNights, trusted } from './night.js';

const SAMPLE = 4096;

/**
 * `_id`s that part the models of the store about evenly, in ascending order; none where there is no good night of the
 * whole Hub. A sample by key, so that it costs the same for any number of models; some may have vanished since.
 */
export function hubIdQuantiles(db: Database): string[] {
  if (listNights(db, trusted).length === 0) return [];
  const lastKey = Number(db.prepare('SELECT coalesce(max(model_key), 0) FROM model').pluck().get());
  const hubIdOf = db
    .prepare<[number], string>('SELECT lower(hex(hub_id)) FROM model WHERE model_key = ?')
    .pluck();
  const step = Math.max(1, lastKey / SAMPLE);
  const sample = new Set<string>();
  for (let key = 1; key <= lastKey; key += step) {
    const hubId = hubIdOf.get(Math.floor(key));
    if (hubId !== undefined && !isMadeUpId(hubId)) sample.add(hubId);
  }
  return [...sample].sort();
}

import type { Database } from 'better-sqlite3';
import { asciiLower } from '../domain/ascii-lower.js';
import { lastModelKey } from './night.js';
import { CHUNK_SIZE } from './night-columns.js';
import { VarintReader } from './varint.js';

/**
 * The positions of the models that carry each of the tags, ascending: as the store last saw them. One pass over the tags of
 * all models.
 * @param names of the tags, whatever the case of their ASCII letters; one that no model carries has no position, nor has `base_model:...`
 */
export function readTaggedModels(db: Database, names: readonly string[]): Map<string, Uint32Array> {
  const wanted = [...new Set(names.map(asciiLower))];
  const keys = db
    .prepare<[string], [number, string]>(
      `WITH wanted AS MATERIALIZED (SELECT value AS name FROM json_each(?))
       SELECT tag_key, wanted.name FROM tag CROSS JOIN wanted ON wanted.name = lower(tag.name)
       WHERE wanted.name NOT GLOB 'base_model:*'`,
    )
    .raw()
    .all(JSON.stringify(wanted));
  const positions = new Map(wanted.map((name): [string, number[]] => [name, []]));
  fill(db, new Map(keys.map(([key, name]) => [key, positions.get(name) ?? []])));
  return new Map(names.map((name) => [name, Uint32Array.from(positions.get(asciiLower(name)) ?? [])]));
}

/** Adds each model's position to the list of each of its tags that has one. */
function fill(db: Database, listOfKey: ReadonlyMap<number, number[]>): void {
  if (listOfKey.size === 0) return;
  const wanted = new Uint8Array(Math.max(...listOfKey.keys()) + 1);
  for (const key of listOfKey.keys()) wanted[key] = 1;
  // As one text a chunk they arrive several times faster than row by row. No gap between keys is zero, so zero ends a model.
  const chunk = db
    .prepare<[number, number], [string, string | null]>(
      `SELECT json_group_array(model_key), group_concat(hex(tag_keys), '00') FROM model
       WHERE model_key BETWEEN ? AND ?`,
    )
    .raw();
  const last = lastModelKey(db);
  for (let first = 1; first <= last; first += CHUNK_SIZE) {
    const [models, packed] = chunk.get(first, first + CHUNK_SIZE - 1) ?? ['[]', null];
    const tags = new VarintReader(Buffer.from(packed ?? '', 'hex'));
    for (const model of JSON.parse(models) as number[]) {
      let key = 0;
      while (!tags.done) {
        const gap = tags.read();
        if (gap === 0) break;
        key += gap;
        if (wanted[key] !== 1) continue;
        const list = listOfKey.get(key) ?? [];
        // Tags of one model that differ in case alone are the same tag here.
        if (list.at(-1) !== model - 1) list.push(model - 1);
      }
    }
  }
}

import type { Database } from 'better-sqlite3';
import { namespaceOf } from '../domain/read-plain-model.js';

/** A model as somebody may mean it. */
export interface FoundModel {
  modelKey: number;
  /** The Hub's `_id`: 24 hexadecimal digits; null where a file was imported that has none. */
  hubId: string | null;
  name: string;
  /** Oldest first. */
  formerNames: string[];
}

const HUB_ID = /^[0-9a-f]{24}$/i;

/** Whether a reference to a model may be its `_id`. */
export function isHubId(reference: string): boolean {
  return HUB_ID.test(reference);
}

/** Those that have the name first: more than one when a name was freed and taken again. */
export function inOrderOfName(found: readonly FoundModel[], name: string): FoundModel[] {
  return [...found].sort(
    (a, b) => Number(b.name === name) - Number(a.name === name) || a.modelKey - b.modelKey,
  );
}

/** The models that have or had the name `reference`, or have it as their `_id`: those that have it first. */
export function findModels(db: Database, reference: string): FoundModel[] {
  const keys = new Set([
    ...keysNamed(db, reference),
    ...db
      .prepare<[string], number>('SELECT model_key FROM model_rename WHERE name = ?')
      .pluck()
      .all(reference),
    ...(isHubId(reference)
      ? db
          .prepare<[Buffer], number>('SELECT model_key FROM model WHERE hub_id = ?')
          .pluck()
          .all(Buffer.from(reference, 'hex'))
      : []),
  ]);
  const model = db.prepare<[number], { hub_id: string | null; name: string }>(
    `SELECT CASE WHEN substr(hub_id, 1, 4) <> x'00000000' THEN lower(hex(hub_id)) END AS hub_id, name
     FROM model WHERE model_key = ?`,
  );
  const former = db
    .prepare<[number], string>('SELECT name FROM model_rename WHERE model_key = ? ORDER BY until_night')
    .pluck();
  const found = [...keys].flatMap((modelKey) => {
    const row = model.get(modelKey);
    if (row === undefined) return [];
    return [{ modelKey, hubId: row.hub_id, name: row.name, formerNames: former.all(modelKey) }];
  });
  return inOrderOfName(found, reference);
}

/** By way of the author, for which there is an index; where the Hub names an author that the name does not begin with, by all. */
function keysNamed(db: Database, name: string): number[] {
  const byAuthor = db
    .prepare<[string | null, string], number>(
      `SELECT model_key FROM model WHERE author_key IS (SELECT author_key FROM author WHERE name = ?) AND name = ?`,
    )
    .pluck()
    .all(namespaceOf(name), name);
  if (byAuthor.length > 0) return byAuthor;
  return db.prepare<[string], number>('SELECT model_key FROM model WHERE name = ?').pluck().all(name);
}

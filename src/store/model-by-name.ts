import type { Database } from 'better-sqlite3';
import { namespaceOf } from '../domain/read-plain-model.js';
import { editDistance } from '../statistics/edit-distance.js';

/** Names that differ more are of another model. */
const LARGEST_SHARE_CHANGED = 0.4;

/**
 * Keys of the models of that name, whatever its case, as the Hub takes it: those that have it now, the last to come
 * first; else those that gave it up, the last to do so first.
 */
export function modelsNamed(db: Database, name: string): number[] {
  const author = namespaceOf(name);
  const now = db
    .prepare<{ author: string | null; name: string }, number>(
      // There is no index over the names; the author's leads to a few.
      `SELECT model_key FROM model WHERE ${ofAuthor(author)} AND name = :name COLLATE NOCASE
       ORDER BY name <> :name, model_key DESC`,
    )
    .pluck()
    .all({ author, name });
  if (now.length > 0) return now;
  return db
    .prepare<[string], number>(
      'SELECT model_key FROM model_rename WHERE name = ? COLLATE NOCASE ORDER BY until_night DESC, model_key DESC',
    )
    .pluck()
    .all(name);
}

function ofAuthor(author: string | null): string {
  return author === null
    ? 'author_key IS :author'
    : 'author_key IN (SELECT author_key FROM author WHERE name = :author COLLATE NOCASE)';
}

/** The key of a base of that name, whatever its case; null where no model declares it. */
export function baseNamed(db: Database, name: string): number | null {
  const key = db
    .prepare<[string, string], number>(
      'SELECT base_key FROM base WHERE name = ? COLLATE NOCASE ORDER BY name <> ?, base_key LIMIT 1',
    )
    .pluck()
    .get(name, name);
  return key ?? null;
}

/** The distinct names of bases, and of the models of the author of that name, whatever its case. */
export function namesBeside(db: Database, author: string | null): IterableIterator<string> {
  return db
    .prepare<{ author: string | null }, string>(
      `SELECT name FROM base UNION SELECT name FROM model WHERE ${ofAuthor(author)}`,
    )
    .pluck()
    .iterate({ author });
}

/** Those of the candidates that are like the name; the nearest first, `n` at most. */
export function similarNames(candidates: Iterable<string>, name: string, n: number): string[] {
  const wanted = name.toLowerCase();
  const most = Math.ceil(wanted.length * LARGEST_SHARE_CHANGED);
  const near: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) > most) continue;
    const distance = editDistance(candidate.toLowerCase(), wanted);
    if (distance <= most) near.push({ candidate, distance });
  }
  return near
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, n)
    .map(({ candidate }) => candidate);
}

/** For each model key the run that saw it first. */
export function firstSeenRuns(db: Database, keys: readonly number[]): number[] {
  const run = db.prepare<[number], number>('SELECT first_seen_run FROM model WHERE model_key = ?').pluck();
  return keys.map((key) => run.get(key) ?? NaN);
}

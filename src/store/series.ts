import type { Database } from 'better-sqlite3';
import { namespaceOf } from '../domain/read-plain-model.js';
import { lastModelKey, type Night } from './night.js';
import { NightChain } from './night-chain.js';
import { CHUNK_SIZE, type NightColumn } from './night-columns.js';

/** A model as somebody may mean it. */
export interface FoundModel {
  modelKey: number;
  /** The Hub's `_id`: 24 hexadecimal digits. */
  hubId: string;
  name: string;
  /** Oldest first. */
  formerNames: string[];
}

/** A model whose values count towards a series, on the nights that `belongs` says. */
export interface SeriesMember {
  modelKey: number;
  belongs: (nightKey: number) => boolean;
}

/** What one night holds of the members of a series. */
export interface NightTally {
  night: Night;
  /** Members that the night saw. */
  models: number;
  /** Of those, how many have no value. */
  lacking: number;
  /** Sum of the others' values; exact below 2^53. */
  value: number;
}

const HUB_ID = /^[0-9a-f]{24}$/i;

/**
 * The models that have or had the name `reference`, or have it as their `_id`: those that have it first. More than one
 * when a name was freed and taken again.
 */
export function findModels(db: Database, reference: string): FoundModel[] {
  const keys = new Set([
    ...keysNamed(db, reference),
    ...db
      .prepare<[string], number>('SELECT model_key FROM model_rename WHERE name = ?')
      .pluck()
      .all(reference),
    ...(HUB_ID.test(reference)
      ? db
          .prepare<[Buffer], number>('SELECT model_key FROM model WHERE hub_id = ?')
          .pluck()
          .all(Buffer.from(reference, 'hex'))
      : []),
  ]);
  const model = db.prepare<[number], { hub_id: string; name: string }>(
    'SELECT lower(hex(hub_id)) AS hub_id, name FROM model WHERE model_key = ?',
  );
  const former = db
    .prepare<[number], string>('SELECT name FROM model_rename WHERE model_key = ? ORDER BY until_night')
    .pluck();
  return [...keys]
    .flatMap((modelKey) => {
      const found = model.get(modelKey);
      if (found === undefined) return [];
      return [{ modelKey, hubId: found.hub_id, name: found.name, formerNames: former.all(modelKey) }];
    })
    .sort((a, b) => Number(b.name === reference) - Number(a.name === reference) || a.modelKey - b.modelKey);
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

/** Every model that an author has or had, each belonging to the series while its name was the author's. */
export function authorMembers(db: Database, author: string): SeriesMember[] {
  const authorKey = db.prepare('SELECT author_key FROM author WHERE name = ?').pluck().get(author);
  if (typeof authorKey !== 'number') return [];
  const models = db
    .prepare<[number, number], { model_key: number; author_key: number | null }>(
      `SELECT model_key, author_key FROM model
       WHERE author_key = ? OR model_key IN (SELECT model_key FROM model_rename WHERE author_key = ?)`,
    )
    .all(authorKey, authorKey);
  const renames = db.prepare<[number], { until_night: number; author_key: number | null }>(
    'SELECT until_night, author_key FROM model_rename WHERE model_key = ? ORDER BY until_night',
  );
  return models.map(({ model_key, author_key }) => {
    const past = renames.all(model_key);
    return {
      modelKey: model_key,
      belongs: (nightKey) => {
        const then = past.find(({ until_night }) => until_night > nightKey);
        return (then === undefined ? author_key : then.author_key) === authorKey;
      },
    };
  });
}

/** Adds up one column over the members, night by night; `nights` are whole ones in the order they were taken. */
export function tallyNights(
  db: Database,
  column: NightColumn,
  members: readonly SeriesMember[],
  nights: readonly Night[],
): NightTally[] {
  const seen = sumNights(db, 'present', members, nights);
  const valued = sumNights(db, column, members, nights);
  return nights.map((night, index) => {
    const models = seen[index]?.count ?? 0;
    const { count, sum } = valued[index] ?? { count: 0, sum: 0 };
    return { night, models, lacking: models - count, value: sum };
  });
}

function sumNights(
  db: Database,
  column: NightColumn,
  members: readonly SeriesMember[],
  nights: readonly Night[],
): { count: number; sum: number }[] {
  const sums = nights.map(() => ({ count: 0, sum: 0 }));
  const add = (night: number, { belongs }: SeriesMember, value: number | undefined): void => {
    const [total, link] = [sums[night], nights[night]];
    if (total === undefined || link === undefined || value === undefined) return;
    if (Number.isNaN(value) || !belongs(link.nightKey)) return;
    total.count += 1;
    total.sum += value;
  };
  const reader = new NightChain(db);
  const size = lastModelKey(db);
  // One model's series decodes one chunk a night, a walk forward all of them.
  if (members.length * CHUNK_SIZE <= size || members.length === 1) {
    for (const member of members) {
      const values = reader.series(column, member.modelKey, nights);
      for (let night = 0; night < nights.length; night += 1) add(night, member, values[night]);
    }
  } else {
    let night = 0;
    for (const [, values] of reader.forward(column, nights, size)) {
      for (const member of members) add(night, member, values[member.modelKey - 1]);
      night += 1;
    }
  }
  return sums;
}

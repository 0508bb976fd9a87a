import type { Database } from 'better-sqlite3';

/** A model that bore the name of an author at some time, with the authors it had and has. */
export interface AuthorsOfModel {
  modelKey: number;
  /** Now; null is none. */
  authorKey: number | null;
  /** The author on every night before each of these, in their order. */
  former: { untilNight: number; authorKey: number | null }[];
}

/** An author with every model that it has or had, by key. */
export interface ModelsOfAuthor {
  authorKey: number;
  models: AuthorsOfModel[];
}

/** The author of exactly that name; `undefined` where there is none. */
export function modelsOfAuthor(db: Database, author: string): ModelsOfAuthor | undefined {
  const authorKey = db
    .prepare<[string], number>('SELECT author_key FROM author WHERE name = ?')
    .pluck()
    .get(author);
  if (authorKey === undefined) return undefined;
  const models = db
    .prepare<[number, number], { modelKey: number; authorKey: number | null }>(
      `SELECT model_key AS modelKey, author_key AS authorKey FROM model
       WHERE author_key = ? OR model_key IN (SELECT model_key FROM model_rename WHERE author_key = ?)
       ORDER BY model_key`,
    )
    .all(authorKey, authorKey);
  const former = db.prepare<[number], AuthorsOfModel['former'][number]>(
    `SELECT until_night AS untilNight, author_key AS authorKey FROM model_rename WHERE model_key = ?
     ORDER BY until_night`,
  );
  return { authorKey, models: models.map((model) => ({ ...model, former: former.all(model.modelKey) })) };
}

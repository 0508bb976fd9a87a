import type { Database } from 'better-sqlite3';
import { readTwoColumns } from './two-columns.js';

/** Where the models are that others name as their base. Indexed by base key; index 0 is no base. */
export interface BasePositions {
  /** Position of the model of that name; -1 where no model has or had it. */
  positions: Int32Array;
  /** 1 where only a former name of the model led to it. */
  renamed: Uint8Array;
}

/** Every base with the key of the model of its name; 0 where there is none. */
export interface BaseModels {
  keys: readonly number[];
  models: readonly number[];
}

export function readBaseModels(db: Database): BaseModels {
  const [keys, models] = readTwoColumns(
    db,
    'SELECT json_group_array(base_key), json_group_array(coalesce(model_key, 0)) FROM base',
  );
  return { keys, models };
}

/** Bases that no model is named like, with each model that once was, in the order in which they gave the name up. */
export function readFormerBases(db: Database): IterableIterator<[baseKey: number, modelKey: number]> {
  return db
    .prepare<[], [number, number]>(
      `SELECT base_key, r.model_key FROM model_rename r JOIN base USING (name)
       WHERE base.model_key IS NULL ORDER BY until_night, r.model_key DESC`,
    )
    .raw()
    .iterate();
}

/** Base names against models: by the name a model has now, else by the last one to have given it up. */
export function basePositions(
  { keys, models }: BaseModels,
  former: Iterable<readonly [baseKey: number, modelKey: number]>,
): BasePositions {
  const positions = new Int32Array(keys.reduce((most, key) => Math.max(most, key), 0) + 1).fill(-1);
  keys.forEach((key, index) => (positions[key] = (models[index] ?? 0) - 1));
  const renamed = new Uint8Array(positions.length);
  for (const [key, model] of former) {
    positions[key] = model - 1;
    renamed[key] = 1;
  }
  return { positions, renamed };
}

/** The names of bases by their keys. */
export function readBaseNames(db: Database, keys: readonly number[]): Map<number, string> {
  const rows = db
    .prepare<[string], [number, string]>(
      'SELECT base_key, name FROM base WHERE base_key IN (SELECT value FROM json_each(?))',
    )
    .raw()
    .all(JSON.stringify(keys));
  return new Map(rows);
}

/** How a model says it came from its base, by the number that {@link Edges} has for it. */
export const edgeRelations = ['finetune', 'adapter', 'quantized', 'merge', 'unknown'] as const;
export type EdgeRelation = (typeof edgeRelations)[number];

/** What models declare to come from, one edge for each model, base and relation; by model, base and name of the relation. */
export interface Edges {
  /** Positions of the models that declare it. */
  children: Int32Array;
  /** Keys of the bases, as in the column `base_key` and {@link BasePositions}. */
  bases: Int32Array;
  /** Places in {@link edgeRelations}. */
  relations: Uint8Array;
}

/** Every declared base, as the store has them now: those of models that a night did not see among them. */
export function readEdges(db: Database): Edges {
  const places = edgeRelations.map((relation, place) => `WHEN '${relation}' THEN ${place}`).join(' ');
  const [children, numbers] = readTwoColumns(
    db,
    `SELECT json_group_array(model_key - 1),
       json_group_array(base_key * 8 + CASE relation ${places} ELSE ${edgeRelations.indexOf('unknown')} END)
     FROM (SELECT * FROM model_base ORDER BY model_key, base_key, relation)`,
  );
  // A function given to `from` takes five times as long as typed arrays do.
  const packed = Int32Array.from(numbers);
  return {
    children: Int32Array.from(children),
    bases: packed.map((value) => value >> 3),
    relations: Uint8Array.from(packed.map((value) => value & 7)),
  };
}

/** Models that declare more than one base, as the store has them now. */
export function countSeveralBases(db: Database): number {
  const count = db
    .prepare(
      `SELECT count(*) FROM (SELECT 1 FROM model_base GROUP BY model_key HAVING min(base_key) <> max(base_key))`,
    )
    .pluck()
    .get();
  return Number(count);
}

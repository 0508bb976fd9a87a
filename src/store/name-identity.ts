import type { Database, Statement } from 'better-sqlite3';
import { isMadeUpId, madeUpId } from '../domain/made-up-id.js';
import type { ModelRecord } from '../domain/model-record.js';

/** Smaller than any id of the Hub, larger than any that is made from a name. */
const FIRST_REAL = Buffer.from('000000010000000000000000', 'hex');

/** Keys of the models with an id of the Hub's own, by the name that they have now. */
interface NameIndex {
  get: Statement<[string], number>;
  set: Statement<[string, number]>;
  free: Statement<[string, number]>;
}

/**
 * Which model of the store an entry stands for whose id the store lacks: where the id is made from a name, the one that has the
 * name now; where it is the Hub's own, the one that was imported under that name without an id. A store without imports of that
 * kind is asked nothing.
 */
export class NameIdentity {
  readonly #db: Database;
  readonly #byMadeUpId: Statement<[Buffer], number>;
  readonly #setHubId: Statement<[Buffer, number]>;
  #hasReal: boolean;
  #hasMadeUp: boolean;
  #index: NameIndex | undefined;

  constructor(db: Database) {
    this.#db = db;
    const any = (comparison: '<' | '>='): boolean =>
      db.prepare(`SELECT 1 FROM model WHERE hub_id ${comparison} ? LIMIT 1`).get(FIRST_REAL) !== undefined;
    this.#hasMadeUp = any('<');
    this.#hasReal = any('>=');
    this.#byMadeUpId = db.prepare<[Buffer], number>('SELECT model_key FROM model WHERE hub_id = ?').pluck();
    this.#setHubId = db.prepare('UPDATE model SET hub_id = ? WHERE model_key = ?');
  }

  /** The key of the model that the entry stands for; its made-up id becomes the Hub's own. Undefined: it is a new one. */
  keyOf({ hubId, name }: ModelRecord): number | undefined {
    if (isMadeUpId(hubId)) return this.#hasReal ? this.#named(name) : undefined;
    if (!this.#hasMadeUp) return undefined;
    const key = this.#byMadeUpId.get(Buffer.from(madeUpId(name), 'hex'));
    if (key === undefined) return undefined;
    this.#setHubId.run(Buffer.from(hubId, 'hex'), key);
    this.#hasReal = true;
    this.#index?.set.run(name, key);
    return key;
  }

  /** A model was added. */
  added({ hubId, name }: ModelRecord, key: number): void {
    if (isMadeUpId(hubId)) {
      this.#hasMadeUp = true;
      return;
    }
    this.#hasReal = true;
    this.#index?.set.run(name, key);
  }

  /** A model of the Hub's own id gave one name up for another. */
  renamed(before: string, name: string, key: number): void {
    this.#index?.free.run(before, key);
    this.#index?.set.run(name, key);
  }

  /** Of several, as a repository that was deleted and made anew leaves, the one that came last. */
  #named(name: string): number | undefined {
    this.#index ??= this.#makeIndex();
    return this.#index.get.get(name);
  }

  /** The store has no index over the names, which would be a fifth of it: one is made for the time of the import. */
  #makeIndex(): NameIndex {
    this.#db.exec(
      `DROP TABLE IF EXISTS temp.real_name;
       CREATE TEMP TABLE real_name (name TEXT PRIMARY KEY, model_key INTEGER NOT NULL) WITHOUT ROWID;
       INSERT OR REPLACE INTO temp.real_name SELECT name, model_key FROM main.model
       WHERE hub_id >= x'${FIRST_REAL.toString('hex')}' ORDER BY name, model_key`,
    );
    return {
      get: this.#db.prepare<[string], number>('SELECT model_key FROM temp.real_name WHERE name = ?').pluck(),
      set: this.#db.prepare('INSERT OR REPLACE INTO temp.real_name VALUES (?, ?)'),
      free: this.#db.prepare('DELETE FROM temp.real_name WHERE name = ? AND model_key = ?'),
    };
  }
}

import type { Database, Statement } from 'better-sqlite3';
import type { ModelRecord } from '../domain/model-record.js';
import { Dictionary } from './dictionary.js';
import { type Dictionaries, modelColumns, modelRow, sameRow, type SqlValue } from './model-row.js';
import type { Run } from './run.js';

/** The columns that each field of the Hub fills, where a crawl can go without it. Metrics are not among them: a night
 * must lack what its crawl was not given. */
const columnsOfField: Readonly<Record<string, readonly (typeof modelColumns)[number][]>> = {
  createdAt: ['created_at'],
  lastModified: ['modified_at'],
  gated: ['gated'],
  private: ['private'],
  disabled: ['disabled'],
  pipeline_tag: ['pipeline_tag_key'],
  library_name: ['library_key'],
  tags: ['tag_keys', 'licence_key'],
  safetensors: ['parameters'],
  gguf: ['gguf_parameters'],
};
const CREATED_AT = modelColumns.indexOf('created_at');

/** Writes the models of one run: adds what is new, updates what changed, leaves alone what did not. */
export class ModelWriter {
  readonly #db: Database;
  readonly #run: number;
  readonly #asksGguf: boolean;
  readonly #dictionaries: Dictionaries;
  readonly #find: Statement<[Buffer], SqlValue[]>;
  readonly #insert: Statement<SqlValue[]>;
  readonly #update: Statement<SqlValue[]>;
  readonly #insertRename: Statement<[number, SqlValue, SqlValue]>;
  readonly #insertBase: Statement<[number, number, string]>;
  readonly #insertLanguage: Statement<[number, number]>;
  #lastKey: number;
  #added = 0;

  constructor(db: Database, { run, fieldsAsked }: Run) {
    this.#db = db;
    this.#run = run;
    this.#asksGguf = fieldsAsked.includes('gguf');
    this.#dictionaries = {
      authors: new Dictionary(db, 'author'),
      tags: new Dictionary(db, 'tag'),
      bases: new Dictionary(db, 'base'),
    };
    const columns = modelColumns.join(', ');
    const slots = modelColumns.map(() => '?').join(', ');
    this.#find = db
      .prepare<[Buffer], SqlValue[]>(`SELECT model_key, ${columns} FROM model WHERE hub_id = ?`)
      .raw();
    this.#insert = db.prepare(
      `INSERT INTO model (${columns}, model_key, hub_id, first_seen_run) VALUES (${slots}, ?, ?, ?)`,
    );
    this.#update = db.prepare(
      `UPDATE model SET ${modelColumns.map((column) => `${column} = ?`).join(', ')} WHERE model_key = ?`,
    );
    // A model that is renamed twice between two nights keeps the name that the first of them knows.
    this.#insertRename = db.prepare(
      `INSERT OR IGNORE INTO model_rename (model_key, until_night, name, author_key)
       VALUES (?, 1 + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'night'), 0), ?, ?)`,
    );
    this.#insertBase = db.prepare('INSERT INTO model_base VALUES (?, ?, ?)');
    this.#insertLanguage = db.prepare('INSERT INTO model_language VALUES (?, ?)');
    this.#lastKey = Number(db.prepare('SELECT coalesce(max(model_key), 0) FROM model').pluck().get());
  }

  /** What was written is committed. */
  keep(): void {
    for (const dictionary of Object.values(this.#dictionaries) as Dictionary[]) dictionary.keep();
    this.#added = 0;
  }

  /** The transaction was undone: the keys that it gave out are free again. */
  forget(): void {
    for (const dictionary of Object.values(this.#dictionaries) as Dictionary[]) dictionary.forget();
    this.#lastKey -= this.#added;
    this.#added = 0;
  }

  /** Stores one model. Call inside the page's transaction; then {@link keep} or {@link forget}. */
  write(
    model: ModelRecord,
    fieldsRefused: readonly string[] = [],
  ): { key: number; kind: 'new' | 'changed' | 'same' } {
    const hubId = Buffer.from(model.hubId, 'hex');
    const row = modelRow(model, this.#dictionaries);
    const found = this.#find.get(hubId);
    if (found === undefined) {
      const key = (this.#lastKey += 1);
      this.#added += 1;
      this.#insert.run(...row, key, hubId, this.#run);
      this.#writeTagFacts(key, model);
      return { key, kind: 'new' };
    }
    const [storedKey, ...stored] = found;
    // What this run is not told is not gone; and no model is created twice.
    for (const column of this.#untold(fieldsRefused)) row[column] = stored[column] ?? null;
    row[CREATED_AT] ??= stored[CREATED_AT] ?? null;
    const key = Number(storedKey);
    if (sameRow(row, stored)) return { key, kind: 'same' };
    this.#update.run(...row, key);
    const [name, author] = stored;
    if (name !== undefined && author !== undefined && name !== row[0]) {
      this.#insertRename.run(key, name, author);
    }
    if (!sameRow(row.slice(-1), stored.slice(-1))) {
      this.#db.prepare('DELETE FROM model_base WHERE model_key = ?').run(key);
      this.#db.prepare('DELETE FROM model_language WHERE model_key = ?').run(key);
      this.#writeTagFacts(key, model);
    }
    return { key, kind: 'changed' };
  }

  #untold(fieldsRefused: readonly string[]): number[] {
    const fields = this.#asksGguf ? fieldsRefused : [...fieldsRefused, 'gguf'];
    return fields
      .flatMap((field) => columnsOfField[field] ?? [])
      .map((column) => modelColumns.indexOf(column));
  }

  /** Lineage and languages: read from the tags, so rewritten only with them. */
  #writeTagFacts(key: number, model: ModelRecord): void {
    const { bases, tags } = this.#dictionaries;
    for (const base of model.baseModels) {
      this.#insertBase.run(key, bases.keyOf(base.name), base.relation ?? 'unknown');
    }
    for (const language of model.languages) this.#insertLanguage.run(key, tags.keyOf(language));
  }
}

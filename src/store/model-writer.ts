import type { Database, Statement } from 'better-sqlite3';
import type { ModelRecord } from '../domain/model-record.js';
import { buildIndexes } from './indexes.js';
import { writeNight } from './night-writer.js';
import { resolveBases } from './resolve-bases.js';
import { Dictionary } from './dictionary.js';
import { fingerprintOf } from './fingerprint.js';
import { type Dictionaries, modelColumns, modelRow, sameRow, type SqlValue } from './model-row.js';
import { NameIdentity } from './name-identity.js';
import type { RecordStore, RecordWriter, Written } from './record-store.js';
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
  tags: ['tag_keys', 'licence_key', 'base_key'],
  safetensors: ['parameters'],
  gguf: ['gguf_parameters'],
};
const CREATED_AT = modelColumns.indexOf('created_at');
const TAG_KEYS = modelColumns.indexOf('tag_keys');

/** How models are stored. */
export const modelStore: RecordStore<ModelRecord> = {
  writer: (db, run) => new ModelWriter(db, run),
  prepare: buildIndexes,
  finish: (db, run, finishedAt, seen) => {
    resolveBases(db);
    writeNight(db, run, finishedAt, seen);
  },
};

/** What the store has of a model of the page: the counters, and a fingerprint of all else. */
interface Known {
  key: number;
  fingerprint: number;
  counters: readonly SqlValue[];
}

/** Writes the models of one run: adds what is new, updates what changed, leaves alone what did not. */
class ModelWriter implements RecordWriter<ModelRecord> {
  readonly #db: Database;
  readonly #run: number;
  readonly #unasked: readonly string[];
  readonly #names: NameIdentity;
  readonly #dictionaries: Dictionaries;
  readonly #find: Statement<[string], [number, number, number, ...SqlValue[]]>;
  readonly #readKnown: Statement<[number], [number, number, ...SqlValue[]]>;
  readonly #read: Statement<[number], SqlValue[]>;
  readonly #insert: Statement<SqlValue[]>;
  readonly #update: Statement<SqlValue[]>;
  readonly #updateCounters: Statement<SqlValue[]>;
  readonly #insertRename: Statement<[number, SqlValue, SqlValue]>;
  readonly #insertBase: Statement<[number, number, string]>;
  readonly #insertLanguage: Statement<[number, number]>;
  #lastKey: number;
  #added = 0;

  constructor(db: Database, { run, fieldsAsked }: Run) {
    this.#db = db;
    this.#run = run;
    this.#unasked = Object.keys(columnsOfField).filter((field) => !fieldsAsked.includes(field));
    this.#names = new NameIdentity(db);
    this.#dictionaries = {
      authors: new Dictionary(db, 'author'),
      tags: new Dictionary(db, 'tag'),
      bases: new Dictionary(db, 'base'),
    };
    const columns = modelColumns.join(', ');
    const slots = modelColumns.map(() => '?').join(', ');
    // One statement a page; the array comes as JSON because a statement takes no lists.
    this.#find = db
      .prepare<[string], [number, number, number, ...SqlValue[]]>(
        `SELECT page.key, model_key, fingerprint, downloads_30d, downloads_all_time, likes, trending_score
         FROM json_each(?) AS page CROSS JOIN model ON model.hub_id = unhex(page.value)`,
      )
      .raw();
    this.#readKnown = db
      .prepare<[number], [number, number, ...SqlValue[]]>(
        `SELECT model_key, fingerprint, downloads_30d, downloads_all_time, likes, trending_score
         FROM model WHERE model_key = ?`,
      )
      .raw();
    this.#read = db.prepare<[number], SqlValue[]>(`SELECT ${columns} FROM model WHERE model_key = ?`).raw();
    this.#insert = db.prepare(
      `INSERT INTO model (${columns}, fingerprint, model_key, hub_id, first_seen_run) VALUES (${slots}, ?, ?, ?, ?)`,
    );
    this.#update = db.prepare(
      `UPDATE model SET ${modelColumns.map((column) => `${column} = ?`).join(', ')}, fingerprint = ?
       WHERE model_key = ?`,
    );
    this.#updateCounters = db.prepare(
      `UPDATE model SET downloads_30d = ?, downloads_all_time = ?, likes = ?, trending_score = ?
       WHERE model_key = ?`,
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

  /**
   * Stores the models of a page, each with another `hubId`; the outcomes are in their order. Call inside the page's
   * transaction; then {@link keep} or {@link forget}.
   */
  write(models: readonly ModelRecord[], fieldsRefused: readonly string[] = []): Written[] {
    const known = this.#known(models);
    const untold = this.#untold(fieldsRefused);
    const untoldText = untold.join();
    return models.map((model, index) => {
      const fingerprint = fingerprintOf(model, untoldText);
      return this.#writeModel(model, fingerprint, known[index], untold);
    });
  }

  #known(models: readonly ModelRecord[]): (Known | undefined)[] {
    const known = new Array<Known | undefined>(models.length);
    const rows = this.#find.all(JSON.stringify(models.map(({ hubId }) => hubId)));
    for (const [index, key, fingerprint, ...counters] of rows) known[index] = { key, fingerprint, counters };
    for (const [index, model] of models.entries()) known[index] ??= this.#knownByName(model);
    return known;
  }

  #knownByName(model: ModelRecord): Known | undefined {
    const found = this.#names.keyOf(model);
    const row = found === undefined ? undefined : this.#readKnown.get(found);
    if (row === undefined) return undefined;
    const [key, fingerprint, ...counters] = row;
    return { key, fingerprint, counters };
  }

  #writeModel(
    model: ModelRecord,
    fingerprint: number,
    known: Known | undefined,
    untold: readonly number[],
  ): Written {
    if (known === undefined) return this.#add(model, fingerprint);
    const { key } = known;
    if (known.fingerprint !== fingerprint) return this.#compare(model, key, fingerprint, untold);
    const counters = [model.downloads30d, model.downloadsAllTime, model.likes, model.trendingScore];
    if (sameRow(counters, known.counters)) return { key, kind: 'same' };
    this.#updateCounters.run(...counters, key);
    return { key, kind: 'changed' };
  }

  #add(model: ModelRecord, fingerprint: number): Written {
    const key = (this.#lastKey += 1);
    this.#added += 1;
    const hubId = Buffer.from(model.hubId, 'hex');
    this.#insert.run(...modelRow(model, this.#dictionaries), fingerprint, key, hubId, this.#run);
    this.#writeBases(key, model);
    this.#writeLanguages(key, model);
    this.#names.added(model, key);
    return { key, kind: 'new' };
  }

  /** The Hub says something else of the model than before: looks what, and writes it. */
  #compare(model: ModelRecord, key: number, fingerprint: number, untold: readonly number[]): Written {
    const stored = this.#read.get(key) ?? [];
    const row = modelRow(model, this.#dictionaries);
    // What this run is not told is not gone; and no model is created twice.
    for (const column of untold) row[column] = stored[column] ?? null;
    row[CREATED_AT] ??= stored[CREATED_AT] ?? null;
    let changed = !sameRow(row, stored);
    this.#update.run(...row, fingerprint, key);
    const [name, author] = stored;
    if (name !== undefined && author !== undefined && name !== row[0]) {
      this.#insertRename.run(key, name, author);
      this.#names.renamed(String(name), model.name, key);
    }
    if (!untold.includes(TAG_KEYS)) {
      if (!sameRow(row.slice(TAG_KEYS), stored.slice(TAG_KEYS))) this.#rewriteLanguages(key, model);
      if (this.#rewriteBases(key, model)) changed = true;
    }
    return { key, kind: changed ? 'changed' : 'same' };
  }

  #untold(fieldsRefused: readonly string[]): number[] {
    return [...new Set([...fieldsRefused, ...this.#unasked])]
      .flatMap((field) => columnsOfField[field] ?? [])
      .map((column) => modelColumns.indexOf(column))
      .sort((a, b) => a - b);
  }

  #rewriteLanguages(key: number, model: ModelRecord): void {
    this.#db.prepare('DELETE FROM model_language WHERE model_key = ?').run(key);
    this.#writeLanguages(key, model);
  }

  /** False when the bases are what they were. */
  #rewriteBases(key: number, model: ModelRecord): boolean {
    const stored = this.#db
      .prepare<[number], [number, string]>('SELECT base_key, relation FROM model_base WHERE model_key = ?')
      .raw()
      .all(key);
    const told = this.#basesOf(model);
    const names = (edges: readonly [number, string][]): string => edges.map(String).sort().join(' ');
    if (names(told) === names(stored)) return false;
    this.#db.prepare('DELETE FROM model_base WHERE model_key = ?').run(key);
    this.#writeBases(key, model);
    return true;
  }

  #basesOf(model: ModelRecord): [number, string][] {
    const { bases } = this.#dictionaries;
    return model.baseModels.map(({ name, relation }) => [bases.keyOf(name), relation ?? 'unknown']);
  }

  #writeBases(key: number, model: ModelRecord): void {
    for (const [base, relation] of this.#basesOf(model)) this.#insertBase.run(key, base, relation);
  }

  #writeLanguages(key: number, model: ModelRecord): void {
    const { tags } = this.#dictionaries;
    for (const language of model.languages) this.#insertLanguage.run(key, tags.keyOf(language));
  }
}

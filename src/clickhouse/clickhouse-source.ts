import { asciiLower } from '../domain/ascii-lower.js';
import { namespaceOf } from '../domain/read-plain-model.js';
import type { Tally } from '../statistics/tally.js';
import type { AuthorOverviews, OverviewRow } from '../store/author-reader.js';
import type { AuthorsOfModel, ModelsOfAuthor } from '../store/authors-of-models.js';
import type { DeclaredLanguages } from '../store/declared-languages.js';
import { type FoundModel, inOrderOfName, isHubId } from '../store/found-models.js';
import { type BaseModels, edgeRelations, type Edges } from '../store/lineage.js';
import type { Night } from '../store/night.js';
import type { MetricColumn, NightColumn } from '../store/night-columns.js';
import type { Leaders, NightSource } from '../store/night-source.js';
import type { RepositorySource } from '../store/repository-source.js';
import type { Run } from '../store/run.js';
import type { Engine } from './engine.js';
import { HistoryTable } from './history-table.js';
import { RepositoryTables } from './repository-tables.js';
import { readNights, readRuns } from './run-tables.js';
import type { Fragment, TablePlace } from './table-place.js';
import { TableReader } from './table-reader.js';

/** Tables with a name for each key. */
const named = {
  models: ['model_key', 'name'],
  authors: ['author_key', 'author'],
  tag_names: ['tag_key', 'tag'],
  bases: ['base_key', 'base'],
} as const;

/** Whatever the case: both engines fold ASCII letters alone. */
const oneOf = `IN (SELECT lower(arrayJoin({list:Array(String)})))`;

/** Nights read from the tables that `oai export` writes, by ClickHouse. */
export class ClickHouseSource implements NightSource {
  readonly #reader: TableReader;
  readonly #history: HistoryTable;

  constructor(engine: Engine, place: TablePlace) {
    this.#reader = new TableReader(engine, place);
    this.#history = new HistoryTable(this.#reader);
  }

  nights(): Night[] {
    return readNights(this.#reader);
  }

  runs(): Run[] {
    return readRuns(this.#reader);
  }

  repositories(): RepositorySource {
    return new RepositoryTables(this.#reader);
  }

  lastModelKey(): number {
    return this.#lastKey('models', 'model_key');
  }

  lastAuthorKey(): number {
    return this.#lastKey('authors', 'author_key');
  }

  column(name: NightColumn, night: Night, size: number): Float64Array {
    const values = new Float64Array(size);
    this.#history.fill(values, name, night);
    return values;
  }

  *forward(name: NightColumn, nights: readonly Night[], size: number): Generator<[Night, Float64Array]> {
    const values = new Float64Array(size);
    for (const night of nights) {
      this.#history.fill(values, name, night);
      yield [night, values];
    }
  }

  tallies(name: MetricColumn, nights: readonly Night[]): Generator<[Night, Tally]> {
    return this.#history.tallies(name, nights);
  }

  leaders(name: MetricColumn, nights: readonly Night[], n: number): Generator<[Night, Leaders]> {
    return this.#history.leaders(name, nights, n);
  }

  series(name: NightColumn, modelKeys: readonly number[], nights: readonly Night[]): Float64Array[] {
    return this.#history.series(name, modelKeys, nights);
  }

  names(modelKeys: readonly number[], nightKey: number): string[] {
    if (modelKeys.length === 0) return [];
    const renames = this.#table('renames');
    const [keys, names] = this.#reader.columnsOf<[number[], string[]]>(
      [renames],
      `SELECT model_key, argMin(former_name, until_night_key) FROM ${renames.sql}
       WHERE until_night_key > {night:Int64} AND model_key IN {list:Array(Int64)} GROUP BY model_key`,
      modelKeys,
      { night: nightKey },
    );
    const earlier = new Map(keys.map((key, row) => [key, names[row] ?? '']));
    const current = this.#namesOf('models', modelKeys);
    return modelKeys.map((key) => earlier.get(key) ?? current.get(key) ?? '');
  }

  firstSeenRuns(modelKeys: readonly number[]): number[] {
    if (modelKeys.length === 0) return [];
    const models = this.#table('models');
    const [keys, runs] = this.#reader.columnsOf<[number[], number[]]>(
      [models],
      `SELECT model_key, first_seen_run FROM ${models.sql} WHERE model_key IN {list:Array(Int64)}`,
      modelKeys,
    );
    const firstSeen = new Map(keys.map((key, row) => [key, runs[row] ?? NaN]));
    return modelKeys.map((key) => firstSeen.get(key) ?? NaN);
  }

  modelsNamed(name: string): number[] {
    const author = namespaceOf(name);
    const models = this.#table('models');
    const [now] = this.#reader.columns<[number[]]>(
      [models],
      `SELECT model_key FROM ${models.sql}
       WHERE lower(name) = lower({name:String}) AND ${ofAuthor(author)} ORDER BY name <> {name:String}, model_key DESC`,
      { name, author: author ?? '' },
    );
    if (now.length > 0) return now;
    const renames = this.#table('renames');
    const [former] = this.#reader.columns<[number[]]>(
      [renames],
      `SELECT model_key FROM ${renames.sql} WHERE lower(former_name) = lower({name:String})
       ORDER BY until_night_key DESC, model_key DESC`,
      { name },
    );
    return former;
  }

  findModels(reference: string): FoundModel[] {
    const [models, renames] = [this.#table('models'), this.#table('renames')];
    const [keys, hubIds, names, authors, isOther] = this.#reader.columns<
      [number[], (string | null)[], string[], (string | null)[], number[]]
    >(
      [models, renames],
      `SELECT model_key, hub_id, name, author,
         ${isHubId(reference) ? 'hub_id = lower({name:String}) OR' : ''}
         model_key GLOBAL IN (SELECT model_key FROM ${renames.sql} WHERE former_name = {name:String})
       FROM ${models.sql} WHERE name = {name:String}
         ${isHubId(reference) ? 'OR hub_id = lower({name:String})' : ''}
         OR model_key GLOBAL IN (SELECT model_key FROM ${renames.sql} WHERE former_name = {name:String})`,
      { name: reference },
    );
    const author = namespaceOf(reference);
    const isOfAuthor = (row: number): boolean => names[row] === reference && authors[row] === author;
    // As one would find it by the author, where there is one so.
    const isByAuthor = keys.some((_, row) => isOfAuthor(row));
    const former = this.#formerNames(keys);
    const found = keys.flatMap((modelKey, row) => {
      if (isByAuthor && !isOfAuthor(row) && isOther[row] !== 1) return [];
      const formerNames = former.get(modelKey) ?? [];
      return [{ modelKey, hubId: hubIds[row] ?? null, name: names[row] ?? '', formerNames }];
    });
    return inOrderOfName(found, reference);
  }

  namesBeside(author: string | null): Iterable<string> {
    const [bases, models] = [this.#table('bases'), this.#table('models')];
    const [names] = this.#reader.columns<[string[]]>(
      [bases, models],
      `SELECT DISTINCT * FROM (
         SELECT base FROM ${bases.sql} UNION ALL SELECT name FROM ${models.sql} WHERE ${ofAuthor(author)})`,
      { author: author ?? '' },
    );
    return names;
  }

  authorsNamed(names: readonly string[]): { key: number; name: string }[] {
    if (names.length === 0) return [];
    const authors = this.#table('authors');
    const [keys, found] = this.#reader.columnsOf<[number[], string[]]>(
      [authors],
      `SELECT author_key, author FROM ${authors.sql} WHERE lower(author) ${oneOf}`,
      names,
    );
    // Two of the names may differ in case alone.
    const nameOfKey = new Map(keys.map((key, row) => [key, found[row] ?? '']));
    return [...nameOfKey].map(([key, name]) => ({ key, name })).sort((a, b) => a.key - b.key);
  }

  authorNames(keys: readonly number[]): string[] {
    return inTurn(keys, this.#namesOf('authors', keys));
  }

  modelsOfAuthor(author: string): ModelsOfAuthor | undefined {
    const authors = this.#table('authors');
    const [[authorKey] = []] = this.#reader.columns<[number[]]>(
      [authors],
      `SELECT author_key FROM ${authors.sql} WHERE author = {author:String} ORDER BY author_key LIMIT 1`,
      { author },
    );
    if (authorKey === undefined) return undefined;
    const [models, renames] = [this.#table('models'), this.#table('renames')];
    const [keys, now] = this.#reader.columns<[number[], (number | null)[]]>(
      [models, renames],
      `SELECT model_key, author_key FROM ${models.sql} WHERE author_key = {author:Int64}
         OR model_key GLOBAL IN (SELECT model_key FROM ${renames.sql} WHERE former_author_key = {author:Int64})
       ORDER BY model_key`,
      { author: authorKey },
    );
    const former = this.#formerAuthors(keys);
    return {
      authorKey,
      models: keys.map((modelKey, row) => ({
        modelKey,
        authorKey: now[row] ?? null,
        former: former.get(modelKey) ?? [],
      })),
    };
  }

  authors(): AuthorOverviews {
    const authors = this.#table('authors');
    const columns = this.#reader.columns<OverviewRow[number][][]>(
      [authors],
      `SELECT author_key, asked_at_ms, toUInt8(gone_at_ms IS NOT NULL), kind, toUInt8(verified), plan, followers
       FROM ${authors.sql} WHERE asked_at_ms IS NOT NULL ORDER BY author_key`,
    );
    const [keys = []] = columns;
    return {
      authors: this.#reader.value([authors], `SELECT count() FROM ${authors.sql}`),
      last: this.lastAuthorKey(),
      overviews: keys.map((_, row) => columns.map((column) => column[row] ?? null) as OverviewRow),
    };
  }

  tagNames(keys: readonly number[]): string[] {
    return inTurn(keys, this.#namesOf('tag_names', keys));
  }

  languages(): DeclaredLanguages {
    const languages = this.#table('languages');
    const [models, tags] = this.#reader.columns<[number[], number[]]>(
      [languages],
      `SELECT model_key, tag_key FROM ${languages.sql} ORDER BY model_key, tag_key`,
    );
    return { models, tags };
  }

  taggedWith(names: readonly string[]): Map<string, Uint32Array> {
    if (names.length === 0) return new Map();
    const tags = this.#table('tags');
    const [tagged, models] = this.#reader.columnsOf<[string[], number[]]>(
      [tags],
      `SELECT DISTINCT lower(tag) AS name, model_key FROM ${tags.sql}
       WHERE name ${oneOf} AND NOT startsWith(name, 'base_model:') ORDER BY model_key`,
      names,
    );
    const positions = new Map<string, number[]>();
    for (const [row, name] of tagged.entries()) {
      const list = positions.get(name) ?? [];
      list.push((models[row] ?? 0) - 1);
      positions.set(name, list);
    }
    return new Map(names.map((name) => [name, Uint32Array.from(positions.get(asciiLower(name)) ?? [])]));
  }

  baseNamed(name: string): number | null {
    const bases = this.#table('bases');
    const [[key] = []] = this.#reader.columns<[number[]]>(
      [bases],
      `SELECT base_key FROM ${bases.sql} WHERE lower(base) = lower({name:String})
       ORDER BY base <> {name:String}, base_key LIMIT 1`,
      { name },
    );
    return key ?? null;
  }

  baseNames(keys: readonly number[]): Map<number, string> {
    return this.#namesOf('bases', keys);
  }

  bases(): BaseModels {
    const bases = this.#table('bases');
    const [keys, models] = this.#reader.columns<[number[], number[]]>(
      [bases],
      `SELECT base_key, coalesce(base_model_key, 0) FROM ${bases.sql}`,
    );
    return { keys, models };
  }

  formerBases(): Iterable<readonly [baseKey: number, modelKey: number]> {
    const [bases, renames] = [this.#table('bases'), this.#table('renames')];
    const [keys, models] = this.#reader.columns<[number[], number[]]>(
      [bases, renames],
      `SELECT b.base_key, r.model_key FROM ${renames.sql} AS r GLOBAL JOIN ${bases.sql} AS b ON b.base = r.former_name
       WHERE b.base_model_key IS NULL ORDER BY r.until_night_key, r.model_key DESC`,
    );
    return keys.map((key, row) => [key, models[row] ?? 0]);
  }

  edges(): Edges {
    const lineage = this.#table('lineage');
    const [models, bases, places] = this.#reader.columns<[number[], number[], number[]]>(
      [lineage],
      `SELECT model_key, base_key, indexOf({relations:Array(String)}, relation) FROM ${lineage.sql}
       ORDER BY model_key, base_key, relation`,
      { relations: edgeRelations },
    );
    const unknown = edgeRelations.indexOf('unknown');
    return {
      children: Int32Array.from(models, (key) => key - 1),
      bases: Int32Array.from(bases),
      relations: Uint8Array.from(places, (place) => (place === 0 ? unknown : place - 1)),
    };
  }

  severalBases(): number {
    const lineage = this.#table('lineage');
    return this.#reader.value(
      [lineage],
      `SELECT count() FROM (SELECT model_key FROM ${lineage.sql} GROUP BY model_key HAVING min(base_key) <> max(base_key))`,
    );
  }

  #table(name: Parameters<TableReader['table']>[0]): Fragment {
    return this.#reader.table(name);
  }

  #lastKey(table: 'models' | 'authors', key: string): number {
    const from = this.#table(table);
    return this.#reader.value([from], `SELECT max(${key}) FROM ${from.sql}`);
  }

  #namesOf(table: keyof typeof named, wanted: readonly number[]): Map<number, string> {
    if (wanted.length === 0) return new Map();
    const from = this.#table(table);
    const [key, name] = named[table];
    const [keys, names] = this.#reader.columnsOf<[number[], string[]]>(
      [from],
      `SELECT ${key}, ${name} FROM ${from.sql} WHERE ${key} IN {list:Array(Int64)}`,
      wanted,
    );
    return new Map(keys.map((each, row) => [each, names[row] ?? '']));
  }

  #formerNames(modelKeys: readonly number[]): Map<number, string[]> {
    if (modelKeys.length === 0) return new Map();
    const renames = this.#table('renames');
    const [keys, names] = this.#reader.columnsOf<[number[], string[]]>(
      [renames],
      `SELECT model_key, former_name FROM ${renames.sql} WHERE model_key IN {list:Array(Int64)}
       ORDER BY model_key, until_night_key`,
      modelKeys,
    );
    return byKey(keys, names);
  }

  #formerAuthors(modelKeys: readonly number[]): Map<number, AuthorsOfModel['former']> {
    if (modelKeys.length === 0) return new Map();
    const renames = this.#table('renames');
    const [keys, nights, authors] = this.#reader.columnsOf<[number[], number[], (number | null)[]]>(
      [renames],
      `SELECT model_key, until_night_key, former_author_key FROM ${renames.sql}
       WHERE model_key IN {list:Array(Int64)} ORDER BY model_key, until_night_key`,
      modelKeys,
    );
    const former = nights.map((untilNight, row) => ({ untilNight, authorKey: authors[row] ?? null }));
    return byKey(keys, former);
  }
}

function ofAuthor(author: string | null): string {
  return author === null ? 'author_key IS NULL' : 'lower(author) = lower({author:String})';
}

/** Row by row: the values of each key. */
function byKey<Value>(keys: readonly number[], values: readonly Value[]): Map<number, Value[]> {
  const lists = new Map<number, Value[]>();
  for (const [row, value] of values.entries()) {
    const key = keys[row] ?? 0;
    const list = lists.get(key) ?? [];
    list.push(value);
    lists.set(key, list);
  }
  return lists;
}

function inTurn(keys: readonly number[], names: ReadonlyMap<number, string>): string[] {
  return keys.map((key) => names.get(key) ?? '');
}

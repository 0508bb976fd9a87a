import type { Database } from 'better-sqlite3';
import { type Tally, tally } from '../statistics/tally.js';
import { topPositions } from '../statistics/top-positions.js';
import { type AuthorOverviews, readAuthorOverviews } from './author-reader.js';
import { type ModelsOfAuthor, modelsOfAuthor } from './authors-of-models.js';
import { type DeclaredLanguages, readDeclaredLanguages } from './declared-languages.js';
import { findModels, type FoundModel } from './found-models.js';
import {
  type BaseModels,
  countSeveralBases,
  type Edges,
  readBaseModels,
  readBaseNames,
  readEdges,
  readFormerBases,
} from './lineage.js';
import { baseNamed, firstSeenRuns, modelsNamed, namesBeside } from './model-by-name.js';
import { lastModelKey, listNights, type Night } from './night.js';
import { NightChain } from './night-chain.js';
import { CHUNK_SIZE, type MetricColumn, type NightColumn } from './night-columns.js';
import { readHistogram } from './night-histogram.js';
import type { Leaders, NightSource } from './night-source.js';
import type { RepositorySource } from './repository-source.js';
import { listRuns, type Run } from './run.js';
import { SqliteRepositories } from './sqlite-repositories.js';
import { readTaggedModels } from './tagged-models.js';

/** Nights read from the file that holds the store. */
export class SqliteSource implements NightSource {
  readonly #db: Database;
  readonly #chain: NightChain;

  constructor(db: Database) {
    this.#db = db;
    this.#chain = new NightChain(db);
  }

  repositories(): RepositorySource {
    return new SqliteRepositories(this.#db);
  }

  nights(): Night[] {
    return listNights(this.#db);
  }

  runs(): Run[] {
    return listRuns(this.#db);
  }

  lastModelKey(): number {
    return lastModelKey(this.#db);
  }

  lastAuthorKey(): number {
    return Number(this.#db.prepare('SELECT coalesce(max(author_key), 0) FROM author').pluck().get());
  }

  column(name: NightColumn, night: Night, size: number): Float64Array {
    return this.#chain.column(name, night, size);
  }

  forward(name: NightColumn, nights: readonly Night[], size: number): Generator<[Night, Float64Array]> {
    return this.#chain.forward(name, nights, size);
  }

  *tallies(name: MetricColumn, nights: readonly Night[], size: number): Generator<[Night, Tally]> {
    const known = nights.map(({ nightKey }) => readHistogram(this.#db, nightKey, name));
    const missing = nights.filter((_, index) => known[index] === undefined);
    const columns = this.#chain.forward(name, missing, size);
    for (const [index, night] of nights.entries()) {
      const histogram = known[index];
      if (histogram !== undefined) yield [night, histogram];
      else yield [night, tally(nextColumn(columns))];
    }
  }

  *leaders(
    name: MetricColumn,
    nights: readonly Night[],
    n: number,
    size: number,
  ): Generator<[Night, Leaders]> {
    for (const [night, values] of this.forward(name, nights, size)) {
      const least = values[topPositions(values, n).at(-1) ?? -1] ?? Infinity;
      const positions: number[] = [];
      for (let position = 0; position < size; position += 1) {
        if ((values[position] ?? NaN) >= least) positions.push(position);
      }
      const leading = Float64Array.from(positions, (position) => values[position] ?? NaN);
      yield [night, { positions: Int32Array.from(positions), values: leading }];
    }
  }

  series(name: NightColumn, modelKeys: readonly number[], nights: readonly Night[]): Float64Array[] {
    const size = this.lastModelKey();
    // One model's series decodes one chunk a night, a walk forward all of them.
    if (modelKeys.length > 1 && modelKeys.length * CHUNK_SIZE > size) {
      return Array.from(this.forward(name, nights, size), ([, values]) =>
        Float64Array.from(modelKeys, (key) => values[key - 1] ?? NaN),
      );
    }
    const ofModels = modelKeys.map((key) => this.#chain.series(name, key, nights));
    return nights.map((_, index) => Float64Array.from(ofModels, (values) => values[index] ?? NaN));
  }

  names(modelKeys: readonly number[], nightKey: number): string[] {
    const earlier = this.#db
      .prepare<[number, number], string>(
        'SELECT name FROM model_rename WHERE model_key = ? AND until_night > ? ORDER BY until_night LIMIT 1',
      )
      .pluck();
    const current = this.#db.prepare<[number], string>('SELECT name FROM model WHERE model_key = ?').pluck();
    return modelKeys.map((key) => earlier.get(key, nightKey) ?? current.get(key) ?? '');
  }

  firstSeenRuns(modelKeys: readonly number[]): number[] {
    return firstSeenRuns(this.#db, modelKeys);
  }

  modelsNamed(name: string): number[] {
    return modelsNamed(this.#db, name);
  }

  findModels(reference: string): FoundModel[] {
    return findModels(this.#db, reference);
  }

  namesBeside(author: string | null): Iterable<string> {
    return namesBeside(this.#db, author);
  }

  authorsNamed(names: readonly string[]): { key: number; name: string }[] {
    return this.#db
      .prepare<[string], { key: number; name: string }>(
        `SELECT author_key AS key, name FROM author
         WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?)) ORDER BY author_key`,
      )
      .all(JSON.stringify(names));
  }

  authorNames(keys: readonly number[]): string[] {
    const name = this.#db.prepare<[number], string>('SELECT name FROM author WHERE author_key = ?').pluck();
    return keys.map((key) => name.get(key) ?? '');
  }

  modelsOfAuthor(author: string): ModelsOfAuthor | undefined {
    return modelsOfAuthor(this.#db, author);
  }

  authors(): AuthorOverviews {
    return readAuthorOverviews(this.#db);
  }

  tagNames(keys: readonly number[]): string[] {
    const name = this.#db.prepare<[number], string>('SELECT name FROM tag WHERE tag_key = ?').pluck();
    return keys.map((key) => name.get(key) ?? '');
  }

  languages(): DeclaredLanguages {
    return readDeclaredLanguages(this.#db);
  }

  taggedWith(names: readonly string[]): Map<string, Uint32Array> {
    return readTaggedModels(this.#db, names);
  }

  baseNamed(name: string): number | null {
    return baseNamed(this.#db, name);
  }

  baseNames(keys: readonly number[]): Map<number, string> {
    return readBaseNames(this.#db, keys);
  }

  bases(): BaseModels {
    return readBaseModels(this.#db);
  }

  formerBases(): Iterable<readonly [baseKey: number, modelKey: number]> {
    return readFormerBases(this.#db);
  }

  edges(): Edges {
    return readEdges(this.#db);
  }

  severalBases(): number {
    return countSeveralBases(this.#db);
  }
}

function nextColumn(columns: Iterator<[Night, Float64Array]>): Float64Array {
  const step = columns.next();
  return step.done === true ? new Float64Array(0) : step.value[1];
}

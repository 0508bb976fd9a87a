import type { Tally } from '../statistics/tally.js';
import type { AuthorOverviews } from './author-reader.js';
import type { ModelsOfAuthor } from './authors-of-models.js';
import type { DeclaredLanguages } from './declared-languages.js';
import type { FoundModel } from './found-models.js';
import type { BaseModels, Edges } from './lineage.js';
import type { Night } from './night.js';
import type { MetricColumn, NightColumn } from './night-columns.js';
import type { RepositorySource } from './repository-source.js';
import type { Run } from './run.js';

/** Models with the largest values of a column above zero: `n` of them, and those tied with the last. Of as many positions, ascending, as values. */
export interface Leaders {
  positions: Int32Array;
  values: Float64Array;
}

/**
 * Where the nights of a store are read: its SQLite file, or its tables on another engine. All that reports know comes through here,
 * as plain rows and columns in the order that is said, so that what is computed of them is equal to the last digit. Letters are
 * compared whatever their case where it is said: ASCII letters alone.
 */
export interface NightSource {
  /** Every night, of whatever query and quality, in the order they were taken. */
  nights(): Night[];
  /** Every run, the newest first. */
  runs(): Run[];
  /** The largest key of a model of any night, which is how many positions a column has; 0 where there is none. */
  lastModelKey(): number;
  /** Likewise of an author. */
  lastAuthorKey(): number;

  /** A column as of a night: position `i` is model key `i + 1`; NaN where the night did not see the model, or saw no value. */
  column(name: NightColumn, night: Night, size: number): Float64Array;
  /** The column of each of the nights, which are in order; the array is reused. */
  forward(name: NightColumn, nights: readonly Night[], size: number): Generator<[Night, Float64Array]>;
  /** How many models of each night have each value of a metric. */
  tallies(name: MetricColumn, nights: readonly Night[], size: number): Generator<[Night, Tally]>;
  /** The largest values of each of the nights, which are in order. */
  leaders(name: MetricColumn, nights: readonly Night[], n: number, size: number): Generator<[Night, Leaders]>;
  /** The values of some models, one array for each night, in the order of the keys; NaN is missing. The nights are whole ones in order. */
  series(name: NightColumn, modelKeys: readonly number[], nights: readonly Night[]): Float64Array[];

  /** Names that models had on a night; empty for a key that no model has. */
  names(modelKeys: readonly number[], nightKey: number): string[];
  /** The run that saw each model first; NaN for a key that no model has. */
  firstSeenRuns(modelKeys: readonly number[]): number[];
  /**
   * Keys of the models of that name, whatever its case: those that have it now, the exact one first, then the last to come; else
   * those that gave it up, the last to do so first.
   */
  modelsNamed(name: string): number[];
  /** The models that have or had exactly that name, or have it as their `_id`; those that have it first, then by key. */
  findModels(reference: string): FoundModel[];
  /** The distinct names of bases, and of the models of the author of that name, whatever its case; in any order. */
  namesBeside(author: string | null): Iterable<string>;

  /** The authors of the given names, whatever their case, by key. */
  authorsNamed(names: readonly string[]): { key: number; name: string }[];
  authorNames(keys: readonly number[]): string[];
  /** Every model that the author of exactly that name has or had, by key. */
  modelsOfAuthor(author: string): ModelsOfAuthor | undefined;
  /** Who the authors are. */
  authors(): AuthorOverviews;

  /** Names of the keys of pipeline tags, libraries, `license:...` tags and languages. */
  tagNames(keys: readonly number[]): string[];
  /** The languages that models declare. */
  languages(): DeclaredLanguages;
  /** The positions of the models that carry each of the tags, ascending; whatever the case. Tags that bases imply are with the edges. */
  taggedWith(names: readonly string[]): Map<string, Uint32Array>;

  /** The key of a base of that name, whatever its case, the exact one first, then the least. */
  baseNamed(name: string): number | null;
  baseNames(keys: readonly number[]): Map<number, string>;
  /** Every base, in any order. */
  bases(): BaseModels;
  /** Bases that no model is named like, with each model that once was; as they gave the name up, of one night the last model first. */
  formerBases(): Iterable<readonly [baseKey: number, modelKey: number]>;
  /** Every declared base. */
  edges(): Edges;
  /** How many models declare more than one base. */
  severalBases(): number;

  /** Datasets and Spaces. */
  repositories(): RepositorySource;
}

import type { Database } from 'better-sqlite3';
import { namespaceOf } from '../domain/read-plain-model.js';
import { listedWords, type RepositoryKind, repositoryKinds } from '../domain/repository-record.js';
import { MissingDataError, UsageError } from '../errors.js';
import type { Tally } from '../statistics/tally.js';
import type { AuthorReader } from './author-reader.js';
import type { ModelsOfAuthor } from './authors-of-models.js';
import type { FoundModel } from './found-models.js';
import type { BasePositions, Edges } from './lineage.js';
import { similarNames } from './model-by-name.js';
import { dayOf, isNotRejected, isTrusted, type Night } from './night.js';
import type { MetricColumn, NightColumn } from './night-columns.js';
import type { Leaders, NightSource } from './night-source.js';
import { RepositoryReader } from './repository-reader.js';
import type { Run } from './run.js';
import { SharedReads } from './shared-reads.js';
import { SqliteSource } from './sqlite-source.js';

/** Which night is meant; by default the newest trusted one of the whole Hub. */
export interface NightChoice {
  /** `YYYY-MM-DD`: the night at or before that day. */
  asOf?: string | undefined;
  /** The night of one run, of whatever query and quality. */
  run?: number | undefined;
  /** Take suspect nights as well. */
  includeSuspect?: boolean | undefined;
}

/** Eight bytes a model each; the reports of one night ask for the same few. More would take `report all` over its bound of memory. */
const COLUMNS_KEPT = 5;

/**
 * What reports read: the values of one finished run. Position `i` of a column is model key `i + 1`; NaN is missing. The night is
 * looked for when it is first asked for: datasets and Spaces are read without one of models.
 */
export class NightReader {
  readonly #source: NightSource;
  readonly #shared: SharedReads;
  readonly #choice: NightChoice;
  readonly #lastDay: number;
  #chosen: { night: Night; run: Run } | undefined;
  readonly #columns = new Map<NightColumn, Float64Array>();
  readonly #repositories = new Map<RepositoryKind, RepositoryReader>();

  private constructor(shared: SharedReads, choice: NightChoice) {
    this.#lastDay = choice.asOf === undefined ? Infinity : parseDay(choice.asOf);
    this.#choice = choice;
    this.#shared = shared;
    this.#source = shared.source;
  }

  /**
   * Opens the chosen night of a store that is one file.
   * @throws UsageError when `asOf` is not a date
   */
  static open(db: Database, choice: NightChoice = {}): NightReader {
    return NightReader.from(new SqliteSource(db), choice);
  }

  /** Opens the chosen night, wherever it is. @throws as {@link open} */
  static from(source: NightSource, choice: NightChoice = {}): NightReader {
    return new NightReader(new SharedReads(source), choice);
  }

  /** Another night of the same store, of the same trust. @throws as {@link open} */
  at(choice: NightChoice): NightReader {
    return new NightReader(this.#shared, { includeSuspect: this.#choice.includeSuspect, ...choice });
  }

  /** @throws MissingDataError when there is no such night, saying what the store has instead; as does all that is of models */
  get night(): Night {
    return this.#found.night;
  }

  /** The run that made the night. @throws as {@link night} */
  get run(): Run {
    return this.#found.run;
  }

  get #found(): { night: Night; run: Run } {
    return (this.#chosen ??= this.#find());
  }

  #find(): { night: Night; run: Run } {
    const night = findNight(this.#shared.nights, this.#choice, this.#lastDay);
    const run = this.#shared.runs.find((each) => each.run === night?.run);
    if (night === undefined || run === undefined) throw noNight(this.#shared, this.#choice);
    return { night, run };
  }

  /** Public models that the run saw. */
  get models(): number {
    return this.night.models;
  }

  /** Positions of every column. */
  get size(): number {
    return this.#shared.size;
  }

  /**
   * One column of the night; positions of models that the run did not see, or saw without a value, are NaN. Whoever asks
   * for it shares it: copy what is to be changed.
   */
  column(name: NightColumn): Float64Array {
    const values = this.#columns.get(name) ?? this.#source.column(name, this.night, this.size);
    // The one asked for last goes last.
    this.#columns.delete(name);
    this.#columns.set(name, values);
    const [oldest] = this.#columns.keys();
    if (this.#columns.size > COLUMNS_KEPT && oldest !== undefined) this.#columns.delete(oldest);
    return values;
  }

  /** How many models of the night have a value in the column. */
  count(name: NightColumn): number {
    return this.night.counts[name] ?? 0;
  }

  /** Names as of the night, of the models at the given positions. */
  names(positions: readonly number[]): string[] {
    return this.#source.names(keysOf(positions), this.night.nightKey);
  }

  /** The positions of the models of a name, whatever its case: those that have it now, else those that gave it up; newest first. */
  modelsNamed(name: string): number[] {
    return this.#source.modelsNamed(name).map((key) => key - 1);
  }

  /** The key of a declared base of that name, whatever its case; null where no model declares it. */
  baseNamed(name: string): number | null {
    return this.#source.baseNamed(name);
  }

  /** Names like the given one, the nearest first, `n` at most. */
  similarNames(name: string, n: number): string[] {
    return similarNames(this.#source.namesBeside(namespaceOf(name)), name, n);
  }

  /** Whether each of the models was seen by this run or an earlier one. */
  seenByThen(positions: readonly number[]): boolean[] {
    return this.#source.firstSeenRuns(keysOf(positions)).map((run) => run <= this.run.run);
  }

  /** Names of the pipeline tags, libraries, `license:...` tags and languages of the given keys. */
  tags(keys: readonly number[]): string[] {
    return this.#source.tagNames(keys);
  }

  /**
   * The positions of the models that declare each language, by the key of its tag: as the store last saw them, not as of
   * the night. Whoever asks shares them, as with {@link bases} and {@link edges}.
   */
  languages(): ReadonlyMap<number, Uint32Array> {
    return this.#shared.languages;
  }

  /**
   * The positions of the models that carry each of the tags, by its name as given; each once, whatever its case. As the store last
   * saw them, not as of the night. One pass over the tags of all models.
   */
  taggedWith(names: readonly string[]): Map<string, Uint32Array> {
    return this.#source.taggedWith(names);
  }

  /** The authors of the given names, whatever their case; their keys are the values of `author_key`. */
  authorsNamed(names: readonly string[]): { key: number; name: string }[] {
    return this.#source.authorsNamed(names);
  }

  /** Names of the authors of the given keys. */
  authorNames(keys: readonly number[]): string[] {
    return this.#source.authorNames(keys);
  }

  /** The largest key of an author of the store, those of later nights included; 0 where there is none. */
  lastAuthorKey(): number {
    return this.#source.lastAuthorKey();
  }

  /** Who the authors are by the newest answers of the Hub, not as of the night. */
  authors(): AuthorReader {
    return this.#shared.authors;
  }

  /** Which models the keys of the column `base_key` stand for, by the names of now. */
  bases(): BasePositions {
    return this.#shared.bases;
  }

  /** The names of bases by their keys. */
  baseNames(keys: readonly number[]): Map<number, string> {
    return this.#source.baseNames(keys);
  }

  /** Every declared base: as the store last saw them, not as of the night; ask `present` which models the night has. */
  edges(): Edges {
    return this.#shared.edges;
  }

  /** Models that declare more than one base: as the store last saw them, not as of the night. */
  severalBases(): number {
    return this.#shared.severalBases;
  }

  /** The nights that speak for their days, up to this one and with it, oldest first. */
  nights(): Night[] {
    const { nightKey, day } = this.night;
    const isUsable = this.#choice.includeSuspect === true ? isNotRejected : isTrusted;
    const earlier = this.#shared.nights.filter(
      (each) => isUsable(each) && each.nightKey < nightKey && each.day !== day,
    );
    const byDay = new Map([...earlier, this.night].map((night) => [night.day, night]));
    return [...byDay.values()].sort((a, b) => a.nightKey - b.nightKey);
  }

  /** The {@link nights}, each with how many models have each value of a metric. */
  tallies(name: MetricColumn): Generator<[Night, Tally]> {
    return this.#source.tallies(name, this.nights(), this.size);
  }

  /** The {@link nights}, each with one column; the array is reused. */
  history(name: NightColumn): Generator<[Night, Float64Array]> {
    return this.#source.forward(name, this.nights(), this.size);
  }

  /** The largest values of a metric on each of the nights, which are in order: `n`, and those tied with the last. */
  leaders(name: MetricColumn, n: number, nights: readonly Night[]): Generator<[Night, Leaders]> {
    return this.#source.leaders(name, nights, n, this.size);
  }

  /**
   * Datasets or Spaces: of the run that was asked for where it is one of theirs, else of their newest crawl, or of the last one up to
   * the day that was asked for.
   * @throws MissingDataError when there is none, naming the command that makes one
   */
  repositories(kind: RepositoryKind): RepositoryReader {
    const known = this.#repositories.get(kind);
    if (known !== undefined) return known;
    const { run, includeSuspect = false } = this.#choice;
    const crawls = this.#source.repositories();
    const isTheirs = (): boolean =>
      repositoryKinds.some((each) => crawls.nights(each).some((night) => night.run === run));
    // A run of models leaves the choice to the newest crawl, but one without any night is a mistake.
    if (run !== undefined && !isTheirs()) this.#find();
    const reader = new RepositoryReader(crawls, this.#shared.runs, kind, {
      run,
      lastDay: this.#lastDay,
      includeSuspect,
    });
    this.#repositories.set(kind, reader);
    return reader;
  }

  /** Every night of the store, later ones and those that speak for no day included, in the order they were taken. */
  allNights(): readonly Night[] {
    return this.#shared.nights;
  }

  /** One column of some models, an array for each of the nights, in the order of the keys. The nights are whole ones in order. */
  series(name: NightColumn, modelKeys: readonly number[], nights: readonly Night[]): Float64Array[] {
    return this.#source.series(name, modelKeys, nights);
  }

  /** The models that have or had exactly that name, or have it as their `_id`: those that have it first. */
  findModels(reference: string): FoundModel[] {
    return this.#source.findModels(reference);
  }

  /** The author of exactly that name, with every model that it has or had. */
  modelsOfAuthor(author: string): ModelsOfAuthor | undefined {
    return this.#source.modelsOfAuthor(author);
  }
}

function keysOf(positions: readonly number[]): number[] {
  return positions.map((position) => position + 1);
}

/** @throws UsageError when `date` is not a day of the calendar */
export function parseDay(date: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) {
    throw new UsageError(`"${date}" is not a date.`, { todo: 'Write it like 2026-11-23.' });
  }
  return dayOf(ms);
}

function findNight(
  nights: readonly Night[],
  { run, includeSuspect }: NightChoice,
  lastDay: number,
): Night | undefined {
  if (run !== undefined) return nights.findLast((night) => night.run === run);
  const isUsable = includeSuspect === true ? isNotRejected : isTrusted;
  return nights.findLast((night) => isUsable(night) && night.day <= lastDay);
}

function noNight({ nights, runs: all }: SharedReads, { asOf, run }: NightChoice): MissingDataError {
  const runs = all.filter(({ query }) => query.repository === 'model');
  const { repository = 'model' } = all.find((each) => each.run === run)?.query ?? {};
  if (run !== undefined && repository !== 'model') {
    return new MissingDataError(`Run ${run} has no night of models.`, {
      why: `It is a crawl of ${listedWords[repository].many}.`,
      todo: 'See `oai runs` for the runs and what they hold.',
    });
  }
  if (run !== undefined) {
    return new MissingDataError(`Run ${run} has no night in this store.`, {
      why: 'There is no such run, it has not finished, or a later run of the same day took its place.',
      todo: 'See `oai runs` for the runs and what they hold.',
    });
  }
  const firstNight = nights.find(isTrusted);
  if (asOf !== undefined && firstNight !== undefined) {
    return new MissingDataError(`This store has no night at or before ${asOf}.`, {
      why: `Its history begins on ${firstNight.date}; the Hub keeps none of its own.`,
      todo: `Choose a day from ${firstNight.date} on.`,
    });
  }
  const suspect = nights.findLast(({ whole, quality }) => whole && quality === 'suspect');
  if (suspect !== undefined) {
    return new MissingDataError('The only crawls of the whole Hub in this store are suspect.', {
      why: `Run ${suspect.run}: ${suspect.reasons.join('; ')}.`,
      todo: `Look at it, then \`oai runs accept ${suspect.run}\`; or add --include-suspect.`,
    });
  }
  const [newest] = runs;
  if (newest === undefined && all.length > 0) {
    return new MissingDataError('This store has no crawl of the models.', {
      why: 'Datasets and Spaces alone were crawled into it.',
      todo: 'Run `oai crawl`.',
    });
  }
  if (newest === undefined) {
    return new MissingDataError('This store is empty.', {
      why: 'Nothing has been crawled into it yet.',
      todo: 'Run `oai crawl` to fill it, or `oai demo` to try oai without network.',
    });
  }
  const partial = runs.find(({ whole, status }) => !whole && status === 'complete');
  return new MissingDataError('This store has no complete crawl of the Hub.', {
    why:
      newest.status === 'complete'
        ? `Run ${newest.run} was limited by its own query, so it says nothing about the whole Hub.`
        : `Run ${newest.run} stopped after ${newest.models} models.`,
    todo:
      partial === undefined
        ? 'Run `oai crawl` again: it goes on from there.'
        : `Run \`oai crawl\` for the whole Hub, or add \`--run ${partial.run}\` to compute from that part alone.`,
  });
}

import type { Database } from 'better-sqlite3';
import { MissingDataError, UsageError } from '../errors.js';
import { type Tally, tally } from '../statistics/tally.js';
import { AuthorReader } from './author-reader.js';
import { type BasePositions, type Edges, readBaseNames } from './lineage.js';
import { ModelRelations } from './model-relations.js';
import { dayOf, lastModelKey, listNights, type Night, notRejected, trusted } from './night.js';
import { NightChain } from './night-chain.js';
import type { MetricColumn, NightColumn } from './night-columns.js';
import { baseNamed, firstSeenRuns, modelsNamed, similarNames } from './model-by-name.js';
import { readHistogram } from './night-histogram.js';
import { findRun, listRuns, type Run } from './run.js';
import { readTaggedModels } from './tagged-models.js';

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

/** What reports read: the values of one finished run. Position `i` of a column is model key `i + 1`; NaN is missing. */
export class NightReader {
  readonly run: Run;
  readonly night: Night;
  readonly #db: Database;
  readonly #chain: NightChain;
  readonly #size: number;
  #authors: AuthorReader | undefined;
  readonly #columns = new Map<NightColumn, Float64Array>();
  readonly #includeSuspect: boolean | undefined;
  readonly #relations: ModelRelations;

  private constructor(
    db: Database,
    run: Run,
    night: Night,
    { includeSuspect, relations }: { includeSuspect: boolean | undefined; relations: ModelRelations },
  ) {
    this.#includeSuspect = includeSuspect;
    this.#relations = relations;
    this.#db = db;
    this.#chain = new NightChain(db);
    this.#size = lastModelKey(db);
    this.run = run;
    this.night = night;
  }

  /**
   * Opens the chosen night.
   * @throws MissingDataError when there is none, saying what the store has instead
   * @throws UsageError when `asOf` is not a date
   */
  static open(db: Database, choice: NightChoice = {}): NightReader {
    return NightReader.#open(db, choice, new ModelRelations(db));
  }

  static #open(db: Database, choice: NightChoice, relations: ModelRelations): NightReader {
    const night = findNight(db, choice);
    const run = night === undefined ? undefined : findRun(db, night.run);
    if (night === undefined || run === undefined) throw noNight(db, choice);
    return new NightReader(db, run, night, { includeSuspect: choice.includeSuspect, relations });
  }

  /** Another night of the same store, of the same trust. @throws as {@link open} */
  at(choice: NightChoice): NightReader {
    return NightReader.#open(this.#db, { includeSuspect: this.#includeSuspect, ...choice }, this.#relations);
  }

  /** Public models that the run saw. */
  get models(): number {
    return this.night.models;
  }

  /** Positions of every column. */
  get size(): number {
    return this.#size;
  }

  /**
   * One column of the night; positions of models that the run did not see, or saw without a value, are NaN. Whoever asks
   * for it shares it: copy what is to be changed.
   */
  column(name: NightColumn): Float64Array {
    const values = this.#columns.get(name) ?? this.#chain.column(name, this.night, this.#size);
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
    const earlier = this.#db
      .prepare<[number, number], string>(
        'SELECT name FROM model_rename WHERE model_key = ? AND until_night > ? ORDER BY until_night LIMIT 1',
      )
      .pluck();
    const current = this.#db.prepare<[number], string>('SELECT name FROM model WHERE model_key = ?').pluck();
    return positions.map(
      (position) => earlier.get(position + 1, this.night.nightKey) ?? current.get(position + 1) ?? '',
    );
  }

  /** The positions of the models of a name, whatever its case: those that have it now, else those that gave it up; newest first. */
  modelsNamed(name: string): number[] {
    return modelsNamed(this.#db, name).map((key) => key - 1);
  }

  /** The key of a declared base of that name, whatever its case; null where no model declares it. */
  baseNamed(name: string): number | null {
    return baseNamed(this.#db, name);
  }

  /** Names like the given one, the nearest first, `n` at most. */
  similarNames(name: string, n: number): string[] {
    return similarNames(this.#db, name, n);
  }

  /** Whether each of the models was seen by this run or an earlier one. */
  seenByThen(positions: readonly number[]): boolean[] {
    const keys = positions.map((position) => position + 1);
    return firstSeenRuns(this.#db, keys).map((run) => run <= this.run.run);
  }

  /** Names of the pipeline tags, libraries, `license:...` tags and languages of the given keys. */
  tags(keys: readonly number[]): string[] {
    const name = this.#db.prepare<[number], string>('SELECT name FROM tag WHERE tag_key = ?').pluck();
    return keys.map((key) => name.get(key) ?? '');
  }

  /**
   * The positions of the models that declare each language, by the key of its tag: as the store last saw them, not as of
   * the night. Whoever asks shares them, as with {@link bases} and {@link edges}.
   */
  languages(): ReadonlyMap<number, Uint32Array> {
    return this.#relations.languages;
  }

  /**
   * The positions of the models that carry each of the tags, by its name as given; each once, whatever its case. As the store last
   * saw them, not as of the night. One pass over the tags of all models.
   */
  taggedWith(names: readonly string[]): Map<string, Uint32Array> {
    return readTaggedModels(this.#db, names);
  }

  /** The authors of the given names, whatever their case; their keys are the values of `author_key`. */
  authorsNamed(names: readonly string[]): { key: number; name: string }[] {
    return this.#db
      .prepare<[string], { key: number; name: string }>(
        `SELECT author_key AS key, name FROM author
         WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?)) ORDER BY author_key`,
      )
      .all(JSON.stringify(names));
  }

  /** Names of the authors of the given keys. */
  authorNames(keys: readonly number[]): string[] {
    const name = this.#db.prepare<[number], string>('SELECT name FROM author WHERE author_key = ?').pluck();
    return keys.map((key) => name.get(key) ?? '');
  }

  /** The largest key of an author of the store, those of later nights included; 0 where there is none. */
  lastAuthorKey(): number {
    return Number(this.#db.prepare('SELECT coalesce(max(author_key), 0) FROM author').pluck().get());
  }

  /** Who the authors are by the newest answers of the Hub, not as of the night. */
  authors(): AuthorReader {
    return (this.#authors ??= new AuthorReader(this.#db));
  }

  /** Which models the keys of the column `base_key` stand for, by the names of now. */
  bases(): BasePositions {
    return this.#relations.bases;
  }

  /** The names of bases by their keys. */
  baseNames(keys: readonly number[]): Map<number, string> {
    return readBaseNames(this.#db, keys);
  }

  /** Every declared base: as the store last saw them, not as of the night; ask `present` which models the night has. */
  edges(): Edges {
    return this.#relations.edges;
  }

  /** Models that declare more than one base: as the store last saw them, not as of the night. */
  severalBases(): number {
    return this.#relations.severalBases;
  }

  /** The nights that speak for their days, up to this one and with it, oldest first. */
  nights(): Night[] {
    const { nightKey, day } = this.night;
    const usable = this.#includeSuspect === true ? notRejected : trusted;
    const earlier = listNights(this.#db, `${usable} AND night_key < ? AND day <> ?`, nightKey, day);
    const byDay = new Map([...earlier, this.night].map((night) => [night.day, night]));
    return [...byDay.values()].sort((a, b) => a.nightKey - b.nightKey);
  }

  /** The {@link nights}, each with how many models have each value of a metric. */
  *tallies(name: MetricColumn): Generator<[Night, Tally]> {
    const nights = this.nights();
    const known = nights.map(({ nightKey }) => readHistogram(this.#db, nightKey, name));
    const missing = nights.filter((_, index) => known[index] === undefined);
    const columns = this.#chain.forward(name, missing, this.#size);
    for (const [index, night] of nights.entries()) {
      const histogram = known[index];
      if (histogram !== undefined) yield [night, histogram];
      else yield [night, tally(nextColumn(columns))];
    }
  }

  /** The {@link nights}, each with one column; the array is reused. */
  history(name: NightColumn): Generator<[Night, Float64Array]> {
    return this.#chain.forward(name, this.nights(), this.#size);
  }
}

function nextColumn(columns: Iterator<[Night, Float64Array]>): Float64Array {
  const step = columns.next();
  return step.done === true ? new Float64Array(0) : step.value[1];
}

/** @throws UsageError when `date` is not a day of the calendar */
export function parseDay(date: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) {
    throw new UsageError(`"${date}" is not a date.`, { todo: 'Write it like 2026-11-23.' });
  }
  return dayOf(ms);
}

function findNight(db: Database, { asOf, run, includeSuspect }: NightChoice): Night | undefined {
  if (run !== undefined) return listNights(db, 'run_key = ?', run).at(-1);
  const usable = includeSuspect === true ? notRejected : trusted;
  return asOf === undefined
    ? listNights(db, usable).at(-1)
    : listNights(db, `${usable} AND day <= ?`, parseDay(asOf)).at(-1);
}

function noNight(db: Database, { asOf, run }: NightChoice): MissingDataError {
  if (run !== undefined) {
    return new MissingDataError(`Run ${run} has no night in this store.`, {
      why: 'There is no such run, it has not finished, or a later run of the same day took its place.',
      todo: 'See `oai runs` for the runs and what they hold.',
    });
  }
  const [firstNight] = listNights(db, trusted);
  if (asOf !== undefined && firstNight !== undefined) {
    return new MissingDataError(`This store has no night at or before ${asOf}.`, {
      why: `Its history begins on ${firstNight.date}; the Hub keeps none of its own.`,
      todo: `Choose a day from ${firstNight.date} on.`,
    });
  }
  const suspect = listNights(db, `whole = 1 AND quality = 'suspect'`).at(-1);
  if (suspect !== undefined) {
    return new MissingDataError('The only crawls of the whole Hub in this store are suspect.', {
      why: `Run ${suspect.run}: ${suspect.reasons.join('; ')}.`,
      todo: `Look at it, then \`oai runs accept ${suspect.run}\`; or add --include-suspect.`,
    });
  }
  const [newest] = listRuns(db, 1);
  if (newest === undefined) {
    return new MissingDataError('This store is empty.', {
      why: 'Nothing has been crawled into it yet.',
      todo: 'Run `oai crawl` to fill it, or `oai demo` to try oai without network.',
    });
  }
  const partial = listRuns(db).find(({ whole, status }) => !whole && status === 'complete');
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

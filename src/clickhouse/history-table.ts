import { DamagedStoreError } from '../errors.js';
import type { Tally } from '../statistics/tally.js';
import type { Night } from '../store/night.js';
import type { MetricColumn, NightColumn } from '../store/night-columns.js';
import type { Leaders } from '../store/night-source.js';
import type { TableReader } from './table-reader.js';

/** Nights in one query, which names the files of each. */
const NIGHTS_AT_ONCE = 50;
/** An answer is one text, which may be of half a gigabyte at most, with a line for each value of a night. */
const TALLIES_AT_ONCE = 8;

/** What nights saw, out of the table `model_night`. What a night's rows do not add up to is not answered. */
export class HistoryTable {
  readonly #reader: TableReader;
  /** Keys of the nights that are there in full, by column. */
  readonly #whole = new Map<NightColumn, Set<number>>();

  constructor(reader: TableReader) {
    this.#reader = reader;
  }

  /**
   * Sets `values` to one column as of a night: position `i` is model key `i + 1`, NaN is missing.
   * @throws DamagedStoreError when the night has not as many rows as it should
   */
  fill(values: Float64Array, name: NightColumn, night: Night): void {
    values.fill(NaN);
    const isPresent = name === 'present';
    const from = this.#reader.nights([night]);
    const [keys, found] = this.#reader.columns<[number[], number[]]>(
      [from],
      `SELECT model_key, ${isPresent ? '1' : name} FROM ${from.sql}
       WHERE night_key = {night:Int64}${isPresent ? '' : ` AND ${name} IS NOT NULL`}`,
      { night: night.nightKey },
    );
    for (let row = 0; row < keys.length; row += 1) values[(keys[row] ?? NaN) - 1] = found[row] ?? NaN;
    this.#require(night, name, keys.length);
    if (keys.some((key) => key > values.length)) {
      throw damaged(night, 'It has models that the table of models lacks.');
    }
  }

  /** How many models of each night have each value; nights in order. */
  *tallies(name: MetricColumn, nights: readonly Night[]): Generator<[Night, Tally]> {
    for (const some of chunks(nights, TALLIES_AT_ONCE)) {
      const from = this.#reader.nights(some);
      const [keys, values, items] = this.#reader.columns<[number[], number[], number[]]>(
        [from],
        `SELECT night_key, ${name}, count() FROM ${from.sql}
         WHERE night_key IN {nights:Array(Int64)} AND ${name} IS NOT NULL
         GROUP BY night_key, ${name} ORDER BY night_key, ${name}`,
        { nights: some.map(({ nightKey }) => nightKey) },
      );
      let begin = 0;
      for (const night of some) {
        let end = begin;
        while (keys[end] === night.nightKey) end += 1;
        const tally = tallyOf(values.slice(begin, end), items.slice(begin, end));
        this.#require(night, name, tally.n);
        yield [night, tally];
        begin = end;
      }
    }
  }

  /** The `n` largest values above zero of each night, and those tied with the last. */
  *leaders(name: MetricColumn, nights: readonly Night[], n: number): Generator<[Night, Leaders]> {
    for (const some of chunks(nights, NIGHTS_AT_ONCE)) {
      this.#requireWhole(name, some);
      for (const night of some) {
        const from = this.#reader.nights([night]);
        const [keys, values] = this.#reader.columns<[number[], number[]]>(
          [from],
          `SELECT * FROM (
             SELECT model_key, ${name} FROM ${from.sql}
             WHERE night_key = {night:Int64} AND ${name} > 0 ORDER BY ${name} DESC LIMIT {n:UInt64} WITH TIES
           ) ORDER BY model_key`,
          { night: night.nightKey, n },
        );
        yield [
          night,
          { positions: Int32Array.from(keys, (key) => key - 1), values: Float64Array.from(values) },
        ];
      }
    }
  }

  /** The values of some models, one array for each night. */
  series(name: NightColumn, modelKeys: readonly number[], nights: readonly Night[]): Float64Array[] {
    if (modelKeys.length === 0) return nights.map(() => new Float64Array(0));
    const isPresent = name === 'present';
    const places = new Map(modelKeys.map((key, place) => [key, place]));
    const series = new Map(
      nights.map(({ nightKey }) => [nightKey, new Float64Array(modelKeys.length).fill(NaN)]),
    );
    for (const some of chunks(nights, NIGHTS_AT_ONCE)) {
      this.#requireWhole('present', some);
      const from = this.#reader.nights(some);
      const [nightKeys, keys, values] = this.#reader.columnsOf<[number[], number[], number[]]>(
        [from],
        `SELECT night_key, model_key, ${isPresent ? '1' : name} FROM ${from.sql}
         WHERE night_key IN {nights:Array(Int64)} AND model_key IN {list:Array(Int64)}
           ${isPresent ? '' : `AND ${name} IS NOT NULL`}`,
        modelKeys,
        { nights: some.map(({ nightKey }) => nightKey) },
      );
      for (const [row, nightKey] of nightKeys.entries()) {
        const place = places.get(keys[row] ?? NaN);
        const ofNight = series.get(nightKey);
        if (place !== undefined && ofNight !== undefined) ofNight[place] = values[row] ?? NaN;
      }
    }
    return [...series.values()];
  }

  /** Of rows that are not found nothing tells whether the night lacks them or the table lacks the night. */
  #requireWhole(name: NightColumn, nights: readonly Night[]): void {
    const known = this.#whole.get(name) ?? new Set();
    this.#whole.set(name, known);
    const unknown = nights.filter(({ nightKey }) => !known.has(nightKey));
    if (unknown.length === 0) return;
    const from = this.#reader.nights(unknown);
    const [keys, rows] = this.#reader.columns<[number[], number[]]>(
      [from],
      `SELECT night_key, count(${name === 'present' ? '' : name}) FROM ${from.sql}
       WHERE night_key IN {nights:Array(Int64)} GROUP BY night_key`,
      { nights: unknown.map(({ nightKey }) => nightKey) },
    );
    for (const night of unknown) {
      this.#require(night, name, rows[keys.indexOf(night.nightKey)] ?? 0);
      known.add(night.nightKey);
    }
  }

  #require(night: Night, name: NightColumn, found: number): void {
    const expected = name === 'present' ? night.models : (night.counts[name] ?? 0);
    if (found === expected) return;
    throw damaged(night, `It has ${found} values of ${name}, not ${expected}.`);
  }
}

function damaged({ date, run }: Night, why: string): DamagedStoreError {
  return new DamagedStoreError(`The night ${date} (run ${run}) is not whole in the table model_night.`, {
    why,
    todo: 'Export it again with `oai export`, all tables together; on a server, load them anew.',
  });
}

/** @param values distinct ones, ascending @param items how many have each */
function tallyOf(values: readonly number[], items: readonly number[]): Tally {
  const isZeroFirst = values[0] === 0;
  const first = isZeroFirst ? 1 : 0;
  return {
    n: items.reduce((sum, many) => sum + many, 0),
    zeros: isZeroFirst ? (items[0] ?? 0) : 0,
    counts: Float64Array.from(values.slice(first)),
    items: Float64Array.from(items.slice(first)),
  };
}

function* chunks(nights: readonly Night[], size: number): Generator<readonly Night[]> {
  for (let first = 0; first < nights.length; first += size) yield nights.slice(first, first + size);
}

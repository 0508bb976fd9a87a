import type { ExchangeTableName } from '../exchange/tables.js';
import type { Night } from '../store/night.js';
import type { Engine, QueryParameters } from './engine.js';
import { EngineFailure } from './engine.js';
import { explainFailure } from './explain-failure.js';
import { ExportCounts } from './export-counts.js';
import type { Fragment, TablePlace } from './table-place.js';

/** Of every query, whatever a server has set: numbers as JSON has them, which are below 2^53, and all of an answer or an error. */
const settings = {
  output_format_json_quote_64bit_integers: 0,
  read_overflow_mode: "'throw'",
  result_overflow_mode: "'throw'",
  skip_unavailable_shards: 0,
} as const;

/** Asks an engine about the tables of a place. */
export class TableReader {
  readonly #place: TablePlace;
  readonly #engine: Engine;
  readonly #settings: string;
  #counts: ExportCounts | undefined;

  constructor(engine: Engine, place: TablePlace) {
    this.#engine = engine;
    this.#place = place;
    this.#settings = Object.entries({ ...settings, ...place.settings })
      .map(([name, value]) => `${name} = ${value}`)
      .join(', ');
  }

  /**
   * What stands behind FROM for a table.
   * @throws DamagedStoreError when it has not as many rows as were exported, or was exported at another time than the nights
   */
  table(name: Exclude<ExchangeTableName, 'model_night'>): Fragment {
    const from = this.#place.table(name);
    this.#exported.require(name, () => this.value([from], `SELECT count() FROM ${from.sql}`));
    return from;
  }

  /** Rows of `model_night` without its column `night`: those of the given nights, and maybe of others. */
  nights(nights: readonly Pick<Night, 'date' | 'run'>[]): Fragment {
    this.#exported.requireMoment('model_night');
    return this.#place.nights(nights);
  }

  /**
   * The columns of a query, each of as many values as there are rows.
   * @param from what `sql` reads
   * @throws OaiError saying what is missing, refused or unreachable
   */
  columns<Columns extends readonly unknown[][]>(
    from: readonly Fragment[],
    sql: string,
    parameters: QueryParameters = {},
  ): Columns {
    const all = Object.assign(
      {},
      ...from.map((fragment) => fragment.parameters),
      parameters,
    ) as QueryParameters;
    try {
      return this.#engine.query(`${sql} SETTINGS ${this.#settings}`, all) as readonly unknown[][] as Columns;
    } catch (error) {
      throw error instanceof EngineFailure ? explainFailure(error, this.#place) : error;
    }
  }

  /**
   * The columns of a query about listed values, in as many queries as their number takes: their rows in the order of each.
   * @param sql with the values as its parameter `list`
   */
  columnsOf<Columns extends readonly unknown[][]>(
    from: readonly Fragment[],
    sql: string,
    list: readonly number[] | readonly string[],
    parameters: QueryParameters = {},
  ): Columns {
    const [first, ...others] = this.#parts(list).map((part) =>
      this.columns<Columns>(from, sql, { ...parameters, list: part }),
    );
    if (first === undefined) throw new Error('a list has a part');
    return others.length === 0
      ? first
      : (first.map((column, index) =>
          [column, ...others.map((each) => each[index] ?? [])].flat(),
        ) as readonly unknown[][] as Columns);
  }

  /** The one value of a query. */
  value(from: readonly Fragment[], sql: string): number {
    const [[value = 0] = []] = this.columns<[number[]]>(from, sql);
    return value;
  }

  get #exported(): ExportCounts {
    if (this.#counts !== undefined) return this.#counts;
    const manifest = this.#place.manifest();
    const [texts] = this.columns<[string[]]>([manifest], `SELECT json FROM ${manifest.sql}`);
    return (this.#counts = ExportCounts.read(texts, this.#place.name));
  }

  /** At least one part, none longer than a parameter may be. */
  #parts(list: readonly number[] | readonly string[]): (readonly number[] | readonly string[])[] {
    const { longestParameter } = this.#engine;
    const ends: number[] = [];
    let length = 0;
    for (const [index, value] of longestParameter === Infinity ? [] : list.entries()) {
      // Quotes and a comma, and what is escaped.
      const more = JSON.stringify(value).length + 1;
      if (length > 0 && length + more > longestParameter) {
        ends.push(index);
        length = 0;
      }
      length += more;
    }
    return [0, ...ends].map((begin, part) => list.slice(begin, ends[part]));
  }
}

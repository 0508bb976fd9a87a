import type { Engine, QueryParameters } from './engine.js';
import { EngineFailure } from './engine.js';
import { explainFailure } from './explain-failure.js';
import type { Fragment, TablePlace } from './table-place.js';

/** JSON has doubles: what is below 2^53 needs no quotes. */
const SETTINGS = 'SETTINGS output_format_json_quote_64bit_integers = 0';

/** Asks an engine about the tables of a place. */
export class TableReader {
  readonly place: TablePlace;
  readonly #engine: Engine;

  constructor(engine: Engine, place: TablePlace) {
    this.#engine = engine;
    this.place = place;
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
      return this.#engine.query(`${sql} ${SETTINGS}`, all) as readonly unknown[][] as Columns;
    } catch (error) {
      throw error instanceof EngineFailure ? explainFailure(error, this.place) : error;
    }
  }

  /** The one value of a query. */
  value(from: readonly Fragment[], sql: string): number {
    const [[value = 0] = []] = this.columns<[number[]]>(from, sql);
    return value;
  }
}

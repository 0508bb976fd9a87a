export type QueryParameters = Readonly<
  Record<string, string | number | readonly string[] | readonly number[]>
>;

/** ClickHouse, wherever it runs. */
export interface Engine {
  /** How many characters the text of a parameter may have. */
  readonly longestParameter: number;
  /**
   * Runs a query to its end; the columns of its answer, each of as many values as there are rows.
   * @param parameters of the places `{name:Type}` in the query
   * @throws EngineFailure
   */
  query(sql: string, parameters: QueryParameters): unknown[][];
}

/** The code of a failure in which whatever answered is not ClickHouse. */
export const NO_CLICKHOUSE = 'NO_CLICKHOUSE';

/** A query that was refused or not answered, as the engine or the connection says it. */
export class EngineFailure extends Error {
  /** ClickHouse's number for it, or the name that the connection has for it, such as `ECONNREFUSED`; empty where there is none. */
  readonly code: string;

  constructor(message: string, code: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'EngineFailure';
    // ClickHouse says its number in the text at least.
    this.code = code === '' ? (/Code: (\d+)\./.exec(message)?.[1] ?? '') : code;
  }
}

/** The format that engines answer in: the one with columns that says which there are when there is no row. */
export const ANSWER_FORMAT = 'JSONColumnsWithMetadata';

/** The columns of an answer in {@link ANSWER_FORMAT}: they are there by name, which JSON may put into another order. */
export function columnsOf(text: string): unknown[][] {
  const { meta, data } = JSON.parse(text) as { meta: { name: string }[]; data: Record<string, unknown[]> };
  return meta.map(({ name }) => data[name] ?? []);
}

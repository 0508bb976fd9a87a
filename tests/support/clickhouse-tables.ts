import {
  type ColumnType,
  type ExchangeColumn,
  type ExchangeTableName,
  exchangeTables,
} from '../../src/exchange/tables.js';

const types: Record<ColumnType, string> = {
  text: 'String',
  integer: 'Int64',
  real: 'Float64',
  boolean: 'Bool',
  date: 'Date32',
  json: 'String',
};

const names = Object.keys(exchangeTables) as ExchangeTableName[];

/** The statements that make the tables of an export on a server, without a database. */
export function tableDefinitions(): string[] {
  return names.map((name) => {
    const { columns, key } = exchangeTables[name];
    const lines = Object.entries<ExchangeColumn>(columns).map(
      ([column, { type, nullable }]) => `  ${column} ${nullable ? `Nullable(${types[type]})` : types[type]}`,
    );
    return `CREATE TABLE ${name} (\n${lines.join(',\n')}\n) ENGINE = MergeTree ORDER BY (${key.join(', ')})`;
  });
}

/**
 * The statements that fill them from an export.
 * @param source what reads files, such as `file('...')`, given a path below the export; `*` is any name
 */
export function tableFillings(source: (files: string) => string): string[] {
  return names.map((name) => {
    // A folder says the night of its file.
    const files = name === 'model_night' ? 'model_night/night=*/run-*.parquet' : `${name}.parquet`;
    const columns = Object.keys(exchangeTables[name].columns).join(', ');
    return `INSERT INTO ${name} (${columns}) SELECT ${columns} FROM ${source(files)}`;
  });
}

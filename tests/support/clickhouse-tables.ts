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
  const tables = names.map((name) => {
    const { columns, key } = exchangeTables[name];
    const lines = Object.entries<ExchangeColumn>(columns).map(
      ([column, { type, nullable }]) => `  ${column} ${nullable ? `Nullable(${types[type]})` : types[type]}`,
    );
    return `CREATE TABLE ${name} (\n${lines.join(',\n')}\n) ENGINE = MergeTree ORDER BY (${key.join(', ')})`;
  });
  return [...tables, 'CREATE TABLE manifest (json String) ENGINE = MergeTree ORDER BY ()'];
}

/**
 * The statements that fill them from an export, what was in them gone.
 * @param source what reads files, such as `file('...')`, given a path below the export, where `*` is any name, and their format
 */
export function tableFillings(source: (files: string, format: string) => string): string[] {
  const tables = names.map((name) => {
    // A folder says the night of its file.
    const files = name === 'model_night' ? 'model_night/night=*/run-*.parquet' : `${name}.parquet`;
    const columns = Object.keys(exchangeTables[name].columns).join(', ');
    const hive = `SETTINGS use_hive_partitioning = ${name === 'model_night' ? 1 : 0}`;
    return `INSERT INTO ${name} (${columns}) SELECT ${columns} FROM ${source(files, 'Parquet')} ${hive}`;
  });
  // The manifest last, as an export has it: until then nothing is answered.
  const manifest = `INSERT INTO manifest SELECT json FROM ${source('manifest.json', 'JSONAsString')}`;
  return [...[...names, 'manifest'].map((name) => `TRUNCATE TABLE ${name}`), ...tables, manifest];
}

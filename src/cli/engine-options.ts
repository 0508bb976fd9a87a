import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UsageError } from '../errors.js';

export const engines = ['sqlite', 'clickhouse'] as const;

/** Where a report reads its nights, as given. */
export interface EngineFlags {
  db?: string | undefined;
  engine?: (typeof engines)[number] | undefined;
  parquet?: string | undefined;
  url?: string | undefined;
  database?: string | undefined;
}

/** The same, with nothing in it that contradicts the rest. */
export type EngineChoice =
  | { engine: 'sqlite' }
  | { engine: 'clickhouse'; parquet: string; url?: string }
  | { engine: 'clickhouse'; url: string; database: string };

const DEFAULT_DATABASE = 'oai';

/** Options of every command that computes reports. */
export function addEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--engine <engine>', 'what reads the nights: the store, or ClickHouse an export of it')
        .choices(engines)
        .default('sqlite'),
    )
    .option(
      '--parquet <place>',
      'with --engine clickhouse: a folder that `oai export` wrote, s3://... or https://...',
    )
    .option('--url <url>', 'with --engine clickhouse: a server; without it ClickHouse runs in this process')
    .option(
      '--database <name>',
      `with --url: the database of the tables (default: ${DEFAULT_DATABASE}, unless --parquet is given)`,
    );
}

/** @throws UsageError saying which of the options do not go together */
export function engineChoice({ db, engine = 'sqlite', parquet, url, database }: EngineFlags): EngineChoice {
  if (engine === 'sqlite') {
    const [option] = Object.entries({ parquet, url, database }).flatMap(([name, value]) =>
      value === undefined ? [] : [name],
    );
    if (option === undefined) return { engine };
    throw new UsageError(`--${option} is for --engine clickhouse.`, {
      todo: 'Add --engine clickhouse, or leave it out to read the store.',
    });
  }
  if (db !== undefined) {
    throw new UsageError('--db and --engine clickhouse contradict each other.', {
      why: 'ClickHouse reads an export of the store, not the file.',
      todo: 'Export it with `oai export`, and name the folder with --parquet.',
    });
  }
  if (parquet !== undefined) return parquetChoice(parquet, url, database);
  if (url === undefined) {
    throw new UsageError('What is ClickHouse to read?', {
      todo: 'Name the folder of an export with --parquet, or a server that has the tables with --url.',
    });
  }
  const name = database ?? DEFAULT_DATABASE;
  if (!/^\w+$/.test(name)) {
    throw new UsageError('--database is not the name of a database.', {
      todo: 'Use letters, digits and underscores.',
    });
  }
  return { engine, url, database: name };
}

function parquetChoice(parquet: string, url: string | undefined, database: string | undefined): EngineChoice {
  const isRemote = /^(s3|https?):\/\//i.test(parquet);
  if (database !== undefined) {
    throw new UsageError('--database and --parquet contradict each other.', {
      why: 'One names tables of the server, the other files.',
      todo: 'Give one of them.',
    });
  }
  if (url !== undefined && !isRemote) {
    throw new UsageError('The server cannot read a folder of this machine.', {
      todo: 'Leave --url out to read it here, or name a bucket or a web address with --parquet.',
    });
  }
  if (isRemote && /^\w+:\/\/[^/]*@/.test(parquet)) {
    throw new UsageError('--parquet holds a user or a password.', {
      why: 'Whoever sees the command would see them.',
      todo: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for the engine instead.',
    });
  }
  if (/[*?{}]|::/.test(isRemote ? parquet : resolve(parquet))) {
    throw new UsageError('--parquet holds a character that ClickHouse takes for a pattern.', {
      todo: 'Name a place without *, ?, {, } and :: in it.',
    });
  }
  return { engine: 'clickhouse', parquet, ...(url !== undefined && { url }) };
}

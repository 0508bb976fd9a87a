import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Environment, quoted, resolveSetting, storeFlag } from '../config/settings.js';
import { MissingDataError } from '../errors.js';
import type { NightChoice, NightReader } from '../store/night-reader.js';
import type { NightSource } from '../store/night-source.js';
import { type EngineChoice, engineChoice, type EngineFlags } from './engine-options.js';

/** A night that is open for reading, wherever it is. */
export interface OpenNight {
  night: NightReader;
  /** Options by which another command reads the same, with a space before them; empty where it does so anyway. */
  sameStore: string;
  close: () => void;
}

/**
 * Opens the night that the flags choose, in the store or where ClickHouse reads it.
 * @param command as it is named to whoever is refused, such as `oai report tail`
 * @throws UsageError when the flags contradict each other, or the engine is not to be had
 * @throws MissingDataError when there is no such night, store or table
 */
export async function openNight(
  flags: EngineFlags & NightChoice,
  env: Environment,
  command: string,
): Promise<OpenNight> {
  const choice = engineChoice(flags);
  const { NightReader } = await import('../store/night-reader.js');
  if (choice.engine === 'clickhouse') {
    const night = NightReader.from(await clickhouseSource(choice, env), flags);
    return { night, sameStore: engineFlags(choice), close: () => undefined };
  }
  const [{ systemClock }, { openSnapshot }] = await Promise.all([
    import('../clock.js'),
    import('../store/open.js'),
  ]);
  const path = resolveSetting('db', flags.db, env);
  const store = openSnapshot({ path, clock: systemClock, command });
  try {
    const night = NightReader.open(store.db, flags);
    return { night, sameStore: storeFlag(path, env), close: () => store.close() };
  } catch (error) {
    store.close();
    throw error;
  }
}

type ClickHouseChoice = Extract<EngineChoice, { engine: 'clickhouse' }>;

async function clickhouseSource(choice: ClickHouseChoice, env: Environment): Promise<NightSource> {
  const [{ ClickHouseSource }, { databasePlace, parquetKind, parquetPlace }] = await Promise.all([
    import('../clickhouse/clickhouse-source.js'),
    import('../clickhouse/table-place.js'),
  ]);
  const place =
    'database' in choice
      ? databasePlace(choice.database)
      : parquetPlace(
          parquetKind(choice.parquet) === 'file' ? existingFolder(choice.parquet) : choice.parquet,
          // As Amazon's own tools are told of another service.
          env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'] || undefined,
        );
  if (choice.url === undefined) {
    const { openEmbeddedEngine } = await import('../clickhouse/embedded-engine.js');
    return new ClickHouseSource(await openEmbeddedEngine(), place);
  }
  const { openServerEngine } = await import('../clickhouse/server-engine.js');
  const engine = openServerEngine({
    url: choice.url,
    // A server reads files in whatever database.
    database: 'database' in choice ? choice.database : 'default',
    username: env['CLICKHOUSE_USER'] || 'default',
    password: env['CLICKHOUSE_PASSWORD'] ?? '',
  });
  return new ClickHouseSource(engine, place);
}

function existingFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return resolve(folder);
  throw new MissingDataError(`There is no folder ${folder}.`, {
    todo: `Write it with \`oai export -o ${quoted(folder)}\`.`,
  });
}

function engineFlags(choice: ClickHouseChoice): string {
  const { engine, ...places } = choice;
  return Object.entries({ engine, ...places })
    .map(([name, value]) => ` --${name} ${quoted(value)}`)
    .join('');
}

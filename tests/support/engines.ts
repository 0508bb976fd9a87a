import { ClickHouseSource } from '../../src/clickhouse/clickhouse-source.js';
import { openEmbeddedEngine } from '../../src/clickhouse/embedded-engine.js';
import type { Engine } from '../../src/clickhouse/engine.js';
import { parquetPlace } from '../../src/clickhouse/table-place.js';
import type { NightSource } from '../../src/store/night-source.js';
import { exportStore } from './exported-store.js';

/** What the reports of the tests read with: `OAI_TEST_ENGINE=clickhouse` runs all of them on ClickHouse. */
const asked = process.env['OAI_TEST_ENGINE'] ?? 'sqlite';
if (!['sqlite', 'clickhouse'].includes(asked)) throw new Error(`there is no engine ${asked}`);

const tested = asked === 'clickhouse' ? await openEmbeddedEngine() : undefined;

/** The store at `path` as ClickHouse reads it, exported beside it as Parquet. */
export function exportedSource(engine: Engine, path: string): NightSource {
  const folder = `${path}.parquet`;
  exportStore(path, folder);
  return new ClickHouseSource(engine, parquetPlace(folder));
}

/** The store at `path` as the tested engine reads it; `undefined` where that is its file. */
export function testedSource(path: string): NightSource | undefined {
  return tested === undefined ? undefined : exportedSource(tested, path);
}

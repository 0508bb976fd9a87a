import { statSync } from 'node:fs';
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

const LONGEST_PARAMETER = 600;

/** An engine that takes no more than a server does of a cluster with Distributed tables: short lists, and sub-queries that are sent to all. */
export function asStrictAsACluster(engine: Engine): Engine {
  return {
    longestParameter: LONGEST_PARAMETER,
    query: (sql, parameters) => {
      if (/(?<!GLOBAL )(?:\bIN \(SELECT[^()]*FROM|\bJOIN\b)/.test(sql))
        throw new Error(`refused on a cluster: ${sql}`);
      for (const [name, value] of Object.entries(parameters)) {
        if (Array.isArray(value) && JSON.stringify(value).length > LONGEST_PARAMETER + 2)
          throw new Error(`too long for a server: ${name}`);
      }
      return engine.query(sql, parameters);
    },
  };
}

/** By the path of a store, what its files were when it was exported. */
const exportedFrom = new Map<string, string>();

/** The store at `path` as ClickHouse reads it, exported beside it as Parquet. */
export function exportedSource(engine: Engine, path: string): NightSource {
  const folder = `${path}.parquet`;
  const state = JSON.stringify([path, `${path}-wal`].map(stateOf));
  if (exportedFrom.get(path) !== state) exportStore(path, folder);
  exportedFrom.set(path, state);
  return new ClickHouseSource(engine, parquetPlace(folder));
}

function stateOf(file: string): (string | undefined)[] {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return [stats?.mtimeNs.toString(), stats?.size.toString()];
}

/** The store at `path` as the tested engine reads it; `undefined` where that is its file. */
export function testedSource(path: string): NightSource | undefined {
  return tested === undefined ? undefined : exportedSource(tested, path);
}

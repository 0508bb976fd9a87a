// Every report from a store and, by ClickHouse in this process, from an export of it: node bench/engine.js DB EXPORT [REPORT...]
import { isDeepStrictEqual } from 'node:util';
import { openRegistry } from '../dist/cli/run-registry.js';
import { ClickHouseSource } from '../dist/clickhouse/clickhouse-source.js';
import { openEmbeddedEngine } from '../dist/clickhouse/embedded-engine.js';
import { parquetPlace } from '../dist/clickhouse/table-place.js';
import { systemClock } from '../dist/clock.js';
import { OaiError } from '../dist/errors.js';
import { reports } from '../dist/reports/index.js';
import { NightReader } from '../dist/store/night-reader.js';
import { openForReading } from '../dist/store/open.js';
import { SqliteSource } from '../dist/store/sqlite-source.js';
import { number, timed } from './measure.js';

const [path, exported, ...wanted] = process.argv.slice(2);
const { db } = openForReading({ path, clock: systemClock, command: 'bench' });
const engine = await openEmbeddedEngine();
const registry = openRegistry(process.env, undefined, 'default');
const sources = {
  sqlite: () => new SqliteSource(db),
  clickhouse: () => new ClickHouseSource(engine, parquetPlace(exported)),
};

/** The report, or why there is none, with a reader that has read nothing yet. */
function outcome(source, report) {
  try {
    return report.run(NightReader.from(source()), {}, { registry: () => registry });
  } catch (error) {
    if (!(error instanceof OaiError)) throw error;
    return `${error.name}: ${error.message}`;
  }
}

process.stdout.write('| report | SQLite, s | ClickHouse over Parquet, s | equal |\n|---|---:|---:|---|\n');
let isEverythingEqual = true;
for (const { name, load } of reports) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const report = await load();
  const sqlite = timed(() => outcome(sources.sqlite, report));
  const clickhouse = timed(() => outcome(sources.clickhouse, report));
  const isEqual = isDeepStrictEqual(sqlite.result, clickhouse.result);
  isEverythingEqual &&= isEqual;
  const what = typeof sqlite.result === 'string' ? ` (${sqlite.result})` : '';
  const cells = [
    name,
    number(sqlite.seconds),
    number(clickhouse.seconds),
    `${isEqual ? 'yes' : 'NO'}${what}`,
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
process.exitCode = isEverythingEqual ? 0 : 1;

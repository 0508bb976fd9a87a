// A history of a hundred million rows, made by ClickHouse in this process and read by it: node bench/engine-history.js FOLDER [MODELS] [NIGHTS]
// The same numbers make the same files. FOLDER must not be there yet; it takes about 40 bytes a row.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { query } from 'chdb';
import { ClickHouseSource } from '../dist/clickhouse/clickhouse-source.js';
import { openEmbeddedEngine } from '../dist/clickhouse/embedded-engine.js';
import { parquetPlace } from '../dist/clickhouse/table-place.js';
import { exchangeTables } from '../dist/exchange/tables.js';
import { concentration } from '../dist/reports/concentration.js';
import { NightReader } from '../dist/store/night-reader.js';
import { number, timed } from './measure.js';

const [folder, modelsText = '3000000', nightsText = '34'] = process.argv.slice(2);
const [models, nights] = [Number(modelsText), Number(nightsText)];
if (folder === undefined || existsSync(folder)) throw new Error('name a folder that is not there yet');

const types = {
  text: 'String',
  integer: 'Int64',
  real: 'Float64',
  boolean: 'Bool',
  date: 'String',
  json: 'String',
};
const FIRST_DAY = Date.UTC(2026, 0, 1);
const dateOf = (night) => new Date(FIRST_DAY + night * 86_400_000).toISOString().slice(0, 10);

/** Writes a table; a column that `values` has no expression for is as empty as its type allows. */
function write(file, table, values, from) {
  const columns = Object.entries(exchangeTables[table].columns)
    .filter(([name]) => table !== 'model_night' || name !== 'night')
    .map(([name, { type, nullable }]) => {
      const sqlType = nullable ? `Nullable(${types[type]})` : types[type];
      return `CAST(${values[name] ?? (nullable ? 'NULL' : `defaultValueOfTypeName('${types[type]}')`)}, '${sqlType}') AS ${name}`;
    });
  query(
    `INSERT INTO FUNCTION file('${join(folder, file)}', Parquet) SELECT ${columns.join(', ')} FROM ${from}
     SETTINGS engine_file_truncate_on_insert = 1, use_hive_partitioning = 0, output_format_parquet_compression_method = 'snappy'`,
  );
}

/** Seven models in ten have none, few nearly all; each of the others grows by its own pace. */
const downloads = (night) =>
  `if(cityHash64(number) % 10 < 7, 0, toUInt64(pow(40000000, pow(cityHash64(number, 3) % 1000003 / 1000003., 3))) + (cityHash64(number, 1) % 7) * ${night})`;

function makeHistory() {
  const counts = JSON.stringify(
    Object.fromEntries(
      ['present', 'author_key', 'created_at', 'downloads_30d', 'downloads_all_time', 'likes'].map((name) => [
        name,
        models,
      ]),
    ),
  );
  for (let night = 0; night < nights; night += 1) {
    const partition = `model_night/night=${dateOf(night)}`;
    mkdirSync(join(folder, partition), { recursive: true });
    write(
      `${partition}/run-${night + 1}.parquet`,
      'model_night',
      {
        night_key: String(night + 1),
        model_key: 'number + 1',
        author_key: 'number % 700000 + 1',
        created_at: '1646000000 + number * 40',
        downloads_30d: downloads(night),
        downloads_all_time: `(${downloads(night)}) * 9`,
        likes: 'cityHash64(number, 2) % 50',
      },
      `numbers(${models})`,
    );
  }
  write(
    'models.parquet',
    'models',
    {
      model_key: 'number + 1',
      name: `concat('author-', toString(number % 700000), '/model-', toString(number))`,
      first_seen_run: '1',
    },
    `numbers(${models})`,
  );
  const day = `toString(toDate('${dateOf(0)}') + number)`;
  write(
    'nights.parquet',
    'nights',
    {
      night_key: 'number + 1',
      run: 'number + 1',
      night: day,
      whole: 'true',
      models: String(models),
      stalled: 'false',
      quality: `'good'`,
      reasons: `'[]'`,
      counts: `'${counts}'`,
    },
    `numbers(${nights})`,
  );
  write(
    'runs.parquet',
    'runs',
    {
      run: 'number + 1',
      endpoint: `'https://hub.example'`,
      query: `'{"repository":"model","author":null,"limit":null}'`,
      whole: 'true',
      status: `'complete'`,
      started_at_ms: `${FIRST_DAY} + number * 86400000`,
      finished_at_ms: `${FIRST_DAY} + number * 86400000`,
      fields_asked: `'[]'`,
      fields_refused: `'[]'`,
      models: String(models),
      tool_version: `'0'`,
    },
    `numbers(${nights})`,
  );
  write('renames.parquet', 'renames', {}, 'numbers(0)');
}

const told = (what, { seconds }, more = '') =>
  process.stdout.write(`| ${what} | ${number(seconds)} | ${more} |\n`);

mkdirSync(folder, { recursive: true });
process.stdout.write(
  `| ${number(models * nights)} rows: ${nights} nights of ${number(models)} models | s | |\n|---|---:|---|\n`,
);
const made = timed(makeHistory);
const history = readdirSync(join(folder, 'model_night'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
told('made', made, `${number(history / 1e6)} MB of Parquet`);

const source = new ClickHouseSource(await openEmbeddedEngine(), parquetPlace(folder));
const taken = source.nights();
const last = taken.at(-1);
told(
  "one night's column of downloads",
  timed(() => source.column('downloads_30d', last, models)),
);
const series = timed(() => source.series('downloads_30d', [Math.floor(models / 2)], taken));
told("a model's series", series, `${series.result.length} nights`);
const tallies = timed(() => [...source.tallies('downloads_30d', taken, models)]);
told(
  'how many models have each value, every night',
  tallies,
  `${number(tallies.result.reduce((sum, [, { n }]) => sum + n, 0))} values`,
);
const report = timed(() =>
  concentration.run(NightReader.from(source), { overTime: true }, { registry: () => undefined }),
);
told('`oai report concentration --over-time`', report, `${report.result.view.tables.length} tables`);

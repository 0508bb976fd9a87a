// Reports of a store and, by ClickHouse in this process, of its export: whether they are equal, and what they take.
import { copyFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openRegistry } from '../dist/cli/run-registry.js';
import { ClickHouseSource } from '../dist/clickhouse/clickhouse-source.js';
import { openEmbeddedEngine } from '../dist/clickhouse/embedded-engine.js';
import { parquetPlace } from '../dist/clickhouse/table-place.js';
import { systemClock } from '../dist/clock.js';
import { OaiError } from '../dist/errors.js';
import { concentration } from '../dist/reports/concentration.js';
import { reports } from '../dist/reports/index.js';
import { seriesReport } from '../dist/reports/series.js';
import { NightReader } from '../dist/store/night-reader.js';
import { openForReading, openForWriting } from '../dist/store/open.js';
import { SqliteSource } from '../dist/store/sqlite-source.js';
import { addNights } from './add-nights.js';
import { folderBytes } from './folder-size.js';
import { preparedStore } from './ingest.js';
import { heading, note, number, row, timed } from './measure.js';
import { oaiProgram, runNode } from './processes.js';

/** Rows of history: so many nights as have them. */
const ROWS = 100_000_000;

export async function benchEngine(bench) {
  const { models, quick, scratch, repeats } = bench;
  const engine = await installedEngine();
  if (engine === undefined) return note('ClickHouse: the package chdb is not installed');
  const nights = quick ? 3 : Math.min(bench.nights, Math.ceil(ROWS / models));
  heading(`engine: ${number(nights)} nights of ${number(models)} models, ${repeats} runs in turn`);
  const [path, folder] = [join(scratch, 'engine.db'), join(scratch, 'export')];
  copyFileSync(await preparedStore(bench, models), path);
  grow(path, nights - 1);
  const exported = await exportTo(folder, path);
  const store = openForReading({ path, clock: systemClock, command: 'bench' });
  try {
    const both = new BothEngines(store.db, engine, folder, repeats);
    const compared = { reports: {}, history: {} };
    for (const { name, load } of reports) compared.reports[name] = both.compare(name, await load(), {});
    for (const [what, report, params] of historyQuestions(store.db, both.nights)) {
      compared.history[what] = both.compare(what, report, params);
    }
    return { models, nights, rows: models * nights, store_bytes: statSync(path).size, exported, ...compared };
  } finally {
    store.close();
    for (const each of [path, folder]) rmSync(each, { recursive: true });
  }
}

async function installedEngine() {
  try {
    return await openEmbeddedEngine();
  } catch (error) {
    if (error instanceof OaiError) return undefined;
    throw error;
  }
}

function grow(path, nights) {
  const store = openForWriting({ path, clock: systemClock, command: 'bench' });
  addNights(store.db, nights);
  store.close();
}

async function exportTo(folder, path) {
  const { seconds, peakRssBytes } = await runNode([
    oaiProgram,
    'export',
    'all',
    '-o',
    folder,
    '--db',
    path,
    '--quiet',
  ]);
  row('oai export all', [seconds], 's');
  row('its peak RSS', [peakRssBytes / 1e6], 'MB');
  const bytes = row('Parquet', [folderBytes(folder) / 1e6], 'MB').median * 1e6;
  return {
    seconds,
    peak_rss_bytes: peakRssBytes,
    bytes,
    history_bytes: folderBytes(join(folder, 'model_night')),
  };
}

/** Questions of all nights: what each is called, the report that answers it, and its parameters. */
function historyQuestions(db, nights) {
  const name = db
    .prepare('SELECT name FROM model WHERE model_key = (SELECT max(model_key) / 2 FROM model)')
    .pluck()
    .get();
  const [from, to] = [nights[0], nights.at(-1)];
  return [
    ['`report concentration --over-time`', concentration, { overTime: true }],
    ['`series` of one model', seriesReport([name]), {}],
    [
      '`report concentration --metric window --by author`, first to last night',
      concentration,
      { metric: 'window', by: 'author', from: from.date, to: to.date },
    ],
  ];
}

class BothEngines {
  #sources;
  #repeats;
  #registry = openRegistry(process.env, undefined, 'default');

  constructor(db, engine, folder, repeats) {
    this.#sources = {
      sqlite: () => new SqliteSource(db),
      clickhouse: () => new ClickHouseSource(engine, parquetPlace(folder)),
    };
    this.#repeats = repeats;
  }

  get nights() {
    return this.#sources.sqlite().nights();
  }

  /** Seconds of each engine, run by run in turn, and whether all outcomes were equal; what is not makes the bench fail. */
  compare(name, report, params) {
    const seconds = { sqlite: [], clickhouse: [] };
    let expected;
    let isEqual = true;
    for (let run = 0; run < this.#repeats; run += 1) {
      for (const engine of ['sqlite', 'clickhouse']) {
        const measured = timed(() => this.#outcome(engine, report, params));
        seconds[engine].push(measured.seconds);
        expected ??= measured.result;
        isEqual &&= isDeepStrictEqual(measured.result, expected);
      }
    }
    if (!isEqual) {
      note(`${name}: NOT EQUAL`);
      process.exitCode = 1;
    }
    return {
      sqlite_s: row(`${name}: SQLite`, seconds.sqlite, 's'),
      clickhouse_s: row(`${name}: ClickHouse over Parquet`, seconds.clickhouse, 's'),
      equal: isEqual,
      ...(typeof expected === 'string' && { refused: expected }),
    };
  }

  /** What a report gives, or why it gives nothing, by a reader that has read nothing yet. */
  #outcome(engine, report, params) {
    try {
      return report.run(
        NightReader.from(this.#sources[engine]()),
        { ...params },
        { registry: () => this.#registry },
      );
    } catch (error) {
      if (!(error instanceof OaiError)) throw error;
      return `${error.name}: ${error.message}`;
    }
  }
}

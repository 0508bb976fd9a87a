// From pages on disk into a store: the first night, the second, the ceilings, and what somebody would do instead.
import { copyFileSync, createWriteStream, readFileSync, rmSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { once } from 'node:events';
import Database from 'better-sqlite3';
import { heading, note, number, ratio, row, summary } from './measure.js';
import { growthInSecondHalf, rssOverTime } from './memory.js';
import { pageFile } from './pages.js';
import { benchFile, runNode, runProgram } from './processes.js';

/** Pages that the slowest are measured on; what they take grows with the number of rows at best. */
const AUTOCOMMIT_PAGES = { quick: 1, full: 5 };
const SQLITE_UTILS_PAGES = 100;

/** Runs one of ingest-methods.js in a process of its own. */
export async function ingest(method, pages, db = '', mostPages = pages.lastIds.length) {
  const args = [method, pages.path, db, String(mostPages)];
  const { stdout, peakRssBytes } = await runNode([benchFile('ingest-process.js'), ...args]);
  return { ...JSON.parse(stdout), peakRssBytes };
}

export async function benchIngest({ models, repeats, quick, scratch, pages, stores }) {
  heading(`ingest: ${number(models)} models from pages on disk, ${repeats} runs, in processes of their own`);
  const [first, second] = [1, 2].map((night) => pages(models, night));
  const runs = { parse: [], insert: [], first: [], second: [], upsert: [] };
  const kept = join(scratch, `${models}.db`);
  await ingest('read and parse', first); // Brings the pages into the page cache.
  for (let run = 0; run < repeats; run += 1) {
    const [ceiling, later] = [join(scratch, 'ceiling.db'), join(scratch, 'second.db')];
    remove(ceiling, kept, later);
    runs.parse.push(await ingest('read and parse', first));
    runs.insert.push(await ingest('one insert', first, ceiling));
    runs.first.push(await ingest('oai, first night', first, kept));
    copyFileSync(kept, later);
    runs.second.push(await ingest('oai, second night', second, later));
    remove(later);
    copyFileSync(kept, later);
    runs.upsert.push(await ingest('plain upsert', second, later));
    remove(ceiling, later);
  }
  stores.set(models, kept);
  const rate = Object.fromEntries(
    Object.entries(runs).map(([name, each]) => [name, each.map(({ models, seconds }) => models / seconds)]),
  );
  const rates = {
    parse: row('read, decode and JSON.parse', rate.parse, 'models/s'),
    insert: row('ceiling: the same and one insert a model', rate.insert, 'models/s'),
    first: row('oai, first night', rate.first, 'models/s'),
    second: row('oai, second night', rate.second, 'models/s'),
    upsert: row('plain ON CONFLICT DO UPDATE, second night', rate.upsert, 'models/s'),
  };
  const autocommit = await sampled('autocommit, a row at a time', () =>
    autocommitRates(first, scratch, repeats, AUTOCOMMIT_PAGES[quick ? 'quick' : 'full']),
  );
  const sqliteUtils = await sampled('sqlite-utils insert --pk', () =>
    sqliteUtilsRates(first, scratch, quick ? 1 : repeats),
  );
  const ratios = {
    first_to_ceiling: row('first night to the ceiling', ratio(rate.first, rate.insert), 'x'),
    second_to_first: row('second night to the first', ratio(rate.second, rate.first), 'x'),
    second_to_upsert: row('second night to the plain upsert', ratio(rate.second, rate.upsert), 'x'),
    ...(autocommit && {
      first_to_autocommit: againstMedian('first night to autocommit', rate.first, autocommit),
    }),
    ...(sqliteUtils && {
      first_to_sqlite_utils: againstMedian('first night to sqlite-utils', rate.first, sqliteUtils),
    }),
  };
  const size = storeSize(kept, models);
  row('store', [size.bytes_a_model], 'bytes/model');
  return {
    models,
    models_a_second: {
      ...rates,
      ...(autocommit && { autocommit }),
      ...(sqliteUtils && { sqlite_utils: sqliteUtils }),
    },
    ratios,
    stages: { first: runs.first.at(-1).stages, second: runs.second.at(-1).stages },
    memory: { first: memory('first night', runs.first), second: memory('second night', runs.second) },
    store: size,
  };
}

/** A store that holds the first night of so many models; ingested unless the run did so already. */
export async function preparedStore({ scratch, pages, stores }, models) {
  const path = join(scratch, `${models}.db`);
  if (!stores.has(models)) {
    await ingest('oai, first night', pages(models, 1), path);
    stores.set(models, path);
  }
  return path;
}

/** Bytes of the file, and of each table and index in it. */
export function storeSize(path, models) {
  const db = new Database(path, { readonly: true });
  const parts = db
    .prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC')
    .all();
  db.close();
  const bytes = statSync(path).size;
  return {
    bytes,
    bytes_a_model: bytes / models,
    parts: parts
      .map(({ name, bytes }) => ({ name, bytes_a_model: Number((bytes / models).toFixed(2)) }))
      .filter(({ bytes_a_model }) => bytes_a_model >= 0.1),
  };
}

function remove(...paths) {
  for (const path of paths)
    for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(path + suffix, { force: true });
}

function againstMedian(name, rates, other) {
  return row(
    name,
    rates.map((rate) => rate / other.median),
    'x',
  );
}

function memory(name, runs) {
  const overTime = rssOverTime(runs.at(-1).rss);
  const peak = summary(runs.map(({ peakRssBytes }) => peakRssBytes));
  row(`${name}: peak RSS`, [peak.median / 1e6], 'MB');
  const shown = overTime.map(({ share, rss_bytes }) => `${share * 100} %: ${number(rss_bytes / 1e6)} MB`);
  note(`  RSS at ${shown.join(', ')}`);
  return {
    peak_rss_bytes: peak,
    over_time: overTime,
    second_half_growth: growthInSecondHalf(overTime),
  };
}

async function sampled(name, measure) {
  const rates = await measure();
  if (rates === undefined) note(`${name.padEnd(58)} not installed`);
  return rates && row(name, rates, 'models/s');
}

async function autocommitRates(pages, scratch, repeats, mostPages) {
  const rates = [];
  for (let run = 0; run < repeats; run += 1) {
    const path = join(scratch, 'autocommit.db');
    const { models, seconds } = await ingest('autocommit', pages, path, mostPages);
    rates.push(models / seconds);
    remove(path);
  }
  return rates;
}

/** As somebody types it; --alter because the first model lacks columns of later ones. */
async function sqliteUtilsRates(pages, scratch, repeats) {
  if (spawnSync('sqlite-utils', ['--version']).error !== undefined) return undefined;
  const lines = join(scratch, 'sample.ndjson');
  const out = createWriteStream(lines);
  const count = Math.min(pages.lastIds.length, SQLITE_UTILS_PAGES);
  let models = 0;
  for (let page = 0; page < count; page += 1) {
    const rows = JSON.parse(readFileSync(pageFile(pages.path, page), 'utf8'));
    models += rows.length;
    if (!out.write(rows.map((model) => `${JSON.stringify(model)}\n`).join(''))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  const rates = [];
  for (let run = 0; run < repeats; run += 1) {
    const path = join(scratch, 'sqlite-utils.db');
    const args = ['insert', path, 'model', lines, '--nl', '--pk', '_id', '--alter'];
    rates.push(models / (await runProgram('sqlite-utils', args)));
    remove(path);
  }
  rmSync(lines);
  return rates;
}

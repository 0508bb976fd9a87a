// The same questions to DuckDB over the same columns: node duckdb-process.js DB SCRATCH RUNS. {} where it is not installed.
import { createWriteStream, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { duckdbQueries } from './duckdb-queries.js';

const [path, scratch, runsText] = process.argv.slice(2);
const COLUMNS = [
  'model_key',
  'author_key',
  'created_at',
  'modified_at',
  'downloads_30d',
  'downloads_all_time',
  'likes',
  'pipeline_tag_key',
  'library_key',
  'licence_key',
  'parameters',
];

const duckdb = await import('@duckdb/node-api').catch((error) => {
  if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
  throw error;
});
process.stdout.write(JSON.stringify(duckdb === undefined ? {} : await measure(duckdb)));

async function measure({ DuckDBInstance, version }) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const store = new Database(path, { readonly: true });
  await load(connection, store, 'model', `SELECT ${COLUMNS.join(', ')} FROM model`);
  await load(
    connection,
    store,
    'edge',
    'SELECT e.model_key AS child, b.model_key AS base FROM model_base e JOIN base b USING (base_key) WHERE b.model_key IS NOT NULL',
  );
  store.close();
  // Who is behind an author is curated, and not in the store: any 60 countries and 5 sectors cost the same to join.
  await connection.run(
    'CREATE TABLE author AS SELECT DISTINCT author_key, author_key % 60 AS country, author_key % 5 AS sector FROM model',
  );
  const seconds = {};
  for (const [report, sql] of Object.entries(duckdbQueries)) {
    seconds[report] = [];
    for (let run = 0; run <= Number(runsText); run += 1) {
      const started = performance.now();
      await connection.runAndReadAll(sql);
      if (run > 0) seconds[report].push((performance.now() - started) / 1000);
    }
  }
  return { version: version(), seconds };
}

async function load(connection, store, table, sql) {
  const file = join(scratch, `${table}.csv`);
  const out = createWriteStream(file);
  const statement = store.prepare(sql).raw();
  out.write(
    `${statement
      .columns()
      .map(({ name }) => name)
      .join()}\n`,
  );
  let lines = [];
  for (const values of statement.iterate()) {
    if (lines.push(values.join()) < 10_000) continue;
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
    lines = [];
  }
  out.end(lines.length > 0 ? `${lines.join('\n')}\n` : '');
  await once(out, 'close');
  const types = statement.columns().map(({ name }) => `'${name}': 'BIGINT'`);
  await connection.run(
    `CREATE TABLE ${table} AS SELECT * FROM read_csv('${file}', header = true, columns = {${types.join(', ')}})`,
  );
  rmSync(file);
}

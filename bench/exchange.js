// What goes in and out of a store: exports, the way back, and the public dump of the Hub as a night.
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { folderBytes } from './folder-size.js';
import { preparedStore } from './ingest.js';
import { heading, note, number, row } from './measure.js';
import { oaiProgram, runNode } from './processes.js';

/** The columns of hub-stats, as its newest era has them. */
const DUMP_COLUMNS = {
  _id: 'VARCHAR',
  id: 'VARCHAR',
  author: 'VARCHAR',
  createdAt: 'TIMESTAMP',
  lastModified: 'TIMESTAMP',
  downloads: 'BIGINT',
  downloadsAllTime: 'BIGINT',
  likes: 'BIGINT',
  trendingScore: 'DOUBLE',
  pipeline_tag: 'VARCHAR',
  library_name: 'VARCHAR',
  tags: 'VARCHAR[]',
  safetensors: 'STRUCT(total BIGINT)',
  gguf: 'STRUCT(total BIGINT)',
};

export async function benchExchange(bench) {
  const { models, scratch, pages } = bench;
  heading(`import and export: ${number(models)} models, the whole command, once`);
  const store = await preparedStore(bench, models);
  const at = (name) => join(scratch, name);
  const commands = {
    'export all': { args: ['export', 'all', '-o', at('exported'), '--db', store], made: at('exported') },
    'export sqlite': { args: ['export', 'sqlite', at('plain.db'), '--db', store], made: at('plain.db') },
    'import store': { args: ['import', 'store', at('exported'), '--db', at('back.db')], made: at('back.db') },
  };
  if (await writeDump(at('models.parquet'), pages(models, 1).path)) {
    const args = [
      'import',
      'hub-stats',
      at('models.parquet'),
      '--date',
      '2026-09-17',
      '--db',
      at('imported.db'),
    ];
    commands['import hub-stats'] = { args, made: at('imported.db') };
  } else note('DuckDB, which writes the dump, is not installed');
  const measured = {};
  for (const [name, { args, made }] of Object.entries(commands)) {
    const { seconds, cpuSeconds, peakRssBytes } = await runNode([oaiProgram, ...args, '--quiet']);
    const bytes = statSync(made).isDirectory() ? folderBytes(made) : statSync(made).size;
    measured[name] = { seconds, cpu_seconds: cpuSeconds, peak_rss_bytes: peakRssBytes, bytes };
    row(`oai ${name}`, [seconds], 's');
    row(`oai ${name}: peak RSS`, [peakRssBytes / 1e6], 'MB');
    row(`oai ${name}: written`, [bytes / 1e6], 'MB');
  }
  for (const name of ['exported', 'plain.db', 'back.db', 'models.parquet', 'imported.db']) {
    rmSync(at(name), { recursive: true, force: true });
  }
  return { models, commands: measured };
}

/** The pages of a night as the dump has them. @returns false where there is no DuckDB to write it */
async function writeDump(file, pages) {
  const duckdb = await import('@duckdb/node-api').catch(() => undefined);
  if (duckdb === undefined) return false;
  const instance = await duckdb.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = Object.entries(DUMP_COLUMNS).map(([name, type]) => `'${name}': '${type}'`);
  await connection.run(
    `COPY (FROM read_json('${pages}/0*.json', format = 'array', columns = {${columns.join(', ')}}))
     TO '${file}' (FORMAT parquet, COMPRESSION zstd)`,
  );
  connection.closeSync();
  instance.closeSync();
  return true;
}

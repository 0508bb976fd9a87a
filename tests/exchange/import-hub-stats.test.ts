import { copyFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { findParquetFiles } from '../../src/exchange/import-files.js';
import type { ImportRow } from '../../src/exchange/import-source.js';
import { readHubStats } from '../../src/exchange/read-hub-stats.js';
import { ParquetFile } from '../../src/exchange/read-parquet.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import type { NightReader } from '../../src/store/night-reader.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { importParquet, writeParquet } from '../support/imports.js';
import { readNight } from '../support/nights.js';
import { storeOf } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';

const recorded = fileURLToPath(new URL('../../data/recorded/hub-2026-05-evaleval.parquet', import.meta.url));
const idOf = (index: number): string => (0x65000000 + index).toString(16).padEnd(24, '0');

const list = (name: string) => [
  { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 } as const,
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 } as const,
  { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const,
];
const safetensors = (type: 'INT32' | 'INT64' | 'DOUBLE') => [
  { name: 'safetensors', repetition_type: 'OPTIONAL', num_children: 2 } as const,
  { name: 'parameters', repetition_type: 'OPTIONAL', num_children: 2 } as const,
  { name: 'BF16', type: 'INT64', repetition_type: 'OPTIONAL' } as const,
  { name: 'F32', type: 'INT64', repetition_type: 'OPTIONAL' } as const,
  { name: 'total', type, repetition_type: 'OPTIONAL' } as const,
];

const REPACKED = 300;
/** The first rows of the recorded file, written anew by DuckDB. */
async function repacked(codec: string): Promise<string> {
  const file = join(tempFolder(), `${codec}.parquet`);
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(
    `COPY (FROM '${recorded}' LIMIT ${REPACKED}) TO '${file}' (FORMAT parquet, COMPRESSION ${codec})`,
  );
  return file;
}

async function rowsOf(path: string): Promise<ImportRow[]> {
  const rows: ImportRow[] = [];
  for await (const batch of (await readHubStats(path)).batches(0)) rows.push(...batch);
  return rows;
}

/** One model as the store has it, by its name. */
function modelNamed(path: string, name: string): unknown {
  const { models } = dumpStore(path) as { models: { name: string }[] };
  return models.find((model) => model.name === name);
}

describe('hub-stats of 2026', () => {
  it('comes out as a crawl of the same models does, tags, lineage and quarantine included', async () => {
    const [path, crawled] = [
      join(tempFolder(), 'oai.db'),
      await storeOf(await readRecorded('may-2026'), '2026-05-24'),
    ];
    const { nights } = await importParquet(path, recorded, '2026-05-24');
    expect(nights).toMatchObject([
      {
        skipped: false,
        run: {
          source: 'hub-2026-05-evaleval.parquet',
          endpoint: 'file:hub-2026-05-evaleval.parquet',
          models: 4167,
          whole: true,
        },
        night: { date: '2026-05-24', quality: 'good', models: 4167 },
      },
    ]);
    // The file has no ids: those of the recording are made up otherwise than those of an import.
    const rows = (of: string) => {
      const { models } = dumpStore(of) as { models: { name: string; hub_id: string }[] };
      return models.map((model) => ({ ...model, hub_id: '' })).sort((a, b) => (a.name < b.name ? -1 : 1));
    };
    expect(rows(path)).toEqual(rows(crawled));
    for (const count of ['model_base', 'model_language', 'tag']) {
      const sql = `SELECT count(*) FROM ${count}`;
      expect(queryOne(path, sql), count).toBe(queryOne(crawled, sql));
    }
  });

  it('has every value of the file in its night', async () => {
    const path = join(tempFolder(), 'oai.db');
    await importParquet(path, recorded, '2026-05-24');
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(recorded) });
    const stored = readNight(path, {}, (night) => {
      const positions = [...night.column('present').keys()].filter((at) => night.column('present')[at] === 1);
      const names = night.names(positions);
      const columns = (
        ['downloads_30d', 'downloads_all_time', 'likes', 'trending_score', 'parameters'] as const
      ).map((name) => night.column(name));
      return new Map(
        names.map((name, index) => [name, columns.map((values) => values[positions[index] ?? -1])]),
      );
    });
    expect(stored.size).toBe(rows.length);
    for (const row of rows) {
      const { total } = (row['safetensors'] ?? {}) as { total?: bigint };
      expect(stored.get(String(row['id'])), String(row['id'])).toEqual([
        Number(row['downloads']),
        Number(row['downloadsAllTime']),
        Number(row['likes']),
        row['trendingScore'],
        total === undefined ? NaN : Number(total),
      ]);
    }
  });
});

describe('hub-stats of other years', () => {
  it('of 2024: 32-bit counts, times as text, neither all-time downloads nor trending score', async () => {
    const folder = tempFolder();
    const file = join(folder, 'models.parquet');
    writeParquet(file, {
      columnData: [
        { name: '_id', data: [idOf(1), idOf(2)] },
        { name: 'id', data: ['a/one', 'gpt2'] },
        {
          name: 'createdAt',
          data: ['2023-09-12T04:01:21.000Z', '2022-03-02 23:29:04+00:00'],
        },
        { name: 'downloads', data: [2_147_483_647, 0] },
        { name: 'likes', data: [7, null] },
        {
          name: 'tags',
          data: [
            ['license:mit', 'en'],
            ['base_model:adapter:a/one', 'base_model:a/one'],
          ],
        },
        { name: 'siblings', data: ['x', 'y'] },
      ],
      schema: [
        { name: 'root', num_children: 7 },
        { name: '_id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'createdAt', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'downloads', type: 'INT32', repetition_type: 'OPTIONAL' },
        { name: 'likes', type: 'INT32', repetition_type: 'OPTIONAL' },
        ...list('tags'),
        { name: 'siblings', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      ],
    });
    const path = join(folder, 'oai.db');
    const { nights, events } = await importParquet(path, file, '2024-07-24');
    expect(nights[0]?.run).toMatchObject({
      fieldsAsked: ['_id', 'id', 'createdAt', 'downloads', 'likes', 'tags'],
      quarantined: 0,
    });
    expect(events.some(({ kind }) => kind === 'by-name')).toBe(false);
    expect(modelNamed(path, 'a/one')).toMatchObject({
      hub_id: idOf(1),
      author: 'a',
      created_at: 1_694_491_281,
      downloads_30d: 2_147_483_647,
      likes: 7,
      downloads_all_time: null,
      trending_score: null,
      private: null,
      gated: null,
      licence: 'license:mit',
    });
    expect(modelNamed(path, 'gpt2')).toMatchObject({
      author: null,
      created_at: 1_646_263_744,
      likes: null,
      downloads_30d: 0,
    });
    expect(queryOne(path, 'SELECT relation FROM model_base')).toBe('adapter');
  });

  it('of 2025: doubles with NaN for what is missing, 64-bit counts, structs with one number of many', async () => {
    const folder = tempFolder();
    const file = join(folder, 'models.parquet');
    writeParquet(file, {
      codec: 'UNCOMPRESSED',
      columnData: [
        { name: '_id', data: [idOf(1), idOf(2), idOf(3)] },
        { name: 'id', data: ['a/one', 'a/two', 'a/three'] },
        { name: 'createdAt', data: [new Date(1_700_000_000_000), new Date(1_700_000_001_000), null] },
        { name: 'downloads', data: [12, NaN, 3] },
        { name: 'downloadsAllTime', data: [3_000_000_000n, 5n, null] },
        {
          name: 'safetensors',
          data: [
            { parameters: { BF16: 7_000_000_000n, F32: null }, total: 7_000_000_000n },
            null,
            { parameters: null, total: null },
          ],
        },
        { name: 'gguf', data: ['{"total":8000000000,"chat_template":"{% x %}"}', null, ''] },
      ],
      schema: [
        { name: 'root', num_children: 7 },
        { name: '_id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'createdAt', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' },
        { name: 'downloads', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
        { name: 'downloadsAllTime', type: 'INT64', repetition_type: 'OPTIONAL' },
        ...safetensors('INT64'),
        { name: 'gguf', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      ],
    });
    const path = join(folder, 'oai.db');
    const { nights } = await importParquet(path, file, '2025-03-01');
    expect(nights[0]?.run.quarantined).toBe(0);
    const facts = (name: string) => modelNamed(path, name);
    expect(facts('a/one')).toMatchObject({
      created_at: 1_700_000_000,
      downloads_30d: 12,
      downloads_all_time: 3_000_000_000,
      parameters: 7_000_000_000,
      gguf_parameters: 8_000_000_000,
    });
    expect(facts('a/two')).toMatchObject({ downloads_30d: null, parameters: null, gguf_parameters: null });
    expect(facts('a/three')).toMatchObject({
      created_at: null,
      downloads_all_time: null,
      parameters: null,
      gguf_parameters: null,
    });
  });

  it('with totals that overflowed sets them aside with their row, and nothing else of the model', async () => {
    const folder = tempFolder();
    const file = join(folder, 'models.parquet');
    const gguf = ['{"total":-2040109466}', '{"total":92233720368547758}', null, 'not json'];
    const names = Array.from({ length: 10 }, (_, index) => `a/m${index}`);
    writeParquet(file, {
      columnData: [
        { name: '_id', data: names.map((_, index) => idOf(index)), type: 'STRING' },
        { name: 'id', data: names, type: 'STRING' },
        { name: 'downloads', data: names.map(() => 1), type: 'INT32' },
        {
          name: 'gguf',
          data: names.map((_, index) => gguf[index] ?? null),
          type: 'STRING',
        },
      ],
    });
    const path = join(folder, 'oai.db');
    const { nights } = await importParquet(path, file, '2025-03-01');
    expect(nights[0]?.run).toMatchObject({ models: 10, entries: 10, quarantined: 3 });
    expect(queryOne(path, 'SELECT count(*) FROM model WHERE gguf_parameters IS NOT NULL')).toBe(0);
    expect(queryOne(path, 'SELECT sum(downloads_30d) FROM model')).toBe(10);
    const { quarantine } = dumpStore(path) as {
      quarantine: { field: string; reason: string; json: string }[];
    };
    expect(quarantine.map(({ field, reason }) => [field, reason.slice(0, 6)])).toEqual([
      ['gguf', 'row 1:'],
      ['gguf', 'row 2:'],
      ['gguf', 'row 4:'],
    ]);
    expect(quarantine[0]?.json).toContain('-2040109466');
  });
});

describe('a Parquet file', () => {
  it('is read the same from any row on, across row groups', async () => {
    const file = join(tempFolder(), 'models.parquet');
    const names = Array.from({ length: 2500 }, (_, index) => `a/${index}`);
    writeParquet(file, { columnData: [{ name: 'id', data: names, type: 'STRING' }], rowGroupSize: 700 });
    const parquet = await ParquetFile.open(file);
    for (const from of [0, 1, 699, 700, 701, 2499, 2500]) {
      const rows: [number, unknown][] = [];
      for await (const batch of parquet.batches(['id'], { from })) {
        rows.push(...batch.map(({ row, values }): [number, unknown] => [row, values['id']]));
      }
      expect(rows, String(from)).toEqual(names.slice(from).map((name, index) => [from + index + 1, name]));
    }
  });

  it.each(['uncompressed', 'gzip', 'brotli', 'zstd'])(
    'that is packed with %s reads as one with Snappy',
    async (codec) => {
      const file = await repacked(codec);
      expect(await rowsOf(file)).toEqual((await rowsOf(recorded)).slice(0, REPACKED));
    },
  );

  it('that is packed in a way not known is refused by name', async () => {
    await expect(readHubStats(await repacked('lz4_raw'))).rejects.toThrow(/compressed with LZ4_RAW/);
  });

  it('that is none, or is cut short, or has no column `id`, is refused before anything is stored', async () => {
    const folder = tempFolder();
    const cut = join(folder, 'cut.parquet');
    copyFileSync(recorded, cut);
    truncateSync(cut, 1_000_000);
    await expect(readHubStats(cut)).rejects.toThrow(UsageError);
    writeFileSync(join(folder, 'text.parquet'), 'id,downloads\na/b,1\n');
    await expect(readHubStats(join(folder, 'text.parquet'))).rejects.toThrow(/cannot be read as Parquet/);
    const other = join(folder, 'other.parquet');
    writeParquet(other, { columnData: [{ name: 'name', data: ['a/b'], type: 'STRING' }] });
    await expect(readHubStats(other)).rejects.toMatchObject({ why: 'Its columns are name.' });
  });
});

describe('the files of a folder', () => {
  it('come in order of date, by the date in their name or that of their folder', () => {
    const folder = join(tempFolder(), 'models');
    for (const name of [
      '2026-09-30/models.parquet',
      '2024-07-24/models.parquet',
      'models-2025-01-01.parquet',
      'notes.txt',
    ]) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), '');
    }
    expect(findParquetFiles([folder], undefined).map(({ name, date }) => [name, date])).toEqual([
      ['models/2024-07-24/models.parquet', '2024-07-24'],
      ['models/models-2025-01-01.parquet', '2025-01-01'],
      ['models/2026-09-30/models.parquet', '2026-09-30'],
    ]);
    expect(() => findParquetFiles([folder], '2026-09-30')).toThrow(/--date gives one day to 3 files/);
    mkdirSync(join(folder, '..', 'datasets', '2026-09-30'), { recursive: true });
    writeFileSync(join(folder, '..', 'datasets', '2026-09-30', 'datasets.parquet'), '');
    expect(findParquetFiles([join(folder, '..')], undefined)).toHaveLength(3);
    writeFileSync(join(folder, 'copy-2026-09-30.parquet'), '');
    expect(() => findParquetFiles([folder], undefined)).toThrow(/both of 2026-09-30/);
  });

  it('must say of which day they are', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'models.parquet'), '');
    writeFileSync(join(folder, 'models-2026-02-31.parquet'), '');
    for (const name of ['models.parquet', 'models-2026-02-31.parquet']) {
      expect(() => findParquetFiles([join(folder, name)], undefined), name).toThrow(
        /does not say of which day/,
      );
    }
    expect(findParquetFiles([join(folder, 'models.parquet')], '2026-01-02')).toMatchObject([
      { date: '2026-01-02' },
    ]);
  });
});

it('weeks of the dump, older ones without some columns, become one history', async () => {
  const folder = tempFolder();
  const path = join(folder, 'oai.db');
  const names = Array.from({ length: 50 }, (_, index) => `a/m${index}`);
  const week = async (date: string, columns: Record<string, number[]>): Promise<string> => {
    const file = join(folder, `models-${date}.parquet`);
    writeParquet(file, {
      columnData: [
        { name: '_id', data: names.map((_, index) => idOf(index)), type: 'STRING' },
        { name: 'id', data: names, type: 'STRING' },
        ...Object.entries(columns).map(([name, data]) => ({ name, data, type: 'INT32' as const })),
      ],
    });
    const { nights } = await importParquet(path, file, date);
    return nights[0]?.night?.quality ?? 'none';
  };
  const counts = (add: number) => names.map((_, index) => index + add);
  expect(await week('2025-02-19', { downloads: counts(1) })).toBe('good');
  expect(await week('2025-02-26', { downloads: counts(2), downloadsAllTime: counts(1000) })).toBe('good');
  expect(await week('2025-03-05', { downloads: counts(3) })).toBe('suspect');
  const sums = (run: number) =>
    readNight(path, { run }, (night: NightReader) =>
      (['downloads_30d', 'downloads_all_time'] as const).map((name) =>
        night.column(name).reduce((a, b) => a + b, 0),
      ),
    );
  const base = names.reduce((sum, _, index) => sum + index, 0);
  expect(sums(1)).toEqual([base + 50, NaN]);
  expect(sums(2)).toEqual([base + 100, base + 50_000]);
  expect(sums(3)).toEqual([base + 150, NaN]);
  expect(queryOne(path, 'SELECT reasons FROM night WHERE run_key = 3')).toContain('downloads_all_time');
});

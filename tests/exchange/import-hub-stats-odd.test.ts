import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findParquetFiles } from '../../src/exchange/import-files.js';
import { readHubStats } from '../../src/exchange/read-hub-stats.js';
import { ParquetFile } from '../../src/exchange/read-parquet.js';
import { UsageError } from '../../src/errors.js';
import { queryOne } from '../support/dump.js';
import { importParquet, writeParquet } from '../support/imports.js';
import { tempFolder } from '../support/temp.js';

const idOf = (index: number): string => (0x65000000 + index).toString(16).padEnd(24, '0');

function folderWith(...names: string[]): string {
  const folder = join(tempFolder(), 'dump');
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
  return folder;
}

describe('what hub-stats has beside the models', () => {
  it('is left out of a folder that has models', () => {
    const folder = folderWith(
      '2026-09-30/models.parquet',
      '2026-09-30/datasets.parquet',
      '2026-09-30/daily_papers.parquet',
      'spaces/2026-09-29/all.parquet',
      'models/2026-09-29/all.parquet',
    );
    expect(findParquetFiles([folder], undefined).map(({ name }) => name)).toEqual([
      'dump/models/2026-09-29/all.parquet',
      'dump/2026-09-30/models.parquet',
    ]);
  });

  it('is refused by the name of the file, or that of its folder', () => {
    const folder = folderWith(
      'posts.parquet',
      'spaces/2026-09-30.parquet',
      'datasets/models-2026-09-30.parquet',
    );
    for (const name of ['posts.parquet', 'spaces/2026-09-30.parquet', 'spaces']) {
      expect(() => findParquetFiles([join(folder, name)], '2026-09-30'), name).toThrow(
        /are not models|is not of models/,
      );
    }
    expect(findParquetFiles([join(folder, 'datasets/models-2026-09-30.parquet')], undefined)).toHaveLength(1);
    expect(findParquetFiles([join(folder, 'datasets')], undefined)).toHaveLength(1);
  });

  it.each(['sdk', 'paperswithcode_id', 'description'])('is refused by its column %s', async (column) => {
    const file = join(tempFolder(), 'dump.parquet');
    const text = (name: string) => ({ name, data: ['a/one'], type: 'STRING' as const });
    writeParquet(file, { columnData: [text('id'), text(column)] });
    await expect(readHubStats(file)).rejects.toThrow(/is not of models/);
    writeParquet(file, { columnData: [text('id'), text('pipeline_tag'), text(column)] });
    await readHubStats(file);
  });
});

it('a column that is bad throughout is set aside with a warning, and the rest is stored', async () => {
  const folder = tempFolder();
  const [file, path] = [join(folder, 'models.parquet'), join(folder, 'oai.db')];
  const indices = Array.from({ length: 30 }, (_, index) => index);
  writeParquet(file, {
    columnData: [
      { name: '_id', data: indices.map(idOf), type: 'STRING' },
      { name: 'id', data: indices.map((index) => `a/m${index}`), type: 'STRING' },
      { name: 'downloads', data: indices, type: 'INT32' },
      // Milliseconds in a column of plain integers.
      { name: 'createdAt', data: indices.map((index) => BigInt(1_700_000_000_000 + index)), type: 'INT64' },
    ],
  });
  const { nights, events } = await importParquet(path, file, '2025-01-02');
  expect(nights[0]?.run).toMatchObject({ models: 30, quarantined: 30 });
  expect(events.filter(({ kind }) => kind === 'bad-field')).toMatchObject([
    { field: 'createdAt', bad: 30, rows: 30, reason: expect.stringContaining('row 1: ') as unknown },
  ]);
  expect(queryOne(path, 'SELECT count(*) FROM model WHERE created_at IS NULL')).toBe(30);
  const next = await importParquet(path, file, '2025-01-03');
  expect(next.events.filter(({ kind }) => kind === 'bad-field')).toHaveLength(1);
});

it('a name that begins with the mark of a byte order is not the one without it', async () => {
  const folder = tempFolder();
  const [file, path] = [join(folder, 'models.parquet'), join(folder, 'oai.db')];
  writeParquet(file, {
    columnData: [
      { name: 'id', data: ['\ufeffa/one', 'a/one'], type: 'STRING' },
      { name: 'downloads', data: [7, 5], type: 'INT32' },
    ],
  });
  const { nights } = await importParquet(path, file, '2025-01-02');
  expect(nights[0]?.run).toMatchObject({ models: 1, quarantined: 1, duplicates: 0 });
  expect(queryOne(path, 'SELECT downloads_30d FROM model')).toBe(5);
});

it('a file without one usable identity is refused, with advice that the command can follow', async () => {
  const folder = tempFolder();
  const [file, path] = [join(folder, 'models.parquet'), join(folder, 'oai.db')];
  writeParquet(file, {
    columnData: [
      { name: '_id', data: ['x', 'y'], type: 'STRING' },
      { name: 'id', data: ['a/one', 'a/two'], type: 'STRING' },
    ],
  });
  await expect(importParquet(path, file, '2025-01-02')).rejects.toMatchObject({
    message: expect.stringContaining('no row names a model') as unknown,
    todo: expect.not.stringContaining('--map') as unknown,
  });
});

describe('a row group of a dump', () => {
  it('is refused where it does not fit into memory, before anything is read of it', async () => {
    const path = join(tempFolder(), 'models.parquet');
    const rows = 20_000;
    const texts = Array.from({ length: rows }, (_, index) => `author-${index % 100}/model-${index}`);
    writeParquet(path, {
      columnData: [
        { name: 'id', data: texts },
        { name: 'cardData', data: texts.map((text) => text.repeat(20)) },
      ],
      rowGroupSize: rows,
    });
    const file = await ParquetFile.open(path);
    expect(() => file.requireMemory(['id'], {}, 20_000_000)).not.toThrow();
    expect(() => file.requireMemory(['id', 'cardData'], {}, 20_000_000)).toThrow(UsageError);
    expect(() => file.requireMemory(['id'], {}, 1_000_000)).toThrow(/does not fit into memory/);
  });
});

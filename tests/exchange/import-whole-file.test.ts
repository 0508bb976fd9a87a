import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ImportEvent } from '../../src/exchange/import-models.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { importCsv, importNdjson, importParquet, writeParquet } from '../support/imports.js';
import { tempFolder } from '../support/temp.js';

const names = Array.from({ length: 2500 }, (_, index) => `a${index % 9}/m${index}`);
const table = { map: 'name=id,downloads_30d=downloads', date: '2025-01-02' };
const dated = { map: 'name=id,date=day,downloads_30d=downloads', date: null };

/** A store with a night, and a file for the next. */
async function storeAndFile(
  name: string,
  content: string | Uint8Array,
): Promise<{ path: string; file: string }> {
  const folder = tempFolder();
  const [path, before, file] = [join(folder, 'oai.db'), join(folder, 'before.csv'), join(folder, name)];
  writeFileSync(before, 'id,downloads\na1/m1,7\n');
  await importCsv(path, before, { ...table, date: '2025-01-01' });
  writeFileSync(file, content);
  return { path, file };
}

describe('of a file that is bad at its end nothing is stored', () => {
  const lines = names.map((name, index) => `${name},${index}`);
  const csv = `id,downloads\n${lines.join('\n')}\n`;

  it('where a row of CSV has a cell too few', async () => {
    const { path, file } = await storeAndFile('models.csv', `${csv}a1/one\n`);
    const before = dumpStore(path);
    await expect(importCsv(path, file, table)).rejects.toMatchObject({
      why: expect.stringContaining('line 2502') as unknown,
    });
    expect(dumpStore(path)).toEqual(before);
    writeFileSync(file, csv);
    await importCsv(path, file, table);
    expect(queryOne(path, 'SELECT count(*) FROM model')).toBe(names.length);
  });

  it('where NDJSON ends in the middle of its gzip stream', async () => {
    const whole = gzipSync(names.map((name, index) => `{"id":"${name}","downloads":${index}}\n`).join(''));
    const { path, file } = await storeAndFile('models.jsonl.gz', whole.subarray(0, -20));
    const before = dumpStore(path);
    await expect(importNdjson(path, file, table)).rejects.toThrow(/cannot be read/);
    expect(dumpStore(path)).toEqual(before);
  });

  it('where NDJSON ends in the middle of a line', async () => {
    const whole = names.map((name, index) => `{"id":"${name}","downloads":${index}}\n`).join('');
    const { path, file } = await storeAndFile('models.jsonl', whole.slice(0, -5));
    const before = dumpStore(path);
    await expect(importNdjson(path, file, table)).rejects.toThrow(/ends in the middle of line 2500/);
    expect(dumpStore(path)).toEqual(before);
  });

  it('where a page of Parquet is damaged', async () => {
    const { path, file } = await storeAndFile('models.parquet', '');
    writeParquet(file, {
      columnData: [{ name: 'id', data: names, type: 'STRING' }],
      codec: 'SNAPPY',
      rowGroupSize: 1000,
    });
    const bytes = readFileSync(file);
    const inLastGroup = bytes.lastIndexOf('a8/m2') - 30;
    bytes.fill(0xff, inLastGroup, inLastGroup + 40);
    writeFileSync(file, bytes);
    const before = dumpStore(path);
    await expect(importParquet(path, file, '2025-01-02')).rejects.toThrow(/cannot be read as Parquet/);
    expect(dumpStore(path)).toEqual(before);
  });

  it.each([
    ['has no day', 'someday', /Row 2501 has no date: day is "someday"/],
    ['is of an earlier day', '2025-01-02', /row 2501 is of 2025-01-02, after 2025-01-03/],
    ['is of a day to come', '9999-01-01', /is of 9999-01-01, a day to come/],
  ])('where the last row %s', async (_, day, message) => {
    const days = names.map((name, index) => `${index < 1250 ? '2025-01-02' : '2025-01-03'},${name},1`);
    const history = `day,id,downloads\n${days.join('\n')}\n`;
    const { path, file } = await storeAndFile('days.csv', `${history}${day},a/one,1\n`);
    const before = dumpStore(path);
    await expect(importCsv(path, file, dated)).rejects.toThrow(message);
    expect(dumpStore(path)).toEqual(before);
    writeFileSync(file, `${history}2025-01-04,a/one,1\n`);
    const { nights } = await importCsv(path, file, dated);
    expect(nights.map(({ passedOver }) => passedOver)).toEqual([false, false, false]);
  });
});

describe('a file that is written to', () => {
  const csv = `id,downloads\n${names.map((name) => `${name},1`).join('\n')}\n`;
  const appendAtFirst = (file: string, kind: ImportEvent['kind']): ((event: ImportEvent) => void) => {
    let done = false;
    return (event) => {
      if (event.kind === kind && !done) appendFileSync(file, 'a/late,1\n');
      done ||= event.kind === kind;
    };
  };

  it('while it is read is refused, and nothing of it is stored', async () => {
    const { path, file } = await storeAndFile('models.csv', csv);
    const before = dumpStore(path);
    const onEvent = appendAtFirst(file, 'checked');
    await expect(importCsv(path, file, table, { onEvent })).rejects.toThrow(/changed while it was read/);
    expect(dumpStore(path)).toEqual(before);
  });

  it('while it is stored never becomes a night, and is another file the next time', async () => {
    const { path, file } = await storeAndFile('models.csv', csv);
    const onEvent = appendAtFirst(file, 'rows');
    await expect(importCsv(path, file, table, { onEvent })).rejects.toThrow(/changed while it was read/);
    expect(queryOne(path, 'SELECT count(*) FROM night')).toBe(1);
    await importCsv(path, file, table);
    expect(queryOne(path, 'SELECT group_concat(status) FROM run')).toBe('complete,abandoned,complete');
    expect(queryOne(path, 'SELECT count(*) FROM models_now')).toBe(names.length + 1);
  });

  it('and cut short never becomes a night either', async () => {
    const { path, file } = await storeAndFile('models.csv', csv);
    // The last rows are in the pieces that were read ahead: the file ends for the import as it should.
    let stored = 0;
    const onEvent = (event: ImportEvent): void => {
      if (event.kind === 'rows') stored = event.rows;
      if (stored === names.length) truncateSync(file, 20);
    };
    await expect(importCsv(path, file, table, { onEvent })).rejects.toThrow(/changed while it was read/);
    expect(queryOne(path, 'SELECT count(*) FROM night')).toBe(1);
  });
});

it('an import that is stopped before the file was read to its end has stored nothing', async () => {
  const { path, file } = await storeAndFile(
    'models.csv',
    `id,downloads\n${names.map((name) => `${name},1`).join('\n')}\n`,
  );
  const before = dumpStore(path);
  const { complete, events } = await importCsv(path, file, table, { stopAtFirst: 'checked' });
  expect(complete).toBe(false);
  expect(events.map(({ kind }) => kind)).toEqual(['checked']);
  expect(dumpStore(path)).toEqual(before);
});

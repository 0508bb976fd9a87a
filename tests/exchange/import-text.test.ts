import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dumpStore, queryOne } from '../support/dump.js';
import { importCsv, importNdjson } from '../support/imports.js';
import { tempFolder } from '../support/temp.js';

function fileOf(name: string, content: string | Buffer): { file: string; path: string } {
  const folder = tempFolder();
  const file = join(folder, name);
  writeFileSync(file, content);
  return { file, path: join(folder, 'oai.db') };
}

const names = { map: 'name=id', date: '2025-01-02' };

describe('a text that is not UTF-8', () => {
  it.each(['models.csv', 'models.csv.gz'])(
    'is refused as %s, with the command that converts it',
    async (name) => {
      const latin1 = Buffer.from('id\nM\xfcller\nM\xe9ller\n', 'latin1');
      const { file, path } = fileOf(name, name.endsWith('.gz') ? gzipSync(latin1) : latin1);
      await expect(importCsv(path, file, names)).rejects.toMatchObject({
        message: expect.stringContaining('is not UTF-8') as unknown,
        todo: expect.stringContaining('iconv -f') as unknown,
      });
      expect(queryOne(path, 'SELECT count(*) FROM model')).toBe(0);
    },
  );

  it('is refused as NDJSON', async () => {
    const { file, path } = fileOf('models.jsonl', Buffer.from('{"id":"a/M\xfcller"}\n', 'latin1'));
    await expect(importNdjson(path, file, names)).rejects.toThrow(/is not UTF-8/);
  });

  it('is told from one whose last character is cut', async () => {
    const { file, path } = fileOf('models.csv', Buffer.from('id\na/ü').subarray(0, -1));
    await expect(importCsv(path, file, names)).rejects.toThrow(/is not UTF-8/);
    const marked = fileOf('marked.csv', '\ufeffid\na/ü\n');
    await importCsv(marked.path, marked.file, names);
    expect(queryOne(marked.path, 'SELECT name FROM model')).toBe('a/ü');
  });
});

it('a CSV file with two columns of a name is refused where that column is wanted', async () => {
  const { file, path } = fileOf('models.csv', 'id,likes,n,likes\na/one,1,2,3\n');
  await expect(importCsv(path, file, { ...names, map: 'name=id,likes=likes' })).rejects.toThrow(
    /has 2 columns likes/,
  );
  await importCsv(path, file, { ...names, map: 'name=id,likes=n' });
  expect(queryOne(path, 'SELECT likes FROM model')).toBe(2);
});

describe('NDJSON', () => {
  it('that is a JSON array is refused with the command that makes it lines', async () => {
    for (const text of ['[{"id":"a/one"},\n{"id":"a/two"}]\n', '\n [\n{"id":"a/one"}]', '[{"id":"a/one"}]']) {
      const { file, path } = fileOf('models.json', text);
      await expect(importNdjson(path, file, names), text).rejects.toMatchObject({
        message: expect.stringContaining('is a JSON array') as unknown,
        todo: expect.stringContaining("jq -c '.[]'") as unknown,
      });
    }
  });

  it(
    'with a line that is too long for an object is refused with its number',
    { timeout: 60_000 },
    async () => {
      const line = `{"id":"a/two","x":"${'x'.repeat(2 ** 26)}"}`;
      const { file, path } = fileOf('models.jsonl', `{"id":"a/one"}\n${line}\n`);
      await expect(importNdjson(path, file, names)).rejects.toThrow(/Line 2 of .* is longer than 64 MB/);
    },
  );

  it('may have a line that is longer than the pieces it is read in, and an end without a newline', async () => {
    const long = 'ü'.repeat(300_000);
    const { file, path } = fileOf('models.jsonl', `{"id":"a/one","t":"${long}"}\r\n\n{"id":"a/two","t":""}`);
    await importNdjson(path, file, { ...names, map: 'name=id,pipeline_tag=t' });
    const { models } = dumpStore(path) as { models: { name: string; pipeline_tag: string | null }[] };
    expect(new Map(models.map(({ name, pipeline_tag }) => [name, pipeline_tag]))).toEqual(
      new Map([
        ['a/one', long],
        ['a/two', null],
      ]),
    );
  });
});

import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { computeReports } from '../../src/cli/compute-reports.js';
import { DamagedStoreError, LockedError, UsageError } from '../../src/errors.js';
import { sha256Of } from '../../src/exchange/export-file.js';
import type { Manifest } from '../../src/exchange/export-manifest.js';
import { importStore } from '../../src/exchange/import-store.js';
import { exchangeTableNames } from '../../src/exchange/tables.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { checkStore } from '../../src/store/check.js';
import { openForReading, openForWriting } from '../../src/store/open.js';
import { NightReader } from '../../src/store/night-reader.js';
import { listNights } from '../../src/store/night.js';
import { crawlInto } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { exportStore, storeOfEverything } from '../support/exported-store.js';
import { importNdjson } from '../support/imports.js';
import { rejection } from '../support/fault-run.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const shared = sharedFolder();
const path = join(shared, 'oai.db');
const folder = join(shared, 'export');
const formats = ['parquet', 'ndjson'] as const;
const exportOf = (format: (typeof formats)[number]): string =>
  format === 'parquet' ? folder : `${folder}.${format}`;
const copyOf = (format: (typeof formats)[number]): string => join(shared, `copy-of-${format}.db`);
const copy = copyOf('parquet');
let hub: LocalHub;

beforeAll(async () => {
  hub = await storeOfEverything(path);
  for (const format of formats) {
    exportStore(path, exportOf(format), { format });
    await importStore(copyOf(format), exportOf(format), systemClock);
  }
}, 60_000);

afterAll(() => hub.close());

/** Every row of every table of a store; what is compressed or rebuilt has tests of its own. */
function rowsOf(store: string): Record<string, unknown[]> {
  const rebuilt = ['migration', 'night_column', 'newest_column', 'night_histogram'];
  const db = new Database(store, { readonly: true });
  try {
    const names = db
      .prepare<[], string>(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_stat%'",
      )
      .pluck()
      .all();
    return Object.fromEntries(
      names
        .filter((name) => !rebuilt.includes(name))
        .sort()
        .map((name) => [name, db.prepare(`SELECT * FROM ${name}`).all()]),
    );
  } finally {
    db.close();
  }
}

function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

async function reportsOf(store: string): Promise<unknown[]> {
  const opened = openForReading({ path: store, clock: systemClock, command: 'test' });
  try {
    const nights = listNights(opened.db).slice(-3);
    const outputs = [];
    for (const { run } of nights) {
      outputs.push((await computeReports(NightReader.open(opened.db, { run }), {})).outputs);
    }
    return outputs;
  } finally {
    opened.close();
  }
}

describe.each(formats)('a store that was exported as %s and imported', (format) => {
  const imported = copyOf(format);

  it('has every row of every table and view', () => {
    const rows = rowsOf(path);
    expect(rowsOf(imported)).toEqual(rows);
    const empty = Object.keys(rows).filter((name) => rows[name]?.length === 0);
    expect(empty).toEqual([]);
  });

  it('has the values of every night, suspect and partial ones too', () => {
    expect(dumpStore(imported)).toEqual(dumpStore(path));
    for (const store of [path, imported]) {
      expect(queryOne(store, "SELECT group_concat(quality || whole, ' ') FROM night")).toBe(
        'good1 good1 good1 good0 suspect1',
      );
    }
  });

  it('answers every report alike, of good, partial and suspect nights', async () => {
    const answers = await reportsOf(path);
    expect(answers).toHaveLength(3);
    expect(await reportsOf(imported)).toEqual(answers);
  });

  it('passes the check', () => {
    expect(checkStore(path)).toEqual([]);
    expect(checkStore(imported)).toEqual([]);
  });

  it('is exported again to the same bytes', () => {
    const again = join(tempFolder(), 'again');
    exportStore(imported, again, { format });
    const files = filesOf(exportOf(format));
    expect(filesOf(again)).toEqual(files);
    expect(files.length).toBeGreaterThan(exchangeTableNames.length);
    const differing = files.filter(
      (file) => !readFileSync(join(exportOf(format), file)).equals(readFileSync(join(again, file))),
    );
    expect(differing).toEqual([]);
  });
});

it.each(formats)('texts that differ by the mark of a byte order alone stay two, as %s', async (format) => {
  const marked = tempFolder();
  const [source, file] = [join(marked, 'source.db'), join(marked, 'models.jsonl')];
  writeFileSync(file, `${JSON.stringify({ id: 'a/one', tags: ['\ufeffmarked', 'marked', '\ufeff'] })}\n`);
  await importNdjson(source, file, { map: 'name=id,tags=tags', date: '2025-01-02' });
  exportStore(source, join(marked, 'export'), { format });
  const back = join(marked, 'back.db');
  await importStore(back, join(marked, 'export'), systemClock);
  expect(rowsOf(back)['tag']).toEqual(rowsOf(source)['tag']);
});

describe('a crawl into an imported store', () => {
  it('goes on with its unfinished run, and finds the same changed as in the original', async () => {
    const stores = [path, copy].map((store, index) => {
      const target = join(tempFolder(), `crawled-${index}.db`);
      copyFileSync(store, target);
      return target;
    });
    const outcomes = [];
    for (const store of stores) {
      const clock = { ...systemClock, now: () => Date.parse('2026-09-18T03:00:00Z') };
      const settings = { clock, extraFields: ['gguf'] as const };
      const first = await crawlInto(store, hub.endpoint, settings);
      const second = await crawlInto(store, hub.endpoint, settings);
      outcomes.push(
        [first.run, second.run].map(({ run, models, modelsNew, modelsChanged }) => [
          run,
          models,
          modelsNew,
          modelsChanged,
        ]),
      );
    }
    const runs = Number(queryOne(path, 'SELECT max(run_key) FROM run'));
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[1]?.[0]?.[0]).toBe(runs);
    expect(outcomes[1]?.[1]?.slice(2)).toEqual([0, 0]);
  });
});

describe('an import', () => {
  const target = (): string => join(tempFolder(), 'new.db');
  const spoilt = (spoil: (folder: string) => void): string => {
    const spoiltFolder = join(tempFolder(), 'export');
    cpSync(folder, spoiltFolder, { recursive: true });
    spoil(spoiltFolder);
    return spoiltFolder;
  };
  const editManifest = (edit: (text: string) => string) => (root: string) =>
    writeFileSync(join(root, 'manifest.json'), edit(readFileSync(join(root, 'manifest.json'), 'utf8')));

  it.each<[string, (folder: string) => void, string, typeof UsageError]>([
    ['that has no manifest', (root) => rmSync(join(root, 'manifest.json')), 'is not an export', UsageError],
    [
      'whose manifest is cut',
      (root) => truncateSync(join(root, 'manifest.json'), 99),
      'cannot be read',
      DamagedStoreError,
    ],
    [
      'whose manifest names a file elsewhere',
      editManifest((text) => text.replace('"models.parquet"', '"../models.parquet"')),
      'cannot be read',
      DamagedStoreError,
    ],
    [
      'that lacks a file',
      (root) => rmSync(join(root, 'models.parquet')),
      'models.parquet is not what manifest.json says',
      DamagedStoreError,
    ],
    [
      'with a file that is cut',
      (root) => truncateSync(join(root, 'tags.parquet'), 500),
      'tags.parquet is not what',
      DamagedStoreError,
    ],
    [
      'with a byte that is another',
      (root) => {
        const bytes = readFileSync(join(root, 'models.parquet'));
        bytes.writeUInt8(bytes.readUInt8(700) ^ 1, 700);
        writeFileSync(join(root, 'models.parquet'), bytes);
      },
      'models.parquet is not what',
      DamagedStoreError,
    ],
    [
      'that lacks a table',
      editManifest((text) => text.replace('"lineage": {', '"lines": {')),
      'is not the whole of a store',
      UsageError,
    ],
    [
      'of two moments',
      editManifest((text) => text.replace(/("models": \{\s+"moment": ")./, '$1x')),
      'of different moments',
      UsageError,
    ],
    [
      'as CSV',
      editManifest((text) => text.replace('"format": "parquet"', '"format": "csv"')),
      'is an export as CSV',
      UsageError,
    ],
    [
      'of another kind of store',
      editManifest((text) => text.replace('"number": 5', '"number": 5005')),
      'was exported by oai',
      UsageError,
    ],
    [
      'of some of the nights',
      (root) => {
        rmSync(root, { recursive: true });
        exportStore(path, root, { since: '2026-08-02' });
      },
      'lacks the night 2026-08-01 of run 1',
      UsageError,
    ],
  ])('refuses a folder %s, and leaves nothing', async (_, spoil, message, kind) => {
    const store = target();
    const error = await rejection(importStore(store, spoilt(spoil), systemClock));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ message: expect.stringContaining(message) as unknown });
    expect(existsSync(store) || existsSync(`${store}.part`)).toBe(false);
  });

  it.each([
    ['lacks a column', (line: string) => line.replace('"author":', '"writer":'), 'line 1 has no author'],
    ['is no object', () => '7', 'line 1 is no JSON object'],
    [
      'has a text for a number',
      (line: string) => line.replace(/"likes":\d+/, '"likes":"7"'),
      'row 1: likes is not',
    ],
    ['begins an array', (line: string) => `[${line}`, 'line 1 is no JSON object'],
    ['is empty', () => '', 'rows, not'],
  ])('of NDJSON says which line %s', async (_, spoil, why) => {
    const root = join(tempFolder(), 'export');
    cpSync(exportOf('ndjson'), root, { recursive: true });
    const file = join(root, 'models.ndjson');
    const [first = '', ...rest] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [spoil(first), ...rest].join('\n'));
    editManifest((text) => {
      const manifest = JSON.parse(text) as Manifest;
      const [listed] = manifest.tables['models']?.files ?? [];
      Object.assign(listed ?? {}, { bytes: statSync(file).size, sha256: sha256Of(file) });
      return JSON.stringify(manifest);
    })(root);
    const store = target();
    await expect(importStore(store, root, systemClock)).rejects.toMatchObject({
      message: expect.stringContaining('models.ndjson is not what') as unknown,
      why: expect.stringContaining(why) as unknown,
    });
    expect(existsSync(store) || existsSync(`${store}.part`)).toBe(false);
  });

  it('refuses a store that holds something, or is being written, and leaves it alone', async () => {
    const full = target();
    copyFileSync(path, full);
    const before = readFileSync(full);
    await expect(importStore(full, folder, systemClock)).rejects.toThrow('holds something already');
    expect(readFileSync(full).equals(before)).toBe(true);
    const busy = target();
    const held = openForWriting({ path: busy, clock: systemClock, command: 'test' });
    await expect(importStore(busy, folder, systemClock)).rejects.toThrow(LockedError);
    held.close();
  });

  it('fills a store that is empty', async () => {
    const empty = target();
    openForWriting({ path: empty, clock: systemClock, command: 'test' }).close();
    await importStore(empty, folder, systemClock);
    expect(rowsOf(empty)).toEqual(rowsOf(path));
  });
});

import { readdirSync, readFileSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { exportSqlite } from '../../src/exchange/export-sqlite.js';
import { fileColumns } from '../../src/exchange/export-batches.js';
import {
  type ColumnType,
  type ExchangeTable,
  type ExchangeTableName,
  exchangeTableNames,
  exchangeTables,
} from '../../src/exchange/tables.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { safeText } from '../../src/render/safe-text.js';
import { StoreLock } from '../../src/store/lock.js';
import { listNights, type Night } from '../../src/store/night.js';
import type { NightColumn } from '../../src/store/night-columns.js';
import { NightReader } from '../../src/store/night-reader.js';
import { openForReading, type Store } from '../../src/store/open.js';
import { crawlInto } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { exportStore, ndjsonRows, parquetRows, storeOfEverything } from '../support/exported-store.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const shared = sharedFolder();
const path = join(shared, 'oai.db');
const folders = {
  parquet: join(shared, 'parquet'),
  csv: join(shared, 'csv'),
  ndjson: join(shared, 'ndjson'),
};
const views = exchangeTableNames.filter((name) => name !== 'tags' && name !== 'model_night');
let hub: LocalHub;

beforeAll(async () => {
  hub = await storeOfEverything(path);
  for (const format of ['parquet', 'csv', 'ndjson'] as const) exportStore(path, folders[format], { format });
}, 60_000);

afterAll(() => hub.close());

type Row = Record<string, unknown>;

function withStore<T>(read: (store: Store) => T): T {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return read(store);
  } finally {
    store.close();
  }
}

/** The rows of a view as SQLite has them. */
function viewRows(name: ExchangeTableName): Row[] {
  const { key } = exchangeTables[name];
  return withStore(({ db }) => db.prepare<[], Row>(`SELECT * FROM ${name} ORDER BY ${key.join(', ')}`).all());
}

function columnTypes(name: ExchangeTableName): [string, ColumnType][] {
  return Object.entries(fileColumns(name)).map(([column, { type }]) => [column, type]);
}

/** A row of SQLite as another format has it. */
function asIn(
  name: ExchangeTableName,
  rows: readonly Row[],
  value: (value: unknown, type: ColumnType) => unknown,
): Row[] {
  const types = columnTypes(name);
  return rows.map((row) =>
    Object.fromEntries(types.map(([column, type]) => [column, value(row[column], type)])),
  );
}

function inParquet(value: unknown, type: ColumnType): unknown {
  if (value === null) return null;
  if (type === 'integer') return BigInt(Number(value));
  return type === 'boolean' ? value === 1 : value;
}

/** What a night says of each model, read as reports read it. */
function nightOf(night: Night): Row[] {
  return withStore(({ db }) => {
    const reader = NightReader.open(db, { run: night.run });
    const names = Object.keys(fileColumns('model_night')).slice(2) as NightColumn[];
    const columns = names.map((name) => [name, reader.column(name)] as const);
    return [...reader.column('present')].flatMap((present, position) =>
      present === 1
        ? [
            {
              night_key: night.nightKey,
              model_key: position + 1,
              ...Object.fromEntries(
                columns.map(([name, values]) => [
                  name,
                  Number.isNaN(values[position]) ? null : values[position],
                ]),
              ),
            },
          ]
        : [],
    );
  });
}

const nights = (): Night[] => withStore(({ db }) => listNights(db));
const nightFile = ({ date, run }: Night, format: string): string =>
  `model_night/night=${date}/run-${run}.${format}`;

describe('Parquet', () => {
  it.each(views)('has every row of %s, exactly', async (name) => {
    const rows = await parquetRows(join(folders.parquet, `${name}.parquet`));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(asIn(name, viewRows(name), inParquet));
  });

  it('has what each night saw, partial and suspect ones too', async () => {
    expect(nights().map(({ whole, quality }) => `${quality} ${whole}`)).toContain('suspect true');
    expect(nights().map(({ whole }) => whole)).toContain(false);
    for (const night of nights()) {
      const rows = await parquetRows(join(folders.parquet, nightFile(night, 'parquet')));
      const told = nightOf(night);
      expect(rows).toHaveLength(night.models);
      expect(rows).toEqual(asIn('model_night', told, inParquet));
    }
  });

  it('has every tag of every model as the Hub sent them', async () => {
    const { models } = dumpStore(path) as { models: { hub_id: string; tags: string[] }[] };
    const ids = new Map(viewRows('models').map((row) => [row['model_key'], row['hub_id']]));
    const told = new Map<unknown, string[]>();
    for (const { model_key, tag } of await parquetRows(join(folders.parquet, 'tags.parquet'))) {
      const id = ids.get(Number(model_key));
      told.set(id, [...(told.get(id) ?? []), String(tag)]);
    }
    const sent = models.filter(({ tags }) => tags.length > 0);
    expect(
      sent.flatMap(({ tags }) => tags).filter((tag) => tag.startsWith('base_model:')).length,
    ).toBeGreaterThan(100);
    expect(told).toEqual(new Map(sent.map(({ hub_id, tags }) => [hub_id, tags])));
  });

  it('keeps 2^53 - 1, and names that steer a terminal', async () => {
    const rows = await parquetRows(join(folders.parquet, 'models.parquet'));
    expect(rows.map(({ parameters }) => parameters)).toContain(9_007_199_254_740_991n);
    expect(rows.map(({ name }) => name)).toContain('=odd0/\u001B[31mred\u001B[0m');
  });

  it('is what DuckDB reads, with its types', async () => {
    const connection = await (await DuckDBInstance.create()).connect();
    const ask = async (sql: string): Promise<unknown[][]> =>
      (await connection.runAndReadAll(sql)).getRowsJson();
    const types: Record<ColumnType, string> = {
      text: 'VARCHAR',
      integer: 'BIGINT',
      real: 'DOUBLE',
      boolean: 'BOOLEAN',
      date: 'VARCHAR',
      json: 'VARCHAR',
    };
    for (const name of [...views, 'tags'] as const) {
      const file = join(folders.parquet, `${name}.parquet`);
      const described = await ask(`DESCRIBE SELECT * FROM '${file}'`);
      expect(described.map(([column, type]) => [column, type])).toEqual(
        columnTypes(name).map(([column, type]) => [column, types[type]]),
      );
    }
    for (const name of views) {
      const columns = columnTypes(name).map(([column]) => column);
      const file = join(folders.parquet, `${name}.parquet`);
      const read = await connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM '${file}'`);
      const rows = read.getRowObjectsJS();
      expect(rows).toEqual(asIn(name, viewRows(name), inParquet));
    }
    const byNight = await ask(
      `SELECT CAST(night AS VARCHAR), count(*)::VARCHAR, sum(downloads_30d)::VARCHAR
       FROM read_parquet('${folders.parquet}/model_night/*/*.parquet', hive_partitioning = true) GROUP BY 1, night_key ORDER BY night_key`,
    );
    expect(byNight).toEqual(
      nights().map((night) => [
        night.date,
        String(night.models),
        String(nightOf(night).reduce((sum, row) => sum + Number(row['downloads_30d'] ?? 0), 0)),
      ]),
    );
    connection.closeSync();
  });
});

describe('NDJSON', () => {
  it.each(views)('has every row of %s, exactly', (name) => {
    const value = (cell: unknown, type: ColumnType): unknown =>
      type === 'json' ? JSON.parse(String(cell)) : type === 'boolean' && cell !== null ? cell === 1 : cell;
    expect(ndjsonRows(join(folders.ndjson, `${name}.ndjson`))).toEqual(asIn(name, viewRows(name), value));
  });

  it('has the nights as well', () => {
    for (const night of nights()) {
      expect(ndjsonRows(join(folders.ndjson, nightFile(night, 'ndjson')))).toEqual(nightOf(night));
    }
  });
});

describe('CSV', () => {
  const shown = (value: unknown, type: ColumnType): string => {
    if (value === null) return '';
    if (type === 'boolean') return String(value === 1);
    if (typeof value !== 'string') return JSON.stringify(value);
    const text = safeText(value);
    return /^[-=+@＝＋－＠]/.test(text) ? `'${text}` : text;
  };

  it.each(views)('has every row of %s, but what a spreadsheet or a terminal would obey', (name) => {
    const text = readFileSync(join(folders.csv, `${name}.csv`), 'utf8');
    const rows: Row[] = parse(text, { columns: true });
    expect(rows).toEqual(asIn(name, viewRows(name), shown));
  });

  it('tells an empty text from a missing one', () => {
    const lines = readFileSync(join(folders.csv, 'authors.csv'), 'utf8').split('\n');
    const user = lines.find((line) => line.includes('author-2'));
    expect(user).toMatch(/,author-2,user,[^,]*,author-2,"",,,false,/);
  });
});

describe('a folder that has an export', () => {
  const longAgo = new Date('2001-01-01T00:00:00Z');
  const filesBelow = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.parquet$/.test(file))
      .sort();

  it('gets only the nights that it lacks', () => {
    const folder = join(tempFolder(), 'export');
    const first = exportStore(path, folder, { until: '2026-08-31' });
    const old = first.written.filter(({ file }) => file.startsWith('model_night/'));
    expect(old.map(({ file }) => file)).toEqual([
      'model_night/night=2026-08-01/run-1.parquet',
      expect.stringMatching('night=2026-08-02'),
    ]);
    for (const { file } of old) utimesSync(join(folder, file), longAgo, longAgo);
    const second = exportStore(path, folder);
    expect(second.kept).toMatchObject(old);
    expect(second.kept).toHaveLength(2);
    for (const { file } of old) expect(statSync(join(folder, file)).mtime).toEqual(longAgo);
    expect(second.written.filter(({ file }) => file.startsWith('model_night/'))).toHaveLength(
      nights().length - 2,
    );
    const whole = filesBelow(folders.parquet);
    expect(filesBelow(folder)).toEqual(whole);
    for (const file of whole) {
      expect(readFileSync(join(folder, file)).equals(readFileSync(join(folders.parquet, file))), file).toBe(
        true,
      );
    }
  });

  it('loses the file of a night that another run of the day took the place of, and no file of others', async () => {
    const folder = join(tempFolder(), 'export');
    const store = join(tempFolder(), 'oai.db');
    const clock = { ...systemClock, now: () => Date.parse('2026-11-01T05:00:00Z') };
    await crawlInto(store, hub.endpoint, { clock });
    exportStore(store, folder);
    writeFileSync(join(folder, 'model_night/night=2026-11-01/mine.parquet'), 'mine');
    await crawlInto(store, hub.endpoint, { clock });
    exportStore(store, folder);
    expect(readdirSync(join(folder, 'model_night/night=2026-11-01')).sort()).toEqual([
      'mine.parquet',
      'run-2.parquet',
    ]);
  });

  it('gets a night anew whose file is another store’s, or was cut', async () => {
    const folder = join(tempFolder(), 'export');
    const other = join(tempFolder(), 'other.db');
    const clock = { ...systemClock, now: () => Date.parse('2026-08-01T05:00:00Z') };
    await crawlInto(other, hub.endpoint, { clock, query: { repository: 'model', author: null, limit: 7 } });
    exportStore(other, folder);
    exportStore(path, folder);
    const [night] = nights();
    if (night === undefined) throw new Error('no night');
    const file = join(folder, nightFile(night, 'parquet'));
    const whole = readFileSync(join(folders.parquet, nightFile(night, 'parquet')));
    expect(readFileSync(file).equals(whole)).toBe(true);
    unlinkSync(file);
    writeFileSync(file, whole.subarray(0, 100));
    exportStore(path, folder);
    expect(readFileSync(file).equals(whole)).toBe(true);
  });

  it('is refused in another format, and while another process writes there', () => {
    expect(() => exportStore(path, folders.csv)).toThrow(`${folders.csv} holds an export as csv.`);
    const folder = join(tempFolder(), 'export');
    exportStore(path, folder, { tables: ['nights'] });
    const lock = StoreLock.acquire(
      join(folder, 'manifest.json'),
      { pid: 7, command: 'oai export' },
      systemClock,
    );
    expect(() => exportStore(path, folder)).toThrow('is being written by another process');
    lock.release();
    exportStore(path, folder);
  });
});

describe('a plain SQLite file', () => {
  it('has every table as a real one, with its key, and the views', async () => {
    const file = join(tempFolder(), 'plain.db');
    const outcome = withStore((store) => exportSqlite(store, file, { force: false, clock: systemClock }));
    expect(statSync(file).size).toBe(outcome.bytes);
    const db = new Database(file, { readonly: true });
    for (const name of exchangeTableNames) {
      const { columns, key }: ExchangeTable = exchangeTables[name];
      const info = db
        .prepare<[string], { name: string; pk: number; notnull: number }>(
          'SELECT * FROM pragma_table_info(?)',
        )
        .all(name);
      expect(info.map((column) => column.name)).toEqual(Object.keys(columns));
      const keys = info.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
      expect(keys.map((column) => column.name)).toEqual([...key]);
      if (name !== 'tags' && name !== 'model_night') {
        expect(db.prepare(`SELECT * FROM ${name} ORDER BY ${key.join(', ')}`).all()).toEqual(viewRows(name));
      }
    }
    const parquetTags = await parquetRows(join(folders.parquet, 'tags.parquet'));
    expect(db.prepare('SELECT count(*) FROM tags').pluck().get()).toBe(parquetTags.length);
    for (const night of nights()) {
      const select = db.prepare<[number], Row>(
        'SELECT * FROM model_night WHERE night_key = ? ORDER BY model_key',
      );
      expect(select.all(night.nightKey)).toEqual(
        nightOf(night).map((row) => ({ night: night.date, ...row })),
      );
    }
    for (const view of ['models_now', 'authors_now']) {
      const count = db.prepare(`SELECT count(*) FROM ${view}`).pluck().get();
      expect(count).toBe(queryOne(path, `SELECT count(*) FROM ${view}`));
    }
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });

  it('takes the place of nothing unless it is forced to, and never that of the store', () => {
    const file = join(tempFolder(), 'plain.db');
    writeFileSync(file, 'mine');
    expect(() =>
      withStore((store) => exportSqlite(store, file, { force: false, clock: systemClock })),
    ).toThrow('is there already');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    withStore((store) => exportSqlite(store, file, { force: true, clock: systemClock }));
    expect(queryOne(file, 'SELECT count(*) FROM nights')).toBe(nights().length);
    expect(() =>
      withStore((store) => exportSqlite(store, path, { force: true, clock: systemClock })),
    ).toThrow('is the store itself');
  });
});

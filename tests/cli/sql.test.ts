import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { UsageError } from '../../src/errors.js';
import { exchangeTables } from '../../src/exchange/tables.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { bin, oai, startOai } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { openForWriting } from '../../src/store/open.js';
import { querySql, type SqlValue } from '../../src/store/sql-query.js';
import { hostileNames } from '../render/hostile-names.js';
import { plainModels } from '../support/models.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const path = join(sharedFolder(), 'oai.db');
const models = plainModels(60, (index) => ({
  ...(index === 3 && {
    downloads: 2 ** 39,
    tags: ['base_model:a/b', 'base_model:finetune:a/b', 'fr', '=1+1'],
  }),
  ...(index === 4 && { tags: ['base_model:adapter:a/b', 'base_model:a/b', 'base_model:quantized:a/b'] }),
  ...(index === 5 && { tags: ['base_model:finetune:a/b', 'gguf'] }),
}));
const tagsOf = new Map(models.map(({ id, tags = [] }) => [id, [...tags].sort()]));
const [gone] = models;
if (gone === undefined) throw new Error('there are models');

beforeAll(async () => {
  const hub = await startLocalHub({
    source: recordedSource(models),
    clock: systemClock,
    quota: { anonymous: 1e6 },
  });
  const night = (date: string, limit: number | null = null) =>
    crawlInto(path, hub.endpoint, {
      clock: { ...systemClock, now: () => Date.parse(`${date}T03:00:00Z`) },
      query: { repository: 'model', author: null, limit },
    });
  await night('2026-03-01');
  models.splice(0, 1);
  for (const model of models) model.downloads = (model.downloads ?? 0) + 1;
  await night('2026-03-02');
  await night('2026-03-03', 10);
  await hub.close();
});

const sql = (...args: string[]) => oai(['sql', '--db', path, ...args]);

type Row = Record<string, string | number | Buffer | null>;

/** What a query answers, without a process of its own. */
function rows(query: string): Promise<Row[]> {
  return querySql({ path, clock: systemClock, sql: query }, ({ columns, rows: found }) =>
    Promise.resolve(
      Array.from(found, (row) =>
        Object.fromEntries(columns.map((column, index) => [column, plain(row[index] ?? null)])),
      ),
    ),
  );
}

const plain = (value: SqlValue) => (typeof value === 'bigint' ? Number(value) : value);

/** Numbers with every digit that is not a number of JavaScript. */
const LARGEST = '9223372036854775807';
const ENDLESS = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)';

describe('oai sql', () => {
  it('has every table that travels, with its columns in their order', async () => {
    for (const [table, { columns }] of Object.entries(exchangeTables)) {
      const found = await rows(`SELECT name FROM pragma_table_info('${table}')`);
      expect(
        found.map(({ name }) => name),
        table,
      ).toEqual(Object.keys(columns));
    }
  });

  it('gives every value of model_night the type that the table says', async () => {
    const { columns } = exchangeTables.model_night;
    const types = Object.keys(columns).map(
      (column) => `group_concat(DISTINCT typeof(${column})) AS ${column}`,
    );
    const [found] = await rows(`SELECT ${types.join(', ')} FROM model_night`);
    for (const [column, { type }] of Object.entries(columns)) {
      const expected = type === 'date' ? 'text' : type;
      expect([expected, 'null'], column).toEqual(expect.arrayContaining(String(found?.[column]).split(',')));
    }
    expect(found).toMatchObject({ night: 'text', model_key: 'integer', created_at: 'integer' });
  });

  it('unpacks the nights that are asked for', async () => {
    const [first, second] = await rows(
      `SELECT night, count(*) AS models, sum(downloads_30d) AS downloads FROM model_night GROUP BY night_key`,
    );
    const base = 2 ** 39 + (59 * 60) / 2 - 3;
    expect(first).toEqual({ night: '2026-03-01', models: 60, downloads: base });
    expect(second).toEqual({ night: '2026-03-02', models: 59, downloads: base + 59 });
    const one = await rows(`SELECT count(*) AS models FROM model_night WHERE night = '2026-03-02'`);
    expect(one).toEqual([{ models: 59 }]);
    const newest = await rows(`SELECT count(*) AS models FROM model_night WHERE night > '2026-03-02'`);
    expect(newest).toEqual([{ models: 10 }]);
  });

  it('does not look at the other nights', async () => {
    const copy = join(tempFolder(), 'copy.db');
    copyFileSync(path, copy);
    const store = openForWriting({ path: copy, clock: systemClock, command: 'test' });
    store.db.exec("UPDATE night_column SET data = x'00' WHERE night_key = 3");
    store.close();
    const counted = (where: string) =>
      oai(['sql', '--db', copy, '--format', 'ndjson', `SELECT count(*) AS n FROM model_night ${where}`]);
    expect(await counted("WHERE night = '2026-03-02'")).toMatchObject({ code: 0, stdout: '{"n":59}\n' });
    expect(await counted("WHERE night IN ('2026-03-01', '2026-03-02')")).toMatchObject({ code: 0 });
    const all = await counted('');
    expect(all).toMatchObject({ code: 2, stdout: '' });
    expect(all.stderr).toContain('of the night 2026-03-03 cannot be read');
  });

  it('has of one model the rows that model_night has', async () => {
    for (const key of [4, 1, 60]) {
      const expected = await rows(`SELECT * FROM model_night WHERE model_key = ${key} ORDER BY night_key`);
      expect(expected.length).toBeGreaterThan(0);
      expect(await rows(`SELECT * FROM model_series(${key})`)).toEqual(expected);
    }
    expect(await rows('SELECT * FROM model_series(61)')).toEqual([]);
    expect(await rows('SELECT * FROM model_series(-1.5)')).toEqual([]);
  });

  it('has every tag that the Hub sent, those that are stored as bases too', async () => {
    const found = new Map<string, string[]>();
    for (const { name, tag } of await rows('SELECT name, tag FROM tags JOIN models USING (model_key)')) {
      found.set(String(name), [...(found.get(String(name)) ?? []), String(tag)].sort());
    }
    expect(found).toEqual(tagsOf);
  });

  it('knows what is there now', async () => {
    expect(await rows('SELECT count(*) AS n, sum(gone_on IS NULL) AS here FROM models')).toEqual([
      { n: 60, here: 59 },
    ]);
    expect(await rows('SELECT count(*) AS n FROM models_now')).toEqual([{ n: 59 }]);
  });

  it('prints whole numbers to 64 bits, bytes, nothing and columns of one name', async () => {
    const query = `SELECT ${LARGEST} AS a, x'00ff' AS b, NULL AS c, -5 AS a, 0.5 AS d, 1e999 AS e`;
    expect((await sql(query, '--format', 'ndjson')).stdout).toBe(
      `{"a":${LARGEST},"b":"00ff","c":null,"a_2":-5,"d":0.5,"e":null}\n`,
    );
    expect((await sql(query, '--format', 'csv')).stdout).toBe(`a,b,c,a_2,d,e\n${LARGEST},00ff,,-5,0.5,\n`);
    expect((await sql(query)).stdout.split('\n')[2]).toBe(`${LARGEST}  00ff  NULL   -5  0.5  Infinity`);
    expect((await sql(query, '--format', 'md')).stdout).toContain(`| ${LARGEST} | 00ff | NULL |`);
  });

  it('lets no name steer a terminal, run as a formula or become markup', async () => {
    const texts = [...hostileNames, '=1+1', '+1', '@x', '-2', '<b>|`x`'];
    const query = `SELECT value AS name FROM json_each('${JSON.stringify(texts).replaceAll("'", "''")}')`;
    for (const format of ['table', 'csv', 'json', 'md']) {
      const { code, stdout } = await sql(query, '--format', format);
      expect(code).toBe(0);
      expect(stdout, format).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
    const { stdout } = await sql(query, '--format', 'csv');
    const cells = parse<{ name: string }>(stdout, { columns: true }).map(({ name }) => name);
    expect(cells.filter((cell) => /^[=+@-]/.test(cell))).toEqual([]);
    expect((await sql(query, '--format', 'md')).stdout).toContain('\\<b\\>\\|\\`x\\`');
  });

  it.each([
    ['deletes', 'DELETE FROM model'],
    ['deletes and returns', 'DELETE FROM model RETURNING name'],
    ['deletes behind a WITH', 'WITH x AS (SELECT 1) DELETE FROM model WHERE 1'],
    ['makes a table', 'CREATE TABLE x (y)'],
    ['makes a table of its own', 'CREATE TEMP TABLE x (y)'],
    ['attaches a file', "ATTACH 'other.db' AS other"],
    ['writes a copy', "VACUUM INTO 'other.db'"],
    ['begins a transaction', 'BEGIN IMMEDIATE'],
    ['sets how it works', 'PRAGMA query_only = 0'],
    ['sets it by itself', 'PRAGMA locking_mode = exclusive'],
    ['hides that behind comments', '/* a */ -- b\n PRAGMA locking_mode = exclusive'],
    ['loads code', "SELECT load_extension('x')"],
    ['writes as if it read', 'SELECT * FROM pragma_optimize'],
  ])('refuses what %s', async (_, query) => {
    const before = readFileSync(path);
    await expect(rows(query)).rejects.toThrow(UsageError);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync('other.db')).toBe(false);
  });

  it.each([
    [
      'a table that is not there',
      ['SELECT * FROM nowhere'],
      'why: no such table: nowhere\n  do:  `oai sql --tables`',
    ],
    ['two statements', ['SELECT 1; SELECT 2'], 'more than one statement'],
    ['nothing', ['/* only a comment */'], 'contains no statements'],
    ['a parameter', ['SELECT ?'], 'parameter'],
    [
      'a sum that is too large',
      [`SELECT sum(x) FROM (SELECT ${LARGEST} AS x UNION ALL SELECT 1)`],
      'integer overflow',
    ],
    ['a value of no end', ['SELECT zeroblob(280000000)', '--json'], 'too long to be printed'],
    ['an explanation of what would write', ['EXPLAIN DELETE FROM model'], 'or EXPLAIN of one'],
    ['no query', [], 'oai sql answers one query'],
    ['a query and a file', ['SELECT 1', '--file', 'x.sql'], 'one in the command and one in a file'],
    ['a file that is not there', ['--file', '/nonexistent/x.sql'], 'cannot be read'],
    ['a suffix of no format', ['SELECT 1', '-o', 'x.parquet'], 'No format goes by the suffix .parquet'],
    ['a contradiction', ['SELECT 1', '--json', '--format', 'csv'], 'contradict'],
    ['a folder that is not there', ['SELECT 1', '-o', '/nonexistent/x.csv'], 'cannot be written'],
    ['columns of no table', ['--columns', 'nowhere'], 'There is no table nowhere.'],
    ['a listing and a query', ['--tables', 'SELECT 1'], '--tables answers by itself'],
  ])('refuses %s', async (_, args, message) => {
    const finished = await sql(...args);
    expect(finished).toMatchObject({ code: 2, stdout: '' });
    expect(finished.stderr).toContain(message);
  });

  it('says that there is no store, and makes none', async () => {
    const nowhere = join(tempFolder(), 'none.db');
    const finished = await oai(['sql', 'SELECT 1', '--db', nowhere]);
    expect(finished).toMatchObject({ code: 5, stdout: '' });
    expect(existsSync(nowhere)).toBe(false);
    writeFileSync(nowhere, '');
    expect(await oai(['sql', 'SELECT 1', '--db', nowhere])).toMatchObject({ code: 5, stdout: '' });
    expect(readFileSync(nowhere)).toHaveLength(0);
  });

  it('never writes an answer over a store', async () => {
    const copy = join(tempFolder(), 'copy.db');
    copyFileSync(path, copy);
    for (const args of [
      ['sql', 'SELECT 1', '--format', 'csv'],
      ['report', 'tail', '--json'],
    ]) {
      const finished = await oai([...args, '--db', path, '-o', copy]);
      expect(finished).toMatchObject({ code: 2, stdout: '' });
      expect(finished.stderr).toContain('is a SQLite file, such as a store is');
    }
    expect(readFileSync(copy).equals(readFileSync(path))).toBe(true);
  });

  it('takes away what an answer that was interrupted left behind', async () => {
    const folder = tempFolder();
    const answer = join(folder, 'a.csv');
    const { process: child, finished } = startOai([
      'sql',
      `${ENDLESS} SELECT x FROM n`,
      '--db',
      path,
      '-o',
      answer,
    ]);
    while (readdirSync(folder).length === 0) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGINT');
    await finished;
    expect(readdirSync(folder)).toEqual([`a.csv.${child.pid}.part`]);
    expect(await sql('SELECT 1 AS one', '-o', answer)).toMatchObject({ code: 0 });
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  it('reads the query from a file or standard input, and writes the answer whole or not at all', async () => {
    const folder = tempFolder();
    const [query, answer] = [join(folder, 'q.sql'), join(folder, 'a.csv')];
    writeFileSync(query, '\uFEFF-- a question\nSELECT count(*) AS n FROM models;\n');
    expect(await sql('--file', query, '-o', answer)).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(answer, 'utf8')).toBe('n\n60\n');
    const failing = `SELECT abs(x) FROM (${ENDLESS} SELECT CASE WHEN x < 3000 THEN x ELSE -${LARGEST} - 1 END AS x FROM n)`;
    expect(await sql(failing, '-o', answer)).toMatchObject({ code: 2 });
    expect(readFileSync(answer, 'utf8')).toBe('n\n60\n');
    expect(readdirSync(folder).sort()).toEqual(['a.csv', 'q.sql']);

    const child = spawn(process.execPath, [bin, 'sql', '-', '--db', path, '--json'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end('SELECT 1 AS one');
    let stdout = '';
    for await (const text of child.stdout.setEncoding('utf8')) stdout += String(text);
    expect(stdout).toBe('[\n  {"one":1}\n]\n');
  });

  it('prints rows as they come, until their reader has seen enough', async () => {
    const { process: child, finished } = startOai([
      'sql',
      '--db',
      path,
      '--format',
      'csv',
      `${ENDLESS} SELECT x FROM n`,
    ]);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { code, stderr } = await finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('ends a table that has no end, and says so', async () => {
    const { code, stdout, stderr } = await sql(`${ENDLESS} SELECT x FROM n`);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(10_002);
    expect(stderr).toContain('warning: these are the first 10000 rows');
    const all = await sql(`${ENDLESS} SELECT x FROM n LIMIT 10000`);
    expect(all.stderr).toBe('');
  });

  it('prints all of many rows as each of the formats that have no end', async () => {
    const query = `${ENDLESS} SELECT x FROM n LIMIT 2500`;
    expect((JSON.parse((await sql(query, '--json')).stdout) as Row[]).at(-1)).toEqual({ x: 2500 });
    expect((await sql(query, '--format', 'ndjson')).stdout.trimEnd().split('\n')).toHaveLength(2500);
    expect((await sql(query, '--format', 'csv')).stdout.trimEnd().split('\n')).toHaveLength(2501);
    expect((await sql('SELECT 1 AS a WHERE 0', '--json')).stdout).toBe('[]\n');
    expect((await sql('SELECT 1 AS a WHERE 0', '--format', 'csv')).stdout).toBe('a\n');
  });

  it('ends at Ctrl-C while a query goes on without a row', async () => {
    const endless = `${ENDLESS}, few(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM few LIMIT 1000)
      SELECT x FROM few UNION ALL SELECT max(x) FROM n`;
    const { process: child, finished } = startOai(['sql', '--db', path, '--format', 'csv', endless]);
    child.stdout?.once('data', () => child.kill('SIGINT'));
    // A shell calls this 130.
    expect(await finished).toMatchObject({ code: null, signal: 'SIGINT', stderr: '' });
  });

  it('lists its tables, and the columns of one', async () => {
    const tables = JSON.parse((await oai(['sql', '--tables', '--json'])).stdout) as { table: string }[];
    const names = tables.map(({ table }) => table);
    expect(names).toEqual(
      expect.arrayContaining([...Object.keys(exchangeTables), 'models_now', 'model_series']),
    );
    const described = (await oai(['sql', '--columns', 'MODEL_SERIES', '--format', 'csv'])).stdout;
    const columns = parse<{ column: string; description: string }>(described, { columns: true });
    const [first = {}] = await rows('SELECT * FROM model_series(1)');
    expect(columns.map(({ column }) => column)).toEqual(Object.keys(first));
    expect(columns.every(({ description }) => description.length > 1)).toBe(true);
  });
});

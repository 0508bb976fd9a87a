import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Finished, oai } from '../support/cli.js';
import { type ClickHouseServer, startClickHouse } from '../support/clickhouse-server.js';
import { tableDefinitions, tableFillings } from '../support/clickhouse-tables.js';
import { serveBucket, serveFolder } from '../support/file-server.js';
import { exportStore, storeOfEverything } from '../support/exported-store.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const folder = sharedFolder();
const path = join(folder, 'oai.db');
const exported = join(folder, 'export');

beforeAll(async () => {
  await (await storeOfEverything(path)).close();
  exportStore(path, exported);
}, 120_000);

const clickhouse = ['--engine', 'clickhouse'];
const json = ['--json', '--quiet'];

async function answerOf(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await oai(args, env);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

/** The JSON files of `report all`, by name. */
async function allReports(args: readonly string[], env: Record<string, string> = {}) {
  const out = join(tempFolder(), 'reports');
  const { code, stderr } = await oai(['report', 'all', '-o', out, '--format', 'json', ...args], env);
  expect(code, stderr).toBe(0);
  const names = readdirSync(out).filter((name) => name.endsWith('.json') && name !== 'manifest.json');
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(out, name), 'utf8')]));
}

/** A server with the tables of the export in the database `oai`. */
async function serverWithTables(): Promise<ClickHouseServer> {
  const server = await startClickHouse();
  await server.run('CREATE DATABASE oai');
  await server.run('USE oai');
  for (const statement of [
    ...tableDefinitions(),
    ...tableFillings((files, format) => `file('${exported}/${files}', '${format}')`),
  ]) {
    await server.run(statement.replace(/^(CREATE TABLE|INSERT INTO|TRUNCATE TABLE) /, '$1 oai.'));
  }
  return server;
}

const credentials = ({ user, password }: ClickHouseServer) => ({
  CLICKHOUSE_USER: user,
  CLICKHOUSE_PASSWORD: password,
});

describe('a report by --engine clickhouse', () => {
  it('is that of the store, byte for byte, from a folder of Parquet, and so is a series', async () => {
    const parquet = [...clickhouse, '--parquet', exported];
    for (const report of [
      ['report', 'concentration', '--over-time', ...json],
      ['report', 'lineage', 'author-0/model-0', ...json],
      ['series', '--author', 'author-1', ...json],
    ]) {
      const expected = await answerOf([...report, '--db', path]);
      expect(await answerOf([...report, ...parquet])).toBe(expected);
    }
  });

  it('is that of the store from a web server', async () => {
    const parquet = [...clickhouse, '--parquet', `${await serveFolder(folder)}/export/`];
    const report = ['report', 'tail', ...json];
    expect(await answerOf([...report, ...parquet])).toBe(await answerOf([...report, '--db', path]));
  });

  it('is that of the store from a bucket of any service, read with the credentials of the environment', async () => {
    const bucket = await serveBucket(folder, 'hub', 'READER');
    const env = {
      AWS_ENDPOINT_URL_S3: bucket,
      AWS_ACCESS_KEY_ID: 'READER',
      AWS_SECRET_ACCESS_KEY: 'a secret',
    };
    const parquet = [...clickhouse, '--parquet', 's3://hub/export'];
    const report = ['report', 'concentration', '--over-time', ...json];
    expect(await answerOf([...report, ...parquet], env)).toBe(await answerOf([...report, '--db', path]));
    const stranger = await oai(['report', 'tail', ...parquet], { ...env, AWS_ACCESS_KEY_ID: 'STRANGER' });
    expect(stranger).toMatchObject({ code: 2, stdout: '' });
    expect(stranger.stderr).toContain('The engine cannot read s3://hub/export.');
    expect(stranger.stderr).not.toContain('a secret');
    const nowhere = await oai(['report', 'tail', ...clickhouse, '--parquet', 's3://hub/nowhere'], env);
    expect(nowhere).toMatchObject({ code: 5, stdout: '' });
  });

  it('names itself in the commands to type next', async () => {
    const { stdout } = await oai(['report', 'tail', ...clickhouse, '--parquet', exported]);
    expect(stdout).toContain(`--engine clickhouse --parquet ${exported}`);
  });
});

describe('all reports by a server', () => {
  it('are those of the store, byte for byte, from tables and from files that the server reads', async () => {
    const server = await serverWithTables();
    const web = await serveFolder(folder);
    const expected = await allReports(['--db', path]);
    expect(Object.keys(expected).length).toBeGreaterThan(20);
    const url = [...clickhouse, '--url', server.url];
    expect(await allReports(url, credentials(server))).toEqual(expected);
    const tail = ['report', 'tail', ...json];
    const bucket = await answerOf([...tail, ...url, '--parquet', `${web}/export`], credentials(server));
    expect(bucket).toBe(await answerOf([...tail, '--db', path]));
  });
});

describe('what is wrong is said, with what to do', () => {
  const expectError = ({ code, stdout, stderr }: Finished, exitCode: number, text: RegExp): void => {
    expect(stderr).toMatch(text);
    expect(code).toBe(exitCode);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
  };
  const tail = (...args: string[]): Promise<Finished> => oai(['report', 'tail', ...args]);

  it('where options do not go together, without a password that is in them', async () => {
    const finished = await tail(...clickhouse, '--url', 'http://me:secret@127.0.0.1:1');
    expectError(finished, 2, /--url holds a user or a password/);
    expect(finished.stderr).not.toContain('secret');
  });

  it('where no server listens', async () => {
    expectError(await tail(...clickhouse, '--url', 'http://127.0.0.1:1'), 2, /server cannot be reached/);
  });

  it('where the server refuses the user, lacks the database or the tables', async () => {
    const server = await startClickHouse();
    const report = (args: string[], env: Record<string, string>): Promise<Finished> =>
      oai(['report', 'tail', ...clickhouse, '--url', server.url, ...args], env);
    const refused = await report([], { CLICKHOUSE_USER: server.user, CLICKHOUSE_PASSWORD: 'wrong-word' });
    expectError(refused, 2, /refuses this user/);
    expect(refused.stderr).not.toContain('wrong-word');
    expectError(await report([], credentials(server)), 5, /does not have the database oai/);
    const elsewhere = await report(['--database', 'default'], credentials(server));
    expectError(elsewhere, 5, /no tables of oai in the database default/);
  });

  it('where a folder is missing, holds no export, or an export that lacks a night', async () => {
    const parquet = [...clickhouse, '--parquet'];
    expectError(await tail(...parquet, join(folder, 'nowhere')), 5, /There is no folder/);
    expectError(await tail(...parquet, tempFolder()), 5, /There are no tables of oai/);
    const other = join(tempFolder(), 'export');
    exportStore(path, other);
    rmSync(join(other, 'model_night', 'night=2026-08-01'), { recursive: true });
    expect((await tail(...parquet, other)).code).toBe(0);
    const overTime = await oai(['report', 'concentration', '--over-time', ...parquet, other]);
    expectError(overTime, 2, /The night 2026-08-01 \(run 1\) is not whole/);
    expectError(
      await oai(['series', 'author-0/model-0', ...parquet, other]),
      2,
      /The night 2026-08-01 \(run 1\) is not whole/,
    );
    const asOf = await tail('--as-of', '2026-08-01', ...parquet, other);
    expectError(asOf, 5, /There are no tables of oai/);
  });
});

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeTableNames } from '../../src/exchange/tables.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { registryTables } from '../../src/registry/tables.js';
import { bin, type Finished, oai, startOai } from '../support/cli.js';
import { queryOne } from '../support/dump.js';
import { parquetRows, storeOfEverything } from '../support/exported-store.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const path = join(sharedFolder(), 'oai.db');
let hub: LocalHub;

beforeAll(async () => {
  hub = await storeOfEverything(path);
}, 60_000);

afterAll(() => hub.close());

const exporting = (...args: string[]): Promise<Finished> => oai(['export', ...args, '--db', path]);

/** Runs a shell line with the command as `oai`. */
function shell(line: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn('/bin/bash', ['-c', `oai() { "${process.execPath}" "${bin}" "$@"; }; ${line}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const filesBelow = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];

describe('oai export', () => {
  it('writes every table and says what, and oai import store builds the store again', async () => {
    const folder = join(tempFolder(), 'export');
    const copy = join(tempFolder(), 'copy.db');
    const written = await exporting('all', '-o', folder);
    expect(written).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/: \d+ files, [\d.]+ [kM]B\n$/) as unknown,
    });
    expect(written.stderr.split('\n')).toContainEqual(expect.stringMatching(/^models\.parquet: \d+ rows, /));
    const files = filesBelow(folder);
    expect(
      exchangeTableNames.filter((name) => name !== 'model_night' && !files.includes(`${name}.parquet`)),
    ).toEqual([]);
    const again = await exporting('-o', folder, '--json', '--quiet');
    const { kept } = JSON.parse(again.stdout) as { kept: unknown[] };
    expect([again.stderr, kept.length]).toEqual(['', 5]);
    const imported = await oai(['import', 'store', folder, '--db', copy, '--json']);
    expect(JSON.parse(imported.stdout)).toMatchObject({ store: copy, nights: 5 });
    expect(queryOne(copy, 'SELECT count(*) FROM models')).toBe(queryOne(path, 'SELECT count(*) FROM models'));
    const twice = await oai(['import', 'store', folder, '--db', copy]);
    expect(twice).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/holds something already\.\n {2}why: .+\n {2}do: /) as unknown,
    });
  });

  it('writes the registry and the reports where they are asked for', async () => {
    const folder = join(tempFolder(), 'export');
    expect(await exporting('registry', 'reports', '-o', folder)).toMatchObject({ code: 0, stderr: '' });
    const files = filesBelow(folder);
    for (const { file } of Object.values(registryTables)) {
      expect(files).toContain(join('registry', file.replace('.csv', '.parquet')));
    }
    const entities = await parquetRows(join(folder, 'registry/entities.parquet'));
    expect(entities.map(({ id }) => id)).toContain('hugging-face');
    const resolved = await parquetRows(join(folder, 'registry/registry_namespaces.parquet'));
    expect(resolved.find(({ namespace }) => namespace === 'Qwen')).toMatchObject({
      entity: 'Alibaba (Qwen team)',
      country: 'CN',
    });
    const rows = await parquetRows(join(folder, 'reports/licences/licences.parquet'));
    const report = await oai(['report', 'licences', '--format', 'ndjson', '--db', path]);
    const told = report.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ table }) => table === 'licences');
    expect(told.length).toBeGreaterThan(1);
    expect(told).toMatchObject(rows);
  });

  it('prints one table, and ends quietly when its reader has seen enough', async () => {
    const { stdout, code } = await exporting('models', '--format', 'csv');
    const lines = stdout.split('\n');
    expect([code, lines[0]?.slice(0, 34)]).toEqual([0, 'model_key,hub_id,name,author_key,a']);
    expect(lines.length).toBeGreaterThan(300);
    expect(stdout).not.toContain('\u001B');
    const nights = await exporting(
      'model_night',
      '--format',
      'ndjson',
      '--since',
      '2026-09-01',
      '--until',
      '2026-09-15',
    );
    const rows = nights.stdout.split('\n').filter((line) => line !== '');
    expect(new Set(rows.map((row) => (JSON.parse(row) as { night: string }).night))).toEqual(
      new Set(['2026-09-15']),
    );
    expect(await shell(`set -o pipefail; oai export tags --format csv --db ${path} | head -1`)).toMatchObject(
      {
        code: 0,
        stdout: 'model_key,tag\n',
        stderr: '',
      },
    );
  });

  it.each<[string, string[], string]>([
    ['an unknown table', ['modelz', '-o', 'x'], 'There is no table modelz to export.'],
    ['no folder', ['models'], 'Where should the files go?'],
    ['two tables to print', ['models', 'bases', '--format', 'csv'], 'Where should the files go?'],
    ['a folder that is a file', ['models', '-o', join(path, 'x')], 'cannot be written'],
    ['a day that is none', ['-o', 'x', '--since', '2026-02-30'], 'It must be a day'],
    ['an unknown format', ['-o', 'x', '--format', 'xlsx'], 'Allowed choices are parquet, csv, ndjson'],
  ])('refuses %s', async (_, args, message) => {
    const { code, stdout, stderr } = await exporting(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('says what there is to do where there is no store', async () => {
    const { code, stderr } = await oai([
      'export',
      '-o',
      join(tempFolder(), 'x'),
      '--db',
      join(tempFolder(), 'none.db'),
    ]);
    expect(code).toBe(5);
    expect(stderr).toMatch(/There is no store at .+\n {2}why: .+\n {2}do: /);
  });

  it('writes a plain SQLite file', async () => {
    const file = join(tempFolder(), 'plain.db');
    expect(await exporting('sqlite', file)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${file}: `) as unknown,
    });
    expect(queryOne(file, 'SELECT count(*) FROM model_night')).toBe(
      queryOne(path, 'SELECT sum(models) FROM night'),
    );
    expect(await exporting('sqlite', file)).toMatchObject({ code: 2, stdout: '' });
    expect((await exporting('sqlite', file, '--force')).code).toBe(0);
  });
});

describe('an export that is cut off', () => {
  /** Of a file under its own name nothing may be missing. */
  function expectWholeFiles(folder: string, whole: string): number {
    const files = filesBelow(folder).filter((file) => /\.(parquet|ndjson|json)$/.test(file));
    for (const file of files) {
      expect(readFileSync(join(folder, file)).equals(readFileSync(join(whole, file))), file).toBe(true);
    }
    return files.length;
  }

  it('leaves only whole files, wherever it was killed; the next one writes the rest', async () => {
    const whole = join(tempFolder(), 'whole');
    await exporting('-o', whole);
    const folder = join(tempFolder(), 'killed');
    const found = new Set<number>();
    const all = filesBelow(whole).filter((file) => /\.(parquet|json)$/.test(file)).length;
    // Killed when so many files have been told of, in turn.
    for (const lines of [1, 2, 5, 9, 15]) {
      rmSync(folder, { recursive: true, force: true });
      const { process: child, finished } = startOai(['export', '-o', folder, '--db', path]);
      let seen = 0;
      child.stderr?.on('data', (text: string) => {
        seen += text.split('\n').length - 1;
        if (seen >= lines) child.kill('SIGKILL');
      });
      await finished;
      found.add(expectWholeFiles(folder, whole));
    }
    expect(Math.min(...found)).toBeLessThan(all);
    expect(found.size).toBeGreaterThan(1);
    expect((await exporting('-o', folder)).code).toBe(0);
    expect(expectWholeFiles(folder, whole)).toBe(all);
    expect(filesBelow(folder)).toEqual(filesBelow(whole));
  });

  it('by a full disk says so, and leaves only whole files', async () => {
    const whole = join(tempFolder(), 'whole');
    await exporting('-o', whole, '--format', 'ndjson');
    const folder = join(tempFolder(), 'full');
    const { code, stdout, stderr } = await shell(
      `ulimit -f 64; oai export -o ${folder} --format ndjson --db ${path}`,
    );
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/The disk that holds .+ is full\.\n {2}why: .+\n {2}do: .+same command/);
    expect(expectWholeFiles(folder, whole)).toBeLessThan(20);
    expect(filesBelow(folder).filter((file) => file.endsWith('.part'))).toEqual([]);
  });
});

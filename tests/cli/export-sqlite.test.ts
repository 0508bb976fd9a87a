import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { StoreLock } from '../../src/store/lock.js';
import { bin, oai } from '../support/cli.js';
import { queryOne } from '../support/dump.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const shared = sharedFolder();
const path = join(shared, 'oai.db');
const MODELS = 4000;

beforeAll(async () => {
  const file = join(shared, 'models.csv');
  const rows = Array.from({ length: MODELS }, (_, index) => `author-${index % 50}/model-${index},${index}\n`);
  writeFileSync(file, `id,d\n${rows.join('')}`);
  const map = ['--map', 'name=id,downloads_30d=d', '--date', '2026-01-01'];
  const { code, stderr } = await oai(['import', 'csv', file, ...map, '--db', path]);
  expect(code, stderr).toBe(0);
}, 30_000);

/** Runs `oai` where no file may grow over 64 KiB: what is written fails as on a full disk. */
function cramped(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn('/bin/bash', ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, bin, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

describe('oai export sqlite', () => {
  it('by several processes at once makes one whole file, and leaves nothing else', async () => {
    const folder = tempFolder();
    const file = join(folder, 'plain.db');
    const all = await Promise.all([1, 2, 3].map(() => oai(['export', 'sqlite', file, '--db', path])));
    const codes = all.map(({ code }) => code);
    expect(codes.filter((code) => code === 0)).toHaveLength(1);
    // The others found it locked, or done.
    expect(codes.filter((code) => code !== 0 && code !== 2 && code !== 4)).toEqual([]);
    expect(readdirSync(folder)).toEqual(['plain.db']);
    expect(queryOne(file, 'SELECT count(*) FROM model_night')).toBe(MODELS);
  });

  it('is locked out while another process exports there', async () => {
    const folder = tempFolder();
    const file = join(folder, 'plain.db');
    const lock = StoreLock.acquire(file, { pid: process.pid, command: 'test' }, systemClock);
    expect(await oai(['export', 'sqlite', file, '--db', path])).toMatchObject({ code: 4, stdout: '' });
    lock.releaseAndRemove();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('on a full disk says that nothing is left of it, which is so', async () => {
    const folder = tempFolder();
    const file = join(folder, 'plain.db');
    const { code, stderr } = await cramped('export', 'sqlite', file, '--db', path);
    expect(code).toBe(3);
    expect(stderr).toContain(file);
    expect(stderr).toContain('nothing of it is left');
    expect(stderr).not.toMatch(/last whole page|\.part|--db/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names the file, not the store, where it cannot be written', async () => {
    const file = join(path, 'plain.db');
    const { code, stderr } = await oai(['export', 'sqlite', file, '--db', path]);
    expect(code).toBe(2);
    expect(stderr).toContain(`The export cannot be written to ${path}.`);
    expect(stderr).not.toContain('--db');
  });
});

describe('oai import store', () => {
  it('on a full disk says that nothing is left of it, which is so', async () => {
    const folder = tempFolder();
    expect((await oai(['export', '-o', join(folder, 'export'), '--db', path])).code).toBe(0);
    const copy = join(folder, 'copy.db');
    const { code, stderr } = await cramped('import', 'store', join(folder, 'export'), '--db', copy);
    expect(code).toBe(3);
    expect(stderr).toContain('nothing of it is left');
    expect(stderr).not.toMatch(/last whole page|\.part/);
    expect(readdirSync(folder)).toEqual(['export']);
  });
});

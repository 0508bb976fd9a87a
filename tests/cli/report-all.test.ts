import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { oai } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const shared = sharedFolder();
const path = join(shared, 'oai.db');

interface Manifest {
  provenance: { models: number };
  reports: { report: string; files: { file: string; bytes: number; sha256: string }[] }[];
  skipped: { report: string; why: string }[];
}

beforeAll(async () => {
  const models = plainModels(30, (index) => ({
    id: index === 0 ? 'a/[x](javascript:alert(1))' : `a/m${index}`,
  }));
  const hub = await startLocalHub({ source: recordedSource(models), clock: systemClock });
  await crawlInto(path, hub.endpoint);
  await hub.close();
});

it('writes every report that can be computed, an index and a manifest that names each file as it is', async () => {
  const folder = join(tempFolder(), 'reports', 'tonight');
  const { code, stdout } = await oai(['report', 'all', '--db', path, '-o', folder]);
  expect([code, stdout]).toEqual([0, '']);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const listed = JSON.parse((await oai(['report', '--list', '--json'])).stdout) as { name: string }[];
  const told = [...manifest.reports, ...manifest.skipped].map(({ report }) => report);
  expect(told.sort()).toEqual(listed.map(({ name }) => name).sort());
  expect(manifest.provenance.models).toBe(30);
  const files = manifest.reports.flatMap((report) => report.files);
  expect(readdirSync(folder).sort()).toEqual(
    ['index.md', 'manifest.json', ...files.map(({ file }) => file)].sort(),
  );
  for (const { file, bytes, sha256 } of files) {
    const text = readFileSync(join(folder, file));
    expect([text.length, createHash('sha256').update(text).digest('hex')]).toEqual([bytes, sha256]);
  }
  const index = readFileSync(join(folder, 'index.md'), 'utf8');
  expect(index).toContain('## concentration');
  expect(index).not.toContain('](javascript:');
});

it('writes the forms that are asked for, and the same bytes again', async () => {
  const [folder, again] = [tempFolder(), tempFolder()];
  for (const each of [folder, again]) {
    const { code } = await oai(['report', 'all', '--db', path, '-o', each, '--format', 'csv', 'ndjson']);
    expect(code).toBe(0);
  }
  const files = readdirSync(folder);
  expect(files).toEqual(expect.arrayContaining(['concentration.top.csv', 'concentration.lorenz.csv']));
  expect(files.filter((file) => file.endsWith('.json'))).toEqual(['manifest.json']);
  for (const file of files) expect(readFileSync(join(again, file))).toEqual(readFileSync(join(folder, file)));
});

it('agrees with the report alone', async () => {
  const folder = tempFolder();
  await oai(['report', 'all', '--db', path, '-o', folder]);
  const { stdout } = await oai(['report', 'concentration', '--db', path, '--json']);
  expect(readFileSync(join(folder, 'concentration.json'), 'utf8')).toBe(stdout);
});

it.each([
  ['a folder that cannot be made', 2, ['--db', path, '-o', join(path, 'below')]],
  ['a store that is not there', 5, ['--db', join(shared, 'none.db'), '-o', join(shared, 'x')]],
  ['a form that there is not', 2, ['--db', path, '-o', join(shared, 'x'), '--format', 'pdf']],
  ['no folder', 2, ['--db', path]],
])('refuses %s', async (_, expected, args) => {
  const { code, stderr } = await oai(['report', 'all', ...args]);
  expect(code).toBe(expected);
  expect(stderr).toMatch(/^(oai|error): /m);
});

it('takes away what an earlier night left there and this one does not write, and writes no colour', async () => {
  const folder = tempFolder();
  const color = { FORCE_COLOR: '1' };
  await oai(['report', 'all', '--db', path, '-o', folder, '--format', 'table', 'table'], color);
  expect(readFileSync(join(folder, 'concentration.txt'), 'utf8')).not.toContain('\u001b');
  await oai(['report', 'all', '--db', path, '-o', folder, '--format', 'md']);
  expect(readdirSync(folder).filter((file) => file.endsWith('.txt'))).toEqual([]);
});

it('leaves what else lies in the folder alone', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine', 'note.txt'), 'kept');
  await oai(['report', 'all', '--db', path, '-o', folder]);
  expect(readFileSync(join(folder, 'mine', 'note.txt'), 'utf8')).toBe('kept');
});

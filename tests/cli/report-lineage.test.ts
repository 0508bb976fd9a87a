import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { oai } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const path = join(sharedFolder(), 'oai.db');

beforeAll(async () => {
  const models = plainModels(20, (index) => ({
    id: `a/m${index}`,
    tags: index === 0 ? [] : [`base_model:finetune:a/m${index < 5 ? 0 : 1}`],
  }));
  const hub = await startLocalHub({ source: recordedSource(models), clock: systemClock });
  await crawlInto(path, hub.endpoint);
  await hub.close();
});

const lineage = (...args: string[]) => oai(['report', 'lineage', ...args, '--db', path]);

it('takes the model by its place, and else the one with the most derivatives', async () => {
  const named = await lineage('a/m0', '--json');
  expect(JSON.parse(named.stdout)).toMatchObject({
    parameters: { model: 'a/m0' },
    result: { model: 'a/m0', derivatives: 4, descendants: 19 },
  });
  const most = await lineage('--json');
  expect(JSON.parse(most.stdout)).toMatchObject({
    result: { model: 'a/m1', chosen: true, derivatives: 15 },
  });
  const { stdout } = await lineage('a/m0', '--children', '2', '--depth', '1');
  expect(stdout).toContain('a/m0\n├─ finetune: a/m4 (4 downloads, no licence)\n');
  expect(stdout).toContain('└─ and 2 more\n');
});

it('shows the argument in its help, and not as an option', async () => {
  const { stdout } = await oai(['report', 'lineage', '--help']);
  expect(stdout).toContain('[options] [model]');
  expect(stdout).toContain('--children <children>');
  expect(stdout).not.toContain('--model');
});

it('exits 5 for a model that the store does not know, with names like it', async () => {
  const { code, stdout, stderr } = await lineage('a/n19');
  expect([code, stdout]).toEqual([5, '']);
  expect(stderr).toContain('No model "a/n19" is in this store');
  expect(stderr).toContain('a/m19');
});

it('exits 2 for two models', async () => {
  expect((await lineage('a/m0', 'a/m1')).code).toBe(2);
});

it('prints the graph alone, by --format or by the suffix of the file', async () => {
  const { code, stdout } = await lineage('a/m0', '--format', 'mermaid');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^flowchart TD\n/);
  const file = join(tempFolder(), 'lineage.dot');
  expect(await lineage('a/m0', '-o', file)).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(file, 'utf8')).toContain('\ndigraph "lineage" {\n');
});

it('exits 2 where a report has no graph, and says which has one', async () => {
  const { code, stderr } = await oai(['report', 'concentration', '--db', path, '--format', 'dot']);
  expect(code).toBe(2);
  expect(stderr).toContain('The report concentration has no graph');
  expect(stderr).toContain('`lineage` has one');
});

it('writes with `report all` the graphs of the reports that have one', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'note.txt'), 'mine');
  const { code, stderr } = await oai(['report', 'all', '--db', path, '-o', folder, '--format', 'dot']);
  expect(code, stderr).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(['index.md', 'lineage.dot', 'manifest.json', 'note.txt']);
});

import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { oai } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { sharedFolder } from '../support/temp.js';

const folder = sharedFolder();
const [without, having] = [join(folder, 'without.db'), join(folder, 'with.db')];

beforeAll(async () => {
  for (const [path, id] of [
    [without, 'somebody/else'],
    [having, 'deepseek-ai/DeepSeek-R1'],
  ] as const) {
    const models = plainModels(20, (index) => (index === 0 ? { id } : { id: `a/\u001B[31m\u202E${index}` }));
    const hub = await startLocalHub({ source: recordedSource(models), clock: systemClock });
    await crawlInto(path, hub.endpoint);
    await hub.close();
  }
});

it('exits with 7 under --check when a claim is off, after the whole answer, and names it', async () => {
  const { code, stdout, stderr } = await oai(['report', 'claims', '--check', '--json', '--db', having]);
  expect(code).toBe(7);
  const { result } = JSON.parse(stdout) as { result: { claims: { id: string; verdict: string }[] } };
  expect(result.claims.filter(({ verdict }) => verdict === 'off').map(({ id }) => id)).toEqual(['D5']);
  expect(stderr).toContain('Off: D5.');
});

it('exits with 0 without --check, and under --check when no claim is off', async () => {
  expect((await oai(['report', 'claims', '--db', having])).code).toBe(0);
  expect((await oai(['report', 'claims', '--check', '--db', without])).code).toBe(0);
  expect((await oai(['report', 'claims', '--check', '--source', 'laufer-2025', '--db', having])).code).toBe(
    0,
  );
});

it('has --check for this report alone', async () => {
  expect((await oai(['report', 'tail', '--check', '--db', having])).code).toBe(2);
  expect((await oai(['report', 'claims', '--help'])).stdout).toContain('exit with 7 when a claim is off');
});

it('speaks Russian when asked to, and lets no name of a model steer the terminal', async () => {
  const { stdout } = await oai(['report', 'claims', '--lang', 'ru', '--db', having]);
  expect(stdout).toContain('Утверждений документа — 14');
  for (const hostile of ['\u001B', '\u202E']) expect(stdout).not.toContain(hostile);
});

it('refuses a source and a statement that there are not', async () => {
  for (const args of [
    ['--source', 'nobody'],
    ['--statement', 'D15'],
    ['--lang', 'fr'],
  ]) {
    const { code, stderr } = await oai(['report', 'claims', ...args, '--db', having]);
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices');
  }
});

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit-code.js';
import { systemClock } from '../../src/clock.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { plainModels } from '../support/models.js';
import { throwAwayCrontab } from '../support/system-tool.js';
import { sharedFolder } from '../support/temp.js';

const page = readFileSync(new URL('../../docs/cron.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? '');
const bin = fileURLToPath(new URL('../../bin/oai.js', import.meta.url));

const home = sharedFolder();
const tools = sharedFolder();
symlinkSync(bin, join(tools, 'oai'));
const crontab = throwAwayCrontab();
if (crontab === undefined) {
  // Whoever runs the tests keeps their own crontab.
  writeFileSync(join(tools, 'crontab'), '#!/bin/sh\necho "not in this test" >&2\nexit 1\n');
  chmodSync(join(tools, 'crontab'), 0o755);
}

function run(
  script: string,
  hub: LocalHub,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const path = [...(crontab === undefined ? [] : [crontab]), tools, process.env['PATH'] ?? ''];
  const child = spawn('/bin/sh', ['-eu', '-c', script], {
    cwd: home,
    env: { HOME: home, PATH: path.join(delimiter), HF_ENDPOINT: hub.endpoint, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('docs/cron.md, followed from top to bottom', () => {
  const hubs: LocalHub[] = [];
  const hub = (): LocalHub => {
    const [first] = hubs;
    if (first === undefined) throw new Error('no local Hub');
    return first;
  };
  beforeAll(async () => {
    hubs.push(await startLocalHub({ clock: systemClock, source: recordedSource(plainModels(60)) }));
  });
  afterAll(() => Promise.all(hubs.map((each) => each.close())));

  for (const block of blocks) {
    const title = block.trim().split('\n').join('; ');
    if (crontab === undefined && /crontab|schedule cron/.test(block)) {
      it(`explains without cron and root: ${title}`, async () => {
        const { code, stderr } = await run(block, hub());
        expect(stderr).toContain('The crontab was not changed.\n  why: not in this test');
        expect(code).toBe(2);
      });
    } else {
      it(`works: ${title}`, async () => {
        const { code, stderr } = await run(block, hub());
        expect(stderr).not.toMatch(/^oai: /m);
        expect(code, stderr).toBe(0);
      });
    }
  }

  it('made the token file for its owner alone, the metrics and the store', () => {
    expect(statSync(join(home, '.config', 'oai', 'environment')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(home, 'metrics', 'oai.prom'), 'utf8')).toMatch(/^oai_models\{.*\} 60$/m);
    const folder = crontab === undefined ? join(home, '.local', 'share', 'oai') : join(home, 'observatory');
    expect(existsSync(join(folder, 'oai.db'))).toBe(true);
  });

  it('leaves no schedule behind', async () => {
    const { stdout } = await run('crontab -l || true', hub());
    expect(stdout).toBe('');
  });
});

describe('docs/cron.md', () => {
  it('tells what every exit code asks for', () => {
    const rows = [...page.matchAll(/^\| ([\d, ]+) +\|/gm)].flatMap(([, codes]) =>
      (codes ?? '').split(',').map(Number),
    );
    expect(rows).toEqual(Object.values(exitCodes).sort((a, b) => a - b));
  });

  it('shows the job it installs, with a monitor', () => {
    const commands = blocks.join('');
    for (const command of [
      'oai schedule cron --at 02:30 --install',
      'oai nightly',
      'oai status --max-age 36h',
      'oai doctor',
    ])
      expect(commands).toContain(command);
  });
});

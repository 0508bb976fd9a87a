import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { oai } from '../support/cli.js';
import { serve } from '../support/crawl.js';
import { tempFolder } from '../support/temp.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** A folder in which `oai` is installed. */
function project(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'oai'), 'dir');
  return folder;
}

it('the example crawls and reports what the command line does', async () => {
  const folder = project();
  const hub = await serve({ source: generatedSource({ models: 3000, seed: 3 }) });
  copyFileSync(join(root, 'docs/examples/top-authors.mjs'), join(folder, 'top-authors.mjs'));
  const { stdout } = await run(process.execPath, ['top-authors.mjs', 'try.db', hub.endpoint], {
    cwd: folder,
  });
  const report = await oai([
    'report',
    'concentration',
    '--by',
    'author',
    '--run',
    '1',
    '--db',
    join(folder, 'try.db'),
    '--json',
  ]);
  const { result } = JSON.parse(report.stdout) as {
    result: { n: number; top: { k: number; share: number }[] };
  };
  expect(stdout).toBe(
    [
      `2000 models of ${result.n} authors`,
      ...result.top.map(({ k, share }) => `the first ${k}: ${(100 * share).toFixed(1)} %`),
      '',
    ].join('\n'),
  );
});

// Whole processes of the built command over a generated Hub.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { heading, row } from './measure.js';

const bin = fileURLToPath(new URL('../bin/oai.js', import.meta.url));

/** Runs the command; seconds it took. */
function run(args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('close', (code) => {
      if (code === 0) resolve((performance.now() - started) / 1000);
      else reject(new Error(`oai ${args.join(' ')} ended with ${code}`));
    });
  });
}

export async function benchCrawl(quick) {
  const models = quick ? 20_000 : 300_000;
  const repeats = quick ? 1 : 3;
  const folder = mkdtempSync(join(tmpdir(), 'oai-bench-'));
  const hubArgs = ['local-hub', '--generate', String(models), '--quota', '1000000', '--quiet'];
  const hub = spawn(process.execPath, [bin, ...hubArgs], { stdio: ['ignore', 'pipe', 'inherit'] });
  const measure = async (name, unit, work) => {
    const values = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) values.push(await work(join(folder, `${repeat}.db`)));
    row(name, values, unit);
  };
  try {
    const endpoint = await new Promise((resolve) =>
      hub.stdout.once('data', (line) => resolve(String(line).trim())),
    );
    heading(`crawl: ${models} generated models over loopback, ${repeats} runs`);
    const crawl = (db) => run(['crawl', '--endpoint', endpoint, '--db', db, '--budget', '1', '--quiet']);
    await measure('first crawl', 'models/s', async (db) => models / (await crawl(db)));
    await measure('second crawl, nothing changed', 'models/s', async (db) => models / (await crawl(db)));
    await measure('store', 'bytes/model', (db) => statSync(db).size / models);
    await measure('oai report concentration', 's', (db) =>
      run(['report', 'concentration', '--db', db, '--json']),
    );
    await measure('oai --version', 's', () => run(['--version']));
  } finally {
    hub.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

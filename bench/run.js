// Timings of the built command, whole processes: medians of several runs over a generated Hub. `--quick` for a look.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const quick = process.argv.includes('--quick');
const models = quick ? 20_000 : 300_000;
const repeats = quick ? 1 : 3;
const bin = fileURLToPath(new URL('../bin/oai.js', import.meta.url));

/** Runs the command; seconds it took and what it printed. */
function run(args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.on('close', (code) => {
      if (code === 0) resolve({ seconds: (performance.now() - started) / 1000, stdout });
      else reject(new Error(`oai ${args.join(' ')} ended with ${code}`));
    });
  });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function measure(name, unit, work) {
  const values = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) values.push(await work(repeat));
  const shown = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
    value.toPrecision(3),
  );
  process.stdout.write(`${name.padEnd(44)} ${shown.map((value) => value.padStart(9)).join(' ')}  ${unit}\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'oai-bench-'));
const hub = spawn(
  process.execPath,
  [bin, 'local-hub', '--generate', String(models), '--quota', '1000000', '--quiet'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
try {
  const endpoint = await new Promise((resolve) =>
    hub.stdout.once('data', (line) => resolve(String(line).trim())),
  );
  const store = (repeat) => join(folder, `${repeat}.db`);
  const crawl = (repeat) =>
    run(['crawl', '--endpoint', endpoint, '--db', store(repeat), '--budget', '1', '--quiet']);
  process.stdout.write(`${models} generated models, ${repeats} runs\n`);
  process.stdout.write(
    `${''.padEnd(44)} ${['median', 'min', 'max'].map((head) => head.padStart(9)).join(' ')}\n`,
  );
  await measure(
    'first crawl over loopback',
    'models/s',
    async (repeat) => models / (await crawl(repeat)).seconds,
  );
  await measure(
    'second crawl, nothing changed',
    'models/s',
    async (repeat) => models / (await crawl(repeat)).seconds,
  );
  await measure('store', 'bytes/model', async (repeat) => statSync(store(repeat)).size / models);
  const report = async (repeat) =>
    (await run(['report', 'concentration', '--db', store(repeat), '--json'])).seconds;
  await measure('oai report concentration', 's', report);
  await measure('oai --version', 's', async () => (await run(['--version'])).seconds);
} finally {
  hub.kill();
  rmSync(folder, { recursive: true, force: true });
}

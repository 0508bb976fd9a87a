// npm run bench [-- SCENARIO...] [--quick]: ratios to ceilings measured in the same run. Nothing is asserted.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './machine.js';
import { note } from './measure.js';
import { mergeResults, readResults, writeResults } from './results.js';
import { writePage } from './performance-page.js';

const scenarios = {
  pages: async () => (await import('./pages.js')).benchPages,
  ingest: async () => (await import('./ingest.js')).benchIngest,
  http: async () => (await import('./http.js')).benchHttp,
  quota: async () => {
    const { benchQuota } = await import('./quota.js');
    return ({ quick }) => benchQuota(quick);
  },
  reports: async () => (await import('./reports.js')).benchReports,
  history: async () => (await import('./history.js')).benchHistory,
  exchange: async () => (await import('./exchange.js')).benchExchange,
  engine: async () => (await import('./engine.js')).benchEngine,
  startup: async () => (await import('./startup.js')).benchStartup,
  growth: async () => (await import('./growth.js')).benchGrowth,
};

const inBench = (name) => fileURLToPath(new URL(name, import.meta.url));

const { values: flags, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    models: { type: 'string' },
    nights: { type: 'string' },
    repeats: { type: 'string' },
    keep: { type: 'string' },
    results: { type: 'string' },
    page: { type: 'string', default: inBench('../docs/performance.md') },
    help: { type: 'boolean', default: false },
  },
});

const usage = `npm run bench -- [SCENARIO...] [options]

Scenarios: ${Object.keys(scenarios).join(', ')}; all of them without a name.
           "page" alone writes docs/performance.md anew from the results.

  --quick          everything small, under two minutes; keeps no results
  --models N       default 3000000, with --quick 10000
  --nights N       of history; default 365, with --quick 35
  --repeats N      default 3, with --quick 1
  --large          growth up to ten million models as well
  --keep DIR       keep the generated pages there for the next run (default: none is kept)
  --results FILE   where results are merged into (default: bench/results.json)
  --page FILE      the page to write (default: docs/performance.md)
`;

async function main() {
  if (flags.help) return note(usage);
  const { quick } = flags;
  const unknown = named.filter((name) => name !== 'page' && !(name in scenarios));
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(', ')}.\n\n${usage}`);
  const resultsFile = flags.results ?? (quick ? undefined : inBench('results.json'));
  const wanted = named.length > 0 ? named.filter((name) => name !== 'page') : Object.keys(scenarios);
  if (wanted.length > 0) await runScenarios(wanted, resultsFile);
  if (!quick) await writePage(flags.page, readResults(flags.results ?? inBench('results.json')));
}

async function runScenarios(wanted, resultsFile) {
  const { preparePages } = await import('./pages.js');
  const { quick, large } = flags;
  const scratch = mkdtempSync(join(tmpdir(), 'oai-bench-'));
  const folder = flags.keep === undefined ? scratch : resolve(flags.keep);
  mkdirSync(folder, { recursive: true });
  const bench = {
    quick,
    large,
    models: positive('models', quick ? 10_000 : 3_000_000),
    nights: positive('nights', quick ? 35 : 365),
    repeats: positive('repeats', quick ? 1 : 3),
    scratch,
    pages: (models, night) => preparePages(folder, models, night),
    /** Stores of the first night made so far, by their number of models. */
    stores: new Map(),
  };
  // Gigabytes of pages: gone however this ends.
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  for (const name of wanted) {
    const scenario = await scenarios[name]();
    const result = await scenario(bench);
    if (resultsFile === undefined || result === undefined) continue;
    await writeResults(resultsFile, mergeResults(readResults(resultsFile), machine(), { [name]: result }));
  }
}

function positive(name, otherwise) {
  if (flags[name] === undefined) return otherwise;
  if (!/^[1-9]\d*$/.test(flags[name])) throw new Error(`--${name} takes a whole number from 1.`);
  return Number(flags[name]);
}

await main();

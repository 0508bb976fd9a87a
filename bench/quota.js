// Crawls of a Hub as slow and as sparing as the real one: half a second a page, and quotas scaled with their windows.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../dist/clock.js';
import { crawlModels } from '../dist/crawl/crawl-models.js';
import { defaultConcurrency } from '../dist/crawl/default-concurrency.js';
import { HubClient } from '../dist/hub/client.js';
import { generatedSource } from '../dist/local-hub/generated-source.js';
import { startLocalHub } from '../dist/local-hub/start-local-hub.js';
import { openForWriting } from '../dist/store/open.js';
import { heading, row } from './measure.js';

const LATENCY_MS = 500;
/** The Hub's window, and the pages of its three million models. */
const WINDOW_S = 300;
const PAGES = 3074;
const BUDGET = 0.95;
/** A tenth of the Hub's: what is measured is the pace of requests, not this machine. */
const PAGE_MODELS = 100;

/** One first crawl; requests a second, and the requests that the Hub refused. */
async function crawl(path, endpoint, concurrency) {
  const client = new HubClient({ endpoint, userAgent: 'oai-bench', clock: systemClock, budget: BUDGET });
  const store = openForWriting({ path, clock: systemClock, command: 'bench' });
  try {
    const query = { repository: 'model', author: null, limit: null };
    const started = performance.now();
    const { run } = await crawlModels({ client, store, clock: systemClock, query, concurrency });
    const seconds = (performance.now() - started) / 1000;
    return { perSecond: run.requests / seconds, rateLimited: run.rateLimited, run };
  } finally {
    store.close();
  }
}

/** @returns per quota the ratio of the pace to the quota's own, at the default concurrency and in a single walk */
export async function benchQuota(quick) {
  const scale = quick ? 50 : 10;
  const window = WINDOW_S / scale;
  const models = Math.ceil(PAGES / scale) * PAGE_MODELS;
  const folder = mkdtempSync(join(tmpdir(), 'oai-bench-'));
  heading(
    `quota: ${models / PAGE_MODELS} pages at ${LATENCY_MS} ms, windows of ${window} s instead of ${WINDOW_S}, budget ${BUDGET}`,
  );
  const cases = [1000, 2500].flatMap((quota) =>
    [1, defaultConcurrency].map((concurrency) => ({ quota, concurrency })),
  );
  try {
    // Side by side: each waits nearly all the time.
    const results = await Promise.all(
      cases.map(async ({ quota, concurrency }) => {
        const hub = await startLocalHub({
          source: generatedSource({ models, seed: 1 }),
          clock: systemClock,
          latencyMs: LATENCY_MS,
          quota: { anonymous: quota / scale, windowS: window },
          wire: { maxLimit: PAGE_MODELS },
        });
        try {
          return await crawl(join(folder, `${quota}-${concurrency}.db`), hub.endpoint, concurrency);
        } finally {
          await hub.close();
        }
      }),
    );
    const result = { pages: models / PAGE_MODELS, window_s: window, ratios: {}, single_walk_ratios: {} };
    for (const [index, { quota, concurrency }] of cases.entries()) {
      const { perSecond, rateLimited, run } = results[index];
      const bound = quota / WINDOW_S;
      const name = `quota ${quota}, concurrency ${concurrency}`;
      row(`${name}: pace`, [perSecond], `requests/s (${run.requests} for ${run.pages} pages)`);
      const ofQuota = row(`${name}: of the quota's ${bound.toFixed(2)}/s`, [perSecond / bound], 'ratio');
      row(`${name}: of the budget's ${(bound * BUDGET).toFixed(2)}/s`, [perSecond / bound / BUDGET], 'ratio');
      row(`${name}: answers 429`, [rateLimited], 'requests');
      result[concurrency === 1 ? 'single_walk_ratios' : 'ratios'][quota] = ofQuota;
    }
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { crawlInto, serve } from '../support/crawl.js';
import { tempFolder } from '../support/temp.js';

const storePath = () => join(tempFolder(), 'oai.db');

it(
  'never provokes a 429 at the default budget against a quota of 500 a window',
  { timeout: 120_000 },
  async () => {
    const hub = await serve({
      source: generatedSource({ models: 2600, seed: 1 }),
      // Long enough that a slow machine, too, would overrun the quota without pacing.
      quota: { anonymous: 500, windowS: 10 },
      wire: { maxLimit: 2 },
    });
    const { run } = await crawlInto(storePath(), hub.endpoint, { client: { budget: undefined } });
    expect(run).toMatchObject({ status: 'complete', models: 2600, rateLimited: 0, retries: 0 });
    expect(hub.requests.filter(({ status }) => status === 429)).toEqual([]);
    expect(run.requests).toBeGreaterThan(2 * 500);
  },
);

it('waits out a 429 that another client provoked, at no cost in retries', { timeout: 60_000 }, async () => {
  const spendTheQuota = async (hub: LocalHub) => {
    for (let status = 200; status !== 429;) {
      const response = await fetch(`${hub.endpoint}/api/models?limit=1`);
      await response.arrayBuffer();
      status = response.status;
    }
  };
  let spent: Promise<void> | undefined;
  const hub: LocalHub = await serve({
    source: generatedSource({ models: 5000, seed: 1 }),
    // Long enough that the next request comes within it on a slow machine, too.
    quota: { anonymous: 50, windowS: 5 },
    intercept: async ({ path }) => {
      if (spent === undefined && path.includes('cursor=')) await (spent = spendTheQuota(hub));
      return undefined;
    },
  });
  const { run } = await crawlInto(storePath(), hub.endpoint, { client: { retry: { tries: 1 } } });
  expect(run.rateLimited).toBeGreaterThan(0);
  expect(run).toMatchObject({ status: 'complete', models: 5000, retries: 0, duplicates: 0 });
});

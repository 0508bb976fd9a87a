import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { hubIdQuantiles } from '../../src/store/hub-id-quantiles.js';
import { openForReading } from '../../src/store/open.js';
import { crawlInto, serve } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

function quantilesOf(path: string): string[] {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return hubIdQuantiles(store.db);
  } finally {
    store.close();
  }
}

it('parts the models of a store with a night of the whole Hub evenly, and tells nothing of any other', async () => {
  const models = plainModels(9000);
  const hub = await serve({ source: recordedSource(models) });
  const path = join(tempFolder(), 'oai.db');
  await crawlInto(path, hub.endpoint, { query: { repository: 'model', author: null, limit: 500 } });
  expect(quantilesOf(path)).toEqual([]);
  await crawlInto(path, hub.endpoint);
  const [quantiles, all] = [quantilesOf(path), models.map(({ _id }) => _id).sort()];
  expect(quantiles.length).toBeGreaterThan(4000);
  expect(quantiles).toEqual([...quantiles].sort());
  for (const share of [0.1, 0.25, 0.5, 0.9]) {
    const quantile = quantiles[Math.floor(share * quantiles.length)] ?? '';
    expect(Math.abs(all.indexOf(quantile) - share * all.length)).toBeLessThanOrEqual(10);
  }
});

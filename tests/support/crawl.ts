import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { type CrawlOptions, type CrawlOutcome, crawlModels } from '../../src/crawl/crawl-models.js';
import { HubClient, type HubClientOptions } from '../../src/hub/client.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { LocalHub, LocalHubOptions } from '../../src/local-hub/types.js';
import { openForWriting } from '../../src/store/open.js';

/** A local Hub that is closed when the test has finished. */
export async function serve(options: Omit<LocalHubOptions, 'clock'>): Promise<LocalHub> {
  const hub = await startLocalHub({ clock: systemClock, ...options });
  onTestFinished(() => hub.close());
  return hub;
}

type CrawlSettings = Partial<Omit<CrawlOptions, 'client' | 'store'>> & {
  client?: Partial<HubClientOptions>;
};

/** Crawls `endpoint` into the store at `path` as `oai crawl` does, without waiting long between tries. */
export async function crawlInto(
  path: string,
  endpoint: string,
  settings: CrawlSettings = {},
): Promise<CrawlOutcome> {
  const { client, clock = systemClock, ...options } = settings;
  const store = openForWriting({ path, clock, command: 'test' });
  try {
    return await crawlModels({
      client: new HubClient({
        endpoint,
        userAgent: 'oai-test',
        clock,
        budget: 1,
        unknownIntervalMs: 0,
        retry: { baseMs: 1, capMs: 5 },
        ...client,
      }),
      store,
      clock,
      query: { repository: 'model', author: null, limit: null },
      ...options,
    });
  } finally {
    store.close();
  }
}

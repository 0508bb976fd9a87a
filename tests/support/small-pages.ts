import { join } from 'node:path';
import type { CrawlEvent } from '../../src/crawl/events.js';
import type { Range, Surprise } from '../../src/crawl/range.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import type { LocalHub, LocalHubOptions, ModelSource } from '../../src/local-hub/types.js';
import { serve } from './crawl.js';
import { dumpStore, queryOne } from './dump.js';
import { crawlAtOnce, TOKEN } from './fault-run.js';
import { tempFolder } from './temp.js';

export const PAGE_MODELS = 10;
export const PAGES = 61;
/** Few models for many pages, so that a crawl walks several ranges. */
export const source = generatedSource({ models: PAGES * PAGE_MODELS - 3, seed: 11 });

export const storePath = (): string => join(tempFolder(), 'oai.db');

/** A local Hub with pages of {@link PAGE_MODELS}; of {@link source} unless told. */
export function serveSmallPages(options: Partial<LocalHubOptions> = {}): Promise<LocalHub> {
  return serve({
    source,
    quota: { anonymous: 100_000, free: 100_000 },
    tokens: new Map([[TOKEN, { user: 'me', plan: 'free' }]]),
    ...options,
    wire: { maxLimit: PAGE_MODELS, ...options.wire },
  });
}

/** What a single walk of these models stores. */
export async function singleDump(models: ModelSource): Promise<unknown> {
  const hub = await serveSmallPages({ source: models });
  const path = storePath();
  await crawlAtOnce(path, hub.endpoint, { concurrency: 1 });
  return dumpStore(path);
}

/** Ranges open in the stored position of the newest run; undefined when it is that of a single walk. */
export function storedRanges(path: string): Range[] | undefined {
  const position = queryOne(path, 'SELECT position FROM run ORDER BY run_key DESC');
  return (JSON.parse(String(position)) as { ranges?: Range[] }).ranges;
}

export interface Watched {
  events: CrawlEvent[];
  onEvent: (event: CrawlEvent) => void;
}

export function watched(): Watched {
  const events: CrawlEvent[] = [];
  return { events, onEvent: (event) => void events.push(event) };
}

export function surprisesOf({ events }: Watched): Surprise[] {
  return events.flatMap((event) => (event.kind === 'single-walk' ? [event.surprise] : []));
}

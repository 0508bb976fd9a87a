import { exitCodeOf } from '../../src/cli/exit-code.js';
import type { CrawlOutcome } from '../../src/crawl/crawl-models.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { everyModel } from '../../src/local-hub/faults/change-faults.js';
import { faultyHub } from '../../src/local-hub/faults/faulty-hub.js';
import type { LocalHub, ModelSource } from '../../src/local-hub/types.js';
import { InstantClock } from '../hub/virtual-clock.js';
import { crawlInto, serve } from './crawl.js';
import { queryOne } from './dump.js';

/** Small enough for many crawls, large enough for a middle. */
export const PAGE_MODELS = 40;

export const TOKEN = 'hf_secretOfTheFaultTests';

export interface FaultyHub extends LocalHub {
  /** What it lists now, newest first. */
  models: () => ListedModel[];
  /** From here on the Hub answers as it should. */
  heal: () => void;
}

/** A local Hub with small pages that knows {@link TOKEN} and has one fault until it is healed. */
export async function serveFault(name: string, source: ModelSource): Promise<FaultyHub> {
  const faulty = faultyHub(name, source);
  let isHealed = false;
  const hub = await serve({
    wire: { maxLimit: PAGE_MODELS },
    quota: { anonymous: 100_000, free: 100_000 },
    tokens: new Map([[TOKEN, { user: 'me', plan: 'free' }]]),
    source: faulty.source,
    intercept: (request, answer) => (isHealed ? undefined : faulty.intercept(request, answer)),
  });
  return Object.assign(hub, {
    models: () => everyModel(faulty.source),
    heal: () => void (isHealed = true),
  });
}

export interface FaultRun {
  /** What ended the crawl; undefined when it was complete. */
  error: unknown;
  exitCode: number;
  /** Of the whole run, the part after a stop included. */
  requests: unknown;
}

/** Crawls without waiting: hours pass in no time, and the jitter is none. */
export function crawlAtOnce(
  path: string,
  endpoint: string,
  settings: Parameters<typeof crawlInto>[2] = {},
): Promise<CrawlOutcome> {
  const { client, ...options } = settings;
  return crawlInto(path, endpoint, {
    ...options,
    client: {
      clock: new InstantClock(),
      token: TOKEN,
      random: () => 0.5,
      timeoutMs: 1500,
      retry: {},
      ...client,
    },
  });
}

/** Crawls a faulty Hub; a crawl that stops must go on, once the Hub is healed, to its end. */
export async function crawlThroughFault(
  path: string,
  hub: FaultyHub,
  settings: Parameters<typeof crawlInto>[2] = {},
): Promise<FaultRun> {
  const error = await rejection(crawlAtOnce(path, hub.endpoint, settings));
  hub.heal();
  if (error !== undefined) {
    const { run } = await crawlAtOnce(path, hub.endpoint, settings);
    if (run.run !== 1) throw new Error('the crawl began anew instead of going on', { cause: error });
  }
  return {
    error,
    exitCode: error === undefined ? 0 : exitCodeOf(error),
    requests: queryOne(path, 'SELECT requests FROM run WHERE run_key = 1'),
  };
}

/** What a promise is rejected with; undefined when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

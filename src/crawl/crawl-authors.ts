import pLimit from 'p-limit';
import type { Clock } from '../clock.js';
import { UsageError } from '../errors.js';
import type { HubClient } from '../hub/client.js';
import { DueAuthors, orderingNight } from '../store/author-due.js';
import { AuthorWriter } from '../store/author-writer.js';
import type { Store } from '../store/open.js';
import type { AuthorEvent, AuthorTally } from './author-events.js';
import { AuthorSession } from './author-session.js';
import { chooseAuthors } from './choose-authors.js';
import { defaultConcurrency } from './default-concurrency.js';

/** Authors handed to the limiter together: of a million it would hold a closure each. */
const HANDED_TOGETHER = 1000;

export interface AuthorCrawlOptions {
  client: HubClient;
  store: Store;
  clock: Clock;
  /** Authors to ask for; every due one unless told. */
  atMost?: number | undefined;
  /** An author asked for longer ago is due again. */
  maxAgeMs: number;
  /** Authors asked about at once; as many as a crawl walks parts unless told. */
  concurrency?: number | undefined;
  /** Milliseconds of this process, after which it stops resumably. */
  maxTimeMs?: number | undefined;
  /** Asks for an end after the requests in flight. */
  stopSignal?: AbortSignal | undefined;
  /** Ends at once; the answers in flight are lost, every earlier one is stored. */
  abortSignal?: AbortSignal | undefined;
  onEvent?: ((event: AuthorEvent) => void) | undefined;
}

export interface AuthorCrawlOutcome {
  tally: AuthorTally;
  /** `false` when `stopSignal` ended it first. */
  complete: boolean;
}

/**
 * Asks the Hub who the authors of the stored models are, the most downloaded first, and stores each answer as it comes. An
 * author asked for is not due again before `maxAgeMs`, so the same call goes on wherever an earlier one was ended.
 *
 * @throws MissingDataError when no crawl has finished
 * @throws UsageError when the newest night is of another Hub than the client's
 * @throws StoppedEarlyError when a bound or a failure ended it, or no author could be had
 * @throws TokenRefusedError when the Hub refuses the token
 */
export async function crawlAuthors(options: AuthorCrawlOptions): Promise<AuthorCrawlOutcome> {
  const { client, store, clock, atMost, maxAgeMs, concurrency = defaultConcurrency } = options;
  const night = orderingNight(store.db);
  if (night.run.source === null && night.run.endpoint !== client.endpoint) {
    throw new UsageError(
      `The authors in this store are of ${night.run.endpoint}, not of ${client.endpoint}.`,
      {
        why: 'Another Hub would say that they do not exist.',
        todo: `Add --endpoint ${night.run.endpoint}.`,
      },
    );
  }
  const due = new DueAuthors(store.db, night, clock.now(), maxAgeMs);
  const chosen = chooseAuthors(due, atMost);
  const session = new AuthorSession(options, new AuthorWriter(store, clock));
  options.onEvent?.({ kind: 'authors-started', toAsk: chosen.length });
  const limit = pLimit(concurrency);
  for (let from = 0; from < chosen.length && !session.isOver; from += HANDED_TOGETHER) {
    const handed = due.describe(chosen.subarray(from, from + HANDED_TOGETHER));
    await session.withSignals((signals) => limit.map(handed, (author) => session.ask(author, signals)));
  }
  return { tally: session.tally, complete: session.end() };
}

import { systemClock } from '../clock.js';
import type { AuthorTally } from '../crawl/author-events.js';
import { crawlAuthors } from '../crawl/crawl-authors.js';
import type { HubClient } from '../hub/client.js';
import { authorCounts } from '../store/author-due.js';
import type { Store } from '../store/open.js';
import type { AuthorChoice } from './author-options.js';
import type { CrawlProgress } from './crawl-progress.js';
import { plural } from './format.js';
import { type Interruption, InterruptedError } from './interruption.js';

export interface AuthorPhaseOptions {
  client: HubClient;
  store: Store;
  progress: CrawlProgress;
  interruption: Interruption;
  choice: AuthorChoice;
  concurrency: number | undefined;
  maxTimeMs: number | undefined;
}

/** What asking for authors came to; `error` is what ended it, undefined when it came to its end or was interrupted. */
export interface AuthorPhase {
  tally: AuthorTally;
  complete: boolean;
  /** Authors still due. */
  due: number;
  error: Error | undefined;
}

const nothing: AuthorTally = {
  asked: 0,
  organisations: 0,
  users: 0,
  gone: 0,
  unreadable: 0,
  changed: 0,
  failed: 0,
};

/** Asks for authors and tells how it goes. Never throws: what was crawled before stays a success. */
export async function askForAuthors(options: AuthorPhaseOptions): Promise<AuthorPhase> {
  const { client, store, progress, interruption, choice, concurrency, maxTimeMs } = options;
  let tally = nothing;
  const phase = (complete: boolean, error?: Error): AuthorPhase => ({
    tally,
    complete,
    due: authorCounts(store.db, systemClock.now(), choice.maxAgeMs).due,
    error,
  });
  try {
    const outcome = await crawlAuthors({
      client,
      store,
      clock: systemClock,
      ...choice,
      concurrency,
      maxTimeMs,
      stopSignal: interruption.stopSignal,
      abortSignal: interruption.abortSignal,
      onEvent: (event) => {
        if (event.kind === 'author-asked') tally = event.tally;
        progress.authorEvent(event);
      },
    });
    tally = outcome.tally;
    return phase(outcome.complete);
  } catch (error) {
    if (error instanceof InterruptedError) return phase(false);
    return phase(false, error instanceof Error ? error : new Error(String(error)));
  } finally {
    progress.end();
  }
}

/** As `--json` prints it. */
export function authorPhaseRecord({ tally, complete, due }: AuthorPhase): Record<string, unknown> {
  return { complete, ...tally, due };
}

export function authorPhaseText({ tally, due }: AuthorPhase): string {
  const { asked, organisations, users, gone, unreadable, changed, failed } = tally;
  const parts = [
    plural(organisations, 'organisation'),
    plural(users, 'user'),
    `${gone} gone`,
    ...(unreadable === 0 ? [] : [`${unreadable} unreadable`]),
    ...(changed === 0 ? [] : [`${changed} changed`]),
    ...(failed === 0 ? [] : [`${failed} left for another time`]),
  ];
  return `${plural(asked, 'author')} asked about (${parts.join(', ')}), ${due.toLocaleString('en-GB')} due`;
}

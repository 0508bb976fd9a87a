import { systemClock } from '../clock.js';
import { authorsAskedSince } from '../store/author-due.js';
import type { Store } from '../store/open.js';
import type { Run } from '../store/run.js';
import type { AuthorChoice } from './author-options.js';
import { askForAuthors, authorPhaseRecord } from './author-phase.js';
import { type ClientSettings, crawlClient } from '../crawl/crawl-client.js';
import { CrawlProgress } from './crawl-progress.js';
import type { Interruption } from './interruption.js';
import type { Terminal } from './terminal.js';

export interface NightlyAuthorsOptions extends ClientSettings {
  authors: AuthorChoice;
  concurrency: number;
  /** Milliseconds left of the job's. */
  maxTimeMs: number | undefined;
}

/**
 * Asks for the authors that this night has not asked for yet: a job that is tried again asks for no more than one.
 * @returns what it came to, as JSON; null when there was nothing to ask for
 * @throws what stopped it
 */
export async function askForNightlyAuthors(
  terminal: Terminal,
  interruption: Interruption,
  store: Store,
  run: Run,
  { authors, concurrency, maxTimeMs, ...settings }: NightlyAuthorsOptions,
): Promise<Record<string, unknown> | null> {
  const { atMost, maxAgeMs } = authors;
  const left = atMost === undefined ? undefined : Math.max(0, atMost - authorsAskedSince(store.db, run));
  if (left === 0) return null;
  const progress = new CrawlProgress(terminal, systemClock);
  const client = crawlClient(settings, (event) => progress.hubEvent(event));
  const choice = { atMost: left, maxAgeMs };
  const phase = await askForAuthors({
    client,
    store,
    progress,
    interruption,
    choice,
    concurrency,
    maxTimeMs,
  });
  if (phase.error !== undefined) throw phase.error;
  return authorPhaseRecord(phase);
}

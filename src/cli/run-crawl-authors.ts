import { systemClock } from '../clock.js';
import { MissingDataError, UsageError } from '../errors.js';
import { openForWriting } from '../store/open.js';
import type { AuthorChoice } from './author-options.js';
import { askForAuthors, authorPhaseRecord, authorPhaseText } from './author-phase.js';
import { type ClientSettings, crawlClient } from '../crawl/crawl-client.js';
import { CrawlProgress } from './crawl-progress.js';
import type { Interruption } from './interruption.js';
import type { Terminal } from './terminal.js';

export interface CrawlAuthorsCommand extends ClientSettings {
  path: string;
  choice: AuthorChoice;
  concurrency: number;
  maxTimeMs: number | undefined;
  json: boolean;
}

/** Asks the Hub for the authors of a store. What it came to is the answer, also when it stopped early. @throws what stopped it */
export async function runCrawlAuthors(
  terminal: Terminal,
  interruption: Interruption,
  { path, choice, concurrency, maxTimeMs, json, ...settings }: CrawlAuthorsCommand,
): Promise<void> {
  const progress = new CrawlProgress(terminal, systemClock);
  const client = crawlClient(settings, (event) => progress.hubEvent(event));
  const store = openForWriting({ path, clock: systemClock, command: 'oai crawl authors' });
  interruption.stopSignal.addEventListener('abort', () => progress.stopping());
  try {
    const phase = await askForAuthors({
      client,
      store,
      progress,
      interruption,
      choice,
      concurrency,
      maxTimeMs,
    });
    // Nothing was begun.
    if (phase.error instanceof UsageError || phase.error instanceof MissingDataError) throw phase.error;
    terminal.answer(
      json
        ? `${JSON.stringify({ store: path, ...authorPhaseRecord(phase) }, null, 2)}\n`
        : `${authorPhaseText(phase)}; ${path}\n`,
    );
    if (phase.complete) return;
    if (phase.error !== undefined) throw phase.error;
    terminal.warning('interrupted; run the same command again and it goes on with the authors still due');
  } finally {
    store.close();
  }
}

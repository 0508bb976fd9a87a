import { systemClock } from '../clock.js';
import { storeFlag } from '../config/settings.js';
import { type ReplayOutcome, replayPages } from '../crawl/page-archive-replay.js';
import { openForWriting } from '../store/open.js';
import { CrawlProgress } from './crawl-progress.js';
import { plural } from './format.js';
import type { Interruption } from './interruption.js';
import { runRecord } from './run-record.js';
import type { Terminal } from './terminal.js';

export interface ReplayCommand {
  path: string;
  /** Folder of kept pages. */
  folder: string;
  json: boolean;
}

/** Reads kept pages into the store, telling the terminal how it goes. @throws what `replayPages` throws */
export async function runReplay(
  terminal: Terminal,
  { stopSignal }: Interruption,
  { path, folder, json }: ReplayCommand,
): Promise<void> {
  const progress = new CrawlProgress(terminal, systemClock);
  const store = openForWriting({ path, clock: systemClock, command: 'oai crawl --from-pages' });
  stopSignal.addEventListener('abort', () => progress.stopping());
  try {
    const outcome = await replayPages({
      store,
      folder,
      stopSignal,
      onEvent: (event) => progress.crawlEvent(event),
    });
    progress.end();
    terminal.answer(
      json ? `${JSON.stringify(replayRecord(path, outcome), null, 2)}\n` : `${summary(path, outcome)}\n`,
    );
    if (!outcome.complete)
      terminal.warning('interrupted; run the same command again and it goes on from there');
    else terminal.hint(`next: oai report concentration${storeFlag(path, process.env)}`);
  } finally {
    progress.end();
    store.close();
  }
}

function replayRecord(path: string, outcome: ReplayOutcome): Record<string, unknown> {
  return {
    store: path,
    complete: outcome.complete,
    replayed: outcome.replayed.map(runRecord),
    present: outcome.present.map(runRecord),
    unfinished: outcome.unfinished,
  };
}

function summary(path: string, { replayed, present, unfinished }: ReplayOutcome): string {
  const pages = replayed.reduce((sum, run) => sum + run.pages, 0);
  return [
    `${plural(replayed.length, 'run')} replayed from ${plural(pages, 'page')}`,
    ...(present.length === 0 ? [] : [`${present.length} in the store already`]),
    ...(unfinished.length === 0 ? [] : [`${unfinished.length} unfinished, left out`]),
    path,
  ].join('; ');
}

import { systemClock } from '../clock.js';
import { storeFlag } from '../config/settings.js';
import { crawlModels } from '../crawl/crawl-models.js';
import { HubClient } from '../hub/client.js';
import { openForWriting, type Store } from '../store/open.js';
import { type CrawlQuery, findRun, type Run } from '../store/run.js';
import { version } from '../version.js';
import { formatBytes, formatDuration, plural } from './format.js';
import { type Interruption, InterruptedError } from './interruption.js';
import { CrawlProgress } from './crawl-progress.js';
import { runRecord } from './run-record.js';
import type { Terminal } from './terminal.js';

export interface CrawlCommand {
  path: string;
  /** The store at `path`, where the caller has it open and goes on with it. */
  store?: Store;
  endpoint: string;
  budget: number;
  token: string | undefined;
  query: CrawlQuery;
  extraFields: readonly 'gguf'[];
  restart: boolean;
  maxPages: number | undefined;
  maxTimeMs: number | undefined;
  /** Without a success for so long the crawl stops; a Hub that never answered is given up after a few tries unless told. */
  patienceMs?: number | undefined;
  json: boolean;
}

/**
 * Crawls, telling the terminal how it goes. The summary of the run is the answer, also of one that stopped early; then
 * the error that stopped it is thrown after it.
 * @returns the run that came to its end; undefined when the user interrupted it
 */
export async function runCrawl(
  terminal: Terminal,
  interruption: Interruption,
  command: CrawlCommand,
): Promise<Run | undefined> {
  const progress = new CrawlProgress(terminal, systemClock);
  // Before the store is made: an endpoint or a token that cannot be used should leave nothing behind.
  const client = new HubClient({
    endpoint: command.endpoint,
    token: command.token,
    userAgent: `oai/${version}; node/${process.versions.node}`,
    clock: systemClock,
    budget: command.budget,
    patienceMs: command.patienceMs,
    ...(command.patienceMs === undefined ? {} : { retry: { tries: Infinity } }),
    onEvent: (event) => progress.hubEvent(event),
  });
  const store =
    command.store ?? openForWriting({ path: command.path, clock: systemClock, command: 'oai crawl' });
  interruption.stopSignal.addEventListener('abort', () => progress.stopping());
  let started: number | undefined;
  const answer = (run: Run): void =>
    terminal.answer(
      command.json ? `${JSON.stringify(runRecord(run), null, 2)}\n` : `${summary(run, command.path)}\n`,
    );
  try {
    const { run, complete } = await crawlModels({
      client,
      store,
      clock: systemClock,
      query: command.query,
      extraFields: command.extraFields,
      restart: command.restart,
      ...(command.maxPages === undefined ? {} : { maxPages: command.maxPages }),
      ...(command.maxTimeMs === undefined ? {} : { maxTimeMs: command.maxTimeMs }),
      stopSignal: interruption.stopSignal,
      abortSignal: interruption.abortSignal,
      onEvent: (event) => {
        if (event.kind === 'started') started = event.run.run;
        progress.crawlEvent(event);
      },
    });
    progress.end();
    answer(run);
    if (complete) {
      terminal.hint(nextStep(run, command));
      return run;
    }
    terminal.warning('interrupted; run the same command again and it goes on from the last page');
  } catch (error) {
    progress.end();
    const run = started === undefined ? undefined : findRun(store.db, started);
    if (run !== undefined) answer(run);
    if (!(error instanceof InterruptedError)) throw error;
    terminal.warning(
      'stopped at once; every page but the one in flight is stored. The same command goes on from there',
    );
  } finally {
    progress.end();
    if (command.store === undefined) store.close();
  }
  return undefined;
}

function summary(run: Run, path: string): string {
  const elapsed = run.finishedAt === null ? '' : ` in ${formatDuration(run.finishedAt - run.startedAt)}`;
  return [
    `Run ${run.run} ${run.status}: ${plural(run.models, 'model')} (${run.modelsNew} new, ${run.modelsChanged} changed)`,
    `${plural(run.pages, 'page')}, ${plural(run.requests, 'request')}, ${formatBytes(run.bytes)}${elapsed}`,
    `${run.quarantined} quarantined, ${run.duplicates} repeated`,
    path,
  ].join('; ');
}

function nextStep(run: Run, { path }: CrawlCommand): string {
  const db = storeFlag(path, process.env);
  if (run.models === 0) return 'Nothing matched: is the name of the author right?';
  return run.whole
    ? `next: oai report concentration${db}`
    : `next: oai report concentration --run ${run.run}${db} (a part of the Hub, not the Hub)`;
}

import { systemClock } from '../clock.js';
import { storeFlag } from '../config/settings.js';
import { crawlListed } from '../crawl/crawl-listed.js';
import { listedWords } from '../domain/repository-record.js';
import type { HubClient } from '../hub/client.js';
import { safeText } from '../render/safe-text.js';
import { openForWriting, type Store } from '../store/open.js';
import { type CrawlQuery, findRun, type Run } from '../store/run.js';
import type { AuthorChoice } from './author-options.js';
import { askForAuthors, type AuthorPhase, authorPhaseRecord, authorPhaseText } from './author-phase.js';
import { type ClientSettings, crawlClient } from '../crawl/crawl-client.js';
import { formatBytes, formatDuration, plural } from './format.js';
import { type Interruption, InterruptedError } from './interruption.js';
import { CrawlProgress } from './crawl-progress.js';
import { suspectRemark } from './night-remark.js';
import { runRecord } from './run-record.js';
import type { Terminal } from './terminal.js';

export interface CrawlCommand extends ClientSettings {
  path: string;
  /** The store at `path`, where the caller has it open and goes on with it. */
  store?: Store;
  /** Parts of the listing to walk at once. */
  concurrency?: number | undefined;
  query: CrawlQuery;
  extraFields: readonly 'gguf'[];
  restart: boolean;
  maxPages: number | undefined;
  /** Folder to keep what the Hub sends in. */
  keepPages?: string | undefined;
  maxTimeMs: number | undefined;
  /** Whom to ask for once the run is complete; nobody unless told. */
  authors?: AuthorChoice | undefined;
  json: boolean;
}

/** What one command crawls with. */
interface Crawl {
  terminal: Terminal;
  interruption: Interruption;
  command: CrawlCommand;
  client: HubClient;
  store: Store;
  progress: CrawlProgress;
}

/**
 * Crawls, telling the terminal how it goes; then asks for authors, if told. The summary of the run is the answer, also of
 * one that stopped early; then the error that stopped it is thrown after it.
 * @returns the run that came to its end; undefined when the user interrupted it
 * @throws what stopped it, or what stopped asking for the authors of a run that is complete
 */
export async function runCrawl(
  terminal: Terminal,
  interruption: Interruption,
  command: CrawlCommand,
): Promise<Run | undefined> {
  const startedMs = systemClock.monotonic();
  const progress = new CrawlProgress(terminal, systemClock);
  // Before the store is made: an endpoint or a token that cannot be used should leave nothing behind.
  const client = crawlClient(command, (event) => progress.hubEvent(event));
  const store =
    command.store ?? openForWriting({ path: command.path, clock: systemClock, command: 'oai crawl' });
  interruption.stopSignal.addEventListener('abort', () => progress.stopping());
  try {
    const crawl = { terminal, interruption, command, client, store, progress };
    const run = await crawlRun(crawl);
    if (run === undefined) return undefined;
    const authors = await authorsAfter(crawl, startedMs);
    answer(crawl, run, authors);
    // Who has the store open says it of the night.
    const remark = command.store === undefined ? suspectRemark(store, run) : undefined;
    if (remark !== undefined)
      terminal.warning(safeText(`run ${run.run} is ${remark}; no report uses it until then`));
    if (authors === undefined || authors.complete) {
      if (remark === undefined) terminal.hint(nextStep(run, command));
    } else {
      terminal.warning(`run ${run.run} is complete; \`oai crawl authors\` goes on with the authors`);
      if (authors.error !== undefined) throw authors.error;
    }
    return run;
  } finally {
    progress.end();
    if (command.store === undefined) store.close();
  }
}

/** The run that came to its end, not yet answered with; one that did not is. */
async function crawlRun({
  terminal,
  interruption,
  command,
  client,
  store,
  progress,
}: Crawl): Promise<Run | undefined> {
  let started: number | undefined;
  try {
    const { run, complete } = await crawlListed({
      client,
      store,
      clock: systemClock,
      query: command.query,
      extraFields: command.extraFields,
      restart: command.restart,
      concurrency: command.concurrency,
      keepPages: command.keepPages,
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
    if (complete) return run;
    answer({ terminal, command }, run);
    terminal.warning('interrupted; run the same command again and it goes on from the last page');
  } catch (error) {
    progress.end();
    const run = started === undefined ? undefined : findRun(store.db, started);
    if (run !== undefined) answer({ terminal, command }, run);
    if (!(error instanceof InterruptedError)) throw error;
    terminal.warning(
      'stopped at once; every page but the one in flight is stored. The same command goes on from there',
    );
  }
  return undefined;
}

async function authorsAfter(
  { command, ...crawl }: Crawl,
  startedMs: number,
): Promise<AuthorPhase | undefined> {
  const { authors: choice, concurrency, maxTimeMs } = command;
  if (choice === undefined || choice.atMost === 0) return undefined;
  const spentMs = systemClock.monotonic() - startedMs;
  return askForAuthors({
    ...crawl,
    choice,
    concurrency,
    maxTimeMs: maxTimeMs === undefined ? undefined : maxTimeMs - spentMs,
  });
}

function answer(
  { terminal, command }: Pick<Crawl, 'terminal' | 'command'>,
  run: Run,
  authors?: AuthorPhase,
): void {
  terminal.answer(
    command.json
      ? `${JSON.stringify(answerRecord(run, authors), null, 2)}\n`
      : `${summary(run, authors, command.path)}\n`,
  );
}

function answerRecord(run: Run, authors: AuthorPhase | undefined): Record<string, unknown> {
  return { ...runRecord(run), ...(authors === undefined ? {} : { authors: authorPhaseRecord(authors) }) };
}

function summary(run: Run, authors: AuthorPhase | undefined, path: string): string {
  const elapsed = run.finishedAt === null ? '' : ` in ${formatDuration(run.finishedAt - run.startedAt)}`;
  return [
    `Run ${run.run} ${run.status}: ${plural(run.models, listedWords[run.query.repository].one)} (${run.modelsNew} new, ${run.modelsChanged} changed)`,
    `${plural(run.pages, 'page')}, ${plural(run.requests, 'request')}, ${formatBytes(run.bytes)}${elapsed}`,
    `${run.quarantined} quarantined, ${run.duplicates} repeated`,
    ...(authors === undefined ? [] : [authorPhaseText(authors)]),
    path,
  ].join('; ');
}

function nextStep(run: Run, { path }: CrawlCommand): string {
  const db = storeFlag(path, process.env);
  if (run.models === 0) return 'Nothing matched: is the name of the author right?';
  if (run.query.repository !== 'model') {
    const { many } = listedWords[run.query.repository];
    if (!run.whole) return `these are a part of the ${many}; reports need all of them`;
    return `next: oai report ${run.query.repository === 'dataset' ? 'robotics' : 'repositories'}${db}`;
  }
  return run.whole
    ? `next: oai report concentration${db}`
    : `next: oai report concentration --run ${run.run}${db} (a part of the Hub, not the Hub)`;
}

import { systemClock } from '../clock.js';
import { storeFlag } from '../config/settings.js';
import { OaiError } from '../errors.js';
import { Endpoint } from '../hub/endpoint.js';
import { safeText } from '../render/safe-text.js';
import { backupStore } from '../store/backup.js';
import { listNights, type Night } from '../store/night.js';
import { NightReader } from '../store/night-reader.js';
import { openForWriting, type Store } from '../store/open.js';
import { type KeepPolicy, pruneNights } from '../store/prune.js';
import { type CrawlQuery, findUnfinishedRun, lastCompleteRun, type Run } from '../store/run.js';
import type { AuthorChoice } from './author-options.js';
import { exitCodeOf, exitCodes } from './exit-code.js';
import { plural } from './format.js';
import type { Interruption } from './interruption.js';
import { askForNightlyAuthors } from './nightly-authors.js';
import { runCrawl } from './run-crawl.js';
import { pruneRecord } from './run-prune.js';
import { runRecord } from './run-record.js';
import type { Terminal } from './terminal.js';
import { writeReports } from './write-reports.js';

export interface NightlyCommand {
  path: string;
  endpoint: string;
  budget: number;
  token: string | undefined;
  concurrency: number;
  maxTimeMs: number | undefined;
  patienceMs: number;
  authors: AuthorChoice;
  reportsFolder: string | undefined;
  backupFile: string | undefined;
  keep: KeepPolicy;
  /** Folder to keep what the Hub sends in. */
  keepPages: string | undefined;
  /** Crawl though a crawl of the day has finished. */
  force: boolean;
  json: boolean;
}

const RECENT_MS = 12 * 3_600_000;

const wholeHub: CrawlQuery = { repository: 'model', author: null, limit: null };

/**
 * The unattended job, under one lock from its beginning to its end. Silent when all is well; what is worth a look is one
 * line on stderr. A report or a backup that fails does not keep the rest from being done.
 * @returns the exit code
 * @throws what a crawl throws
 */
export async function runNightly(
  terminal: Terminal,
  interruption: Interruption,
  command: NightlyCommand,
): Promise<number> {
  // Before the store is made: a bad endpoint should leave nothing behind.
  const endpoint = new Endpoint(command.endpoint, command.token).href;
  const startedMs = systemClock.monotonic();
  const store = openForWriting({ path: command.path, clock: systemClock, command: 'oai nightly' });
  const sayJson = (record: Record<string, unknown>): void => {
    if (command.json) terminal.answer(`${JSON.stringify({ store: command.path, ...record }, null, 2)}\n`);
  };
  try {
    const recent = command.force ? undefined : finishedRecently(store, endpoint);
    const run = recent ?? (await crawl(terminal, interruption, store, command));
    if (run === undefined) {
      sayJson(unfinishedRecord(store, endpoint));
      terminal.warning('interrupted; the next one goes on from the last page');
      return interruption.exitCode ?? exitCodes.done;
    }
    const [night] = listNights(store.db, 'run_key = ?', run.run);
    sayRemarks(terminal, run, night);
    const { maxTimeMs } = command;
    const spentMs = systemClock.monotonic() - startedMs;
    const { record, errors } = await afterCrawl(terminal, interruption, store, command, night, () =>
      askForNightlyAuthors(unattended(terminal), interruption, store, run, {
        ...command,
        maxTimeMs: maxTimeMs === undefined ? undefined : maxTimeMs - spentMs,
      }),
    );
    sayJson({ crawled: recent === undefined, ...nightRecord(run, night), ...record });
    for (const error of errors) terminal.failure(error);
    return errors.length > 0 ? exitCodeOf(errors[0]) : (interruption.exitCode ?? exitCodes.done);
  } catch (error) {
    sayJson({ ...unfinishedRecord(store, endpoint), errors: [errorRecord(error)] });
    throw error;
  } finally {
    store.close();
  }
}

/**
 * A crawl that ended a short while ago, with nothing left to go on with: a retried job costs nothing. Not "today": a
 * crawl over midnight must not cost the next evening's.
 */
function finishedRecently({ db }: Store, endpoint: string): Run | undefined {
  if (findUnfinishedRun(db, endpoint, wholeHub) !== undefined) return undefined;
  const run = lastCompleteRun(db, endpoint, wholeHub);
  const ageMs = systemClock.now() - (run?.finishedAt ?? 0);
  return ageMs >= 0 && ageMs < RECENT_MS ? run : undefined;
}

/** Tells how it goes where somebody watches; what is worth knowing is said at the end. */
function unattended(terminal: Terminal): Terminal {
  const silent = (): void => undefined;
  const watched = terminal.interactive && !terminal.quiet;
  return {
    ...terminal,
    answer: silent,
    hint: silent,
    ...(watched ? {} : { quiet: true, interactive: false, info: silent, warning: silent }),
  };
}

function crawl(
  terminal: Terminal,
  interruption: Interruption,
  store: Store,
  { path, endpoint, budget, token, concurrency, maxTimeMs, patienceMs, keepPages }: NightlyCommand,
): Promise<Run | undefined> {
  return runCrawl(unattended(terminal), interruption, {
    path,
    store,
    endpoint,
    budget,
    token,
    concurrency,
    query: wholeHub,
    extraFields: [],
    restart: false,
    maxPages: undefined,
    keepPages,
    maxTimeMs,
    patienceMs,
    json: false,
  });
}

/** Authors, reports, backup, prune: each is tried, whatever became of the one before. */
async function afterCrawl(
  terminal: Terminal,
  interruption: Interruption,
  store: Store,
  command: NightlyCommand,
  night: Night | undefined,
  askForAuthors: () => Promise<Record<string, unknown> | null>,
): Promise<{ record: Record<string, unknown>; errors: unknown[] }> {
  const { path, reportsFolder, backupFile, keep } = command;
  const errors: unknown[] = [];
  const attempt = async (work: () => unknown): Promise<unknown> => {
    if (interruption.stopSignal.aborted) return null;
    try {
      return await work();
    } catch (error) {
      errors.push(error);
      return null;
    }
  };
  const authors = await attempt(askForAuthors);
  const usable = night?.quality === 'good' || night?.quality === 'accepted';
  const reports =
    reportsFolder === undefined || !usable
      ? null
      : await attempt(() =>
          writeReports(terminal, NightReader.open(store.db, { run: night.run }), reportsFolder, {
            sameStore: storeFlag(path, process.env),
          }),
        );
  const backup =
    backupFile === undefined
      ? null
      : await attempt(() => ({
          file: backupFile,
          bytes: backupStore({ path, file: backupFile, force: true }),
        }));
  const prune = await attempt(() =>
    pruneRecord({ ...pruneNights(store, keep), dryRun: false, vacuumed: null }),
  );
  return { record: { authors, reports, backup, prune, errors: errors.map(errorRecord) }, errors };
}

function sayRemarks(terminal: Terminal, run: Run, night: Night | undefined): void {
  const remarks = [
    ...(night?.quality === 'suspect'
      ? [
          `suspect: ${night.reasons.join('; ')}; look at it, then \`oai runs accept ${run.run}\` or \`reject\``,
        ]
      : []),
    ...(night?.stalled === true ? ['stalled: no download counter has moved since the night before'] : []),
    ...(run.quarantined > 0
      ? [`${plural(run.quarantined, 'entry or field', 'entries or fields')} set aside`]
      : []),
    ...(run.fieldsRefused.length > 0 ? [`the Hub refuses ${run.fieldsRefused.join(', ')}`] : []),
  ];
  if (remarks.length === 0) return;
  terminal.warning(safeText(`night ${night?.date ?? 'unknown'} (run ${run.run}): ${remarks.join('; ')}`));
}

function nightRecord(run: Run, night: Night | undefined): Record<string, unknown> {
  return {
    complete: true,
    night: night?.date ?? null,
    quality: night?.quality ?? null,
    reasons: night?.reasons ?? [],
    stalled: night?.stalled ?? false,
    run: runRecord(run),
  };
}

function unfinishedRecord({ db }: Store, endpoint: string): Record<string, unknown> {
  const unfinished = findUnfinishedRun(db, endpoint, wholeHub)?.run;
  return { crawled: true, complete: false, run: unfinished === undefined ? null : runRecord(unfinished) };
}

function errorRecord(error: unknown): Record<string, unknown> {
  const what = error instanceof Error ? error.message : String(error);
  const { why = null, todo = null } = error instanceof OaiError ? error : {};
  return { exit_code: exitCodeOf(error), what, why, todo };
}

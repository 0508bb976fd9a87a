import { systemClock } from '../clock.js';
import { storeFlag } from '../config/settings.js';
import { listedWords, type RepositoryKind } from '../domain/repository-record.js';
import { OaiError } from '../errors.js';
import { Endpoint } from '../hub/endpoint.js';
import { safeText } from '../render/safe-text.js';
import { backupStore } from '../store/backup.js';
import { isTrusted, listNights, type Night } from '../store/night.js';
import { NightReader } from '../store/night-reader.js';
import { openForWriting, type Store } from '../store/open.js';
import { type KeepPolicy, pruneNights } from '../store/prune.js';
import { type CrawlQuery, findUnfinishedRun, type Run } from '../store/run.js';
import type { AuthorChoice } from './author-options.js';
import { exitCodeOf, exitCodes } from './exit-code.js';
import { plural } from './format.js';
import type { Interruption } from './interruption.js';
import { suspectRemark } from './night-remark.js';
import { askForNightlyAuthors } from './nightly-authors.js';
import { crawlRepositoriesTonight, crawlTonight, type NightlyCrawl, unattended } from './nightly-crawl.js';
import { pruneRecord } from './run-prune.js';
import { runRecord } from './run-record.js';
import type { Terminal } from './terminal.js';
import { writeReports, type WrittenReports } from './write-reports.js';

export interface NightlyCommand extends NightlyCrawl {
  authors: AuthorChoice;
  /** What to crawl after the models. */
  repositories: readonly RepositoryKind[];
  reportsFolder: string | undefined;
  backupFile: string | undefined;
  keep: KeepPolicy;
  json: boolean;
}

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
    const { run, crawled } = await crawlTonight(terminal, interruption, store, command);
    if (run === undefined) {
      sayJson(unfinishedRecord(store, endpoint));
      terminal.warning('interrupted; the next one goes on from the last page');
      return interruption.exitCode ?? exitCodes.done;
    }
    const [night] = listNights(store.db, 'run_key = ?', run.run);
    sayRemarks(terminal, store, run, night);
    const left = (): NightlyCommand => ({ ...command, maxTimeMs: leftOf(command.maxTimeMs, startedMs) });
    const { record, errors } = await afterCrawl(interruption, {
      authors: () => askForNightlyAuthors(unattended(terminal), interruption, store, run, left()),
      ...Object.fromEntries(
        command.repositories.map((kind) => [
          `${kind}s`,
          () =>
            crawlRepositoriesTonight(terminal, interruption, store, left(), kind, (done) =>
              sayRemarks(terminal, store, done),
            ),
        ]),
      ),
      reports: () => reportsOf(terminal, store, command, night),
      backup: () => backup(command),
      prune: () => pruneRecord({ ...pruneNights(store, command.keep), dryRun: false, vacuumed: null }),
    });
    sayJson({ crawled, ...nightRecord(run, night), ...record });
    for (const error of errors) terminal.failure(error);
    return errors.length > 0 ? exitCodeOf(errors[0]) : (interruption.exitCode ?? exitCodes.done);
  } catch (error) {
    sayJson({ ...unfinishedRecord(store, endpoint), errors: [errorRecord(error)] });
    throw error;
  } finally {
    store.close();
  }
}

/** Milliseconds that are left of those the job was given when it began. */
function leftOf(maxTimeMs: number | undefined, startedMs: number): number | undefined {
  if (maxTimeMs === undefined) return undefined;
  return Math.max(0, Math.floor(maxTimeMs - (systemClock.monotonic() - startedMs)));
}

/** What follows the models, in order, by its name in the JSON: each is tried, whatever became of the one before. */
async function afterCrawl(
  interruption: Interruption,
  steps: Readonly<Record<string, () => unknown>>,
): Promise<{ record: Record<string, unknown>; errors: unknown[] }> {
  const errors: unknown[] = [];
  const record: Record<string, unknown> = {};
  for (const [name, work] of Object.entries(steps)) {
    record[name] = null;
    if (interruption.stopSignal.aborted) continue;
    try {
      record[name] = await work();
    } catch (error) {
      errors.push(error);
    }
  }
  return { record: { ...record, errors: errors.map(errorRecord) }, errors };
}

/** Those of a night that may be trusted, where they are asked for. */
async function reportsOf(
  terminal: Terminal,
  { db }: Store,
  { path, reportsFolder }: NightlyCommand,
  night: Night | undefined,
): Promise<WrittenReports | null> {
  if (reportsFolder === undefined || night === undefined || !isTrusted(night)) return null;
  return writeReports(terminal, NightReader.open(db, { run: night.run }), reportsFolder, {
    sameStore: storeFlag(path, process.env),
  });
}

function backup({ path, backupFile: file }: NightlyCommand): { file: string; bytes: number } | null {
  return file === undefined ? null : { file, bytes: backupStore({ path, file, force: true }) };
}

/** @param night of models, which alone can stall */
function sayRemarks(terminal: Terminal, store: Store, run: Run, night?: Night): void {
  const remarks = [
    suspectRemark(store, run) ?? [],
    ...(night?.stalled === true ? ['stalled: no download counter has moved since the night before'] : []),
    ...(run.quarantined > 0
      ? [`${plural(run.quarantined, 'entry or field', 'entries or fields')} set aside`]
      : []),
    ...(run.fieldsRefused.length > 0 ? [`the Hub refuses ${run.fieldsRefused.join(', ')}`] : []),
  ].flat();
  if (remarks.length === 0) return;
  const { repository } = run.query;
  const what = repository === 'model' ? `night ${night?.date ?? 'unknown'}` : listedWords[repository].many;
  terminal.warning(safeText(`${what} (run ${run.run}): ${remarks.join('; ')}`));
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

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, systemClock } from '../clock.js';
import { UsageError } from '../errors.js';
import type { Store } from '../store/open.js';
import { findUnfinishedRun, FROM_PAGES, listRuns, type Run } from '../store/run.js';
import { RunWriter, type TransferCounters } from '../store/run-writer.js';
import type { CrawlEvent } from './events.js';
import { isKeptRun, type KeptPage, type KeptRun } from './page-archive-format.js';
import { type KeptRunFolder, openPageArchive, readKeptPage, readPageIndex } from './page-archive.js';
import { readPart, withinLimit } from './page-part.js';
import { readPage } from './read-page.js';
import { walkStart } from './walk-position.js';

export interface ReplayOptions {
  store: Store;
  /** What `keepPages` of {@link CrawlOptions} named, or the folder of one run in it. */
  folder: string;
  /** Asks for an end after the page in hand. */
  stopSignal?: AbortSignal | undefined;
  onEvent?: ((event: CrawlEvent) => void) | undefined;
}

export interface ReplayOutcome {
  /** Runs read into the store. */
  replayed: Run[];
  /** Complete runs that the store had already. */
  present: Run[];
  /** Runs of the archive that never came to their end; they are left out. */
  unfinished: KeptRun[];
  /** `false` when `stopSignal` came first; the same replay goes on from there. */
  complete: boolean;
}

const noTransfer: TransferCounters = { requests: 0, retries: 0, rateLimited: 0, waitMs: 0, bytes: 0 };

/**
 * Reads kept pages into the store without network, every complete run in the order in which they ended: the rows, runs and
 * nights of the crawls that kept them, with their dates. Goes on with a replay that was interrupted.
 * @throws UsageError when a run ended before what the store holds already, or a file of it is not what was kept
 * @throws MissingDataError when the folder holds no run
 */
export async function replayPages(options: ReplayOptions): Promise<ReplayOutcome> {
  const { store, folder } = options;
  const archive = openPageArchive(folder);
  const outcome: ReplayOutcome = {
    replayed: [],
    present: [],
    unfinished: archive.filter(({ run }) => run.status !== 'complete').map(({ run }) => run),
    complete: true,
  };
  const ended = archive.filter(({ run }) => run.status === 'complete').sort(byEnd);
  for (const kept of ended) {
    const known = listRuns(store.db).find((run) => run.status === 'complete' && isKeptRun(kept.run, run));
    if (known !== undefined) {
      outcome.present.push(known);
      continue;
    }
    const run = await replayRun(options, kept);
    if (run === undefined) return { ...outcome, complete: false };
    outcome.replayed.push(run);
  }
  return outcome;
}

/** The run as it is in the store then; undefined when the stop signal came first. */
async function replayRun(
  { store, stopSignal, onEvent }: ReplayOptions,
  { folder, run: kept }: KeptRunFolder,
): Promise<Run | undefined> {
  checkIsNewest(store, kept);
  const pages = readPageIndex(folder);
  if (pages.length !== kept.pages) throw lacksPages(folder, kept, pages);
  const clock = new RecordClock(kept);
  const writer = RunWriter.open(store, clock, {
    endpoint: kept.endpoint,
    query: kept.query,
    fields: kept.fields_asked,
    position: walkStart,
    restart: isOfAnother(store, kept),
    source: FROM_PAGES,
    // Numbers are in the order of time.
    number: kept.run > (listRuns(store.db, 1)[0]?.run ?? 0) ? kept.run : undefined,
  });
  const resumed = writer.resumedAt !== undefined;
  onEvent?.({ kind: 'started', run: writer.read(), resumed, expectedModels: kept.models });
  try {
    for (const page of pages.slice(writer.read().pages)) {
      // Lets a signal be heard.
      await nextTurn();
      if (stopSignal?.aborted === true) {
        writer.stop('interrupted', noTransfer);
        return undefined;
      }
      clock.set(page.stored_at);
      const pageModels = writeKeptPage(writer, kept, page, readKeptPage(folder, page));
      onEvent?.({ kind: 'page', run: writer.read(), pageModels });
    }
    clock.set(kept.finished);
    writer.complete(transferOf(kept));
    return writer.read();
  } catch (error) {
    writer.stop(error instanceof Error ? error.message : String(error), noTransfer);
    throw error;
  }
}

function writeKeptPage(writer: RunWriter, kept: KeptRun, page: KeptPage, items: readonly unknown[]): number {
  const read = readPart(readPage(items.slice(0, page.part.entries)), page.part);
  const models = withinLimit(read.models, kept.query, () => writer.read());
  writer.writePage({
    entries: page.part.entries,
    models,
    quarantined: read.quarantined,
    position: page.position,
    fieldsRefused: page.fields_refused,
    // What the whole run cost is counted at its end.
    transfer: noTransfer,
  });
  return models.length;
}

/** Tells the times of the record: now is when what is being replayed happened. */
class RecordClock implements Clock {
  #now: number;

  constructor({ started }: KeptRun) {
    this.#now = Date.parse(started);
  }

  set(time: string | null): void {
    if (time !== null) this.#now = Date.parse(time);
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }
}

function byEnd({ run: a }: KeptRunFolder, { run: b }: KeptRunFolder): number {
  return endOf(a) - endOf(b);
}

function endOf({ finished, started }: KeptRun): number {
  return Date.parse(finished ?? started);
}

/** An unfinished run of the store with the same query is given up, unless it is this one, half replayed. */
function isOfAnother({ db }: Store, kept: KeptRun): boolean {
  const unfinished = findUnfinishedRun(db, kept.endpoint, kept.query)?.run;
  return unfinished !== undefined && !isKeptRun(kept, unfinished);
}

/** The history grows at its end: a night is stored as what changed since the one before. */
function checkIsNewest({ db, path }: Store, kept: KeptRun): void {
  const newer = listRuns(db).find(
    (run) =>
      run.query.repository === 'model' &&
      !isKeptRun(kept, run) &&
      (run.status === 'abandoned' ? run.startedAt : (run.finishedAt ?? run.startedAt)) > endOf(kept),
  );
  if (newer === undefined) return;
  throw new UsageError(`The kept run of ${kept.started} is older than what ${path} holds.`, {
    why: `It ended on ${kept.finished ?? kept.started}, run ${newer.run} of the store later; a history grows only at its end.`,
    todo: 'Replay the whole archive into a new file with --db.',
  });
}

function lacksPages(folder: string, { pages }: KeptRun, found: readonly KeptPage[]): UsageError {
  return new UsageError(`${folder} has ${found.length} of the ${pages} pages of its run.`, {
    why: 'The index of its pages is not the one that was kept.',
    todo: 'Restore it from a copy, or move the folder elsewhere.',
  });
}

function transferOf(kept: KeptRun): TransferCounters {
  return {
    requests: kept.requests,
    retries: kept.retries,
    rateLimited: kept.rate_limited,
    waitMs: kept.wait_ms,
    bytes: kept.bytes,
  };
}

import type { Clock } from '../clock.js';
import type { ImportedFile, ImportRuns } from '../store/import-runs.js';
import { type CrawlQuery, existingRun, findUnfinishedRun, type Run } from '../store/run.js';
import { RunWriter } from '../store/run-writer.js';
import { decide } from '../store/verdict.js';
import { checkDay, lastSecondOf } from './check-day.js';
import type { ImportOptions } from './import-models.js';
import { type JudgedRow, withOneIdentity } from './read-import-row.js';

const noTransfer = { requests: 0, retries: 0, rateLimited: 0, waitMs: 0, bytes: 0 };

/** The day is in the store already: from the same content, or from an earlier one of the file. */
interface Present {
  run: Run;
  passedOver: boolean;
}

/** One day of a file on its way into the store: a run of its own, or nothing where that day is there already. */
export class NightImport {
  readonly date: string;
  readonly #options: ImportOptions;
  readonly #runs: ImportRuns;
  readonly #present: Present | undefined;
  readonly #writer: RunWriter | undefined;
  /** Rows that an earlier process stored and this one is given again, as a file of many days is read from its start. */
  #repeated: number;
  #stored: number;
  #rowsByName: number;
  #saidByName = false;

  private constructor(
    options: ImportOptions,
    runs: ImportRuns,
    { date, ...day }: { date: string; present?: Present; writer?: RunWriter },
  ) {
    this.#options = options;
    this.#runs = runs;
    this.date = date;
    this.#present = day.present;
    this.#writer = day.writer;
    const { rows, byName } = rowsAt(day.writer?.resumedAt);
    this.#stored = rows;
    this.#rowsByName = byName;
    this.#repeated = options.file.date === null ? this.#stored : 0;
  }

  /** Whether the store has the file's day, or a part of it. */
  static isKnown({ store, file }: ImportOptions, runs: ImportRuns, date: string): boolean {
    const imported = fileOf(file, date);
    return (
      runs.complete(imported) !== undefined ||
      findUnfinishedRun(store.db, endpointOf(file.name), queryOf(imported)) !== undefined
    );
  }

  /** Whether the store has all of the file's day. */
  static isDone({ file }: ImportOptions, runs: ImportRuns, date: string): boolean {
    return runs.complete(fileOf(file, date)) !== undefined;
  }

  /** @throws UsageError when the store has that day, or a later one, from elsewhere */
  static check(options: ImportOptions, runs: ImportRuns, date: string): void {
    const { file, clock } = options;
    if (!NightImport.isDone(options, runs, date)) checkDay(runs, file, fileOf(file, date), clock);
  }

  /** @throws UsageError as `check` does */
  static begin(options: ImportOptions, runs: ImportRuns, date: string): NightImport {
    const { store, file, onEvent } = options;
    const imported = fileOf(file, date);
    const done = runs.complete(imported);
    if (done !== undefined)
      return new NightImport(options, runs, { date, present: { run: done, passedOver: false } });
    const earlier = checkDay(runs, file, imported, options.clock);
    if (earlier !== undefined)
      return new NightImport(options, runs, { date, present: { run: earlier, passedOver: true } });
    const clock = clockOf(date, options.clock);
    runs.abandonOthers(file.name, imported, clock.now());
    const writer = RunWriter.open(store, clock, {
      endpoint: endpointOf(file.name),
      query: queryOf(imported),
      fields: file.source.fields,
      position: { rows: 0, byName: 0 },
      restart: false,
      source: file.name,
    });
    onEvent?.({ kind: 'begun', run: writer.read(), date, resumed: writer.resumedAt !== undefined });
    return new NightImport(options, runs, { date, writer });
  }

  /** Rows of the day that are in the store. */
  get stored(): number {
    return this.#stored;
  }

  /** The day is in the store already. */
  get isDone(): boolean {
    return this.#present !== undefined;
  }

  /** Stores rows of the day in one transaction. */
  take(rows: readonly JudgedRow[]): void {
    if (this.#writer === undefined) return;
    const fresh = rows.slice(Math.max(0, this.#repeated));
    this.#repeated -= rows.length - fresh.length;
    if (fresh.length === 0) return;
    const byName = fresh.filter((row) => row.byName).length;
    if (byName > 0 && !this.#saidByName) this.#options.onEvent?.({ kind: 'by-name' });
    this.#saidByName ||= byName > 0;
    this.#stored += fresh.length;
    this.#rowsByName += byName;
    this.#writer.writePage({
      entries: fresh.length,
      models: withOneIdentity(fresh.flatMap(({ model }) => (model === null ? [] : [model]))),
      quarantined: fresh.flatMap(({ quarantined }) => quarantined),
      position: { rows: this.#stored, byName: this.#rowsByName },
      fieldsRefused: [],
      transfer: noTransfer,
    });
  }

  /** Makes the day a night. */
  finish(): void {
    const { store, accept, onEvent } = this.#options;
    this.#writer?.complete(noTransfer);
    const run = this.#present?.run ?? existingRun(store.db, this.#writer?.run ?? 0);
    if (accept === true && this.#runs.nightOf(run.run)?.quality === 'suspect') {
      decide(store.db, run.run, 'accepted');
    }
    const night = this.#runs.nightOf(run.run);
    onEvent?.({
      kind: 'night',
      run,
      night,
      skipped: this.isDone,
      passedOver: this.#present?.passedOver ?? false,
      rowsByName: this.isDone ? null : this.#rowsByName,
    });
  }

  /** The same import goes on from the last rows. */
  stop(reason: string): void {
    this.#writer?.stop(reason, noTransfer);
  }

  /** What ended the import is what the user must hear. */
  stopQuietly(error: unknown): void {
    try {
      this.stop(error instanceof Error ? error.message : String(error));
    } catch {
      // The run stays `running` in the store; without a lock holder that means the same as stopped.
    }
  }
}

function rowsAt(position: unknown): { rows: number; byName: number } {
  const { rows, byName } = (position ?? {}) as { rows?: unknown; byName?: unknown };
  return { rows: typeof rows === 'number' ? rows : 0, byName: typeof byName === 'number' ? byName : 0 };
}

function fileOf({ sha256, map }: ImportOptions['file'], date: string): ImportedFile {
  return { date, sha256, map };
}

function queryOf(file: ImportedFile): CrawlQuery {
  return { repository: 'model', author: null, limit: null, file };
}

function endpointOf(name: string): string {
  return `file:${name}`;
}

/** An import is of its file's day, not of the day it is done on: its last second, but never one to come. */
function clockOf(date: string, clock: Clock): Clock {
  return { ...clock, now: () => Math.min(lastSecondOf(date), clock.now()) };
}

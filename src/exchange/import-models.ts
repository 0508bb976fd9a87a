import type { Clock } from '../clock.js';
import { ImportRuns } from '../store/import-runs.js';
import type { Night } from '../store/night.js';
import type { Store } from '../store/open.js';
import type { Run } from '../store/run.js';
import type { BadField } from './hopeless-rows.js';
import type { ImportSource } from './import-source.js';
import { NightImport } from './night-import.js';
import { type JudgedRow, readImportRow } from './read-import-row.js';
import { checkOrder, readThrough, requireUnchanged } from './read-through.js';

export interface ImportFile {
  /** What the runs name as their source: the file's name, without the folders of this machine. */
  name: string;
  /** Hexadecimal digest of its bytes. */
  sha256: string;
  /** Whether it is still the file that the digest is of. */
  isUnchanged: () => boolean;
  /** How it is read, where that is a choice: the map of its columns. */
  map: string;
  /** The day it speaks of; null where each row says its own. */
  date: string | null;
  source: ImportSource;
}

/** A day of a file, done. */
export interface ImportedNight {
  run: Run;
  /** Undefined where another took its place since. */
  night: Night | undefined;
  /** It was in the store already. */
  skipped: boolean;
  /** Then from an earlier content of the file: other nights were stored upon it, and it stays. */
  passedOver: boolean;
  /** Rows whose model is known by its name alone; null of a night that was there already. */
  rowsByName: number | null;
}

export type ImportEvent =
  | { kind: 'begun'; run: Run; date: string; resumed: boolean }
  /** So many rows were read, before any is stored. */
  | { kind: 'checked'; rows: number }
  | { kind: 'rows'; rows: number }
  | { kind: 'by-name' }
  /** An unfinished crawl that cannot be gone on with, once rows of the file are among its models. */
  | { kind: 'gives-up'; run: Run }
  | ({ kind: 'bad-field' } & BadField)
  | ({ kind: 'night' } & ImportedNight);

export interface ImportOptions {
  store: Store;
  clock: Clock;
  file: ImportFile;
  /** Take nights that the checks find suspect for good, with their reasons kept. */
  accept?: boolean;
  /** Asks for an end after the rows in hand. */
  stopSignal?: AbortSignal;
  onEvent?: (event: ImportEvent) => void;
}

/**
 * Stores the days of a file as nights, each a run of its own, a thousand rows a transaction, once the file was read to its end and
 * found whole; what was stored already is left out, so that the same call goes on wherever an earlier one was ended.
 * @returns false when `stopSignal` ended it before its end
 * @throws UsageError when the file cannot be read, is not in order of date, or is older than what the store has: nothing of it is
 * stored then. When the file changes while it is stored, its unfinished day stays so
 */
export async function importModels(options: ImportOptions): Promise<boolean> {
  const { file, stopSignal, onEvent } = options;
  const runs = new ImportRuns(options.store.db);
  const isDone = file.date !== null && NightImport.isDone(options, runs, file.date);
  if (!isDone && !(await readThrough(options, runs))) return false;
  let givenUp = runs.unfinishedCrawls();
  const begin = (date: string): NightImport => {
    const night = NightImport.begin(options, runs, date);
    if (night.isDone) return night;
    for (const run of givenUp) onEvent?.({ kind: 'gives-up', run });
    givenUp = [];
    return night;
  };
  // A run that was begun, or is done, knows how many rows of the one day need not be read.
  let current =
    file.date !== null && NightImport.isKnown(options, runs, file.date) ? begin(file.date) : undefined;
  let rows = current?.stored ?? 0;
  try {
    for await (const batch of current?.isDone === true ? [] : file.source.batches(rows)) {
      const judged = batch.map(readImportRow);
      rows += batch.length;
      requireUnchanged(file);
      for (const day of byDay(judged)) {
        const date = file.date ?? day.date;
        if (date !== current?.date) {
          checkOrder(file.name, current?.date, date, day.rows[0]);
          current?.finish();
          current = begin(date);
        }
        current.take(day.rows);
      }
      onEvent?.({ kind: 'rows', rows });
      if (stopSignal?.aborted !== true) continue;
      current?.stop('interrupted');
      return false;
    }
    requireUnchanged(file);
    current?.finish();
    return true;
  } catch (error) {
    current?.stopQuietly(error);
    throw error;
  }
}

function byDay(rows: readonly JudgedRow[]): { date: string; rows: JudgedRow[] }[] {
  const days: { date: string; rows: JudgedRow[] }[] = [];
  for (const row of rows) {
    const date = row.date ?? '';
    const last = days.at(-1);
    if (last?.date === date) last.rows.push(row);
    else days.push({ date, rows: [row] });
  }
  return days;
}

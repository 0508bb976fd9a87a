import { UsageError } from '../errors.js';
import type { ImportRuns } from '../store/import-runs.js';
import { judgeFile } from './hopeless-rows.js';
import type { ImportFile, ImportOptions } from './import-models.js';
import type { ImportRow } from './import-source.js';
import { NightImport } from './night-import.js';
import { readImportRow } from './read-import-row.js';

/**
 * Reads a file to its end and stores nothing, so that what is wrong with its last row or its last day is found before its first
 * is stored.
 * @returns false when `stopSignal` ended it before its end
 * @throws UsageError when the file cannot be read, is not what was meant, or has a day that may not be stored
 */
export async function readThrough(options: ImportOptions, runs: ImportRuns): Promise<boolean> {
  const { file, stopSignal, onEvent } = options;
  let rows = 0;
  let last: string | null = null;
  for await (const batch of file.source.batches(0)) {
    if (rows === 0) {
      const bad = judgeFile(file, batch.map(readImportRow));
      for (const field of bad) onEvent?.({ kind: 'bad-field', ...field });
    }
    for (const row of batch) {
      const date = file.date ?? row.date ?? '';
      if (date === last) continue;
      checkOrder(file.name, last, date, row);
      NightImport.check(options, runs, date);
      last = date;
    }
    rows += batch.length;
    onEvent?.({ kind: 'checked', rows });
    if (stopSignal?.aborted === true) return false;
  }
  if (last === null) throw nothingIn(file.name);
  requireUnchanged(file);
  return true;
}

/** @throws UsageError when the file was written to since its digest was taken */
export function requireUnchanged({ name, isUnchanged }: ImportFile): void {
  if (isUnchanged()) return;
  throw new UsageError(`${name} changed while it was read.`, {
    why: 'A night is of one content: where rows were stored already, their day stays unfinished.',
    todo: 'Import it again when nobody writes to it.',
  });
}

/** @throws UsageError when a row is of an earlier day than the one before it */
export function checkOrder(
  name: string,
  before: string | null | undefined,
  date: string,
  row: ImportRow | undefined,
): void {
  if (before === null || before === undefined || date > before) return;
  throw new UsageError(
    `${name} is not in order of date: row ${row?.row ?? 0} is of ${date}, after ${before}.`,
    {
      why: 'A history grows at its end: each of its days must stand together, the earliest first.',
      todo: 'Sort the file by its column of dates and import it again.',
    },
  );
}

function nothingIn(name: string): UsageError {
  return new UsageError(`${name} has no rows.`, {
    why: 'A night without a model would say that all models are gone.',
    todo: 'Is the file whole?',
  });
}

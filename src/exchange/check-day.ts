import type { Clock } from '../clock.js';
import { UsageError } from '../errors.js';
import type { ImportedFile, ImportRuns } from '../store/import-runs.js';
import { dayOf } from '../store/night.js';
import type { Run } from '../store/run.js';
import type { ImportFile } from './import-models.js';

const toNewStore =
  'Import the history into a new store, the earliest file first (--db new.db); then crawl into that one.';

/** Milliseconds since 1970-01-01 UTC. */
export function lastSecondOf(date: string): number {
  return Date.parse(`${date}T23:59:59Z`);
}

/**
 * Whether a day of a file may be stored now. Of a file of many days, those that the store has from an earlier content of it, and
 * upon which others were stored, are passed over.
 * @returns the run that the day is passed over for; undefined where the day may be stored
 * @throws UsageError when it is a day to come, or the store has that day or a later one from elsewhere
 */
export function checkDay(
  runs: ImportRuns,
  { name, date: only }: ImportFile,
  imported: ImportedFile,
  clock: Clock,
): Run | undefined {
  const { date } = imported;
  if (dayOf(lastSecondOf(date)) > dayOf(clock.now())) {
    throw new UsageError(`${name} is of ${date}, a day to come.`, {
      why: 'No file can know it.',
      todo: 'Give the day it was made on: --date YYYY-MM-DD.',
    });
  }
  const newest = runs.newestNight();
  if (newest !== undefined && newest.night.date >= date) {
    const { night, source } = newest;
    const isLater = night.date > date;
    const earlier = only === null && isLater ? runs.sameDay(name, imported) : undefined;
    if (earlier !== undefined) return earlier;
    if (isLater || source !== name) throw tooLate(name, imported, { date: night.date, source }, only);
  }
  checkCrawls(runs, name, date);
  return undefined;
}

/** A crawl of part of the Hub, or one that did not come to its end, has no night of the whole Hub; its models are there. */
function checkCrawls(runs: ImportRuns, name: string, date: string): void {
  const crawl = runs.crawlAfter(lastSecondOf(date) + 999);
  if (crawl === undefined) return;
  const when = new Date(crawl.finishedAt ?? crawl.startedAt).toISOString().slice(0, 10);
  throw new UsageError(`${name} is of ${date}, but the store has a crawl of ${when} (run ${crawl.run}).`, {
    why: 'A history grows at its end alone: the models that it stored would go back in time.',
    todo: toNewStore,
  });
}

function tooLate(
  name: string,
  { date }: ImportedFile,
  night: { date: string; source: string | null },
  only: string | null,
): UsageError {
  const from = night.source ?? 'a crawl';
  if (night.source === name && only === null) {
    return new UsageError(
      `${name} has ${date}, which is not among the days that were imported from it in this way up to ${night.date}.`,
      {
        why: 'Nights that others were stored upon do not change: only the last one is replaced, and later ones are added.',
        todo: `Give a file that begins at ${night.date} or later; or import the whole of it into a new store with --db.`,
      },
    );
  }
  if (night.date === date) {
    return new UsageError(`The store has a night of ${date} already, from ${from}.`, {
      why: 'A day has one night, and this one would take the place of that.',
      todo: 'Import into another store with --db; or, if the day is wrong, give --date.',
    });
  }
  return new UsageError(`${name} is of ${date}, but the store has a night of ${night.date}, from ${from}.`, {
    why: 'A history grows at its end alone: later nights are stored as changes since earlier ones.',
    todo: toNewStore,
  });
}

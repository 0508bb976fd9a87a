import type { Database } from 'better-sqlite3';
import type { Run, RunStatus } from './run.js';

const DAY_MS = 86_400_000;
/** Values read longer ago than this are no part of a night. */
const RESUMABLE_DAYS = 7;

/** Why an unfinished run is not gone on with; `null` when it is. */
export function whyGivenUp(
  db: Database,
  unfinished: Run,
  { restart, fields, source }: { restart: boolean; fields: readonly string[]; source?: string },
  now: number,
): string | null {
  if (restart) return 'restarted';
  // The Hub of today has no place in pages of another day.
  if ((unfinished.source === null) !== (source === undefined)) {
    return source === undefined ? 'it was being read from kept pages' : 'it was being crawled';
  }
  if (now - unfinished.startedAt > RESUMABLE_DAYS * DAY_MS)
    return `unfinished for more than ${RESUMABLE_DAYS} days`;
  if (unfinished.fieldsAsked.join() !== fields.join()) return 'a crawl with other fields was asked for';
  // A row says the first run and the last that saw it: what this one found anew would count as seen by the one between.
  const nights = db.prepare('SELECT count(*) FROM repository_night WHERE run_key > ? AND kind = ?').pluck();
  if (nights.get(unfinished.run, unfinished.query.repository) !== 0) return 'all were crawled since';
  // Its values would be in the night of this one: a model has one row. Files may have the same name.
  const strangers = db
    .prepare(
      `SELECT count(*) FROM run
       WHERE run_key > ? AND (endpoint <> ? OR source IS NOT NULL)
       AND json_extract(query, '$.repository') = ? AND pages > 0`,
    )
    .pluck();
  return strangers.get(unfinished.run, unfinished.endpoint, unfinished.query.repository) === 0
    ? null
    : 'another endpoint was crawled, or another file imported, since';
}

/** Ends a run for good: it is not gone on with. */
export function closeRun(
  db: Database,
  run: number,
  status: RunStatus,
  reason: string | null,
  finishedAt: number,
): void {
  db.prepare('UPDATE run SET status = ?, stop_reason = ?, finished_at = ? WHERE run_key = ?').run(
    status,
    reason,
    finishedAt,
    run,
  );
  db.prepare('DELETE FROM run_page WHERE run_key = ?').run(run);
}

import type { Database } from 'better-sqlite3';
import { MissingDataError, UsageError } from '../errors.js';
import { noteAbsences } from './absences.js';
import { listNights, type Night, type NightQuality } from './night.js';
import { decideOnRepositories, type RepositoryNight } from './repository-night.js';

/**
 * Decides by hand on the night of a run: reports use an accepted one and never a rejected one. The values stay as
 * they are, so a verdict can be changed.
 * @throws MissingDataError when the run has no night
 * @throws UsageError when it is the night of part of the Hub, which reports use only when named
 */
export function decide(db: Database, run: number, quality: 'accepted' | 'rejected'): Night | RepositoryNight {
  const [night] = listNights(db, 'run_key = ?', run);
  const other = night === undefined ? decideOnRepositories(db, run, quality) : undefined;
  if (other !== undefined) return other;
  if (night === undefined) {
    throw new MissingDataError(`Run ${run} has no night in this store.`, {
      why: 'There is no such run, it has not finished, or a later run of the same day took its place.',
      todo: 'See `oai runs` for the runs and what they hold.',
    });
  }
  if (!night.whole) {
    throw new UsageError(`Run ${run} holds part of the Hub.`, {
      why: 'Only nights of the whole Hub are judged.',
      todo: `Reports use it when named: --run ${run}.`,
    });
  }
  db.transaction(() => {
    db.prepare('UPDATE night SET quality = ? WHERE run_key = ?').run(quality, run);
    if (isTrusted(quality) !== isTrusted(night.quality)) noteAbsences(db, night.day);
  }).immediate();
  return { ...night, quality };
}

function isTrusted(quality: NightQuality): boolean {
  return quality === 'good' || quality === 'accepted';
}

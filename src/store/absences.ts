import type { Database } from 'better-sqlite3';
import { listNights, type Night, trusted } from './night.js';
import { NightChain } from './night-chain.js';

/**
 * Notes which models the newest trusted night no longer sees and which it sees again, beside the trusted night before.
 * @param present the column of that night
 */
export function recordAbsences(db: Database, nightKey: number, present: Float64Array): void {
  const [night] = listNights(db, 'night_key = ?', nightKey);
  const before = listNights(db, `${trusted} AND night_key < ?`, nightKey).at(-1);
  if (night === undefined || before === undefined) return;
  noteChanges(db, night, new NightChain(db).column('present', before, present.length), present);
}

/** Forgets what the trusted night of `day` noted. */
export function removeAbsences(db: Database, day: number): void {
  db.prepare('DELETE FROM model_absence WHERE gone_day = ?').run(day);
  db.prepare('UPDATE model_absence SET back_day = NULL WHERE back_day = ?').run(day);
}

/**
 * Notes anew what the trusted nights from `night` on no longer see and see again: after the verdict on it has changed.
 * What is known of earlier nights stays, of pruned ones too.
 */
export function rebuildAbsences(db: Database, night: Night, size: number): void {
  db.prepare('DELETE FROM model_absence WHERE gone_day >= ?').run(night.day);
  db.prepare('UPDATE model_absence SET back_day = NULL WHERE back_day >= ?').run(night.day);
  const trustedKeys = new Set(listNights(db, trusted).map(({ nightKey }) => nightKey));
  let before: Float64Array | undefined;
  for (const [each, present] of new NightChain(db).forward('present', listNights(db, 'whole = 1'), size)) {
    if (!trustedKeys.has(each.nightKey)) continue;
    if (before !== undefined && each.nightKey >= night.nightKey) noteChanges(db, each, before, present);
    before = present.slice();
  }
}

function noteChanges(db: Database, { day }: Night, before: Float64Array, now: Float64Array): void {
  const gone = db.prepare('INSERT OR REPLACE INTO model_absence (model_key, gone_day) VALUES (?, ?)');
  const back = db.prepare('UPDATE model_absence SET back_day = ? WHERE model_key = ? AND back_day IS NULL');
  for (let position = 0; position < now.length; position += 1) {
    const [was, is] = [before[position] === 1, now[position] === 1];
    if (was && !is) gone.run(position + 1, day);
    else if (is && !was) back.run(day, position + 1);
  }
}

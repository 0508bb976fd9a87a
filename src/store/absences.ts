import type { Database } from 'better-sqlite3';
import { lastModelKey, lastNight, type Night, trusted, trustedDays } from './night.js';
import { NightChain } from './night-chain.js';

interface Absence {
  model_key: number;
  gone_day: number;
  back_day: number | null;
}

/** Forgets what the nights of `day` noted; the ends of absences that it begins are returned by model key. */
export function removeAbsences(db: Database, day: number): Map<number, number> {
  const begun = db
    .prepare<[number], Absence>('DELETE FROM model_absence WHERE gone_day = ? RETURNING *')
    .all(day);
  db.prepare('UPDATE model_absence SET back_day = NULL WHERE back_day = ?').run(day);
  return new Map(
    begun.flatMap(({ model_key, back_day }) => (back_day === null ? [] : [[model_key, back_day]])),
  );
}

/**
 * Notes anew which models the trusted night of `day` no longer sees or sees again, and likewise the trusted day after:
 * when a night came, or the verdict on one changed. What is known of other days stays, of pruned ones too.
 */
export function noteAbsences(db: Database, day: number): void {
  const before = lastNight(db, `${trusted} AND day < ?`, day);
  const here = lastNight(db, `${trusted} AND day = ?`, day);
  const after = trustedDays(db, day).at(0);
  const ends = new Map<number, number>();
  for (const touched of [day, after?.day]) {
    if (touched === undefined) continue;
    for (const [model, end] of removeAbsences(db, touched)) ends.set(model, end);
  }
  for (const touched of [day, after?.day]) {
    for (const [model, end] of ends) if (end === touched) ends.delete(model);
  }
  const size = lastModelKey(db);
  const chain = new NightChain(db);
  let known = before === undefined ? null : chain.column('present', before, size);
  for (const night of [here, after]) {
    if (night === undefined) continue;
    const present = chain.column('present', night, size);
    if (known !== null) noteDay(db, night, known, present, ends);
    known = present;
  }
}

/** @param ends where an absence that goes on from here is known to end, by model key; completed on the way */
function noteDay(
  db: Database,
  { day }: Night,
  before: Float64Array,
  present: Float64Array,
  ends: Map<number, number>,
): void {
  const open = new Map(
    db
      .prepare<[number, number], Absence>(
        'SELECT * FROM model_absence WHERE gone_day <= ? AND (back_day IS NULL OR back_day > ?)',
      )
      .all(day, day)
      .map((absence) => [absence.model_key, absence]),
  );
  const begin = db.prepare('INSERT INTO model_absence (model_key, gone_day, back_day) VALUES (?, ?, ?)');
  const end = db.prepare('UPDATE model_absence SET back_day = ? WHERE model_key = ? AND gone_day = ?');
  for (let position = 0; position < present.length; position += 1) {
    const model = position + 1;
    const absence = open.get(model);
    if (present[position] === 1) {
      if (absence === undefined) continue;
      if (absence.back_day !== null) ends.set(model, absence.back_day);
      end.run(day, model, absence.gone_day);
    } else if (absence === undefined) {
      if (before[position] === 1) begin.run(model, day, ends.get(model) ?? null);
    } else if (absence.back_day === null && ends.has(model)) {
      end.run(ends.get(model), model, absence.gone_day);
    }
  }
}

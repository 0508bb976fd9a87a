import type { Database } from 'better-sqlite3';
import { damage, type Finding } from './finding.js';
import { dateOf, lastModelKey, listNights, trustedDays } from './night.js';
import { NightChain } from './night-chain.js';

interface AbsenceRow {
  model_key: number;
  gone_day: number;
  back_day: number | null;
}

/**
 * Whether the tombstones say of every trusted night what its column `present` says. They remember more than the nights
 * that a prune kept, so between two nights they may know of days that the nights do not; but each of those is the day of
 * a crawl. The nights' columns must be readable.
 */
export function checkAbsences(db: Database): Finding[] {
  return [...checkDays(db), ...checkNights(db)];
}

function checkDays(db: Database): Finding[] {
  return db
    .prepare<[], { day: number; models: number }>(
      `SELECT day, count(*) AS models FROM
         (SELECT gone_day AS day FROM model_absence UNION ALL SELECT back_day FROM model_absence WHERE back_day IS NOT NULL)
       WHERE day NOT IN (SELECT finished_at / 86400000 FROM run
                         WHERE whole = 1 AND finished_at IS NOT NULL AND json_extract(query, '$.repository') = 'model')
       GROUP BY day`,
    )
    .all()
    .map(({ day, models }) =>
      damage('model_absence', `${models} models vanish or come back then, but no crawl ended`, dateOf(day)),
    );
}

function checkNights(db: Database): Finding[] {
  const nights = trustedDays(db);
  // Only a night accepted by hand can be out of order; no order of days then tells who was gone when.
  if (nights.some(({ day }, index) => day < (nights[index - 1]?.day ?? day))) return [];
  const wanted = new Set(nights.map(({ nightKey }) => nightKey));
  const changes = absenceChanges(db);
  const size = lastModelKey(db);
  const seen = new Uint8Array(size);
  const gone = new Int16Array(size);
  const findings: Finding[] = [];
  let next = 0;
  for (const [night, present] of new NightChain(db).forward('present', listNights(db, 'whole = 1'), size)) {
    if (!wanted.has(night.nightKey)) continue;
    for (
      let change = changes[next];
      change !== undefined && change.day <= night.day;
      change = changes[next]
    ) {
      gone[change.modelKey - 1] = (gone[change.modelKey - 1] ?? 0) + change.by;
      next += 1;
    }
    let lively = 0;
    let unmarked = 0;
    for (let position = 0; position < size; position += 1) {
      if (present[position] === 1) {
        seen[position] = 1;
        if (gone[position] !== 0) lively += 1;
      } else if (seen[position] === 1 && gone[position] === 0) unmarked += 1;
    }
    if (lively > 0)
      findings.push(damage('model_absence', `${lively} models are there, but noted as gone`, night.date));
    if (unmarked > 0)
      findings.push(
        damage('model_absence', `${unmarked} models are gone, but not noted as such`, night.date),
      );
  }
  return findings;
}

/** In the order of days: `by` is 1 where a model vanishes, -1 where it comes back. */
function absenceChanges(db: Database): { day: number; modelKey: number; by: 1 | -1 }[] {
  return db
    .prepare<[], AbsenceRow>('SELECT model_key, gone_day, back_day FROM model_absence')
    .all()
    .flatMap(({ model_key, gone_day, back_day }) => [
      { day: gone_day, modelKey: model_key, by: 1 as const },
      ...(back_day === null ? [] : [{ day: back_day, modelKey: model_key, by: -1 as const }]),
    ])
    .sort((a, b) => a.day - b.day);
}

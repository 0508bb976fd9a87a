import type { Database } from 'better-sqlite3';

const DAY_MS = 86_400_000;

export type NightQuality = 'good' | 'suspect' | 'accepted' | 'rejected';

/** One finished run in the history. */
export interface Night {
  nightKey: number;
  run: number;
  /** `YYYY-MM-DD`, UTC: the day the run ended. */
  date: string;
  /** Days since 1970-01-01 UTC. */
  day: number;
  whole: boolean;
  models: number;
  /** How many models have a value, by column. */
  counts: Readonly<Record<string, number>>;
  /** Against the last good night; `null` where there was none. */
  changed: number | null;
  vanished: number | null;
  /** No download counter moved since the last good night. */
  stalled: boolean;
  quality: NightQuality;
  /** Why it is suspect. */
  reasons: string[];
}

interface NightRow {
  night_key: number;
  run_key: number;
  day: number;
  whole: number;
  models: number;
  counts: string;
  changed: number | null;
  vanished: number | null;
  stalled: number;
  quality: NightQuality;
  reasons: string;
}

/** The date of a day, `YYYY-MM-DD`. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The UTC day of a moment in milliseconds since 1970-01-01. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** Nights in the order they were taken; `where` is SQL over the columns of `night`. */
export function listNights(db: Database, where = '1', ...parameters: (number | string)[]): Night[] {
  return db
    .prepare<(number | string)[], NightRow>(`SELECT * FROM night WHERE ${where} ORDER BY night_key`)
    .all(...parameters)
    .map(toNight);
}

/** The last of those nights. */
export function lastNight(
  db: Database,
  where: string,
  ...parameters: (number | string)[]
): Night | undefined {
  const row = db
    .prepare<(number | string)[], NightRow>(
      `SELECT * FROM night WHERE ${where} ORDER BY night_key DESC LIMIT 1`,
    )
    .get(...parameters);
  return row === undefined ? undefined : toNight(row);
}

function toNight(row: NightRow): Night {
  return {
    nightKey: row.night_key,
    run: row.run_key,
    date: dateOf(row.day),
    day: row.day,
    whole: row.whole === 1,
    models: row.models,
    counts: JSON.parse(row.counts) as Record<string, number>,
    changed: row.changed,
    vanished: row.vanished,
    stalled: row.stalled === 1,
    quality: row.quality,
    reasons: JSON.parse(row.reasons) as string[],
  };
}

/** The nights that reports may use unless told otherwise. */
export const trusted = `whole = 1 AND quality IN ('good', 'accepted')`;

/** Suspect ones as well. */
export const notRejected = `whole = 1 AND quality <> 'rejected'`;

/** As {@link trusted} and {@link notRejected}, of nights that are read already. */
export function isTrusted({ whole, quality }: Night): boolean {
  return whole && (quality === 'good' || quality === 'accepted');
}

export function isNotRejected({ whole, quality }: Night): boolean {
  return whole && quality !== 'rejected';
}

/** The largest model key: as many positions has a column. */
export function lastModelKey(db: Database): number {
  return Number(db.prepare('SELECT coalesce(max(model_key), 0) FROM model').pluck().get());
}

/** The night that speaks for each day after `after`: the last trusted one, in the order they were taken. */
export function trustedDays(db: Database, after = -1): Night[] {
  const byDay = new Map(listNights(db, `${trusted} AND day > ?`, after).map((night) => [night.day, night]));
  return [...byDay.values()].sort((a, b) => a.nightKey - b.nightKey);
}

/** Deletes a night and all that is stored of it; what comes after it must not stand on it. */
export function deleteNight(db: Database, nightKey: number): void {
  for (const table of ['night_column', 'night_histogram', 'night']) {
    db.prepare(`DELETE FROM ${table} WHERE night_key = ?`).run(nightKey);
  }
}

import type { Database } from 'better-sqlite3';
import { listedWords, type RepositoryKind } from '../domain/repository-record.js';
import { dateOf, dayOf, type NightQuality } from './night.js';
import { judgeNight } from './night-quality.js';
import { existingRun, type Run } from './run.js';

/** One finished run of all datasets, or of all Spaces. */
export interface RepositoryNight {
  run: number;
  kind: RepositoryKind;
  /** `YYYY-MM-DD`, UTC: the day the run ended. */
  date: string;
  /** Days since 1970-01-01 UTC. */
  day: number;
  /** Public ones. */
  repositories: number;
  /** How many have a value, by column. */
  counts: Readonly<Record<string, number>>;
  /** Their sum; `null` where none has it. */
  downloads30d: number | null;
  /** Against the last trusted night; `null` where there was none. */
  added: number | null;
  vanished: number | null;
  quality: NightQuality;
  /** Why it is suspect. */
  reasons: string[];
}

interface NightRow {
  run_key: number;
  kind: RepositoryKind;
  day: number;
  repositories: number;
  counts: string;
  downloads_30d: number | null;
  added: number | null;
  vanished: number | null;
  quality: NightQuality;
  reasons: string;
}

/** Nights in the order of their runs; `where` is SQL over the columns of `repository_night`. */
export function listRepositoryNights(
  db: Database,
  where = '1',
  ...parameters: (number | string)[]
): RepositoryNight[] {
  return db
    .prepare<(number | string)[], NightRow>(`SELECT * FROM repository_night WHERE ${where} ORDER BY run_key`)
    .all(...parameters)
    .map(({ run_key, counts, downloads_30d, reasons, ...row }) => ({
      ...row,
      run: run_key,
      date: dateOf(row.day),
      counts: JSON.parse(counts) as Record<string, number>,
      downloads30d: downloads_30d,
      reasons: JSON.parse(reasons) as string[],
    }));
}

/** A night that reports may use. */
export const trustedRepositories = `quality IN ('good', 'accepted')`;

const countedColumns = ['created_at', 'downloads_30d', 'downloads_all_time', 'likes', 'tag_keys'] as const;

/**
 * Counts what a finished run of the whole Hub saw, beside the last trusted one. Only a good night says what is gone: one that
 * looks broken waits for somebody to accept it. Private ones, which a token may see, are left out.
 */
export function writeRepositoryNight(db: Database, run: Run, finishedAt: number): void {
  const { query } = run;
  if (!run.whole || query.repository === 'model') return;
  const kind = query.repository;
  const day = dayOf(finishedAt);
  const before = listRepositoryNights(db, `kind = ? AND ${trustedRepositories}`, kind).at(-1);
  const { seen, downloads, counts } = countSeen(db, kind, run.run);
  const change = before === undefined ? undefined : changeSince(db, kind, run.run, before.run);
  const reasons =
    before === undefined || change === undefined
      ? []
      : judgeNight(
          {
            since: before.date,
            days: day - before.day,
            modelsBefore: before.repositories,
            models: seen,
            vanished: change.vanished,
            totalBefore: before.downloads30d ?? 0,
            // A sum that is not there any more is a field that is lost.
            total: downloads ?? before.downloads30d ?? 0,
            fieldsLost: countedColumns.filter((name) => (before.counts[name] ?? 0) > 0 && counts[name] === 0),
            endpointChanged: existingRun(db, before.run).endpoint !== run.endpoint,
            both: 0,
            changed: 0,
            downloadsChanged: 0,
          },
          listedWords[kind],
        ).reasons;
  const quality = reasons.length === 0 ? 'good' : 'suspect';
  db.prepare(
    `INSERT INTO repository_night
       (run_key, kind, day, repositories, counts, downloads_30d, added, vanished, quality, reasons)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    run.run,
    kind,
    day,
    seen,
    JSON.stringify(counts),
    downloads,
    change?.added ?? null,
    change?.vanished ?? null,
    quality,
    JSON.stringify(reasons),
  );
  if (quality === 'good') dateGone(db, kind);
}

/**
 * Decides by hand on the night of a run; what a trusted one lacks is gone. `undefined` when the run has none.
 */
export function decideOnRepositories(
  db: Database,
  run: number,
  quality: 'accepted' | 'rejected',
): RepositoryNight | undefined {
  const [night] = listRepositoryNights(db, 'run_key = ?', run);
  if (night === undefined) return undefined;
  db.transaction(() => {
    db.prepare('UPDATE repository_night SET quality = ? WHERE run_key = ?').run(quality, run);
    dateGone(db, night.kind);
  }).immediate();
  return { ...night, quality };
}

/** What is gone went by the first trusted night whose run is later than the last that saw it. */
function dateGone(db: Database, kind: RepositoryKind): void {
  db.prepare(
    `WITH dated AS (
       SELECT repository_key, (
         SELECT day FROM repository_night AS night
         WHERE night.kind = repository.kind AND run_key > last_seen_run AND ${trustedRepositories}
         ORDER BY run_key LIMIT 1) AS day
       FROM repository WHERE kind = ?)
     UPDATE repository SET gone_day = dated.day FROM dated
     WHERE repository.repository_key = dated.repository_key AND gone_day IS NOT dated.day`,
  ).run(kind);
}

/** Public rows that a run saw; a later one may have seen them again. */
export const SEEN = 'kind = @kind AND first_seen_run <= @run AND last_seen_run >= @run AND private IS NOT 1';

function countSeen(
  db: Database,
  kind: RepositoryKind,
  run: number,
): { seen: number; downloads: number | null; counts: Record<string, number> } {
  const counted = countedColumns.map((name) =>
    name === 'tag_keys'
      ? 'count(*) FILTER (WHERE length(tag_keys) > 0) AS tag_keys'
      : `count(${name}) AS ${name}`,
  );
  const { seen, downloads, ...counts } = db
    .prepare<
      { kind: string; run: number },
      { seen: number; downloads: number | null } & Record<string, number>
    >(
      `SELECT count(*) AS seen, sum(downloads_30d) AS downloads, ${counted.join(', ')} FROM repository WHERE ${SEEN}`,
    )
    .get({ kind, run }) ?? { seen: 0, downloads: null };
  return { seen, downloads, counts };
}

function changeSince(
  db: Database,
  kind: RepositoryKind,
  run: number,
  before: number,
): { added: number; vanished: number } {
  const count = (where: string): number =>
    Number(
      db.prepare(`SELECT count(*) FROM repository WHERE ${where}`).pluck().get({ kind, run, before }) ?? 0,
    );
  return {
    added: count(`${SEEN} AND first_seen_run > @before`),
    vanished: count(
      'kind = @kind AND first_seen_run <= @before AND last_seen_run < @run AND gone_day IS NULL AND private IS NOT 1',
    ),
  };
}

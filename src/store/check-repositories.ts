import type { Database } from 'better-sqlite3';
import { listedWords, type RepositoryKind, repositoryKinds } from '../domain/repository-record.js';
import { damage, type Finding } from './finding.js';
import { listRepositoryNights, SEEN, trustedRepositories } from './repository-night.js';

/** Whether the datasets and Spaces are what the newest trusted night of each counted, and were seen first before last. */
export function checkRepositories(db: Database): Finding[] {
  return [...checkSeen(db), ...repositoryKinds.flatMap((kind) => checkNewest(db, kind))];
}

function checkSeen(db: Database): Finding[] {
  const backward = Number(
    db.prepare('SELECT count(*) FROM repository WHERE first_seen_run > last_seen_run').pluck().get(),
  );
  return backward === 0
    ? []
    : [damage('repository', `${backward} were last seen before they were first seen`)];
}

interface Counts {
  /** What reports count. */
  read: number;
  /** Of them those that no later run saw. */
  untouched: number;
  /** Those that a later run saw: it may have made them private, or brought them back. */
  later: number;
  /** Noted as gone though the night has them. */
  lively: number;
}

function checkNewest(db: Database, kind: RepositoryKind): Finding[] {
  const night = listRepositoryNights(db, `kind = ? AND ${trustedRepositories}`, kind).at(-1);
  if (night === undefined) return [];
  const { read, untouched, later, lively } = db
    .prepare<[object], Counts>(
      `SELECT
         count(*) FILTER (WHERE ${SEEN}) AS read,
         count(*) FILTER (WHERE ${SEEN} AND last_seen_run = @run) AS untouched,
         count(*) FILTER (WHERE first_seen_run <= @run AND last_seen_run > @run) AS later,
         count(*) FILTER (WHERE last_seen_run >= @run AND gone_day IS NOT NULL) AS lively
       FROM repository WHERE kind = @kind`,
    )
    .get({ kind, run: night.run }) ?? { read: 0, untouched: 0, later: 0, lively: 0 };
  const { many } = listedWords[kind];
  const isOff = night.repositories < untouched || night.repositories > untouched + later;
  return [
    ...(isOff
      ? [
          damage(
            'repository_night',
            `${read} ${many} are there, but it counted ${night.repositories}`,
            night.date,
          ),
        ]
      : []),
    ...(lively > 0
      ? [damage('repository', `${lively} ${many} are there, but noted as gone`, night.date)]
      : []),
  ];
}

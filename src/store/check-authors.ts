import type { Database } from 'better-sqlite3';
import { trackedColumns } from './author-writer.js';
import { damage, type Finding, oddity } from './finding.js';

/** Whether what is known of the authors agrees with itself and with its history. */
export function checkAuthors(db: Database): Finding[] {
  const count = (sql: string): number => Number(db.prepare(`SELECT count(*) FROM ${sql}`).pluck().get());
  const differs = trackedColumns.map((column) => `newest.${column} IS NOT overview.${column}`).join(' OR ');
  const torn = count('author_overview WHERE (seen_at IS NULL) <> (kind IS NULL)');
  const unlike = count(
    `author_overview AS overview LEFT JOIN (
       SELECT * FROM author_change
       JOIN (SELECT author_key, max(since) AS since FROM author_change GROUP BY author_key) USING (author_key, since)
     ) AS newest USING (author_key)
     WHERE CASE WHEN seen_at IS NULL AND gone_at IS NULL THEN newest.since IS NOT NULL
       ELSE newest.gone IS NOT (gone_at IS NOT NULL) OR ${differs} END`,
  );
  const early = count(
    'author_overview WHERE asked_at < coalesce(seen_at, asked_at) OR asked_at < coalesce(gone_at, asked_at)',
  );
  return [
    ...(torn === 0
      ? []
      : [
          damage(
            'author_overview',
            `${torn} authors are said to be of no kind though they answered, or of one though not`,
          ),
        ]),
    ...(unlike === 0
      ? []
      : [damage('author_change', `of ${unlike} authors the newest row is not what author_overview says`)]),
    ...(early === 0
      ? []
      : [
          oddity(
            'author_overview',
            `${early} authors were seen, or found gone, after they were last asked for: the clock was set back meanwhile`,
            'Nothing to mend; keep the clock right (ntp).',
          ),
        ]),
  ];
}

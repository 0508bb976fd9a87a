import type { Database } from 'better-sqlite3';
import { listedWords } from '../domain/repository-record.js';
import { damage, type Finding, oddity } from './finding.js';
import { listRuns, type Run } from './run.js';

interface Quarantined {
  all: number;
  /** Entries set aside whole. */
  whole: number;
}

/** Whether the counts of each run add up, and nothing is left of pages that no run will go on from. */
export function checkRuns(db: Database): Finding[] {
  const quarantined = new Map(
    db
      .prepare<[], { run_key: number } & Quarantined>(
        `SELECT run_key, count(*) AS "all", count(*) FILTER (WHERE field IS NULL) AS whole
         FROM quarantine GROUP BY run_key`,
      )
      .all()
      .map(({ run_key, ...counts }) => [run_key, counts]),
  );
  return [
    ...listRuns(db)
      .reverse()
      .flatMap((run) => checkRun(run, quarantined.get(run.run) ?? { all: 0, whole: 0 })),
    ...checkPages(db),
  ];
}

function checkRun(run: Run, quarantined: Quarantined): Finding[] {
  const wrong = (what: string): Finding => damage('run', `run ${run.run}: ${what}`);
  const findings: Finding[] = [];
  const { many } = listedWords[run.query.repository];
  const { models, modelsNew, modelsChanged, duplicates, entries } = run;
  const ended = run.status === 'complete' || run.status === 'abandoned';
  if (modelsNew + modelsChanged > models) {
    findings.push(wrong(`${modelsNew} new and ${modelsChanged} changed ${many}, but ${models} in all`));
  }
  // A limit, and the pages read again for what was created meanwhile, leave entries aside that are in none of these.
  if (models + duplicates + quarantined.whole > entries) {
    findings.push(
      wrong(
        `${models} ${many}, ${duplicates} repeated and ${quarantined.whole} set aside, but ${entries} entries`,
      ),
    );
  }
  if (quarantined.all !== run.quarantined) {
    findings.push(wrong(`counted ${run.quarantined} quarantined, but ${quarantined.all} are there`));
  }
  if (ended !== (run.finishedAt !== null)) {
    findings.push(wrong(`it is ${run.status}, but ${ended ? 'has no end' : 'has an end'}`));
  }
  if (run.finishedAt !== null && run.finishedAt < run.startedAt) {
    findings.push(
      oddity(
        'run',
        `run ${run.run} ended before it began: the clock was set back meanwhile`,
        'Nothing to mend; keep the clock right (ntp).',
      ),
    );
  }
  return findings;
}

function checkPages(db: Database): Finding[] {
  return db
    .prepare<[], { run_key: number; pages: number; status: string }>(
      `SELECT run_key, count(*) AS pages, coalesce(status, 'missing') AS status
       FROM run_page LEFT JOIN run USING (run_key)
       GROUP BY run_key HAVING status NOT IN ('running', 'stopped')`,
    )
    .all()
    .map(({ run_key, pages, status }) =>
      oddity(
        'run_page',
        `${pages} pages of run ${run_key}, which is ${status}, are left over`,
        `Nothing reads them; \`DELETE FROM run_page WHERE run_key = ${run_key}\` frees the space.`,
      ),
    );
}

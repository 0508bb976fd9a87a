import Database from 'better-sqlite3';
import { UsageError } from '../errors.js';
import { checkAbsences } from './check-absences.js';
import { checkAuthors } from './check-authors.js';
import { checkHistory } from './check-history.js';
import { checkRepositories } from './check-repositories.js';
import { checkRuns } from './check-runs.js';
import { damage, type Finding } from './finding.js';
import { inspectStore } from './inspect.js';

const CACHE_KIB = 65_536;

/**
 * Everything that must hold in a store, as of one moment and without writing: SQLite's own integrity and foreign keys,
 * the checksums of the migrations, runs, nights with their columns, tombstones, datasets and Spaces. Empty when all holds.
 * @throws MissingDataError when there is no store
 * @throws UsageError when it cannot be opened, or its migrations are not the ones that this `oai` ships
 */
export function checkStore(path: string): Finding[] {
  return inspectStore(path, ({ db, pending }) => {
    if (pending > 0) {
      throw new UsageError(`${path} was written by an older oai.`, {
        why: `It lacks ${pending} of the migrations that this one ships.`,
        todo: 'Run `oai status`, which copies and then upgrades it; then check again.',
      });
    }
    db.pragma(`cache_size = -${CACHE_KIB}`);
    const broken = checkIntegrity(db);
    // What SQLite cannot read says nothing about the rest.
    return broken.length > 0 ? broken : db.transaction(() => checkContents(db))();
  });
}

function checkIntegrity(db: Database.Database): Finding[] {
  const lines: string[] = [];
  try {
    for (const line of db.prepare<[], string>('PRAGMA integrity_check').pluck().iterate()) lines.push(line);
  } catch (error) {
    // Some damage ends the check itself.
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_CORRUPT')) throw error;
    lines.push(error.message);
  }
  return lines.filter((line) => line !== 'ok').map((line) => damage('sqlite', line));
}

function checkForeignKeys(db: Database.Database): Finding[] {
  const broken = new Map<string, number>();
  const rows = db.prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check');
  for (const { table, parent } of rows.iterate()) {
    const key = `${table} ${parent}`;
    broken.set(key, (broken.get(key) ?? 0) + 1);
  }
  return [...broken].map(([key, rowCount]) => {
    const [table = '', parent = ''] = key.split(' ');
    return damage(table, `${rowCount} rows point to rows of ${parent} that are not there`);
  });
}

function checkContents(db: Database.Database): Finding[] {
  const history = checkHistory(db);
  return [
    ...checkForeignKeys(db),
    ...checkRuns(db),
    ...checkAuthors(db),
    ...checkRepositories(db),
    ...history,
    // A column that cannot be read says nothing about tombstones.
    ...(history.length > 0 ? [] : checkAbsences(db)),
  ];
}

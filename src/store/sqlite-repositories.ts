import type { Database } from 'better-sqlite3';
import type { RepositoryKind } from '../domain/repository-record.js';
import { listRepositoryNights, type RepositoryNight } from './repository-night.js';
import type { DatasetTask, RepositorySource } from './repository-source.js';

const OF_NIGHT = `kind = @kind AND first_seen_run <= @run AND private IS NOT 1
  AND (gone_day IS NULL OR gone_day > @day)`;

/** Datasets and Spaces read from the file that holds the store. */
export class SqliteRepositories implements RepositorySource {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  nights(kind: RepositoryKind): RepositoryNight[] {
    return listRepositoryNights(this.#db, 'kind = ?', kind);
  }

  created({ kind, run, day }: RepositoryNight): Float64Array {
    const seconds = this.#db
      .prepare<[object], number | null>(
        `SELECT created_at FROM repository WHERE ${OF_NIGHT} ORDER BY repository_key`,
      )
      .pluck()
      .all({ kind, run, day });
    return Float64Array.from(seconds, (second) => second ?? NaN);
  }

  tasks({ kind, run, day }: RepositoryNight): Iterable<DatasetTask> {
    return this.#db
      .prepare<[object], [number, number | null, string]>(
        `SELECT repository_key, created_at, t.name FROM dataset_task
         JOIN repository USING (repository_key) JOIN tag t USING (tag_key)
         WHERE ${OF_NIGHT} ORDER BY repository_key, t.name`,
      )
      .raw()
      .iterate({ kind, run, day });
  }
}

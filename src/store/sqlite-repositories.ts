import type { Database } from 'better-sqlite3';
import type { RepositoryKind } from '../domain/repository-record.js';
import { listRepositoryNights, type RepositoryNight, SEEN } from './repository-night.js';
import type { DatasetTask, RepositorySource } from './repository-source.js';

/** Datasets and Spaces read from the file that holds the store. */
export class SqliteRepositories implements RepositorySource {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  nights(kind: RepositoryKind): RepositoryNight[] {
    return listRepositoryNights(this.#db, 'kind = ?', kind);
  }

  created({ kind, run }: RepositoryNight): Float64Array {
    const seconds = this.#db
      .prepare<[object], number | null>(
        `SELECT created_at FROM repository WHERE ${SEEN} ORDER BY repository_key`,
      )
      .pluck()
      .all({ kind, run });
    return Float64Array.from(seconds, (second) => second ?? NaN);
  }

  tasks({ kind, run }: RepositoryNight): Iterable<DatasetTask> {
    return this.#db
      .prepare<[object], [number, number | null, string]>(
        `SELECT repository_key, created_at, t.name FROM dataset_task
         JOIN repository USING (repository_key) JOIN tag t USING (tag_key)
         WHERE ${SEEN} ORDER BY repository_key, t.name`,
      )
      .raw()
      .iterate({ kind, run });
  }
}

import type { RepositoryKind } from '../domain/repository-record.js';
import { dayOf, type NightQuality } from '../store/night.js';
import type { RepositoryNight } from '../store/repository-night.js';
import type { DatasetTask, RepositorySource } from '../store/repository-source.js';
import type { TableReader } from './table-reader.js';

/** That a repository `r` is one of a night. */
const OF_NIGHT = `r.first_seen_run <= {run:Int64} AND r.last_seen_run >= {run:Int64} AND ifNull(r.private, false) = false`;

/** Datasets and Spaces read from the tables that `oai export` writes. */
export class RepositoryTables implements RepositorySource {
  readonly #reader: TableReader;

  constructor(reader: TableReader) {
    this.#reader = reader;
  }

  nights(kind: RepositoryKind): RepositoryNight[] {
    const nights = this.#reader.table('repository_nights');
    const [runs, dates, repositories, downloads, added, vanished, qualities, reasons, counts] =
      this.#reader.columns<
        [
          runs: number[],
          dates: string[],
          repositories: number[],
          downloads: (number | null)[],
          added: (number | null)[],
          vanished: (number | null)[],
          qualities: NightQuality[],
          reasons: string[],
          counts: string[],
        ]
      >(
        [nights],
        `SELECT run, toString(night), repositories, downloads_30d, added, vanished, quality, reasons, counts
         FROM ${nights.sql} WHERE kind = {kind:String} ORDER BY run`,
        { kind },
      );
    return runs.map((run, row) => {
      const date = dates[row] ?? '';
      return {
        run,
        kind,
        date,
        day: dayOf(Date.parse(date)),
        repositories: repositories[row] ?? NaN,
        downloads30d: downloads[row] ?? null,
        added: added[row] ?? null,
        vanished: vanished[row] ?? null,
        quality: qualities[row] ?? 'suspect',
        reasons: JSON.parse(reasons[row] ?? '[]') as string[],
        counts: JSON.parse(counts[row] ?? '{}') as Record<string, number>,
      };
    });
  }

  created(night: RepositoryNight): Float64Array {
    const listed = this.#reader.table(night.kind === 'dataset' ? 'datasets' : 'spaces');
    const [seconds] = this.#reader.columns<[(number | null)[]]>(
      [listed],
      `SELECT r.created_at FROM ${listed.sql} AS r WHERE ${OF_NIGHT} ORDER BY r.repository_key`,
      { run: night.run },
    );
    return Float64Array.from(seconds, (second) => second ?? NaN);
  }

  tasks(night: RepositoryNight): Iterable<DatasetTask> {
    const [tasks, datasets] = [this.#reader.table('dataset_tasks'), this.#reader.table('datasets')];
    const [keys, created, tags] = this.#reader.columns<[number[], (number | null)[], string[]]>(
      [tasks, datasets],
      `SELECT r.repository_key, r.created_at, t.tag FROM ${tasks.sql} AS t
       GLOBAL JOIN ${datasets.sql} AS r ON r.repository_key = t.repository_key
       WHERE ${OF_NIGHT} ORDER BY r.repository_key, t.tag`,
      { run: night.run },
    );
    return keys.map((key, row) => [key, created[row] ?? null, tags[row] ?? '']);
  }
}

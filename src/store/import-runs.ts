import type { Database } from 'better-sqlite3';
import { lastNight, type Night } from './night.js';
import { type CrawlQuery, listRuns, type Run } from './run.js';
import { closeRun } from './run-end.js';

/** What of a file a night was imported from; two imports of the same are one. */
export type ImportedFile = NonNullable<CrawlQuery['file']>;

/** The imports that a store has when this is made: what need not be read again, and what may not come. */
export class ImportRuns {
  readonly #db: Database;
  readonly #complete = new Map<string, Run>();
  readonly #unfinished: Run[] = [];

  constructor(db: Database) {
    this.#db = db;
    for (const run of listRuns(db)) {
      if (run.query.file === undefined) continue;
      if (run.status === 'complete') this.#complete.set(JSON.stringify(run.query.file), run);
      else if (run.status !== 'abandoned') this.#unfinished.push(run);
    }
  }

  /** The run that imported the same, under whatever name. */
  complete(file: ImportedFile): Run | undefined {
    return this.#complete.get(JSON.stringify(file));
  }

  /** The last night of the whole Hub, with the file that it came from. */
  newestNight(): { night: Night; source: string | null } | undefined {
    const night = lastNight(this.#db, 'whole = 1');
    if (night === undefined) return undefined;
    const source = this.#db.prepare('SELECT source FROM run WHERE run_key = ?').pluck().get(night.run);
    return { night, source: typeof source === 'string' ? source : null };
  }

  /** The night of a run; undefined when another took its place. */
  nightOf(run: number): Night | undefined {
    return lastNight(this.#db, 'run_key = ?', run);
  }

  /** Gives up what was begun of another content of the file for this day. */
  abandonOthers(source: string, file: ImportedFile, now: number): void {
    for (const { run, query, ...other } of this.#unfinished) {
      if (other.source !== source || query.file?.date !== file.date) continue;
      if (JSON.stringify(query.file) === JSON.stringify(file)) continue;
      closeRun(this.#db, run, 'abandoned', 'the file, or what was wanted of it, is another now', now);
    }
  }
}

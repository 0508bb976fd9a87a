import type { Database } from 'better-sqlite3';
import { lastNight, type Night } from './night.js';
import { type CrawlQuery, listRuns, type Run } from './run.js';
import { closeRun } from './run-end.js';

/** What of a file a night was imported from; two imports of the same are one. */
export type ImportedFile = NonNullable<CrawlQuery['file']>;

/** The runs that a store has when this is made: what need not be read again, and what may not come. */
export class ImportRuns {
  readonly #db: Database;
  /** The last complete import of each day. */
  readonly #complete = new Map<string, Run>();
  readonly #unfinished: Run[] = [];
  /** Crawls that stored something, the newest first. */
  readonly #crawls: Run[];
  /** The number of the last import that stored something; 0 where none did. */
  readonly #lastImport: number;

  constructor(db: Database) {
    this.#db = db;
    const runs = listRuns(db).filter(({ query }) => query.repository === 'model');
    this.#crawls = runs.filter(({ source, pages }) => source === null && pages > 0);
    this.#lastImport = runs.find(({ source, pages }) => source !== null && pages > 0)?.run ?? 0;
    for (const run of runs) {
      const { file } = run.query;
      if (file === undefined) continue;
      if (run.status !== 'complete') this.#unfinished.push(run);
      else if (!this.#complete.has(file.date)) this.#complete.set(file.date, run);
    }
  }

  /** The run that imported the same, under whatever name, unless another import took its place since. */
  complete(file: ImportedFile): Run | undefined {
    const run = this.#complete.get(file.date);
    return JSON.stringify(run?.query.file) === JSON.stringify(file) ? run : undefined;
  }

  /** The run that imported that day from a file of the same name, read in the same way, whatever was in it. */
  sameDay(source: string, { date, map }: ImportedFile): Run | undefined {
    const run = this.#complete.get(date);
    return run?.source === source && run.query.file?.map === map ? run : undefined;
  }

  /** The last night of the whole Hub, with the file that it came from. */
  newestNight(): { night: Night; source: string | null } | undefined {
    const night = lastNight(this.#db, 'whole = 1');
    if (night === undefined) return undefined;
    const source = this.#db.prepare('SELECT source FROM run WHERE run_key = ?').pluck().get(night.run);
    return { night, source: typeof source === 'string' ? source : null };
  }

  /** A crawl, finished or not, of all or part of the Hub, that stored values after `ms` (since 1970-01-01 UTC). */
  crawlAfter(ms: number): Run | undefined {
    return this.#crawls.find((run) => lastKnownTime(run) > ms);
  }

  /** Crawls that could be gone on with until something is imported. */
  unfinishedCrawls(): Run[] {
    return this.#crawls.filter(
      ({ run, status }) => run > this.#lastImport && (status === 'running' || status === 'stopped'),
    );
  }

  /** The night of a run; undefined when another took its place. */
  nightOf(run: number): Night | undefined {
    return lastNight(this.#db, 'run_key = ?', run);
  }

  /** Gives up what was begun of another content of the file for this day. */
  abandonOthers(source: string, file: ImportedFile, now: number): void {
    for (const { run, status, query, ...other } of this.#unfinished) {
      if (status === 'abandoned' || other.source !== source || query.file?.date !== file.date) continue;
      if (JSON.stringify(query.file) === JSON.stringify(file)) continue;
      closeRun(this.#db, run, 'abandoned', 'the file, or what was wanted of it, is another now', now);
    }
  }
}

/** An abandoned run is closed later than it stored anything. */
function lastKnownTime({ status, startedAt, finishedAt }: Run): number {
  return status === 'abandoned' ? startedAt : (finishedAt ?? startedAt);
}

import type { Database } from 'better-sqlite3';
import { MissingDataError } from '../errors.js';
import { CHUNK_SIZE, decodeChunk, type NightColumn, nightColumns } from './night-codec.js';
import { findRun, listRuns, type Run } from './run.js';

const DAY_MS = 86_400_000;

/** What reports read: the values of one finished run. Position `i` of a column is model key `i + 1`; NaN is missing. */
export class NightReader {
  readonly run: Run;
  /** `YYYY-MM-DD`, UTC: the day the run ended. */
  readonly night: string;
  /** Models that the run saw. */
  readonly models: number;
  readonly #db: Database;
  readonly #size: number;

  private constructor(db: Database, run: Run, row: { day: number; models: number }) {
    this.#db = db;
    this.run = run;
    this.night = new Date(row.day * DAY_MS).toISOString().slice(0, 10);
    this.models = row.models;
    this.#size = Number(db.prepare('SELECT coalesce(max(model_key), 0) FROM model').pluck().get());
  }

  /**
   * Opens the newest night of the whole Hub, or that of one run.
   * @throws MissingDataError when there is none, saying what the store has instead
   */
  static open(db: Database, run?: number): NightReader {
    const row = db
      .prepare<[number | null, number | null], { run_key: number; day: number; models: number }>(
        `SELECT run_key, day, models FROM night WHERE CASE WHEN ? IS NULL THEN whole = 1 ELSE run_key = ? END
         ORDER BY day DESC LIMIT 1`,
      )
      .get(run ?? null, run ?? null);
    const found = row === undefined ? undefined : findRun(db, row.run_key);
    if (row === undefined || found === undefined) throw noNight(db, run);
    return new NightReader(db, found, row);
  }

  /** One column of the night; positions of models that the run did not see, or saw without a value, are NaN. */
  column(name: NightColumn): Float64Array {
    const values = new Float64Array(this.#size).fill(NaN);
    const chunks = this.#db
      .prepare<[number, string], [number, Buffer]>(
        'SELECT chunk, data FROM night_column WHERE run_key = ? AND column_name = ? ORDER BY chunk',
      )
      .raw();
    for (const [chunk, data] of chunks.iterate(this.run.run, name)) {
      decodeChunk(data, nightColumns[name], values.subarray(chunk * CHUNK_SIZE, (chunk + 1) * CHUNK_SIZE));
    }
    return values;
  }

  /** Whether any model of the night has a value in the column. */
  has(name: NightColumn): boolean {
    const chunk = this.#db.prepare(
      'SELECT 1 FROM night_column WHERE run_key = ? AND column_name = ? LIMIT 1',
    );
    return chunk.get(this.run.run, name) !== undefined;
  }

  /** The author's key of every model, by position; 0 where a model has no namespace. */
  authorKeys(): Int32Array {
    const keys = new Int32Array(this.#size);
    const rows = this.#db
      .prepare<[], [number, number]>('SELECT model_key, author_key FROM model WHERE author_key IS NOT NULL')
      .raw();
    for (const [model, author] of rows.iterate()) keys[model - 1] = author;
    return keys;
  }
}

function noNight(db: Database, run: number | undefined): MissingDataError {
  if (run !== undefined) {
    return new MissingDataError(`Run ${run} has no night in this store.`, {
      why: 'There is no such run, it has not finished, or a later run of the same day took its place.',
      todo: 'See `oai runs` for the runs and what they hold.',
    });
  }
  const [newest] = listRuns(db, 1);
  if (newest === undefined) {
    return new MissingDataError('This store is empty.', {
      why: 'Nothing has been crawled into it yet.',
      todo: 'Run `oai crawl` to fill it, or `oai demo` to try oai without network.',
    });
  }
  const partial = listRuns(db).find(({ whole, status }) => !whole && status === 'complete');
  return new MissingDataError('This store has no complete crawl of the Hub.', {
    why:
      newest.status === 'complete'
        ? `Run ${newest.run} was limited by its own query, so it says nothing about the whole Hub.`
        : `Run ${newest.run} stopped after ${newest.models} models.`,
    todo:
      partial === undefined
        ? 'Run `oai crawl` again: it goes on from there.'
        : `Run \`oai crawl\` for the whole Hub, or add \`--run ${partial.run}\` to compute from that part alone.`,
  });
}

import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Clock } from '../clock.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { ListedRecord, RepositoryRecord } from '../domain/repository-record.js';
import { StoppedEarlyError } from '../errors.js';
import { version } from '../version.js';
import { closeRun, whyGivenUp } from './run-end.js';
import { KeySet } from './key-set.js';
import { modelStore } from './model-writer.js';
import type { RecordStore, RecordWriter } from './record-store.js';
import { repositoryStore } from './repository-writer.js';
import { type CrawlQuery, existingRun, findUnfinishedRun, FROM_PAGES, type Run, spansTheHub } from './run.js';
import { withSqliteErrors } from './sqlite-error.js';
import type { Store } from './open.js';
import { packKeys, unpackKeys } from './varint.js';

/** What the transfer of pages cost, since the process started. */
export interface TransferCounters {
  requests: number;
  retries: number;
  rateLimited: number;
  waitMs: number;
  bytes: number;
}

export interface QuarantinedEntry {
  hubId: string | null;
  name: string | null;
  /** The Hub's field name; `null` when the whole entry was set aside. */
  field: string | null;
  reason: string;
  json: string;
}

/** One page of the listing, ready to be stored. */
export interface Page<R extends ListedRecord = ModelRecord> {
  /** Entries received, those set aside included. */
  entries: number;
  /** Those that can be stored: models, or what else the run lists. */
  models: readonly R[];
  quarantined: readonly QuarantinedEntry[];
  /** Where the next page begins: any JSON value. */
  position: unknown;
  fieldsRefused: readonly string[];
  transfer: TransferCounters;
}

const noTransfer: TransferCounters = { requests: 0, retries: 0, rateLimited: 0, waitMs: 0, bytes: 0 };

/** What a run asks for, and where it begins. */
interface RunRequest {
  endpoint: string;
  query: CrawlQuery;
  fields: readonly string[];
  position: unknown;
  restart: boolean;
  /** The number of a run that is replayed; the next one unless told. */
  number?: number | undefined;
  /** The file that is imported, or `FROM_PAGES`; a crawl has none. */
  source?: string;
}

/**
 * Writes one run: a page a transaction, each holding the rows and the position the next page begins at, so that
 * whatever happens between two pages the store is whole and the walk goes on from it.
 */
export class RunWriter<R extends ListedRecord = ModelRecord> {
  readonly run: number;
  /** The position stored by an earlier process, when this one goes on with its run. */
  readonly resumedAt: unknown;
  readonly #store: Store;
  readonly #db: Database.Database;
  readonly #clock: Clock;
  readonly #records: RecordStore<R>;
  readonly #writer: RecordWriter<R>;
  readonly #seen = new KeySet();
  readonly #file: string | null;
  #counted = noTransfer;

  private constructor(
    store: Store,
    clock: Clock,
    records: RecordStore<R>,
    { run, resumedAt }: { run: Run; resumedAt: unknown },
  ) {
    const { db } = store;
    this.run = run.run;
    this.#file = fileIdentity(store.path);
    this.resumedAt = resumedAt;
    this.#store = store;
    this.#db = db;
    this.#clock = clock;
    // Every reference is to a row that this process wrote or read before; `oai check` looks at them all.
    db.pragma('foreign_keys = OFF');
    this.#records = records;
    this.#writer = records.writer(db, run);
    for (const keys of db
      .prepare<[number], Buffer>('SELECT model_keys FROM run_page WHERE run_key = ?')
      .pluck()
      .iterate(this.run)) {
      for (const key of unpackKeys(keys)) this.#seen.add(key);
    }
  }

  /**
   * Goes on with the unfinished run of models of the same endpoint and query, or starts a new one.
   * @param restart abandon the unfinished run and start anew
   */
  static open(store: Store, clock: Clock, what: RunRequest): RunWriter {
    return RunWriter.#open(store, clock, what, modelStore);
  }

  /** The same for a run of datasets or Spaces. */
  static openRepositories(store: Store, clock: Clock, what: RunRequest): RunWriter<RepositoryRecord> {
    return RunWriter.#open(store, clock, what, repositoryStore);
  }

  static #open<R extends ListedRecord>(
    store: Store,
    clock: Clock,
    what: RunRequest,
    records: RecordStore<R>,
  ): RunWriter<R> {
    return withSqliteErrors(store.path, () => {
      const { db } = store;
      const { endpoint, query } = what;
      const unfinished = findUnfinishedRun(db, endpoint, query);
      const givenUp = unfinished === undefined ? null : whyGivenUp(db, unfinished.run, what, clock.now());
      if (unfinished !== undefined && givenUp === null) {
        db.prepare(`UPDATE run SET status = 'running', stop_reason = NULL WHERE run_key = ?`).run(
          unfinished.run.run,
        );
        const { run, position } = unfinished;
        return new RunWriter(store, clock, records, { run, resumedAt: position });
      }
      const run = db
        .transaction(() => {
          if (unfinished !== undefined) closeRun(db, unfinished.run.run, 'abandoned', givenUp, clock.now());
          return Number(
            db
              .prepare(
                `INSERT INTO run (run_key, endpoint, query, whole, status, started_at, position, fields_asked, tool_version, source)
               VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?, ?)`,
              )
              .run(
                what.number ?? null,
                endpoint,
                JSON.stringify(query),
                Number(spansTheHub(query)),
                clock.now(),
                JSON.stringify(what.position),
                JSON.stringify(what.fields),
                version,
                what.source ?? null,
              ).lastInsertRowid,
          );
        })
        .immediate();
      return new RunWriter(store, clock, records, { run: existingRun(db, run), resumedAt: undefined });
    });
  }

  /** The run as stored. */
  read(): Run {
    return existingRun(this.#db, this.run);
  }

  /** Stores one page in one transaction. @throws StoppedEarlyError when the disk is full; the page is then undone */
  writePage(page: Page<R>): void {
    const fresh: number[] = [];
    this.#checkFile();
    try {
      withSqliteErrors(this.#store.path, () =>
        this.#db.transaction(() => this.#write(page, fresh)).immediate(),
      );
    } catch (error) {
      this.#writer.forget();
      for (const key of fresh) this.#seen.delete(key);
      throw error;
    }
    this.#writer.keep();
    this.#counted = page.transfer;
  }

  /** Ends this process's part of the run; the same crawl goes on from its last page. */
  stop(reason: string, transfer: TransferCounters): void {
    withSqliteErrors(this.#store.path, () =>
      this.#db
        .transaction(() => {
          this.#count(transfer);
          this.#db
            .prepare(
              `UPDATE run SET status = 'stopped', stop_reason = ? WHERE run_key = ? AND status = 'running'`,
            )
            .run(reason, this.run);
        })
        .immediate(),
    );
    this.#counted = transfer;
  }

  /** Ends the run and stores its night, in one transaction; what that needs is made first. */
  complete(transfer: TransferCounters): void {
    this.#checkFile();
    withSqliteErrors(this.#store.path, () => {
      this.#records.prepare(this.#db);
      this.#db
        .transaction(() => {
          this.#count(transfer);
          const finishedAt = this.#clock.now();
          this.#db
            .prepare('UPDATE run SET source = NULL WHERE run_key = ? AND source = ?')
            .run(this.run, FROM_PAGES);
          this.#records.finish(this.#db, this.read(), finishedAt, this.#seen);
          closeRun(this.#db, this.run, 'complete', null, finishedAt);
        })
        .immediate();
    });
    this.#counted = transfer;
    tidy(this.#db);
  }

  #write(page: Page<R>, fresh: number[]): void {
    let added = 0;
    let changed = 0;
    for (const { key, kind } of this.#writer.write(distinct(page.models), page.fieldsRefused)) {
      if (!this.#seen.add(key)) continue;
      fresh.push(key);
      if (kind === 'new') added += 1;
      else if (kind === 'changed') changed += 1;
    }
    const { pages, fieldsRefused } = this.read();
    this.#db
      .prepare('INSERT INTO run_page VALUES (?, ?, ?)')
      .run(this.run, pages + 1, packKeys([...fresh].sort((a, b) => a - b)));
    this.#quarantine(page.quarantined, pages + 1);
    this.#count(page.transfer);
    this.#db
      .prepare(
        `UPDATE run SET pages = pages + 1, entries = entries + ?, models = models + ?, models_new = models_new + ?,
         models_changed = models_changed + ?, duplicates = duplicates + ?, quarantined = quarantined + ?,
         position = ?, fields_refused = ? WHERE run_key = ?`,
      )
      .run(
        page.entries,
        fresh.length,
        added,
        changed,
        page.models.length - fresh.length,
        page.quarantined.length,
        JSON.stringify(page.position),
        // A page that was asked for earlier may be stored later.
        JSON.stringify([...new Set([...fieldsRefused, ...page.fieldsRefused])]),
        this.run,
      );
  }

  #quarantine(entries: readonly QuarantinedEntry[], page: number): void {
    if (entries.length === 0) return;
    const insert = this.#db.prepare(
      `INSERT INTO quarantine (run_key, page, at, hub_id, name, field, reason, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const { hubId, name, field, reason, json } of entries) {
      insert.run(this.run, page, this.#clock.now(), hubId, name, field, reason, json);
    }
  }

  /** A file that was moved or deleted takes what is written to it along. */
  #checkFile(): void {
    if (fileIdentity(this.#store.path) === this.#file) return;
    throw new StoppedEarlyError(`The store ${this.#store.path} was moved or deleted during the crawl.`, {
      why: 'Another file, or none, is there now.',
      todo: 'Put it back, or run the same command again to begin a new one.',
    });
  }

  /** Adds what was transferred since the last write. */
  #count(transfer: TransferCounters): void {
    const since = this.#counted;
    this.#db
      .prepare(
        `UPDATE run SET requests = requests + ?, retries = retries + ?, rate_limited = rate_limited + ?,
         wait_ms = wait_ms + ?, bytes = bytes + ? WHERE run_key = ?`,
      )
      .run(
        transfer.requests - since.requests,
        transfer.retries - since.retries,
        transfer.rateLimited - since.rateLimited,
        Math.round(transfer.waitMs) - Math.round(since.waitMs),
        transfer.bytes - since.bytes,
        this.run,
      );
  }
}

/** Of an entry that a page repeats, the last counts. The listing is in descending order, where none can be repeated. */
function distinct<R extends ListedRecord>(models: readonly R[]): readonly R[] {
  const descends = models.every(
    ({ hubId }, index) => index === 0 || hubId < (models[index - 1]?.hubId ?? ''),
  );
  return descends ? models : [...new Map(models.map((model) => [model.hubId, model])).values()];
}

/** Housekeeping; the night is stored whatever comes of it. */
function tidy(db: Database.Database): void {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.pragma('optimize');
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}

function fileIdentity(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}

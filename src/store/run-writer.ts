import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Clock } from '../clock.js';
import type { ModelRecord } from '../domain/model-record.js';
import { StoppedEarlyError } from '../errors.js';
import { version } from '../version.js';
import { buildIndexes } from './indexes.js';
import { resolveBases } from './resolve-bases.js';
import { closeRun, whyGivenUp } from './run-end.js';
import { KeySet } from './key-set.js';
import { ModelWriter } from './model-writer.js';
import { writeNight } from './night-writer.js';
import { type CrawlQuery, existingRun, findUnfinishedRun, type Run, spansTheHub } from './run.js';
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
export interface Page {
  /** Entries received, those set aside included. */
  entries: number;
  models: readonly ModelRecord[];
  quarantined: readonly QuarantinedEntry[];
  /** Where the next page begins: any JSON value. */
  position: unknown;
  fieldsRefused: readonly string[];
  transfer: TransferCounters;
}

const noTransfer: TransferCounters = { requests: 0, retries: 0, rateLimited: 0, waitMs: 0, bytes: 0 };

/**
 * Writes one run: a page a transaction, each holding the rows and the position the next page begins at, so that
 * whatever happens between two pages the store is whole and the walk goes on from it.
 */
export class RunWriter {
  readonly run: number;
  /** The position stored by an earlier process, when this one goes on with its run. */
  readonly resumedAt: unknown;
  readonly #store: Store;
  readonly #db: Database.Database;
  readonly #clock: Clock;
  readonly #models: ModelWriter;
  readonly #seen = new KeySet();
  readonly #file: string | null;
  #counted = noTransfer;

  private constructor(store: Store, clock: Clock, run: Run, resumedAt: unknown) {
    const { db } = store;
    this.run = run.run;
    this.#file = fileIdentity(store.path);
    this.resumedAt = resumedAt;
    this.#store = store;
    this.#db = db;
    this.#clock = clock;
    // Every reference is to a row that this process wrote or read before; `oai check` looks at them all.
    db.pragma('foreign_keys = OFF');
    this.#models = new ModelWriter(db, run);
    for (const keys of db
      .prepare<[number], Buffer>('SELECT model_keys FROM run_page WHERE run_key = ?')
      .pluck()
      .iterate(this.run)) {
      for (const key of unpackKeys(keys)) this.#seen.add(key);
    }
  }

  /**
   * Goes on with the unfinished run of the same endpoint and query, or starts a new one.
   * @param restart abandon the unfinished run and start anew
   */
  static open(
    store: Store,
    clock: Clock,
    what: {
      endpoint: string;
      query: CrawlQuery;
      fields: readonly string[];
      position: unknown;
      restart: boolean;
    },
  ): RunWriter {
    return withSqliteErrors(store.path, () => {
      const { db } = store;
      const { endpoint, query } = what;
      const unfinished = findUnfinishedRun(db, endpoint, query);
      const givenUp = unfinished === undefined ? null : whyGivenUp(db, unfinished.run, what, clock.now());
      if (unfinished !== undefined && givenUp === null) {
        db.prepare(`UPDATE run SET status = 'running', stop_reason = NULL WHERE run_key = ?`).run(
          unfinished.run.run,
        );
        return new RunWriter(store, clock, unfinished.run, unfinished.position);
      }
      const run = db
        .transaction(() => {
          if (unfinished !== undefined) closeRun(db, unfinished.run.run, 'abandoned', givenUp, clock.now());
          return Number(
            db
              .prepare(
                `INSERT INTO run (endpoint, query, whole, status, started_at, position, fields_asked, tool_version)
               VALUES (?, ?, ?, 'running', ?, ?, ?, ?)`,
              )
              .run(
                endpoint,
                JSON.stringify(query),
                Number(spansTheHub(query)),
                clock.now(),
                JSON.stringify(what.position),
                JSON.stringify(what.fields),
                version,
              ).lastInsertRowid,
          );
        })
        .immediate();
      return new RunWriter(store, clock, existingRun(db, run), undefined);
    });
  }

  /** The run as stored. */
  read(): Run {
    return existingRun(this.#db, this.run);
  }

  /** Stores one page in one transaction. @throws StoppedEarlyError when the disk is full; the page is then undone */
  writePage(page: Page): void {
    const fresh: number[] = [];
    this.#checkFile();
    try {
      withSqliteErrors(this.#store.path, () =>
        this.#db.transaction(() => this.#write(page, fresh)).immediate(),
      );
    } catch (error) {
      this.#models.forget();
      for (const key of fresh) this.#seen.delete(key);
      throw error;
    }
    this.#models.keep();
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

  /** Ends the run and stores its night, in one transaction. The text indexes are built first, when they are not there. */
  complete(transfer: TransferCounters): void {
    this.#checkFile();
    withSqliteErrors(this.#store.path, () => {
      buildIndexes(this.#db);
      this.#db
        .transaction(() => {
          this.#count(transfer);
          resolveBases(this.#db);
          const finishedAt = this.#clock.now();
          const run = this.read();
          writeNight(this.#db, run, finishedAt, this.#seen);
          closeRun(this.#db, this.run, 'complete', null, finishedAt);
        })
        .immediate();
    });
    this.#counted = transfer;
    tidy(this.#db);
  }

  #write(page: Page, fresh: number[]): void {
    let added = 0;
    let changed = 0;
    for (const { key, kind } of this.#models.write(distinct(page.models), page.fieldsRefused)) {
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
function distinct(models: readonly ModelRecord[]): readonly ModelRecord[] {
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

import { existsSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Clock } from '../clock.js';
import { DamagedStoreError, UsageError } from '../errors.js';
import { madeUpId } from '../domain/made-up-id.js';
import { type BaseModel, relations } from '../domain/model-record.js';
import { buildIndexes } from './indexes.js';
import { StoreLock } from './lock.js';
import { storedTags } from './model-tags.js';
import { NightRestorer } from './night-restorer.js';
import { listNights, type Night } from './night.js';
import { openForReading, openForWriting, type Store } from './open.js';
import { type RestoredTable, restoreTables } from './restore-tables.js';
import { type SideTableName, sideTables } from './side-tables.js';
import { withDraftErrors } from './sqlite-error.js';
import { packKeys } from './varint.js';
import type { CellValue } from './view-rows.js';

export type RestoredRow = Record<string, CellValue>;

/** Writes a new store table by table into a draft beside its place; it takes that place when it is whole. */
export class StoreBuilder {
  readonly #path: string;
  readonly #draft: string;
  readonly #lock: StoreLock;
  readonly #store: Store;

  private constructor(path: string, draft: string, lock: StoreLock, store: Store) {
    this.#path = path;
    this.#draft = draft;
    this.#lock = lock;
    this.#store = store;
  }

  /**
   * @throws UsageError when there is a store that holds something
   * @throws LockedError when another process writes to it
   */
  static open(path: string, clock: Clock): StoreBuilder {
    const command = 'oai import store';
    const lock = StoreLock.acquire(path, { pid: process.pid, command }, clock);
    // One name for all tries: what a killed one left is written over.
    const draft = `${path}.part`;
    try {
      refuseFull(path, clock);
      removeStore(draft);
      const store = withDraftErrors(path, () => openForWriting({ path: draft, clock, command }));
      // Nobody sees the draft before it is whole, and every reference is looked at in the end.
      store.db.pragma('synchronous = OFF');
      store.db.pragma('foreign_keys = OFF');
      return new StoreBuilder(path, draft, lock, store);
    } catch (error) {
      removeStore(draft);
      releaseLock(lock, path);
      throw error;
    }
  }

  /** Writes the rows of a table; the tables come in the order of `restoreTables`. */
  async table(name: RestoredTable, rows: AsyncIterable<RestoredRow>): Promise<void> {
    const complete = name === 'models' ? withHubId : (row: RestoredRow): RestoredRow => row;
    await this.#insert(restoreTables[name], name, rows, complete);
  }

  /** The same for what only a store has; after all of {@link table}. */
  async side(name: SideTableName, rows: AsyncIterable<RestoredRow>): Promise<void> {
    await this.#insert([sideTables[name].restore], name, rows, (row) => row);
  }

  /** Writes the tags of models, each model's rows together; after their lineage. */
  async tags(rows: AsyncIterable<{ modelKey: number; tag: string }>): Promise<void> {
    const { db } = this.#store;
    const keys = new Map(db.prepare<[], [string, number]>('SELECT name, tag_key FROM tag').raw().all());
    const bases = db
      .prepare<[number], [string, string]>(
        'SELECT b.name, e.relation FROM model_base e JOIN base b USING (base_key) WHERE e.model_key = ?',
      )
      .raw();
    const update = db.prepare<[Buffer, number]>('UPDATE model SET tag_keys = ? WHERE model_key = ?');
    const write = (model: number, tags: string[]): void => {
      const baseModels = bases.all(model).map(([name, relation]): BaseModel => ({
        name,
        relation: relations.find((each) => each === relation) ?? null,
      }));
      const stored = storedTags({ tags, baseModels }).map((tag) => keys.get(tag));
      const known = stored.filter((key) => key !== undefined).sort((a, b) => a - b);
      if (known.length < stored.length) {
        throw new DamagedStoreError(`Model ${model} has a tag that is not in tag_names.`, {
          todo: 'Export the store again.',
        });
      }
      update.run(packKeys(known), model);
    };
    await this.#transaction(async () => {
      let model = 0;
      let tags: string[] = [];
      for await (const { modelKey, tag } of rows) {
        if (modelKey !== model && model !== 0) {
          write(model, tags);
          tags = [];
        }
        model = modelKey;
        tags.push(tag);
      }
      if (model !== 0) write(model, tags);
    });
  }

  /** The nights that were written, in order. */
  nights(): Night[] {
    return listNights(this.#store.db);
  }

  /**
   * Writes what a night saw; in the order of the nights.
   * @throws DamagedStoreError when the rows are not as many as the night says
   */
  async night(night: Night, rows: AsyncIterable<RestoredRow>): Promise<void> {
    await this.#transaction(async () => {
      const restorer = new NightRestorer(this.#store.db, night);
      for await (const row of rows) restorer.add(row);
      restorer.finish();
    });
  }

  /**
   * Puts the store in its place.
   * @throws DamagedStoreError when rows point to rows that are not there
   */
  finish(): void {
    const { db } = this.#store;
    withDraftErrors(this.#path, () => {
      buildIndexes(db);
      const broken = db.prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check').get();
      if (broken !== undefined) {
        throw new DamagedStoreError(
          `Rows of ${broken.table} point to rows of ${broken.parent} that are not there.`,
          {
            todo: 'Export the store again.',
          },
        );
      }
      db.exec('ANALYZE');
      db.pragma('wal_checkpoint(TRUNCATE)');
      this.#store.close();
      for (const suffix of ['-wal', '-shm']) rmSync(this.#path + suffix, { force: true });
      renameSync(this.#draft, this.#path);
    });
  }

  /** Leaves nothing of the draft. */
  close(): void {
    if (this.#store.db.open) this.#store.close();
    removeStore(this.#draft);
    releaseLock(this.#lock, this.#path);
  }

  async #insert(
    statements: readonly string[],
    table: string,
    rows: AsyncIterable<RestoredRow>,
    complete: (row: RestoredRow) => RestoredRow,
  ): Promise<void> {
    const inserts = statements.map((sql) => this.#store.db.prepare<[RestoredRow]>(sql));
    await this.#transaction(async () => {
      for await (const row of rows) {
        const whole = complete(row);
        try {
          for (const insert of inserts) insert.run(whole);
        } catch (error) {
          throw explainRow(error, table);
        }
      }
    });
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    const { db } = this.#store;
    try {
      db.exec('BEGIN');
      await work();
      db.exec('COMMIT');
    } catch (error) {
      withDraftErrors(this.#path, () => {
        throw error;
      });
    }
  }
}

/** An imported model without an id of the Hub has one that is made from its name. */
function withHubId(row: RestoredRow): RestoredRow {
  return { ...row, hub_id: row['hub_id'] ?? madeUpId(String(row['name'])) };
}

function explainRow(error: unknown, table: string): unknown {
  if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_CONSTRAINT')) return error;
  return new DamagedStoreError(`A row of ${table} cannot be in a store.`, {
    why: error.message,
    todo: 'Export the store again.',
    cause: error,
  });
}

function refuseFull(path: string, clock: Clock): void {
  if (!existsSync(path)) return;
  const store = openForReading({ path, clock, command: 'oai import store' });
  try {
    const rows = store.db
      .prepare('SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM author)')
      .pluck()
      .get();
    if (rows === 0) return;
  } finally {
    store.close();
  }
  throw new UsageError(`The store ${path} holds something already.`, {
    why: 'An import of a store makes a new one; two cannot be put together.',
    todo: 'Name a new file with --db.',
  });
}

/** A store has its lock beside it; where none came to be there is nothing. */
function releaseLock(lock: StoreLock, path: string): void {
  if (existsSync(path)) lock.release();
  else lock.releaseAndRemove();
}

function removeStore(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '.lock', '.lock-journal']) rmSync(path + suffix, { force: true });
}

import type { Database } from 'better-sqlite3';
import type { ListedRecord } from '../domain/repository-record.js';
import type { KeySet } from './key-set.js';
import type { Run } from './run.js';

/** What became of an entry of a page. */
export interface Written {
  key: number;
  kind: 'new' | 'changed' | 'same';
}

/** Writes what one run lists: adds what is new, updates what changed. */
export interface RecordWriter<R extends ListedRecord> {
  /** Stores a page's records, each with another `hubId`; outcomes are in their order. Call inside the page's transaction. */
  write(records: readonly R[], fieldsRefused: readonly string[]): Written[];
  /** What was written is committed. */
  keep(): void;
  /** The transaction was undone. */
  forget(): void;
}

/** How a kind of listing is stored. */
export interface RecordStore<R extends ListedRecord> {
  writer(db: Database, run: Run): RecordWriter<R>;
  /** Before a run is completed, outside its transaction. */
  prepare(db: Database): void;
  /** What a finished run leaves beside its rows; in the transaction that completes it. */
  finish(db: Database, run: Run, finishedAt: number, seen: KeySet): void;
}

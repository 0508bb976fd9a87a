/** One row of a file, as an entry of the Hub's listing: `_id` may be absent, and any value may be wrong. */
export interface ImportRow {
  /** Its number in the file, from 1. */
  row: number;
  /** The day it speaks of, `YYYY-MM-DD`; null where the whole file speaks of one. */
  date: string | null;
  /** An earlier day had it already: what is odd in it was set aside then. */
  repeated?: true;
  /** Not an object where the row could not be read at all. */
  entry: unknown;
}

/** What an import reads, whatever the format. */
export interface ImportSource {
  /** Fields of the Hub's listing that the file has; what it lacks is left as the store knows it. */
  fields: readonly string[];
  /** Whether the user said which columns they are, and can say it otherwise. */
  columnsChosen: boolean;
  /** How many rows it has; null where only reading it would tell. */
  rows: number | null;
  /**
   * The rows in their order, some at a time.
   * @param from rows of a file of one day that are left out: those stored by an earlier process
   */
  batches: (from: number) => AsyncIterable<readonly ImportRow[]>;
}

/** Rows that are stored in one transaction. */
export const BATCH_ROWS = 1000;

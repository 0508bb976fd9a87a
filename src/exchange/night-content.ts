import { createHash } from 'node:crypto';
import type { ColumnBatch } from '../store/view-rows.js';
import type { ExchangeColumn } from './tables.js';

/** Takes in what a night says as it passes: every value of its rows, and the types of its columns. */
export class NightContent {
  readonly #hash = createHash('sha256');

  constructor(columns: Record<string, ExchangeColumn>) {
    this.#hash.update(shapeOf(columns));
  }

  *through(batches: Iterable<ColumnBatch>): Generator<ColumnBatch> {
    for (const batch of batches) {
      this.#add(batch);
      yield batch;
    }
  }

  /** Of what has passed, in hexadecimal. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  #add({ rows, columns }: ColumnBatch): void {
    this.#hash.update(`\n${rows}\n`);
    for (const values of columns) {
      this.#hash.update(
        values instanceof Float64Array
          ? new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
          : JSON.stringify(values),
      );
    }
  }
}

/** The digest of a night that is read to its end. */
export function contentOf(columns: Record<string, ExchangeColumn>, batches: Iterable<ColumnBatch>): string {
  const content = new NightContent(columns);
  for (const batch of content.through(batches)) void batch;
  return content.digest();
}

/** The names and types of columns as one text. */
export function shapeOf(columns: Record<string, ExchangeColumn>): string {
  return JSON.stringify(Object.entries(columns).map(([name, { type, nullable }]) => [name, type, nullable]));
}

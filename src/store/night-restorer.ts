import type { Database } from 'better-sqlite3';
import { DamagedStoreError } from '../errors.js';
import type { NightChunk } from './current-values.js';
import { lastModelKey, listNights, type Night } from './night.js';
import { NightColumnWriter } from './night-column-writer.js';
import { CHUNK_SIZE, chunkCount, nightColumnNames } from './night-columns.js';
import { histogramColumns, writeHistograms } from './night-histogram.js';
import type { CellValue } from './view-rows.js';

/** Writes what a night saw, row by row in the order of model_key. Call inside a transaction in which the night is there already. */
export class NightRestorer {
  readonly #db: Database;
  readonly #night: Night;
  readonly #writer: NightColumnWriter;
  readonly #size: number;
  readonly #histograms: Record<(typeof histogramColumns)[number], Float64Array>;
  #chunk = 0;
  #values: NightChunk;

  constructor(db: Database, night: Night) {
    this.#db = db;
    this.#night = night;
    this.#size = lastModelKey(db);
    const previous = night.whole
      ? listNights(db, 'whole = 1 AND night_key < ?', night.nightKey).at(-1)
      : undefined;
    this.#writer = new NightColumnWriter(db, night, previous);
    const column = (): Float64Array => new Float64Array(this.#size).fill(NaN);
    this.#histograms = { downloads_30d: column(), downloads_all_time: column() };
    this.#values = this.#emptyChunk();
  }

  /** @throws DamagedStoreError when it is not after the row before, or of a model that is not there */
  add(row: Readonly<Record<string, CellValue>>): void {
    const position = Number(row['model_key']) - 1;
    while (position >= (this.#chunk + 1) * CHUNK_SIZE && this.#chunk < chunkCount(this.#size)) this.#flush();
    const offset = position - this.#chunk * CHUNK_SIZE;
    if (!(offset >= 0 && position < this.#size))
      throw this.#damaged(`a row is of model ${position + 1}, out of its turn`);
    if (row['night_key'] !== this.#night.nightKey) throw this.#damaged('it has rows of another night');
    for (const name of nightColumnNames) {
      const value = name === 'present' ? 1 : row[name];
      this.#values[name][offset] = typeof value === 'number' ? value : NaN;
    }
    for (const name of histogramColumns) {
      this.#histograms[name][position] = this.#values[name][offset] ?? NaN;
    }
  }

  /** @throws DamagedStoreError when the rows are not those that the night counted */
  finish(): void {
    while (this.#chunk < chunkCount(this.#size)) this.#flush();
    const { counts } = this.#writer;
    const differing = nightColumnNames.filter(
      (name) => (counts[name] ?? 0) !== (this.#night.counts[name] ?? 0),
    );
    if (differing.length > 0) {
      throw this.#damaged(`it has not as many values as the night counted: ${differing.join(', ')}`);
    }
    writeHistograms(this.#db, this.#night.nightKey, this.#histograms);
  }

  #flush(): void {
    this.#writer.write(this.#chunk, this.#values);
    this.#chunk += 1;
    this.#values = this.#emptyChunk();
  }

  #emptyChunk(): NightChunk {
    const length = Math.max(0, Math.min(CHUNK_SIZE, this.#size - this.#chunk * CHUNK_SIZE));
    const columns = nightColumnNames.map((name) => [name, new Float64Array(length).fill(NaN)]);
    return Object.fromEntries(columns) as NightChunk;
  }

  #damaged(why: string): DamagedStoreError {
    return new DamagedStoreError(`The night ${this.#night.date} of run ${this.#night.run} cannot be read.`, {
      why,
      todo: 'Export the store again.',
    });
  }
}

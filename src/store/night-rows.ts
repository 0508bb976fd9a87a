import type { Database } from 'better-sqlite3';
import { lastModelKey, type Night } from './night.js';
import { NightChain } from './night-chain.js';
import { CHUNK_SIZE, chunkCount, chunkOf, type NightColumn, nightColumnNames } from './night-columns.js';
import type { ColumnBatch } from './view-rows.js';

/** The columns of a night that say something of a model which the night saw. */
export type NightValueColumn = Exclude<NightColumn, 'present'>;

type ReadChunk = (name: NightColumn, chunk: number) => Float64Array;

/**
 * What each of the nights saw: for each night its rows in batches, `model_key` first, then `columns`, in the order of model_key. Read a
 * night's batches before the next night. The whole nights come first, in order, so that each is brought forward from the one before.
 * @throws DamagedStoreError naming the night and the column that cannot be read
 */
export function* nightRows(
  db: Database,
  nights: readonly Night[],
  columns: readonly NightValueColumn[],
): Generator<[Night, Generator<ColumnBatch>]> {
  const size = lastModelKey(db);
  const whole = nights.filter((night) => night.whole);
  const apart = nights.filter((night) => !night.whole);
  const chain = new NightChain(db);
  if (whole.length > 1) {
    const forward = new Map(nightColumnNames.map((name) => [name, chain.forward(name, whole, size)]));
    for (const night of whole) {
      const values = new Map([...forward].map(([name, column]) => [name, nextValues(column)]));
      yield [night, batches(size, columns, (name, chunk) => chunkOf(values.get(name) ?? nothing, chunk))];
    }
  } else {
    apart.push(...whole);
  }
  for (const night of apart) {
    const read: ReadChunk = (name, chunk) => {
      const values = new Float64Array(CHUNK_SIZE);
      chain.chunk(name, night, chunk, values);
      return values;
    };
    yield [night, batches(size, columns, read)];
  }
}

const nothing = new Float64Array(0);

function nextValues(column: Generator<[Night, Float64Array]>): Float64Array {
  const step = column.next();
  return step.done === true ? nothing : step.value[1];
}

function* batches(
  size: number,
  columns: readonly NightValueColumn[],
  read: ReadChunk,
): Generator<ColumnBatch> {
  for (let chunk = 0; chunk < chunkCount(size); chunk += 1) {
    const present = read('present', chunk);
    const seen: number[] = [];
    for (let position = 0; position < present.length; position += 1) {
      if (present[position] === 1) seen.push(position);
    }
    if (seen.length === 0) continue;
    const first = chunk * CHUNK_SIZE + 1;
    const pick = (name: NightValueColumn): Float64Array => {
      const values = read(name, chunk);
      return Float64Array.from(seen, (position) => values[position] ?? NaN);
    };
    yield {
      rows: seen.length,
      columns: [Float64Array.from(seen, (position) => first + position), ...columns.map(pick)],
    };
  }
}

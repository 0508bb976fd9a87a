import { DamagedStoreError } from '../errors.js';
import type { RestoredRow } from '../store/store-builder.js';
import type { CellValue } from '../store/view-rows.js';
import { MANIFEST } from './export-manifest.js';
import type { ExportFormat } from './export-writer.js';
import { BATCH_ROWS } from './import-source.js';
import { isObject, linesOf } from './read-ndjson.js';
import { ParquetFile } from './read-parquet.js';
import { readText } from './read-text.js';
import type { ExchangeColumn } from './tables.js';

/** Those whose files have every value and its type. */
export type ExactFormat = Exclude<ExportFormat, 'csv'>;

export const exportAgain = 'Export the store again: `oai export all -o DIR`.';

export function notAsExported(path: string, why: string): DamagedStoreError {
  return new DamagedStoreError(`${path} is not what ${MANIFEST} says.`, { why, todo: exportAgain });
}

/**
 * The rows of a file of an export, as SQLite has them.
 * @param expected how many there must be
 * @throws DamagedStoreError naming the file, the row and the column that is not of its type
 */
export async function* exportedRows(
  path: string,
  format: ExactFormat,
  columns: Record<string, ExchangeColumn>,
  expected: number,
): AsyncGenerator<RestoredRow> {
  const shapes = Object.entries(columns);
  const batches = format === 'ndjson' ? ndjsonBatches(path, columns) : parquetBatches(path, columns);
  let row = 0;
  for await (const batch of batches) {
    for (const values of batch) {
      row += 1;
      const restored: RestoredRow = {};
      for (const [name, column] of shapes) {
        const value = restoredValue(values[name], column);
        if (value === undefined) throw notAsExported(path, `row ${row}: ${name} is not ${words(column)}`);
        restored[name] = value;
      }
      yield restored;
    }
  }
  if (row !== expected) throw notAsExported(path, `${row} rows, not ${expected}`);
}

type Values = Readonly<Record<string, unknown>>;

async function* parquetBatches(
  path: string,
  columns: Record<string, ExchangeColumn>,
): AsyncGenerator<Values[]> {
  const names = Object.keys(columns);
  const parquet = await ParquetFile.open(path);
  const missing = names.find((name) => !parquet.columns.includes(name));
  if (missing !== undefined) throw notAsExported(path, `it has no column ${missing}`);
  for await (const batch of parquet.batches(names)) yield batch.map(({ values }) => values);
}

async function* ndjsonBatches(
  path: string,
  columns: Record<string, ExchangeColumn>,
): AsyncGenerator<Values[]> {
  const names = Object.keys(columns);
  const json = names.filter((name) => columns[name]?.type === 'json');
  let batch: Values[] = [];
  for await (const { number, text } of linesOf(path, readText(path))) {
    if (text === '') continue;
    const values = parseObject(text);
    if (values === undefined) throw notAsExported(path, `line ${number} is no JSON object`);
    const missing = names.find((name) => !Object.hasOwn(values, name));
    if (missing !== undefined) throw notAsExported(path, `line ${number} has no ${missing}`);
    // The store's JSON is as `JSON.stringify` writes it.
    for (const name of json) if (values[name] !== null) values[name] = JSON.stringify(values[name]);
    batch.push(values);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function words({ type, nullable }: ExchangeColumn): string {
  return `of the type ${type}${nullable ? '' : ', or missing'}`;
}

/** Undefined where it is not of the column's type. */
function restoredValue(value: unknown, { type, nullable }: ExchangeColumn): CellValue | undefined {
  if (value === null || value === undefined) return nullable ? null : undefined;
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value) ? Number(value) : undefined;
    case 'real':
      return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? Number(value) : undefined;
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
    case 'json':
      return typeof value === 'string' && isJson(value) ? value : undefined;
    case 'text':
      return typeof value === 'string' ? value : undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

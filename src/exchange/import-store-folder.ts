import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedStoreError, UsageError } from '../errors.js';
import { shippedMigrations } from '../store/migrate.js';
import type { CellValue } from '../store/view-rows.js';
import type { RestoredRow } from '../store/store-builder.js';
import type { Night } from '../store/night.js';
import { sha256Of } from './export-file.js';
import { type ExportedFile, type Manifest, MANIFEST, readManifest } from './export-manifest.js';
import { nightPath } from './export-tables.js';
import type { ExportFormat } from './export-writer.js';
import { isObject, linesOf } from './read-ndjson.js';
import { ParquetFile } from './read-parquet.js';
import type { ExchangeColumn } from './tables.js';

const exportAgain = 'Export the store again: `oai export all -o DIR`.';

/** A folder that `oai export` wrote, whole and of one moment. */
export class ExportFolder {
  readonly #folder: string;
  readonly #manifest: Manifest;

  private constructor(folder: string, manifest: Manifest) {
    this.#folder = folder;
    this.#manifest = manifest;
  }

  /**
   * @param tables those that there must be
   * @throws UsageError when it is no export, or one that this `oai` cannot read
   * @throws DamagedStoreError when files are missing, or not what the manifest says
   */
  static open(folder: string, tables: readonly string[]): ExportFolder {
    const manifest = readManifest(folder);
    if (manifest === undefined) {
      throw new UsageError(`${folder} is not an export of a store.`, {
        why: existsSync(folder) ? `It has no ${MANIFEST}, which comes last.` : 'There is no such folder.',
        todo: 'Name a folder that `oai export all -o DIR` has written to its end.',
      });
    }
    if (manifest === 'damaged') {
      throw new DamagedStoreError(`${join(folder, MANIFEST)} cannot be read.`, {
        why: 'It is not what this oai writes.',
        todo: exportAgain,
      });
    }
    checkOrigin(folder, manifest);
    const missing = tables.filter((table) => manifest.tables[table] === undefined);
    if (missing.length > 0) {
      throw new UsageError(`${folder} is not the whole of a store.`, {
        why: `It lacks ${missing.join(', ')}.`,
        todo: exportAgain,
      });
    }
    const moments = new Set(tables.map((table) => manifest.tables[table]?.moment));
    if (moments.size > 1) {
      throw new UsageError(`The tables in ${folder} are of different moments.`, {
        why: 'Some were exported before a crawl and some after it.',
        todo: exportAgain,
      });
    }
    const files = tables.flatMap((table) => manifest.tables[table]?.files ?? []);
    for (const file of files) checkFile(folder, file);
    return new ExportFolder(folder, manifest);
  }

  /** The files of a table, below the folder. */
  files(table: string): readonly ExportedFile[] {
    return this.#manifest.tables[table]?.files ?? [];
  }

  /** What was exported of a night; undefined where it was not. */
  nightFile({ date, run }: Night): ExportedFile | undefined {
    const name = `${nightPath({ date, run })}.${this.#manifest.format}`;
    return this.files('model_night').find(({ file }) => file === name);
  }

  /**
   * The rows of a file, as SQLite has them.
   * @throws DamagedStoreError naming the file, the row and the column that is not of its type
   */
  async *rows(file: ExportedFile, columns: Record<string, ExchangeColumn>): AsyncGenerator<RestoredRow> {
    const path = join(this.#folder, file.file);
    const shapes = Object.entries(columns);
    let row = 0;
    for await (const values of rowsOf(path, this.#manifest.format, columns)) {
      row += 1;
      const restored: RestoredRow = {};
      for (const [name, column] of shapes) {
        const value = restoredValue(values[name], column);
        if (value === undefined) throw wrong(path, `row ${row}: ${name} is not ${words(column)}`);
        restored[name] = value;
      }
      yield restored;
    }
    if (row !== file.rows) throw wrong(path, `${row} rows, not ${file.rows}`);
  }
}

type Values = Readonly<Record<string, unknown>>;

async function* rowsOf(
  path: string,
  format: ExportFormat,
  columns: Record<string, ExchangeColumn>,
): AsyncGenerator<Values> {
  if (format === 'ndjson') yield* ndjsonRows(path, columns);
  else yield* parquetRows(path, Object.keys(columns));
}

async function* parquetRows(path: string, columns: readonly string[]): AsyncGenerator<Values> {
  const parquet = await ParquetFile.open(path);
  const missing = columns.find((name) => !parquet.columns.includes(name));
  if (missing !== undefined) throw wrong(path, `it has no column ${missing}`);
  for await (const batch of parquet.batches(columns)) yield* batch.map(({ values }) => values);
}

async function* ndjsonRows(path: string, columns: Record<string, ExchangeColumn>): AsyncGenerator<Values> {
  const json = Object.keys(columns).filter((name) => columns[name]?.type === 'json');
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    if (line === '') continue;
    const values = parseObject(line);
    if (values === undefined) throw wrong(path, `line ${number} is no JSON object`);
    const missing = Object.keys(columns).find((name) => !Object.hasOwn(values, name));
    if (missing !== undefined) throw wrong(path, `line ${number} has no ${missing}`);
    for (const name of json) if (values[name] !== null) values[name] = JSON.stringify(values[name]);
    yield values;
  }
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

function checkOrigin(folder: string, { format, migrations, tool_version }: Manifest): void {
  if (format === 'csv') {
    throw new UsageError(`${folder} is an export as CSV.`, {
      why: 'Its texts are made safe for spreadsheets and terminals, and cannot be told from others any more.',
      todo: 'Export the store as Parquet or NDJSON: `oai export all -o DIR`.',
    });
  }
  const shipped = new Map(shippedMigrations().map(({ number, checksum }) => [number, checksum]));
  const unknown = migrations.find(({ number, checksum }) => shipped.get(number) !== checksum);
  if (unknown !== undefined) {
    throw new UsageError(
      `${folder} was exported by oai ${tool_version}, whose stores are not like those of this one.`,
      {
        why: `Its migration ${unknown.number} (${unknown.name}) is not known here.`,
        todo: `Import it with oai ${tool_version}.`,
      },
    );
  }
}

function checkFile(folder: string, { file, bytes, sha256 }: ExportedFile): void {
  const path = join(folder, file);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw wrong(path, 'it is not there');
  if (size !== bytes) throw wrong(path, `${size} bytes, not ${bytes}`);
  if (sha256Of(path) !== sha256) throw wrong(path, 'its SHA-256 is another');
}

function wrong(path: string, why: string): DamagedStoreError {
  return new DamagedStoreError(`${path} is not what ${MANIFEST} says.`, { why, todo: exportAgain });
}

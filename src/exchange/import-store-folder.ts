import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedStoreError, UsageError } from '../errors.js';
import { shippedMigrations } from '../store/migrate.js';
import type { RestoredRow } from '../store/store-builder.js';
import type { Night } from '../store/night.js';
import { sha256Of } from './export-file.js';
import { type ExportedFile, type Manifest, MANIFEST, readManifest } from './export-manifest.js';
import { nightPath } from './export-tables.js';
import { type ExactFormat, exportAgain, exportedRows, notAsExported } from './exported-rows.js';
import type { ExchangeColumn } from './tables.js';

/** A folder that `oai export` wrote, whole and of one moment. */
export class ExportFolder {
  readonly #folder: string;
  readonly #manifest: Manifest;
  readonly #format: ExactFormat;

  private constructor(folder: string, manifest: Manifest, format: ExactFormat) {
    this.#folder = folder;
    this.#manifest = manifest;
    this.#format = format;
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
    const format = exactFormat(folder, manifest);
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
    return new ExportFolder(folder, manifest, format);
  }

  /** The files of a table, below the folder. */
  files(table: string): readonly ExportedFile[] {
    return this.#manifest.tables[table]?.files ?? [];
  }

  /** What was exported of a night; undefined where it was not. */
  nightFile({ date, run }: Night): ExportedFile | undefined {
    const name = `${nightPath({ date, run })}.${this.#format}`;
    return this.files('model_night').find(({ file }) => file === name);
  }

  /**
   * The rows of a file, as SQLite has them.
   * @throws DamagedStoreError naming the file, the row and the column that is not of its type
   */
  rows(file: ExportedFile, columns: Record<string, ExchangeColumn>): AsyncIterable<RestoredRow> {
    return exportedRows(join(this.#folder, file.file), this.#format, columns, file.rows);
  }
}

/** @throws UsageError when its files do not have every value as it was */
function exactFormat(folder: string, { format }: Manifest): ExactFormat {
  if (format !== 'csv') return format;
  throw new UsageError(`${folder} is an export as CSV.`, {
    why: 'Its texts are made safe for spreadsheets and terminals, and cannot be told from others any more.',
    todo: 'Export the store as Parquet or NDJSON: `oai export all -o DIR`.',
  });
}

function checkOrigin(folder: string, { migrations, tool_version }: Manifest): void {
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
  if (size === undefined) throw notAsExported(path, 'it is not there');
  if (size !== bytes) throw notAsExported(path, `${size} bytes, not ${bytes}`);
  if (sha256Of(path) !== sha256) throw notAsExported(path, 'its SHA-256 is another');
}

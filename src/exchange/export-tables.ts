import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { UsageError } from '../errors.js';
import { StoreLock } from '../store/lock.js';
import { appliedMigrations } from '../store/migrate.js';
import { listNights, type Night } from '../store/night.js';
import type { Store } from '../store/open.js';
import { sideTableNames } from '../store/side-tables.js';
import type { ColumnBatch } from '../store/view-rows.js';
import { version } from '../version.js';
import { fileColumns, nightBatches, tableBatches } from './export-batches.js';
import { writeTableFile, writeWhole } from './export-file.js';
import { type ExportedFile, type Manifest, MANIFEST, manifestText, readManifest } from './export-manifest.js';
import { parquetTable } from './export-parquet.js';
import { sideBatches, sideColumns, sidePath } from './export-side.js';
import { type TextRules, textTable } from './export-text.js';
import type { ExportFormat, TableWriter } from './export-writer.js';
import { type ExchangeColumn, type ExchangeTableName, exchangeTableNames } from './tables.js';

/** A table that is not of the store, such as one of a report. */
export interface ExtraTable {
  /** Below the folder, without a suffix: `reports/licences/licences`. */
  path: string;
  columns: Record<string, ExchangeColumn>;
  batches: Iterable<ColumnBatch>;
}

export interface ExportOptions {
  folder: string;
  /** All by default. */
  tables?: readonly ExchangeTableName[] | undefined;
  extra?: readonly ExtraTable[] | undefined;
  format?: ExportFormat | undefined;
  /** Nights from and to these days, `YYYY-MM-DD` UTC, both included. */
  since?: string | undefined;
  until?: string | undefined;
  rules: TextRules;
  clock: Clock;
  /** Called after each file. */
  onFile?: ((file: ExportedFile) => void) | undefined;
}

/** What was written: `kept` are files of nights that were there already. */
export interface ExportOutcome {
  folder: string;
  format: ExportFormat;
  written: ExportedFile[];
  kept: ExportedFile[];
}

/**
 * Writes tables of the store, as of one moment, into a folder: `models.parquet`, `model_night/night=2026-11-24/run-12.parquet` and so
 * on, `manifest.json` last. Each file appears whole or not at all. Nights that the folder has already are left as they are; a file of
 * another run of a day that the store has is taken away.
 * @throws UsageError when the folder cannot be written, or holds an export of another format
 * @throws LockedError when another process exports into it
 * @throws StoppedEarlyError when the disk is full
 */
export function exportTables(store: Store, options: ExportOptions): ExportOutcome {
  const { folder, format = 'parquet' } = options;
  makeFolder(folder);
  const lock = StoreLock.acquire(
    join(folder, MANIFEST),
    { pid: process.pid, command: 'oai export' },
    options.clock,
  );
  try {
    const before = usableManifest(folder, format);
    // Of one moment, also while a crawl writes.
    store.db.exec('BEGIN');
    try {
      return new FolderExport(store, { ...options, format }, before).write();
    } finally {
      store.db.exec('COMMIT');
    }
  } finally {
    lock.release();
  }
}

class FolderExport {
  readonly #store: Store;
  readonly #options: ExportOptions & { format: ExportFormat };
  readonly #before: Manifest | undefined;
  readonly #outcome: ExportOutcome;

  constructor(store: Store, options: ExportOptions & { format: ExportFormat }, before: Manifest | undefined) {
    this.#store = store;
    this.#options = options;
    this.#before = before;
    this.#outcome = { folder: options.folder, format: options.format, written: [], kept: [] };
  }

  write(): ExportOutcome {
    const { folder, format, tables: asked = exchangeTableNames, extra = [] } = this.#options;
    const { db } = this.#store;
    const moment = momentOf(this.#store);
    const tables: Manifest['tables'] = { ...this.#before?.tables };
    for (const name of asked) {
      const files = name === 'model_night' ? this.#nights() : [this.#table(name)];
      tables[name] = { moment, files };
    }
    if (asked.length === exchangeTableNames.length) {
      for (const name of sideTableNames) {
        const file = this.#file(sidePath(name), sideColumns(name), sideBatches(this.#store, name));
        tables[sidePath(name)] = { moment, files: [file] };
      }
    }
    for (const { path, columns, batches } of extra) {
      tables[path] = { moment, files: [this.#file(path, columns, batches)] };
    }
    const content = manifestText({
      tool_version: version,
      format,
      migrations: appliedMigrations(db),
      newest_night: listNights(db).at(-1)?.date ?? null,
      tables,
    });
    writeWhole(join(folder, MANIFEST), (draft) => writeFileSync(draft, content));
    return this.#outcome;
  }

  #table(name: Exclude<ExchangeTableName, 'model_night'>): ExportedFile {
    return this.#file(name, fileColumns(name), tableBatches(this.#store, name));
  }

  #file(path: string, columns: Record<string, ExchangeColumn>, batches: Iterable<ColumnBatch>): ExportedFile {
    const { folder, format, onFile } = this.#options;
    const file = writeTableFile(folder, `${path}.${format}`, batches, (draft) => this.#open(draft, columns));
    this.#outcome.written.push(file);
    onFile?.(file);
    return file;
  }

  #open(draft: string, columns: Record<string, ExchangeColumn>): TableWriter {
    const { format, rules } = this.#options;
    return format === 'parquet' ? parquetTable(draft, columns) : textTable(draft, format, columns, rules);
  }

  #nights(): ExportedFile[] {
    const { since = '', until = '9999-12-31', folder } = this.#options;
    const all = listNights(this.#store.db);
    const columns = fileColumns('model_night');
    const known = new Map(this.#before?.tables['model_night']?.files.map((file) => [file.file, file]));
    const files = new Map<Night, ExportedFile>();
    const missing: Night[] = [];
    for (const night of all) {
      const file = known.get(`${nightPath(night)}.${this.#options.format}`);
      if (file?.made_of === madeOf(night, columns) && sizeOf(join(folder, file.file)) === file.bytes) {
        files.set(night, file);
      } else if (night.date >= since && night.date <= until) missing.push(night);
    }
    this.#outcome.kept.push(...files.values());
    for (const [night, batches] of nightBatches(this.#store, missing)) {
      files.set(night, {
        ...this.#file(nightPath(night), columns, batches),
        made_of: madeOf(night, columns),
      });
    }
    this.#removeReplaced(all);
    return all.flatMap((night) => files.get(night) ?? []);
  }

  /** A day that the store has is shown by its runs alone. */
  #removeReplaced(nights: readonly Night[]): void {
    const { folder, format } = this.#options;
    const current = new Set(nights.map((night) => `${nightPath(night)}.${format}`));
    for (const date of new Set(nights.map((night) => night.date))) {
      const partition = `model_night/night=${date}`;
      for (const name of filesOf(join(folder, partition))) {
        const isOurs = /^run-\d+\.(parquet|csv|ndjson)(\.part)?$/.test(name);
        if (isOurs && !current.has(`${partition}/${name}`)) rmSync(join(folder, partition, name));
      }
    }
  }
}

function nightPath({ date, run }: Night): string {
  return `model_night/night=${date}/run-${run}`;
}

/** What tells a night from any other that had its name: a store may be made anew. */
function madeOf({ nightKey, run, models, counts }: Night, columns: Record<string, ExchangeColumn>): string {
  const shape = Object.entries(columns).map(([name, { type, nullable }]) => [name, type, nullable]);
  return digest([nightKey, run, models, counts, shape]);
}

/** Tables are of one moment when what was crawled is the same. */
function momentOf({ db }: Store): string {
  return digest([
    db.prepare('SELECT * FROM runs ORDER BY run').all(),
    db.prepare('SELECT * FROM nights ORDER BY night_key').all(),
    db.prepare('SELECT * FROM repository_nights ORDER BY run').all(),
    db.prepare('SELECT count(*), max(asked_at) FROM author_overview').all(),
  ]);
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function usableManifest(folder: string, format: ExportFormat): Manifest | undefined {
  const manifest = readManifest(folder);
  // What a damaged one lists is not known: everything is written anew.
  if (manifest === undefined || manifest === 'damaged') return undefined;
  if (manifest.format !== format) {
    throw new UsageError(`${folder} holds an export as ${manifest.format}.`, {
      why: 'Files of two formats beside each other would be read as twice the rows.',
      todo: `Choose another folder with -o, or --format ${manifest.format}.`,
    });
  }
  return manifest;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`The export cannot be written to ${folder}.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: 'Choose another folder with -o.',
      cause: error,
    });
  }
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

function filesOf(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder);
}

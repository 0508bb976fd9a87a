import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { StoreLock } from '../store/lock.js';
import { appliedMigrations } from '../store/migrate.js';
import { listNights, type Night } from '../store/night.js';
import type { Store } from '../store/open.js';
import { type SideTableName, sideTableNames } from '../store/side-tables.js';
import { storedDigests } from '../store/stored-digests.js';
import type { ColumnBatch } from '../store/view-rows.js';
import { version } from '../version.js';
import { fileColumns, nightBatches, tableBatches } from './export-batches.js';
import { makeFolder, writeTableFile } from './export-file.js';
import { type ExportedFile, type Manifest, MANIFEST, manifestText } from './export-manifest.js';
import { parquetTable } from './export-parquet.js';
import { sideBatches, sideColumns, sidePath } from './export-side.js';
import { ExportTarget } from './export-target.js';
import { type TextRules, textTable } from './export-text.js';
import type { ExportFormat, TableWriter } from './export-writer.js';
import { contentOf, NightContent, shapeOf } from './night-content.js';
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
 * @throws UsageError when the folder cannot be written, holds files of others, or an export of another format
 * @throws LockedError when another process exports into it
 * @throws StoppedEarlyError when the disk is full
 */
export function exportTables(store: Store, options: ExportOptions): ExportOutcome {
  const { folder, format = 'parquet' } = options;
  makeFolder(folder, 'Choose another folder with -o.');
  const lock = StoreLock.acquire(
    join(folder, MANIFEST),
    { pid: process.pid, command: 'oai export' },
    options.clock,
  );
  try {
    const target = ExportTarget.open(folder, format);
    // Of one moment, also while a crawl writes.
    store.db.exec('BEGIN');
    try {
      return new FolderExport(store, { ...options, format }, target).write();
    } finally {
      store.db.exec('COMMIT');
    }
  } finally {
    lock.releaseAndRemove();
  }
}

/** What becomes a table of the manifest. */
interface Part {
  path: string;
  /** Those that it is about to write. */
  files: string[];
  /** Writes them; every file that the table then has. */
  write: () => ExportedFile[];
}

class FolderExport {
  readonly #store: Store;
  readonly #options: ExportOptions & { format: ExportFormat };
  readonly #target: ExportTarget;
  readonly #outcome: ExportOutcome;

  constructor(store: Store, options: ExportOptions & { format: ExportFormat }, target: ExportTarget) {
    this.#store = store;
    this.#options = options;
    this.#target = target;
    this.#outcome = { folder: options.folder, format: options.format, written: [], kept: [] };
  }

  write(): ExportOutcome {
    const { format, tables: asked = exchangeTableNames, extra = [] } = this.#options;
    const { db } = this.#store;
    const moment = momentOf(this.#store);
    const side = asked.length === exchangeTableNames.length ? sideTableNames : [];
    const parts = [
      ...asked.map((name) => (name === 'model_night' ? this.#nights() : this.#table(name))),
      ...side.map((name) => this.#side(name)),
      ...extra.map((table) => this.#whole(table)),
    ];
    this.#target.begin(parts.flatMap(({ files }) => files));
    const tables: Manifest['tables'] = { ...this.#target.manifest?.tables };
    for (const { path, write } of parts) tables[path] = { moment, files: write() };
    this.#target.finish(
      manifestText({
        tool_version: version,
        format,
        migrations: appliedMigrations(db),
        newest_night: listNights(db).at(-1)?.date ?? null,
        tables,
      }),
    );
    return this.#outcome;
  }

  #table(name: Exclude<ExchangeTableName, 'model_night'>): Part {
    return this.#whole({ path: name, columns: fileColumns(name), batches: tableBatches(this.#store, name) });
  }

  #side(name: SideTableName): Part {
    const batches = sideBatches(this.#store, name);
    return this.#whole({ path: sidePath(name), columns: sideColumns(name), batches });
  }

  /** A table that is one file. */
  #whole({ path, columns, batches }: ExtraTable): Part {
    return { path, files: [this.#fileName(path)], write: () => [this.#file(path, columns, batches)] };
  }

  #fileName(path: string): string {
    return `${path}.${this.#options.format}`;
  }

  #file(path: string, columns: Record<string, ExchangeColumn>, batches: Iterable<ColumnBatch>): ExportedFile {
    const { folder, onFile } = this.#options;
    const file = writeTableFile(folder, this.#fileName(path), batches, (draft) => this.#open(draft, columns));
    this.#outcome.written.push(file);
    onFile?.(file);
    return file;
  }

  #open(draft: string, columns: Record<string, ExchangeColumn>): TableWriter {
    const { format, rules } = this.#options;
    return format === 'parquet' ? parquetTable(draft, columns) : textTable(draft, format, columns, rules);
  }

  #nights(): Part {
    const { since = '', until = '9999-12-31' } = this.#options;
    const all = listNights(this.#store.db);
    const columns = fileColumns('model_night');
    const stored = storedDigests(this.#store.db);
    const storedAs = ({ nightKey }: Night): string => digest([shapeOf(columns), stored.get(nightKey)]);
    const listed = this.#listedNights(all);
    const files = this.#sameNights(listed, columns, storedAs);
    this.#outcome.kept.push(...files.values());
    const missing = all.filter(
      (night) => !files.has(night) && (listed.has(night) || (night.date >= since && night.date <= until)),
    );
    const write = (): ExportedFile[] => {
      for (const [night, batches] of nightBatches(this.#store, missing)) {
        const content = new NightContent(columns);
        const file = this.#file(nightPath(night), columns, content.through(batches));
        files.set(night, { ...file, made_of: content.digest(), stored_as: storedAs(night) });
      }
      const current = all.flatMap((night) => files.get(night) ?? []);
      this.#removeReplaced(all, current);
      return current;
    };
    return { path: 'model_night', files: missing.map((night) => this.#fileName(nightPath(night))), write };
  }

  /** What the folder has of nights of the store, by name. */
  #listedNights(nights: readonly Night[]): Map<Night, ExportedFile> {
    const listed = this.#target.manifest?.tables['model_night']?.files ?? [];
    const byName = new Map(listed.map((file) => [file.file, file]));
    return new Map(
      nights.flatMap((night) => {
        const file = byName.get(this.#fileName(nightPath(night)));
        return file === undefined ? [] : [[night, file]];
      }),
    );
  }

  /** Those of the files that say what the store does. */
  #sameNights(
    listed: ReadonlyMap<Night, ExportedFile>,
    columns: Record<string, ExchangeColumn>,
    storedAs: (night: Night) => string,
  ): Map<Night, ExportedFile> {
    const same = new Map<Night, ExportedFile>();
    const doubtful: Night[] = [];
    for (const [night, file] of listed) {
      if (file.stored_as === undefined || sizeOf(join(this.#options.folder, file.file)) !== file.bytes)
        continue;
      if (file.stored_as === storedAs(night)) same.set(night, file);
      else doubtful.push(night);
    }
    // What follows a night that was pruned is stored anew, with the same values: to read it takes less than to write it.
    for (const [night, batches] of nightBatches(this.#store, doubtful)) {
      const file = listed.get(night);
      if (file?.made_of === contentOf(columns, batches))
        same.set(night, { ...file, stored_as: storedAs(night) });
    }
    return same;
  }

  /** A day that the store has is shown by its runs alone. */
  #removeReplaced(nights: readonly Night[], files: readonly ExportedFile[]): void {
    const { folder } = this.#options;
    const current = new Set(files.map(({ file }) => file));
    for (const date of new Set(nights.map((night) => night.date))) {
      const partition = `model_night/night=${date}`;
      for (const name of filesOf(join(folder, partition))) {
        const file = `${partition}/${name}`;
        if (this.#target.owns(file) && !current.has(file)) rmSync(join(folder, file));
      }
    }
  }
}

/** Where the rows of a night are, below the folder and without a suffix. */
export function nightPath({ date, run }: Pick<Night, 'date' | 'run'>): string {
  return `model_night/night=${date}/run-${run}`;
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

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

function filesOf(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder);
}

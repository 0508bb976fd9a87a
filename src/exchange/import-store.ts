import type { Clock } from '../clock.js';
import { UsageError } from '../errors.js';
import { restoredTableNames } from '../store/restore-tables.js';
import { sideTableNames } from '../store/side-tables.js';
import { type RestoredRow, StoreBuilder } from '../store/store-builder.js';
import { fileColumns } from './export-batches.js';
import { sideColumns, sidePath } from './export-side.js';
import { ExportFolder } from './import-store-folder.js';
import { exchangeTableNames } from './tables.js';

export interface ImportedStore {
  folder: string;
  tables: number;
  nights: number;
  rows: number;
}

/**
 * Builds the store at `path` from a folder that `exportTables` wrote as Parquet or NDJSON. The store is there when all of it is.
 * @throws UsageError when there is a store that holds something, or the folder is not a whole export
 * @throws DamagedStoreError when a file is not what the export wrote
 * @throws LockedError when another process writes to the store
 */
export async function importStore(path: string, folder: string, clock: Clock): Promise<ImportedStore> {
  const source = ExportFolder.open(folder, [...exchangeTableNames, ...sideTableNames.map(sidePath)]);
  const builder = StoreBuilder.open(path, clock);
  const outcome: ImportedStore = { folder, tables: 0, nights: 0, rows: 0 };
  const rowsOf = async function* (
    table: string,
    columns: ReturnType<typeof fileColumns>,
  ): AsyncGenerator<RestoredRow> {
    outcome.tables += 1;
    for (const file of source.files(table)) {
      outcome.rows += file.rows;
      yield* source.rows(file, columns);
    }
  };
  try {
    for (const name of restoredTableNames) await builder.table(name, rowsOf(name, fileColumns(name)));
    await builder.tags(tagsOf(rowsOf('tags', fileColumns('tags'))));
    outcome.tables += 1;
    for (const night of builder.nights()) {
      const file = source.nightFile(night);
      if (file === undefined) {
        throw new UsageError(`${folder} lacks the night ${night.date} of run ${night.run}.`, {
          why: 'Only a part of the nights was exported.',
          todo: 'Export them all, without --since and --until.',
        });
      }
      await builder.night(night, source.rows(file, fileColumns('model_night')));
      outcome.rows += file.rows;
      outcome.nights += 1;
    }
    for (const name of sideTableNames) await builder.side(name, rowsOf(sidePath(name), sideColumns(name)));
    builder.finish();
    return outcome;
  } finally {
    builder.close();
  }
}

async function* tagsOf(rows: AsyncIterable<RestoredRow>): AsyncGenerator<{ modelKey: number; tag: string }> {
  for await (const row of rows) yield { modelKey: Number(row['model_key']), tag: String(row['tag']) };
}

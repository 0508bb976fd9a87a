import { type Command, InvalidArgumentError, Option } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import { type ExportFormat, exportFormats } from '../../exchange/export-writer.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import { addOverlayOption, addProfileOption, type RegistryFlags } from '../registry-options.js';
import { openTerminal } from '../terminal.js';

interface ExportFlags extends RegistryFlags {
  db?: string;
  output?: string;
  format: ExportFormat;
  since?: string;
  until?: string;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .enablePositionalOptions()
    .summary('write the store as Parquet, CSV, NDJSON or plain SQLite')
    .description(
      'Writes tables of the store, as of one moment, into a folder: one file a table, and for model_night a folder for each night ' +
        '(model_night/night=2026-11-24/run-12.parquet). Each file appears whole or not at all; manifest.json comes last. Again into the ' +
        'same folder: nights that are there stay, new ones are added. docs/schema.md describes every column.',
    )
    .argument(
      '[table...]',
      'such as models, lineage, model_night; all (the default) for every table of the store, registry and reports for those',
    )
    .option('-o, --output <dir>', 'the folder; without it one table is printed as CSV or NDJSON')
    .addOption(new Option('--format <format>', 'of the files').choices(exportFormats).default('parquet'))
    .option('--since <date>', 'nights from this day on, such as 2026-11-01', day)
    .option('--until <date>', 'nights up to this day', day)
    .option('--json', 'print what was written as JSON');
  addTerminalOptions(addProfileOption(addOverlayOption(addStoreOption(command))))
    .addHelpText(
      'after',
      `
Examples:
  oai export all -o export
  oai export models lineage -o export --format csv
  oai export models --format ndjson | head
  oai export model_night --since 2026-11-01 -o november
  oai export registry reports -o export
  oai export sqlite plain.db

Exit codes: 0 done, 2 the folder cannot be written or has files of others, 3 the disk is full, 4 another process exports there, 5 there is no store.`,
    )
    .action(async (tables: string[], flags: ExportFlags) => {
      const terminal = openTerminal(process.env, flags);
      const path = resolveSetting('db', flags.db, process.env);
      const { runExport } = await import('../run-export.js');
      await runExport(terminal, path, tables, flags);
    });
  addSqliteCommand(command);
}

function addSqliteCommand(parent: Command): void {
  const command = parent
    .command('sqlite')
    .summary('write one plain SQLite file with every table')
    .description(
      'Writes every table, tags and model_night included, as a real table of one SQLite file with primary keys, and the views models_now ' +
        'and authors_now, for any tool that reads SQLite. The file appears whole or not at all.',
    )
    .argument('<file>', 'the SQLite file')
    .option('--force', 'take the place of a file that is there already')
    .option('--json', 'print the outcome as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai export sqlite plain.db
  sqlite3 plain.db "SELECT night, sum(downloads_30d) FROM model_night GROUP BY night"

Exit codes: 0 done, 2 the file is there already or cannot be written, 3 the disk is full, 4 another process exports there,
5 there is no store.`,
    )
    .action(async (file: string, flags: SqliteFlags) => {
      const terminal = openTerminal(process.env, flags);
      const path = resolveSetting('db', flags.db, process.env);
      const { runExportSqlite } = await import('../run-export.js');
      runExportSqlite(terminal, path, file, flags);
    });
}

export interface SqliteFlags {
  db?: string;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

/** Parses a day as it is written. */
function day(text: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('It must be a day such as 2026-11-23 (UTC).');
  }
  return text;
}

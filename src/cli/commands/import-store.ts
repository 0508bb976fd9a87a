import type { Command } from 'commander';
import { systemClock } from '../../clock.js';
import { resolveSetting } from '../../config/settings.js';
import { plural } from '../format.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import { openTerminal } from '../terminal.js';

interface ImportStoreFlags {
  db?: string;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addImportStoreCommand(parent: Command): void {
  const command = parent
    .command('store')
    .summary('build a store from what `oai export` wrote')
    .description(
      'Builds a new store from a folder that `oai export all` wrote as Parquet or NDJSON: the same models, runs and nights, the same answers. ' +
        'Every file is checked against the manifest and every value against its type. The store appears whole or not at all.',
    )
    .argument('<dir>', 'the folder of the export')
    .option('--json', 'print the outcome as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai import store export --db copy.db
  oai export all -o export && oai import store export --db copy.db

Exit codes: 0 done, 2 the folder is no whole export or the store holds something already, 3 the disk is full,
4 another process is writing.`,
    )
    .action(async (folder: string, flags: ImportStoreFlags) => {
      const terminal = openTerminal(process.env, flags);
      const path = resolveSetting('db', flags.db, process.env);
      const { importStore } = await import('../../exchange/import-store.js');
      const outcome = await importStore(path, folder, systemClock);
      terminal.answer(
        flags.json === true
          ? `${JSON.stringify({ store: path, ...outcome }, null, 2)}\n`
          : `${path}: ${plural(outcome.tables, 'table')}, ${plural(outcome.rows, 'row')}, ${plural(outcome.nights, 'night')}\n`,
      );
    });
}

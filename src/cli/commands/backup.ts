import type { Command } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import { formatBytes } from '../format.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import { openTerminal } from '../terminal.js';

interface BackupFlags {
  db?: string;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addBackupCommand(program: Command): void {
  const command = program
    .command('backup')
    .summary('copy the store as of one moment, also while a crawl runs')
    .description(
      'Copies the store as of one moment into one file, compact and checked, also while a crawl writes to it. The file ' +
        'appears whole or not at all. To restore, put it where the store was; any command works on it with --db.',
    )
    .argument('<file>', 'the copy')
    .option('--force', 'take the place of a file that is there already')
    .option('--json', 'print the outcome as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai backup oai-backup.db
  oai backup --force /mnt/backup/oai.db
  oai status --db oai-backup.db

Exit codes: 0 done, 2 the file is there already or cannot be written, 5 there is no store.`,
    )
    .action(async (file: string, flags: BackupFlags) => {
      const terminal = openTerminal(process.env, flags);
      const path = resolveSetting('db', flags.db, process.env);
      const { backupStore } = await import('../../store/backup.js');
      const bytes = backupStore({ path, file, force: flags.force === true });
      terminal.answer(
        flags.json === true
          ? `${JSON.stringify({ store: path, file, bytes }, null, 2)}\n`
          : `${file}: ${formatBytes(bytes)}, checked\n`,
      );
    });
}

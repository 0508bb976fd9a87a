import type { Command } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import { addKeepOptions, type KeepFlags, keepPolicy } from '../keep-options.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import { openTerminal } from '../terminal.js';

interface PruneFlags extends KeepFlags {
  db?: string;
  dryRun?: boolean;
  vacuum?: boolean;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addPruneCommand(program: Command): void {
  const command = program
    .command('prune')
    .summary('thin out old nights')
    .description(
      'Removes nights that no rule keeps: of those that can be trusted the newest of each kept day, week and month stays; ' +
        'suspect, rejected and partial ones stay as long as the kept days reach back. The newest night always stays. What ' +
        'is kept reads as before: every kept night is read back whole before anything is final. Runs, and when each model ' +
        'vanished and came back, stay. The space freed is for later nights; --vacuum gives it back to the disk.',
    );
  addKeepOptions(command)
    .option('--dry-run', 'only tell what would go')
    .option('--vacuum', 'rewrite the file without the freed space: takes as much again while it lasts')
    .option('--json', 'print the outcome as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai prune --dry-run
  oai prune
  oai prune --keep-daily 365 --keep-weekly all
  oai prune --keep-daily 30 --keep-weekly 52 --keep-monthly 60 --vacuum

Exit codes: 0 done, 4 another process is writing, 5 there is no store.`,
    )
    .action(async (flags: PruneFlags) => {
      const terminal = openTerminal(process.env, flags);
      const path = resolveSetting('db', flags.db, process.env);
      const { prune, pruneRecord, pruneText } = await import('../run-prune.js');
      const outcome = prune(path, keepPolicy(flags), {
        dryRun: flags.dryRun === true,
        vacuum: flags.vacuum === true,
      });
      terminal.answer(
        flags.json === true
          ? `${JSON.stringify(pruneRecord(outcome), null, 2)}\n`
          : pruneText(outcome, terminal),
      );
    });
}

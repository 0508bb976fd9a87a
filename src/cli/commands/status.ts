import type { Command } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import { openTerminal } from '../terminal.js';

interface StatusFlags {
  db?: string;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addStatusCommand(program: Command): void {
  const command = program
    .command('status')
    .summary('what is in the store, how complete, how fresh, what to do next')
    .description('Tells what is in the store, how complete and how fresh it is, and what to do next.')
    .option('--json', 'print it as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText('after', '\nExamples:\n  oai status\n  oai status --json --db other.db')
    .action(async (flags: StatusFlags) => {
      const terminal = openTerminal(process.env, flags);
      const path = resolveSetting('db', flags.db, process.env);
      const { describeStore, statusText } = await import('../store-status.js');
      const status = describeStore(path);
      terminal.answer(flags.json === true ? `${JSON.stringify(status, null, 2)}\n` : statusText(status));
    });
}

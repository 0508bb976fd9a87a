import type { Command } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import { openTerminal } from '../terminal.js';

interface RunsFlags {
  db?: string;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addRunsCommand(program: Command): void {
  const command = program
    .command('runs')
    .summary('the crawls in the store, newest first')
    .description('Lists the crawls in the store, newest first, with what is needed to trust them.')
    .option('--json', 'print them whole, as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText('after', '\nExamples:\n  oai runs\n  oai runs --json')
    .action(async (flags: RunsFlags) => {
      const terminal = openTerminal(process.env, flags);
      const path = resolveSetting('db', flags.db, process.env);
      const { readRuns, runsText } = await import('../run-list.js');
      const { runRecord } = await import('../run-record.js');
      const runs = readRuns(path);
      terminal.answer(
        flags.json === true ? `${JSON.stringify(runs.map(runRecord), null, 2)}\n` : runsText(runs, terminal),
      );
    });
}

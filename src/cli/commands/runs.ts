import type { Command } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import { addStoreOption, addTerminalOptions, positiveInteger } from '../options.js';
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
    .enablePositionalOptions()
    .summary('the crawls in the store, newest first, and the verdict on each')
    .description(
      'Lists the crawls in the store, newest first, with what is needed to trust them. A crawl that differs too much from ' +
        'the night before is suspect, and reports leave it out until it is accepted.',
    )
    .option('--json', 'print them whole, as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      '\nExamples:\n  oai runs\n  oai runs --json\n  oai runs accept 12                        use its night in reports\n  oai runs reject 12                        never use it',
    )
    .action(async (flags: RunsFlags) => {
      const terminal = openTerminal(process.env, flags);
      const path = resolveSetting('db', flags.db, process.env);
      const { readRuns, runsJson, runsText } = await import('../run-list.js');
      const runs = readRuns(path);
      terminal.answer(flags.json === true ? runsJson(runs) : runsText(runs, terminal));
    });
  addDecision(command, 'accept', 'accepted', 'use the night of a run in reports, suspect or not');
  addDecision(command, 'reject', 'rejected', 'never use the night of a run in reports; its values stay');
}

function addDecision(
  runs: Command,
  name: 'accept' | 'reject',
  quality: 'accepted' | 'rejected',
  summary: string,
): void {
  const command = runs
    .command(`${name} <run>`)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.`);
  addTerminalOptions(addStoreOption(command))
    .addHelpText('after', `\nExamples:\n  oai runs ${name} 12`)
    .action(async (text: string, flags: RunsFlags) => {
      const terminal = openTerminal(process.env, flags);
      const path = resolveSetting('db', flags.db, process.env);
      const { decideOnRun } = await import('../run-list.js');
      const night = decideOnRun(path, positiveInteger(text), quality, `oai runs ${name}`);
      terminal.answer(`The night ${night.date} of run ${night.run} is ${quality}.\n`);
    });
}

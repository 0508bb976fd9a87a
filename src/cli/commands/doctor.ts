import type { Command } from 'commander';
import { resolveSetting, settings } from '../../config/settings.js';
import { findToken } from '../../config/token.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import type { EndWith } from '../program.js';
import { openTerminal } from '../terminal.js';

interface DoctorFlags {
  db?: string;
  endpoint?: string;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addDoctorCommand(program: Command, endWith: EndWith): void {
  const command = program
    .command('doctor')
    .summary('what is wrong, and the command that mends it')
    .description(
      'Checks everything a nightly crawl needs: the endpoint and its fields, the token, the quota, the clock, the disk, the ' +
        'store, its lock, its newest night and the schedule. Says ok, WARN or FAIL for each, and what mends it. ' +
        'Nothing is changed; the token is never printed.',
    )
    .option(
      settings.endpoint.flag,
      `${settings.endpoint.description} (default: ${settings.endpoint.fallbackText})`,
    )
    .option('--json', 'print it as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai doctor
  oai doctor --json --db other.db

Exit codes: 0 nothing fails (there may be warnings), else that of the first failure: 2 the store cannot be used,
3 the Hub cannot be reached, 4 another process is writing, 5 there is no store or no good night, 6 token refused.`,
    )
    .action(async (flags: DoctorFlags) => {
      const terminal = openTerminal(process.env, flags);
      const where = {
        path: resolveSetting('db', flags.db, process.env),
        endpoint: resolveSetting('endpoint', flags.endpoint, process.env),
        token: findToken(process.env),
      };
      const { runDoctor } = await import('../run-doctor.js');
      endWith(await runDoctor(terminal, where, { json: flags.json ?? false }));
    });
}

import { Command } from 'commander';
import { settings } from '../config/settings.js';
import { version } from '../version.js';
import { addBackupCommand } from './commands/backup.js';
import { addCheckCommand } from './commands/check.js';
import { addCompletionCommand } from './commands/completion.js';
import { addCrawlCommand } from './commands/crawl.js';
import { addDemoCommand } from './commands/demo.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addExportCommand } from './commands/export.js';
import { addImportCommand } from './commands/import.js';
import { addLocalHubCommand } from './commands/local-hub.js';
import { addNightlyCommand } from './commands/nightly.js';
import { addPruneCommand } from './commands/prune.js';
import { addRegistryCommand } from './commands/registry.js';
import { addReportCommand } from './commands/report.js';
import { addRunsCommand } from './commands/runs.js';
import { addScheduleCommand } from './commands/schedule.js';
import { addSeriesCommand } from './commands/series.js';
import { addSqlCommand } from './commands/sql.js';
import { addStatusCommand } from './commands/status.js';

/** Where a command leaves its exit code. */
export type EndWith = (exitCode: number) => void;

const environment = [
  ...Object.values(settings).map(({ env, description }) => [env, description] as const),
  ['OAI_CONFIG', 'configuration file (JSON: db, endpoint, budget)'],
  ['OAI_LOG', '"debug" prints the stack of an error'],
  ['HF_TOKEN', 'token for the Hub: raises the quota; never printed or stored'],
  ['HF_TOKEN_PATH', 'file that holds it'],
  ['HF_HOME', 'folder of the Hugging Face clients, where `token` is looked for'],
  ['HF_HUB_DISABLE_IMPLICIT_TOKEN', '1 leaves the token unused'],
  ['NO_COLOR', 'any value switches colour off; FORCE_COLOR switches it on'],
] as const;

/** The whole command line. Only the report named in `args` is loaded. */
export async function buildProgram(args: readonly string[], endWith: EndWith): Promise<Command> {
  const program = new Command('oai')
    .description(
      'Observatory of open AI: crawls the Hugging Face Hub and recomputes the statistics told about it.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText(
      'after',
      `
Examples:
  oai demo                                  try everything on recorded data, without network
  oai crawl                                 walk the Hub into the store (again: goes on, or a new night)
  oai report concentration                  how few models take how much
  oai status                                what is in the store, and what to do next

Environment:
${environment.map(([name, what]) => `  ${name.padEnd(30)} ${what}`).join('\n')}
`,
    )
    // An option after a command belongs to that command: `report --json` lists, `report concentration --json` reports.
    .enablePositionalOptions()
    .showHelpAfterError('(oai --help shows what there is)')
    .exitOverride();
  program.commandsGroup('Crawl the Hub:');
  addCrawlCommand(program, endWith);
  addNightlyCommand(program, endWith);
  addScheduleCommand(program);
  program.commandsGroup('Ask the store:');
  await addReportCommand(program, args);
  await addSeriesCommand(program, args);
  addSqlCommand(program);
  addRegistryCommand(program, endWith);
  program.commandsGroup('Other tools, other data:');
  addExportCommand(program);
  addImportCommand(program, endWith);
  program.commandsGroup('Keep the store:');
  addStatusCommand(program);
  addRunsCommand(program);
  addDoctorCommand(program, endWith);
  addCheckCommand(program, endWith);
  addBackupCommand(program);
  addPruneCommand(program);
  program.commandsGroup('Learn and try:');
  addDemoCommand(program, endWith);
  addLocalHubCommand(program, endWith);
  addCompletionCommand(program);
  program.helpCommand('help [command...]', 'print the help of a command');
  return program;
}

import type { Command } from 'commander';
import { CheckFailedError, UsageError } from '../../errors.js';
import { reports } from '../../reports/index.js';
import type { Profile } from '../../registry/vocabulary.js';
import type { Report } from '../../reports/report.js';
import { addOverlayOption, addProfileOption } from '../registry-options.js';
import { addEngineOptions, type EngineFlags } from '../engine-options.js';
import { openNight } from '../open-night.js';
import { reportContext } from '../report-context.js';
import { addNightOptions, addStoreOption, addTerminalOptions } from '../options.js';
import { addOutputOptions, type OutputFlags, outputFormat, printOutput } from '../report-output.js';
import { addReportAll } from './report-all.js';
import { openTerminal } from '../terminal.js';

interface ReportFlags extends OutputFlags, EngineFlags, Record<string, unknown> {
  asOf?: string;
  run?: number;
  includeSuspect?: boolean;
  registry?: string[];
  profile?: Profile;
  check?: boolean;
  quiet?: boolean;
  color?: boolean;
}

/** Adds `report` and, below it, every report; only the one that `args` names is loaded. */
export async function addReportCommand(program: Command, args: readonly string[]): Promise<void> {
  const command = program
    .command('report')
    .enablePositionalOptions()
    .summary('recompute a statistic from the store')
    .description(
      'Recomputes a statistic from the newest night of the store, with its definition, coverage and doubt.',
    )
    .option('--list', 'list the reports and the question each answers')
    .option('--json', 'with --list: as JSON')
    .addHelpText(
      'after',
      `
Examples:
  oai report --list
  oai report concentration
  oai report concentration --help           its definition, parameters and examples
  oai report all -o reports                 every report, into a folder
  oai report concentration --engine clickhouse --parquet export     the same of an export, by ClickHouse`,
    )
    .action((flags: { list?: boolean; json?: boolean }) => {
      if (flags.list !== true)
        throw new UsageError('Which report?', { todo: '`oai report --list` names them.' });
      openTerminal(process.env, {}).answer(listText(flags.json === true));
    });
  addReportAll(command);
  const wanted =
    args[0] === 'report' ? args.find((arg, index) => index > 0 && !arg.startsWith('-')) : undefined;
  for (const { name, question, load } of reports) {
    const report = command.command(name).summary(question);
    if (name === wanted) await addReport(report, await load());
  }
}

function listText(json: boolean): string {
  const listed = reports.map(({ name, question }) => ({ name, question }));
  if (json) return `${JSON.stringify(listed, null, 2)}\n`;
  const width = Math.max(...listed.map(({ name }) => name.length));
  return listed.map(({ name, question }) => `${name.padEnd(width)}  ${question}\n`).join('');
}

async function addReport(command: Command, report: Report): Promise<void> {
  const { parameterArgument, parameterOptions } = await import('../parameter-options.js');
  command.description(`${report.question}\n\n${report.definition}`);
  const { argument, params } = report;
  if (argument !== undefined) command.addArgument(parameterArgument(params, argument));
  for (const option of parameterOptions(params, argument)) command.addOption(option);
  addEngineOptions(addNightOptions(addStoreOption(command)));
  if (report.usesRegistry) addProfileOption(addOverlayOption(command));
  if (report.check !== undefined) command.option('--check', report.check);
  addTerminalOptions(addOutputOptions(command))
    .addHelpText('after', `\nExamples:\n${report.examples.map((example) => `  ${example}`).join('\n')}`)
    .action(async () => {
      const given = argument === undefined ? {} : { [argument]: command.processedArgs[0] as unknown };
      await printReport(report, { ...command.opts<ReportFlags>(), ...given });
    });
}

async function printReport(report: Report, flags: ReportFlags): Promise<void> {
  const terminal = openTerminal(process.env, flags);
  const format = outputFormat(flags);
  if (flags['to'] !== undefined && (flags.asOf !== undefined || flags.run !== undefined)) {
    throw new UsageError('--to names the night already.', { todo: 'Leave out --as-of and --run.' });
  }
  const { night, sameStore, close } = await openNight(flags, process.env, `oai report ${report.name}`);
  try {
    const context = await reportContext(report, process.env, flags);
    const output = report.run(night, flags, context);
    await printOutput(terminal, output, sameStore, format, flags);
    if (flags.check === true && output.failure !== undefined) throw new CheckFailedError(output.failure);
  } finally {
    close();
  }
}

import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { resolveSetting, storeFlag } from '../../config/settings.js';
import { UsageError } from '../../errors.js';
import { type Format, formats } from '../../render/format.js';
import { reports } from '../../reports/index.js';
import type { Report } from '../../reports/report.js';
import type { ReportOutput } from '../../reports/types.js';
import { addStoreOption, addTerminalOptions, positiveInteger } from '../options.js';
import { parameterOptions } from '../parameter-options.js';
import { openTerminal } from '../terminal.js';

interface ReportFlags extends Record<string, unknown> {
  db?: string;
  asOf?: string;
  run?: number;
  includeSuspect?: boolean;
  format?: Format;
  json?: boolean;
  output?: string;
  table?: string;
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
  oai report concentration --help           its definition, parameters and examples`,
    )
    .action((flags: { list?: boolean; json?: boolean }) => {
      if (flags.list !== true)
        throw new UsageError('Which report?', { todo: '`oai report --list` names them.' });
      openTerminal(process.env, {}).answer(listText(flags.json === true));
    });
  const wanted =
    args[0] === 'report' || args[0] === 'help'
      ? args.find((arg, index) => index > 0 && !arg.startsWith('-'))
      : undefined;
  for (const { name, question, load } of reports) {
    const report = command.command(name).summary(question);
    if (name === wanted) addReport(report, await load());
  }
}

function listText(json: boolean): string {
  const listed = reports.map(({ name, question }) => ({ name, question }));
  if (json) return `${JSON.stringify(listed, null, 2)}\n`;
  const width = Math.max(...listed.map(({ name }) => name.length));
  return listed.map(({ name, question }) => `${name.padEnd(width)}  ${question}\n`).join('');
}

function addReport(command: Command, report: Report): void {
  command.description(`${report.question}\n\n${report.definition}`);
  for (const option of parameterOptions(report.params)) command.addOption(option);
  addStoreOption(command)
    .option('--as-of <date>', 'the night at or before a day, such as 2026-11-23')
    .option('--include-suspect', 'take nights that a check found suspect as well')
    .option('--run <id>', 'compute from one run, whatever its query and quality', positiveInteger)
    .addOption(
      new Option('--format <format>', 'how to print it (default: by the suffix of -o, else table)').choices(
        formats,
      ),
    )
    .option('--json', 'short for --format json')
    .option('-o, --output <file>', 'write to a file')
    .option('--table <name>', 'with --format csv: which of its tables');
  addTerminalOptions(command)
    .addHelpText('after', `\nExamples:\n${report.examples.map((example) => `  ${example}`).join('\n')}`)
    .action(async (flags: ReportFlags) => printReport(report, flags));
}

async function printReport(report: Report, flags: ReportFlags): Promise<void> {
  const terminal = openTerminal(process.env, flags);
  const format = formatOf(flags);
  const [{ systemClock }, { openForReading }, { NightReader }, { render }] = await Promise.all([
    import('../../clock.js'),
    import('../../store/open.js'),
    import('../../store/night-reader.js'),
    import('../../render/index.js'),
  ]);
  const path = resolveSetting('db', flags.db, process.env);
  const store = openForReading({ path, clock: systemClock, command: `oai report ${report.name}` });
  try {
    const output = withStore(
      report.run(NightReader.open(store.db, flags), flags),
      storeFlag(path, process.env),
    );
    const { width, colour, unicode } = terminal;
    terminal.answer(render(format, output, { width, colour, unicode, table: flags.table }), flags.output);
  } finally {
    store.close();
  }
}

/** The commands to type next, on the same store. */
function withStore(output: ReportOutput, db: string): ReportOutput {
  return { ...output, view: { ...output.view, next: output.view.next.map((command) => `${command}${db}`) } };
}

function formatOf({ format, json, output, table }: ReportFlags): Format {
  const chosen = format ?? (json === true ? 'json' : output === undefined ? 'table' : formatOfSuffix(output));
  if (json === true && chosen !== 'json') {
    throw new UsageError(`--json and --format ${chosen} contradict each other.`, {
      todo: 'Give one of them.',
    });
  }
  if (table !== undefined && chosen !== 'csv') {
    throw new UsageError('--table chooses a table for --format csv.', {
      todo: 'The other formats hold every table.',
    });
  }
  return chosen;
}

function formatOfSuffix(output: string): Format {
  const suffix = extname(output).slice(1).toLowerCase();
  if (suffix === '' || suffix === 'txt') return 'table';
  const format = formats.find((candidate) => candidate === suffix);
  if (format !== undefined) return format;
  throw new UsageError(`No format goes by the suffix .${suffix}.`, {
    todo: `Use one of ${formats.slice(1).join(', ')}, txt, or say it with --format.`,
  });
}

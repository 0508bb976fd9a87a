import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { storeFlag } from '../config/settings.js';
import { UsageError } from '../errors.js';
import { type Format, formats } from '../render/format.js';
import type { ReportOutput } from '../reports/types.js';
import type { Terminal } from './terminal.js';

/** How a computed report is printed, and where. */
export interface OutputFlags {
  format?: Format;
  json?: boolean;
  output?: string;
  table?: string;
}

/** Options that every command with a report takes. */
export function addOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'how to print it (default: by the suffix of -o, else table)').choices(
        formats,
      ),
    )
    .option('--json', 'short for --format json')
    .option('-o, --output <file>', 'write to a file')
    .option('--table <name>', 'with --format csv: which of its tables');
}

/** @throws UsageError when the flags contradict each other, or a suffix is no format's */
export function outputFormat({ format, json, output, table }: OutputFlags): Format {
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

/** Prints a report computed from the store at `path` as {@link outputFormat} chose. */
export async function printOutput(
  terminal: Terminal,
  report: ReportOutput,
  path: string,
  format: Format,
  { output: file, table }: OutputFlags,
): Promise<void> {
  terminal.answer(await renderedReport(terminal, report, path, format, table), file);
}

/** A report computed from the store at `path`, as text. */
export async function renderedReport(
  { width, colour, unicode }: Terminal,
  report: ReportOutput,
  path: string,
  format: Format,
  table?: string,
): Promise<string> {
  const { render } = await import('../render/index.js');
  return render(format, withStore(report, storeFlag(path, process.env)), { width, colour, unicode, table });
}

/** The commands to type next, on the same store. */
function withStore(output: ReportOutput, db: string): ReportOutput {
  return { ...output, view: { ...output.view, next: output.view.next.map((command) => `${command}${db}`) } };
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

import { statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { UsageError } from '../errors.js';
import { type Format, formats } from '../render/format.js';
import { type Language, languages } from '../render/language.js';
import type { ReportOutput } from '../reports/types.js';
import { positiveInteger } from './options.js';
import { makeFolder } from './make-folder.js';
import { renderedReport } from './rendered-report.js';
import { reportFiles } from './report-files.js';
import type { Terminal } from './terminal.js';

/** How a computed report is printed, and where. */
export interface OutputFlags {
  format?: Format;
  json?: boolean;
  output?: string;
  table?: string;
  chart?: number;
  lang?: Language;
}

/** Options that every command with a report takes. */
export function addOutputOptions(command: Command): Command {
  const language = new Option('--lang <language>', 'the language of table, md, html and svg');
  // A report may have it as a parameter of its own.
  if (!command.options.some(({ long }) => long === language.long)) {
    command.addOption(language.choices(languages).default('en'));
  }
  return command
    .addOption(
      new Option('--format <format>', 'how to print it (default: by the suffix of -o, else table)').choices(
        formats,
      ),
    )
    .option('--json', 'short for --format json')
    .option('-o, --output <file>', 'write to a file; to a folder, with the charts of md beside it')
    .option('--table <name>', 'with --format csv: which of its tables')
    .option('--chart <number>', 'with --format svg: which of its charts', positiveInteger);
}

/** @throws UsageError when the flags contradict each other, or a suffix is no format's */
export function outputFormat({ format, json, output, table, chart }: OutputFlags): Format {
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
  if (chart !== undefined && chosen !== 'svg') {
    throw new UsageError('--chart chooses a chart for --format svg.', {
      todo: 'html and md hold every chart.',
    });
  }
  return chosen;
}

/**
 * Prints a report as {@link outputFormat} chose: to stdout, into a file, or, where the output is a
 * folder, as the files of the format: one a table of CSV, one a chart of SVG, Markdown with its charts beside it.
 */
export async function printOutput(
  terminal: Terminal,
  report: ReportOutput,
  sameStore: string,
  format: Format,
  { output, table, chart, lang: language }: OutputFlags,
): Promise<void> {
  if (output === undefined || !isFolder(output)) {
    const text = await renderedReport(terminal, report, sameStore, format, { table, chart, language });
    terminal.answer(text, output);
    return;
  }
  if (table !== undefined || chart !== undefined) {
    throw new UsageError('A folder takes every table and chart.', {
      todo: 'Leave --table and --chart out, or name a file.',
    });
  }
  makeFolder(output);
  const plain = { ...terminal, colour: false };
  for (const { file, text } of await reportFiles(plain, report, sameStore, format, language)) {
    terminal.answer(text, join(output, file));
  }
}

/** A folder that is there, or a name that ends as one. */
function isFolder(output: string): boolean {
  return /[/\\]$/.test(output) || (statSync(output, { throwIfNoEntry: false })?.isDirectory() ?? false);
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

import { type Command, Option } from 'commander';
import { parseDuration } from '../../config/duration.js';
import { resolveSetting } from '../../config/settings.js';
import { UsageError } from '../../errors.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import { openTerminal } from '../terminal.js';

const formats = ['table', 'json', 'prometheus'] as const;
type Format = (typeof formats)[number];

const bySuffix: Readonly<Record<string, Format>> = { json: 'json', prom: 'prometheus' };

interface StatusFlags {
  db?: string;
  format?: Format;
  json?: boolean;
  output?: string;
  maxAge?: string;
  quiet?: boolean;
  color?: boolean;
}

export function addStatusCommand(program: Command): void {
  const command = program
    .command('status')
    .summary('what is in the store, how complete, how fresh, what to do next')
    .description('Tells what is in the store, how complete and how fresh it is, and what to do next.')
    .option('--max-age <duration>', 'for monitors: exit with 5 when the newest good night is older')
    .addOption(
      new Option('--format <format>', 'how to print it (default: by the suffix of -o, else table)').choices(
        formats,
      ),
    )
    .option('--json', 'short for --format json')
    .option('-o, --output <file>', 'write to a file');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai status
  oai status --max-age 36h                  is the nightly job alive?
  oai status --json --db other.db
  oai status --format prometheus -o /var/lib/node_exporter/textfile/oai.prom

Exit codes: 0 done, 5 there is no store, or no good night young enough.`,
    )
    .action(async (flags: StatusFlags) => {
      const terminal = openTerminal(process.env, flags);
      const format = formatOf(flags);
      const maxAgeMs = flags.maxAge === undefined ? undefined : parseDuration(flags.maxAge);
      const path = resolveSetting('db', flags.db, process.env);
      const [{ describeStore, requireFreshNight, statusText }, { statusMetrics }] = await Promise.all([
        import('../store-status.js'),
        import('../status-metrics.js'),
      ]);
      const status = describeStore(path);
      const text = {
        table: () => statusText(status),
        json: () => `${JSON.stringify(status, null, 2)}\n`,
        prometheus: () => statusMetrics(status),
      }[format]();
      terminal.answer(text, flags.output);
      if (maxAgeMs !== undefined) requireFreshNight(status, maxAgeMs);
    });
}

function formatOf({ format, json, output }: StatusFlags): Format {
  if (json === true && format !== undefined && format !== 'json') {
    throw new UsageError(`--json and --format ${format} contradict each other.`, {
      todo: 'Give one of them.',
    });
  }
  return format ?? (json === true ? 'json' : (bySuffix[output?.split('.').pop() ?? ''] ?? 'table'));
}

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { systemClock } from '../clock.js';
import { UsageError } from '../errors.js';
import { type ExchangeTable, type ExchangeTableName, exchangeTables } from '../exchange/tables.js';
import { type RowFormat, rowFormats } from '../render/format.js';
import { renderRows, type Rows } from '../render/render-rows.js';
import { textStyle } from '../render/text-style.js';
import { querySql } from '../store/sql-query.js';
import { streamAnswer } from './stream-answer.js';
import type { Terminal } from './terminal.js';

/** How an answer is printed, and where. */
interface Form {
  format: RowFormat;
  output: string | undefined;
}

/** Views of what is there now, and the tables that they are made from. */
const present = {
  models_now: 'models',
  authors_now: 'authors',
  datasets_now: 'datasets',
  spaces_now: 'spaces',
} as const satisfies Record<string, ExchangeTableName>;

/** What can be asked: the tables that travel, and what is made of them. */
const askable = new Map<string, Pick<ExchangeTable, 'description' | 'columns'>>([
  ...Object.entries<ExchangeTable>(exchangeTables),
  ...Object.entries(present).map(
    ([view, table]) =>
      [
        view,
        {
          description: `\`${table}\` without what is gone or private.`,
          columns: exchangeTables[table].columns,
        },
      ] as const,
  ),
  [
    'model_series',
    {
      description: 'A function: `model_series(MODEL_KEY)` has the rows of `model_night` of one model.',
      columns: exchangeTables.model_night.columns,
    },
  ],
]);

/** @throws UsageError when the flags contradict each other, or a suffix is no format's */
export function rowFormat(flags: { format?: RowFormat; json?: boolean; output?: string }): RowFormat {
  const { format, json, output } = flags;
  if (json === true && (format ?? 'json') !== 'json') {
    throw new UsageError(`--json and --format ${format} contradict each other.`, {
      todo: 'Give one of them.',
    });
  }
  return format ?? (json === true ? 'json' : formatOfSuffix(output ?? ''));
}

function formatOfSuffix(output: string): RowFormat {
  const suffix = extname(output).slice(1).toLowerCase();
  if (suffix === '' || suffix === 'txt') return 'table';
  const format = rowFormats.find((candidate) => candidate === suffix);
  if (format !== undefined) return format;
  throw new UsageError(`No format goes by the suffix .${suffix}.`, {
    todo: `Use one of ${rowFormats.slice(1).join(', ')}, txt, or say it with --format.`,
  });
}

/**
 * Answers a query about the store at `path`.
 * @throws UsageError when there is not one query, or it cannot be run
 * @throws MissingDataError when there is no store
 */
export async function printQuery(
  terminal: Terminal,
  path: string,
  from: { query: string | undefined; file: string | undefined },
  form: Form,
): Promise<void> {
  const sql = readQuery(from.query, from.file);
  await querySql({ path, clock: systemClock, sql }, (answer) => print(terminal, answer, form));
}

/** Lists the tables. @throws UsageError when `others`, which would ask for something else, are not all undefined */
export async function printTables(
  terminal: Terminal,
  form: Form,
  others: readonly (string | undefined)[],
): Promise<void> {
  refuse(others, '--tables');
  const rows = [...askable].map(([table, { description }]) => [table, description]);
  await print(terminal, { columns: ['table', 'description'], rows, prose: ['description'] }, form);
}

/** Lists the columns of a table. @throws UsageError when there is no such table; else as {@link printTables} */
export async function printColumns(
  terminal: Terminal,
  table: string,
  form: Form,
  others: readonly (string | undefined)[],
): Promise<void> {
  refuse(others, '--columns');
  const found = askable.get(table.toLowerCase());
  if (found === undefined) {
    throw new UsageError(`There is no table ${table}.`, { todo: '`oai sql --tables` lists them.' });
  }
  const rows = Object.entries(found.columns).map(([column, { type, nullable, description }]) => [
    column,
    type,
    nullable ? 'yes' : 'no',
    description,
  ]);
  await print(
    terminal,
    { columns: ['column', 'type', 'may_be_null', 'description'], rows, prose: ['description'] },
    form,
  );
}

function refuse(others: readonly (string | undefined)[], flag: string): void {
  if (others.every((other) => other === undefined)) return;
  throw new UsageError(`${flag} answers by itself.`, { todo: 'Leave the query and the other listings out.' });
}

function readQuery(query: string | undefined, file: string | undefined): string {
  if ((query === undefined) === (file === undefined)) {
    throw new UsageError('oai sql answers one query.', {
      why: query === undefined ? 'There is none.' : 'There is one in the command and one in a file.',
      todo: 'Give it in quotes, as `-` for standard input, or with --file; `oai sql --help` has examples.',
    });
  }
  if (file === undefined && query !== '-') return query ?? '';
  try {
    return readFileSync(file ?? 0, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`The query in ${file ?? 'standard input'} cannot be read.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: 'Give it in quotes, or name another file.',
      cause: error,
    });
  }
}

async function print(terminal: Terminal, answer: Rows, { format, output }: Form): Promise<void> {
  const { width, unicode } = terminal;
  const style = textStyle({ width, unicode, colour: terminal.colour && output === undefined });
  const pieces = renderRows(format, answer, style, (shown) =>
    terminal.warning(`these are the first ${shown} rows; --format csv, ndjson or json prints all`),
  );
  await streamAnswer(pieces, output);
}

import { systemClock } from '../clock.js';
import { UsageError } from '../errors.js';
import { exportTables, type ExtraTable } from '../exchange/export-tables.js';
import { type TextFormat, textHeader, textLines, type TextRules } from '../exchange/export-text.js';
import type { ExportFormat } from '../exchange/export-writer.js';
import { fileColumns, nightBatches, tableBatches } from '../exchange/export-batches.js';
import { exportSqlite } from '../exchange/export-sqlite.js';
import { type ExchangeTableName, exchangeTableNames, exchangeTables } from '../exchange/tables.js';
import { jsonText } from '../render/json-text.js';
import { safeText } from '../render/safe-text.js';
import { listNights, type Night } from '../store/night.js';
import { openForReading, type Store } from '../store/open.js';
import { registryExport } from './export-registry.js';
import { reportsExport } from './export-reports.js';
import { formatBytes, plural } from './format.js';
import type { RegistryChoice } from './report-context.js';
import { streamAnswer } from './stream-answer.js';
import type { Terminal } from './terminal.js';

const extras = ['registry', 'reports'] as const;
type Extra = (typeof extras)[number];

const rules: TextRules = { csvText: safeText, jsonLine: (row) => jsonText(row) };

export interface ExportChoice extends RegistryChoice {
  output?: string;
  format: ExportFormat;
  since?: string;
  until?: string;
  json?: boolean;
}

/**
 * Writes tables into a folder, or prints one.
 * @throws UsageError for a table that there is not, MissingDataError when there is no store
 */
export async function runExport(
  terminal: Terminal,
  path: string,
  asked: readonly string[],
  choice: ExportChoice,
): Promise<void> {
  const { tables, extra } = readTables(asked);
  const store = openForReading({ path, clock: systemClock, command: 'oai export' });
  try {
    if (choice.output === undefined) await printTable(store, tables, extra, choice);
    else await writeFolder(terminal, store, choice.output, { tables, extra }, choice);
  } finally {
    store.close();
  }
}

interface Tables {
  tables: ExchangeTableName[];
  extra: Extra[];
}

/** @throws UsageError for a name that there is not */
function readTables(asked: readonly string[]): Tables {
  const wantsAll = asked.length === 0 || asked.includes('all');
  for (const name of asked) {
    if ([...exchangeTableNames, ...extras, 'all'].some((known) => known === name)) continue;
    throw new UsageError(`There is no table ${safeText(name)} to export.`, {
      todo: `Choose of: all, ${[...exchangeTableNames, ...extras].join(', ')}`,
    });
  }
  return {
    tables: exchangeTableNames.filter((name) => wantsAll || asked.includes(name)),
    extra: extras.filter((name) => asked.includes(name)),
  };
}

async function writeFolder(
  terminal: Terminal,
  store: Store,
  folder: string,
  { tables, extra }: Tables,
  choice: ExportChoice,
): Promise<void> {
  const more: ExtraTable[] = [];
  if (extra.includes('registry')) more.push(...registryExport(process.env, choice, systemClock));
  if (extra.includes('reports')) more.push(...(await reportsExport(store, choice)));
  const outcome = exportTables(store, {
    folder,
    tables,
    extra: more,
    format: choice.format,
    since: choice.since,
    until: choice.until,
    rules,
    clock: systemClock,
    onFile: ({ file, rows, bytes }) => {
      // Of the reports there are a hundred.
      if (/^(?!registry|reports|store)/.test(file)) {
        terminal.info(`${file}: ${plural(rows, 'row')}, ${formatBytes(bytes)}`);
      }
    },
  });
  const { written, kept } = outcome;
  const bytes = written.reduce((sum, file) => sum + file.bytes, 0);
  const before = kept.length === 0 ? '' : `; ${plural(kept.length, 'night')} there already`;
  terminal.answer(
    choice.json === true
      ? `${JSON.stringify(outcome, null, 2)}\n`
      : `${folder}: ${plural(written.length, 'file')}, ${formatBytes(bytes)}${before}\n`,
  );
}

/** @throws UsageError unless it is one table in a format that is text */
async function printTable(
  store: Store,
  tables: readonly ExchangeTableName[],
  extra: readonly Extra[],
  { format, since = '', until = '9999-12-31' }: ExportChoice,
): Promise<void> {
  const [table] = tables;
  if (format === 'parquet' || table === undefined || tables.length > 1 || extra.length > 0) {
    throw new UsageError('Where should the files go?', {
      why: 'Without a folder one table of the store is printed, as CSV or NDJSON.',
      todo: 'Add -o DIR; or name one table and --format csv.',
    });
  }
  const nights = listNights(store.db).filter(({ date }) => date >= since && date <= until);
  await streamAnswer(
    table === 'model_night' ? nightPieces(store, nights, format) : tablePieces(store, table, format),
  );
}

function* tablePieces(
  store: Store,
  table: Exclude<ExchangeTableName, 'model_night'>,
  format: TextFormat,
): Generator<string> {
  const columns = fileColumns(table);
  yield textHeader(format, columns);
  for (const batch of tableBatches(store, table)) yield textLines(format, columns, batch, rules);
}

/** Printed, a row says its night itself. */
function* nightPieces(store: Store, nights: readonly Night[], format: TextFormat): Generator<string> {
  const columns = exchangeTables.model_night.columns;
  yield textHeader(format, columns);
  for (const [{ date }, batches] of nightBatches(store, nights)) {
    for (const { rows, columns: values } of batches) {
      const night = new Array<string>(rows).fill(date);
      yield textLines(format, columns, { rows, columns: [night, ...values] }, rules);
    }
  }
}

/** @throws UsageError when the file is there already or cannot be written */
export function runExportSqlite(
  terminal: Terminal,
  path: string,
  file: string,
  { force = false, json = false }: { force?: boolean; json?: boolean },
): void {
  const store = openForReading({ path, clock: systemClock, command: 'oai export' });
  try {
    const outcome = exportSqlite(store, file, { force, clock: systemClock });
    const rows = outcome.tables.reduce((sum, table) => sum + table.rows, 0);
    terminal.answer(
      json
        ? `${JSON.stringify({ store: path, ...outcome }, null, 2)}\n`
        : `${file}: ${plural(outcome.tables.length, 'table')}, ${plural(rows, 'row')}, ${formatBytes(outcome.bytes)}\n`,
    );
  } finally {
    store.close();
  }
}

import { stringify } from 'csv-stringify/sync';
import { UsageError } from '../errors.js';
import type { Cell, ReportOutput } from '../reports/types.js';
import { provenanceFields } from './provenance.js';
import { besideColumns, rowTables, type RowTable } from './row-tables.js';
import { safeText } from './safe-text.js';

/**
 * One table as RFC 4180 CSV with a header and `\n`; unknown is an empty cell. The provenance is repeated in every row:
 * report, night, quality, run, scope, endpoint, models, tool_version and the parameters as `param_<name>`; where the table has a
 * column of that name, ours is `provenance_<name>`. Text that a spreadsheet would run as a formula gets a leading `'`.
 *
 * @param tableName a table of the report, `facts` or `published`; the first one by default
 * @throws UsageError when the report has no such table
 */
export function renderCsv(output: ReportOutput, tableName?: string): string {
  const { columns, rows } = pickTable(output, tableName);
  const constants = besideColumns(provenanceFields(output), columns);
  return stringify(
    rows.map((row) => [...columns.map((key) => row[key] ?? null), ...Object.values(constants)].map(csvCell)),
    {
      header: true,
      columns: [...columns, ...Object.keys(constants)],
      escape_formulas: true,
      cast: { boolean: (value) => String(value) },
    },
  );
}

function pickTable(output: ReportOutput, tableName: string | undefined): RowTable {
  const tables = rowTables(output);
  const table = tableName === undefined ? tables[0] : tables.find(({ name }) => name === tableName);
  if (table !== undefined) return table;
  const names = tables.map(({ name }) => name).join(', ');
  throw new UsageError(
    tableName === undefined
      ? `The report ${output.report} has no table`
      : `The report ${output.report} has no table ${safeText(tableName)}`,
    { todo: names === '' ? 'Use --format json' : `Choose one of: ${names}` },
  );
}

function csvCell(value: Cell): Cell {
  if (typeof value === 'string') return safeText(value);
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

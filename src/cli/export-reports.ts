import type { ExtraTable } from '../exchange/export-tables.js';
import type { ColumnType, ExchangeColumn } from '../exchange/tables.js';
import { type RowTable, rowTables } from '../render/row-tables.js';
import type { Cell } from '../reports/types.js';
import { NightReader } from '../store/night-reader.js';
import type { Store } from '../store/open.js';
import type { CellValue } from '../store/view-rows.js';
import { computeReports } from './compute-reports.js';
import type { RegistryChoice } from './report-context.js';

/**
 * The tables of every report of the newest night, as `reports/<report>/<table>`.
 * @throws MissingDataError when nothing can be computed
 */
export async function reportsExport(store: Store, choice: RegistryChoice): Promise<ExtraTable[]> {
  const { outputs } = await computeReports(NightReader.open(store.db), choice);
  return outputs.flatMap((output) =>
    rowTables(output).map((table) => extraTable(`reports/${output.report}/${table.name}`, table)),
  );
}

function extraTable(path: string, { columns, rows }: RowTable): ExtraTable {
  const shapes = columns.map((key) => {
    const cells = rows.map((row) => row[key] ?? null);
    return { key, cells, type: typeOf(cells) };
  });
  return {
    path,
    columns: Object.fromEntries(
      shapes.map(({ key, type }): [string, ExchangeColumn] => [
        key,
        { type, nullable: true, description: '' },
      ]),
    ),
    batches: [
      {
        rows: rows.length,
        columns: shapes.map(({ cells, type }) => cells.map((cell) => cellValue(cell, type))),
      },
    ],
  };
}

/** A column of numbers is of doubles, whole ones too: it is the same type every night. */
function typeOf(cells: readonly Cell[]): ColumnType {
  const types = new Set(cells.filter((cell) => cell !== null).map((cell) => typeof cell));
  if (types.size !== 1) return 'text';
  if (types.has('number')) return 'real';
  return types.has('boolean') ? 'boolean' : 'text';
}

function cellValue(cell: Cell, type: ColumnType): CellValue {
  if (cell === null) return null;
  if (typeof cell === 'boolean' && type === 'boolean') return Number(cell);
  return typeof cell === 'number' && type === 'real' ? cell : String(cell);
}

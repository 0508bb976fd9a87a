import type { ReportOutput } from '../reports/types.js';
import { jsonText } from './json-text.js';
import { besideColumns, rowTables } from './row-tables.js';

/**
 * One JSON object a line: `report`, `table`, the row's columns, `night`, `run`. Facts and published figures come last,
 * as tables `facts` and `published`. A column that has one of these names keeps it; ours is then `provenance_<name>`.
 */
export function renderNdjson(output: ReportOutput): string {
  const { report, provenance } = output;
  return rowTables(output)
    .flatMap(({ name, columns, rows }) => {
      const before = besideColumns({ report, table: name }, columns);
      const after = besideColumns({ night: provenance.night, run: provenance.run }, columns);
      return rows.map((row) => {
        const cells = Object.fromEntries(columns.map((key) => [key, row[key] ?? null]));
        return jsonText({ ...before, ...cells, ...after }) + '\n';
      });
    })
    .join('');
}

import type { ReportOutput } from '../reports/types.js';
import { jsonText } from './json-text.js';
import { provenanceFields } from './provenance.js';
import { besideColumns, rowTables } from './row-tables.js';

/**
 * One JSON object a line: `table`, the row's columns, then the provenance as in CSV. Facts and published figures come last,
 * as tables `facts` and `published`. A column that has one of these names keeps it; ours is then `provenance_<name>`.
 */
export function renderNdjson(output: ReportOutput): string {
  const provenance = provenanceFields(output);
  return rowTables(output)
    .flatMap(({ name, columns, rows }) => {
      const before = besideColumns({ table: name }, columns);
      const after = besideColumns(provenance, columns);
      return rows.map((row) => {
        const cells = Object.fromEntries(columns.map((key) => [key, row[key] ?? null]));
        return jsonText({ ...before, ...cells, ...after }) + '\n';
      });
    })
    .join('');
}

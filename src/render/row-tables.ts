import type { Cell, ReportOutput } from '../reports/types.js';

/** A table for machines: raw values under snake_case columns. */
export interface RowTable {
  name: string;
  columns: string[];
  rows: Record<string, Cell>[];
}

/** Every table of a report with its facts (`facts`) and published figures (`published`) as tables of their own. */
export function rowTables({ view, published }: ReportOutput): RowTable[] {
  return [
    ...view.tables.map(({ name, columns, rows }) => ({ name, columns: columns.map(({ key }) => key), rows })),
    {
      name: 'facts',
      columns: ['key', 'label', 'kind', 'value', 'note'],
      rows: view.facts.map((fact) => ({ ...fact, note: fact.note ?? null })),
    },
    {
      name: 'published',
      columns: [
        'id',
        'quantity',
        'label',
        'published',
        'computed',
        'unit',
        'as_of',
        'source',
        'not_computed',
        'note',
      ],
      rows: published.map(({ nearest, ...figure }) => ({
        ...figure,
        nearest: nearest === undefined ? null : `${nearest.label}: ${nearest.value}`,
      })),
    },
  ].filter(({ rows, columns }, i) => rows.length > 0 || (i < view.tables.length && columns.length > 0));
}

/** `fields`, a name that is also a column prefixed with `provenance_`: a table by night has its own `night`. */
export function besideColumns(fields: Record<string, Cell>, columns: string[]): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [columns.includes(key) ? `provenance_${key}` : key, value]),
  );
}

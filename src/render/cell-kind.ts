import type { Cell, CellKind, Column } from '../reports/types.js';

const kinds = ['text', 'integer', 'share', 'index', 'date'] as const satisfies readonly CellKind[];

/** How the cell of a row in a column is written. */
export function cellKind({ kind, kindKey }: Column, row: Readonly<Record<string, Cell>>): CellKind {
  if (kindKey === undefined) return kind;
  return kinds.find((each) => each === row[kindKey]) ?? kind;
}

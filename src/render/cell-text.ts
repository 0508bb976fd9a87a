import type { Cell, Column } from '../reports/types.js';
import { cellKind } from './cell-kind.js';
import { formatCell, type NumberStyle } from './number.js';
import { translation } from './translation.js';

/** The cell of a row as text, in the language of the style where it is a word of ours; not made safe. */
export function cellText(column: Column, row: Readonly<Record<string, Cell>>, style: NumberStyle): string {
  const text = formatCell(row[column.key] ?? null, cellKind(column, row), style, column.absent);
  return column.words === true ? translation(style.language ?? 'en').words(text) : text;
}

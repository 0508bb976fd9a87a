import { stringify } from 'csv-stringify/sync';
import { markdownTable } from 'markdown-table';
import type { RowFormat } from './format.js';
import { jsonText } from './json-text.js';
import { markdownText } from './markdown-text.js';
import { safeText } from './safe-text.js';
import { type TextColumn, textTable } from './text-table.js';
import type { TextStyle } from './text-style.js';

export type RowValue = bigint | number | string | Uint8Array | null;

export interface Rows {
  /** Each once. */
  columns: readonly string[];
  rows: Iterable<readonly RowValue[]>;
  /** Columns of sentences: a table gives them as many lines as they take. */
  prose?: readonly string[];
}

/** A table is drawn when all of it is known. */
const MOST_DRAWN = 10_000;
const ROWS_AT_ONCE = 1_000;

/**
 * Rows in one format, piece by piece, ending in a newline: an array of objects, an object a line, RFC 4180 CSV with a header in which no text is
 * run as a formula, or a table for people. Bytes are hexadecimal; what is missing is null, an empty field, or `NULL` in a table.
 * @param cut told how many rows are shown where a table ends before its rows do: only `table` and `md` have an end
 */
export function* renderRows(
  format: RowFormat,
  { columns, rows, prose = [] }: Rows,
  style: TextStyle,
  cut: (shown: number) => void,
): Generator<string> {
  switch (format) {
    case 'json':
      yield* jsonPieces(columns, rows);
      return;
    case 'ndjson':
      for (const batch of batches(rows)) yield batch.map((row) => `${objectText(columns, row)}\n`).join('');
      return;
    case 'csv':
      yield* csvPieces(columns, rows);
      return;
    case 'table':
      yield tableText(columns, firstRows(rows, cut), prose, style);
      return;
    case 'md':
      yield markdown(columns, firstRows(rows, cut));
  }
}

function* batches(rows: Rows['rows']): Generator<(readonly RowValue[])[]> {
  let batch: (readonly RowValue[])[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < ROWS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function* jsonPieces(columns: readonly string[], rows: Rows['rows']): Generator<string> {
  let before = '[\n  ';
  for (const batch of batches(rows)) {
    yield before + batch.map((row) => objectText(columns, row)).join(',\n  ');
    before = ',\n  ';
  }
  yield before === '[\n  ' ? '[]\n' : '\n]\n';
}

function objectText(columns: readonly string[], row: readonly RowValue[]): string {
  return jsonText(Object.fromEntries(columns.map((column, index) => [column, plain(row[index])])));
}

function* csvPieces(columns: readonly string[], rows: Rows['rows']): Generator<string> {
  const text = (cells: unknown[][]): string => stringify(cells, { escape_formulas: true });
  let head = text([columns.map(safeText)]);
  for (const batch of batches(rows)) {
    yield head + text(batch.map((row) => columns.map((_, index) => csvCell(row[index]))));
    head = '';
  }
  if (head !== '') yield head;
}

function csvCell(value: RowValue | undefined): bigint | number | string | null {
  const cell = plain(value);
  if (typeof cell === 'string') return safeText(cell);
  return typeof cell === 'number' && !Number.isFinite(cell) ? null : cell;
}

function firstRows(rows: Rows['rows'], cut: (shown: number) => void): (readonly RowValue[])[] {
  const first: (readonly RowValue[])[] = [];
  for (const row of rows) {
    if (first.length === MOST_DRAWN) {
      cut(MOST_DRAWN);
      break;
    }
    first.push(row);
  }
  return first;
}

function tableText(
  columns: readonly string[],
  rows: (readonly RowValue[])[],
  prose: readonly string[],
  style: TextStyle,
): string {
  const layout = columns.map((label, index): TextColumn => {
    const number = isNumeric(rows, index);
    return {
      label: style.words(label),
      align: number ? 'right' : 'left',
      fit: number ? 'whole' : prose.includes(label) ? 'wrap' : 'cut',
    };
  });
  const cells = rows.map((row) => columns.map((_, index) => style.words(shown(row[index]))));
  const { lines, omitted } = textTable(layout, cells, style);
  const remark =
    omitted.length === 0
      ? []
      : [style.faint(`No room for: ${omitted.join(', ')}. Every column: --format csv`)];
  return [...lines, ...remark, ''].join('\n');
}

function markdown(columns: readonly string[], rows: (readonly RowValue[])[]): string {
  const cells = rows.map((row) => columns.map((_, index) => markdownText(shown(row[index]))));
  const align = columns.map((_, index) => (isNumeric(rows, index) ? 'r' : 'l'));
  return `${markdownTable([columns.map(markdownText), ...cells], { align })}\n`;
}

function isNumeric(rows: readonly (readonly RowValue[])[], index: number): boolean {
  const values = rows.map((row) => row[index]).filter((value) => value !== null);
  return values.length > 0 && values.every((value) => typeof value === 'bigint' || typeof value === 'number');
}

/** Every digit, as SQLite has it. */
function shown(value: RowValue | undefined): string {
  return String(plain(value) ?? 'NULL');
}

function plain(value: RowValue | undefined): bigint | number | string | null {
  if (value === undefined || value === null) return null;
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

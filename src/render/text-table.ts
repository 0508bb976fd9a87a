import CliTable from 'cli-table3';
import { cutToWidth, displayWidth, wrapText } from './text-layout.js';
import type { TextStyle } from './text-style.js';

/** `whole` is never shortened (numbers), `cut` ends in an ellipsis (names), `wrap` goes on below (sentences). */
export interface TextColumn {
  label: string;
  align: 'left' | 'right';
  fit: 'whole' | 'cut' | 'wrap';
  /** Columns below which it is never narrowed. */
  least?: number;
}

export interface TextTable {
  lines: string[];
  /** Labels of the columns that had no room. */
  omitted: string[];
}

const GAP = 2;
const NARROWEST_TEXT = 10;

/** cli-table3 compares every cell with every row above it; a block this long keeps that linear. */
const BLOCK_ROWS = 100;

/** Safe one-line cells as a table without boxes, at most `style.width` columns wide. Headings are left out if all are empty. */
export function textTable(columns: TextColumn[], rows: string[][], style: TextStyle): TextTable {
  const widths = withLabelsInOneLine(
    columns,
    fitWidths(columns, naturalWidths(columns, rows), style.width),
    style.width,
  );
  const shown = columns.slice(0, widths.length);
  const body = rows.map((row) =>
    widths.map((width, i) => fitCell(row[i] ?? '', columns[i]?.fit ?? 'cut', width, style)),
  );
  const lines: string[] = [];
  if (shown.some(({ label }) => label !== '')) {
    const heads = shown.map(({ label }, i) => wrapText(label, widths[i] ?? 0).join('\n'));
    lines.push(...draw([heads], shown, widths).map(style.strong));
    lines.push(style.faint(widths.map((width) => style.rule.repeat(width)).join(' '.repeat(GAP))));
  }
  for (let start = 0; start < body.length; start += BLOCK_ROWS) {
    lines.push(...draw(body.slice(start, start + BLOCK_ROWS), shown, widths));
  }
  return { lines, omitted: columns.slice(widths.length).map(({ label }) => label) };
}

function naturalWidths(columns: TextColumn[], rows: string[][]): number[] {
  return columns.map(({ label }, i) => {
    const headWords = label.split(' ').map(displayWidth);
    return rows.reduce(
      (widest, row) => Math.max(widest, displayWidth(row[i] ?? '')),
      Math.max(1, ...headWords),
    );
  });
}

/** Narrows the widest text column until all fit, then gives up columns from the right. */
function fitWidths(columns: TextColumn[], natural: number[], available: number): number[] {
  const least = natural.map((width, i) => {
    const column = columns[i];
    return column?.fit === 'whole' ? width : Math.min(width, column?.least ?? NARROWEST_TEXT);
  });
  let widths = [...natural];
  while (totalWidth(widths) > available) {
    const spare = widths.map((width, i) => (width > (least[i] ?? 0) ? width : 0));
    const widest = Math.max(...spare);
    if (widest > 0) widths[spare.indexOf(widest)] = widest - 1;
    else if (widths.length > 1) widths = natural.slice(0, widths.length - 1);
    else return [available];
  }
  return widths;
}

/** Where there is room to spare, a heading of several words takes one line. */
function withLabelsInOneLine(columns: TextColumn[], widths: number[], available: number): number[] {
  let room = available - totalWidth(widths);
  return widths.map((width, i) => {
    const missing = displayWidth(columns[i]?.label ?? '') - width;
    if (missing <= 0 || missing > room) return width;
    room -= missing;
    return width + missing;
  });
}

function totalWidth(widths: number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
}

function fitCell(text: string, fit: TextColumn['fit'], width: number, style: TextStyle): string {
  return fit === 'wrap' ? wrapText(text, width).join('\n') : cutToWidth(text, width, style.ellipsis);
}

function draw(rows: string[][], columns: TextColumn[], widths: number[]): string[] {
  const none = '';
  const table = new CliTable({
    chars: {
      top: none,
      'top-mid': none,
      'top-left': none,
      'top-right': none,
      bottom: none,
      'bottom-mid': none,
      'bottom-left': none,
      'bottom-right': none,
      left: none,
      'left-mid': none,
      mid: none,
      'mid-mid': none,
      right: none,
      'right-mid': none,
      middle: ' '.repeat(GAP),
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: [...widths],
    colAligns: columns.map(({ align }) => align),
  });
  table.push(...rows);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

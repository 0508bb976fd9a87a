import { closeSync, openSync, writeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { CellValue, ColumnBatch } from '../store/view-rows.js';
import type { ExportFormat, TableWriter } from './export-writer.js';
import type { ColumnType, ExchangeColumn } from './tables.js';

export type TextFormat = Exclude<ExportFormat, 'parquet'>;

/** How text from strangers is written, so that it steers no terminal. */
export interface TextRules {
  /** A text in CSV: what is unsafe is made visible. */
  csvText: (text: string) => string;
  /** A row as one line of JSON: what is unsafe is escaped, and reads back as it was. */
  jsonLine: (row: Record<string, unknown>) => string;
}

/** What a text file begins with: the names of the columns in CSV, nothing in NDJSON. */
export function textHeader(format: TextFormat, columns: Record<string, ExchangeColumn>): string {
  return format === 'csv' ? stringify([Object.keys(columns)]) : '';
}

/** The lines of a batch. */
export function textLines(
  format: TextFormat,
  columns: Record<string, ExchangeColumn>,
  { rows, columns: values }: ColumnBatch,
  rules: TextRules,
): string {
  const shapes = Object.entries(columns);
  const cells = (row: number): [string, Cell][] =>
    shapes.map(([name, { type }], index) => [name, cellOf(values[index]?.[row] ?? null, type)]);
  const numbers = Array.from({ length: rows }, (_, row) => row);
  if (format === 'ndjson') {
    return numbers
      .map((row) => `${rules.jsonLine(Object.fromEntries(jsonCells(cells(row), shapes)))}\n`)
      .join('');
  }
  const shown = (value: Cell): Cell => (typeof value === 'string' ? rules.csvText(value) : value);
  return stringify(
    numbers.map((row) => cells(row).map(([, value]) => shown(value))),
    // An empty field is a missing value, "" an empty text.
    { escape_formulas: true, quoted_match: /^$/, cast: { boolean: (value) => String(value) } },
  );
}

/** Writes a text file. */
export function textTable(
  file: string,
  format: TextFormat,
  columns: Record<string, ExchangeColumn>,
  rules: TextRules,
): TableWriter {
  const handle = openSync(file, 'w');
  writeSync(handle, textHeader(format, columns));
  return {
    write: (batch) => writeAll(handle, textLines(format, columns, batch, rules)),
    finish: () => closeSync(handle),
  };
}

function writeAll(handle: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
}

type Cell = string | number | boolean | null;

function cellOf(value: CellValue, type: ColumnType): Cell {
  if (value === null || Number.isNaN(value)) return null;
  return type === 'boolean' ? value === 1 : value;
}

function jsonCells(
  cells: readonly [string, Cell][],
  shapes: readonly [string, ExchangeColumn][],
): [string, unknown][] {
  return cells.map(([name, value], index) => {
    const isJson = shapes[index]?.[1].type === 'json' && typeof value === 'string';
    return [name, isJson ? (JSON.parse(value) as unknown) : value];
  });
}

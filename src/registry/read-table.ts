import { CsvError, parse } from 'csv-parse/sync';
import type { Origin, RegistryFinding } from './finding.js';
import { type ColumnOf, registryTables, type TableName } from './tables.js';

/** A file of a registry folder, as bytes so that its encoding can be checked. */
export interface RegistryFile {
  /** Its name in the folder, such as `entities.csv`. */
  name: string;
  /** Its path as the reader knows it. */
  path: string;
  bytes: Uint8Array;
}

/** A row as one file has it. */
export interface WrittenRow<Name extends TableName> {
  key: string;
  cells: ReadonlyMap<ColumnOf<Name>, string>;
  origin: Origin;
}

export interface ReadTable<Name extends TableName> {
  rows: WrittenRow<Name>[];
  findings: RegistryFinding[];
}

interface CsvRecord {
  cells: string[];
  line: number;
}

/** Reads one CSV file (UTF-8, RFC 4180). What cannot be read is a finding, never a throw. */
export function readTable<Name extends TableName>(name: Name, file: RegistryFile): ReadTable<Name> {
  const columns: readonly ColumnOf<Name>[] = registryTables[name].columns;
  const badLine = notUtf8Line(file.bytes);
  if (badLine !== undefined) {
    return refused(file, badLine, 'the text is not UTF-8', 'Save the file as UTF-8 (Excel: "CSV UTF-8").');
  }
  const read = readRecords(file.bytes);
  if (!(read instanceof Array)) return refused(file, read.line, read.what, read.todo);
  const [header, ...body] = read;
  const wrongHeader = headerFault(header?.cells ?? [], columns);
  if (wrongHeader !== undefined) {
    return refused(file, header?.line ?? 1, wrongHeader, `The first line is: ${columns.join(',')}`);
  }
  return rowsOf(name, file, header?.cells ?? [], body);
}

function rowsOf<Name extends TableName>(
  name: Name,
  file: RegistryFile,
  header: readonly string[],
  body: readonly CsvRecord[],
): ReadTable<Name> {
  const columns: readonly ColumnOf<Name>[] = registryTables[name].columns;
  const key: readonly string[] = registryTables[name].key;
  const places = new Map(columns.map((column) => [column, header.indexOf(column)]));
  const rows = new Map<string, WrittenRow<Name>>();
  const findings: RegistryFinding[] = [];
  for (const { cells, line } of body) {
    const complain = (what: string, todo: string): void =>
      void findings.push({ file: file.path, line, what, todo });
    if (cells.length !== columns.length) {
      complain(
        `the row has ${cells.length} cells, not ${columns.length}`,
        'Put cells with a comma in "quotes".',
      );
      continue;
    }
    const byColumn = new Map(columns.map((column) => [column, cells[places.get(column) ?? -1] ?? '']));
    const keyCells = columns
      .filter((column) => key.includes(column))
      .map((column) => byColumn.get(column) ?? '');
    const rowKey = JSON.stringify(keyCells.map((cell) => cell.toLowerCase()));
    const twin = rows.get(rowKey);
    if (keyCells[0] === '') complain(`${key[0]} is empty`, 'Fill it, or take the row out.');
    else if (twin !== undefined) {
      const shown = keyCells.filter((cell) => cell !== '').join(', ');
      complain(
        `"${shown}" is in line ${twin.origin.line} too (case does not tell rows apart)`,
        'Keep one of them.',
      );
    } else rows.set(rowKey, { key: rowKey, cells: byColumn, origin: { file: file.path, line } });
  }
  return { rows: [...rows.values()], findings };
}

function refused(file: RegistryFile, line: number, what: string, todo: string) {
  return { rows: [], findings: [{ file: file.path, line, what, todo }] };
}

function headerFault(header: readonly string[], columns: readonly string[]): string | undefined {
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) return `the header lacks ${missing.join(', ')}`;
  const extra = header.filter((column, i) => !columns.includes(column) || header.indexOf(column) !== i);
  return extra.length > 0
    ? `the header has ${extra.map((name) => `"${name}"`).join(', ')} too much`
    : undefined;
}

/** The rows with their lines, the header first; or what is wrong. */
function readRecords(bytes: Uint8Array): CsvRecord[] | { line: number; what: string; todo: string } {
  try {
    const records: CsvRecord[] = [];
    parse(Buffer.from(bytes), {
      bom: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: string[], { lines }) => {
        records.push({ cells, line: lines - lineBreaks(cells) });
        return null;
      },
    });
    return records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = error['lines'];
    return {
      line: typeof line === 'number' ? line : 1,
      what: `the file is not CSV: ${error.message}`,
      todo: 'Close every quote, and write a quote inside a quoted cell twice.',
    };
  }
}

function lineBreaks(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

function notUtf8Line(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes)) return undefined;
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end;
  }
  return undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // A byte 0 is how UTF-16 looks when it is read as UTF-8.
    return !utf8.decode(bytes).includes('\0');
  } catch {
    return false;
  }
}

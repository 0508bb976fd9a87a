import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { UsageError } from '../errors.js';
import { dateOfRow, type FieldMap, fieldsOf, toEntry } from './field-map.js';
import { BATCH_ROWS, type ImportRow, type ImportSource } from './import-source.js';
import { readText, unreadable } from './read-text.js';

/** A CSV file with a header, gzipped or not. Its failures are UsageErrors that say in which line. */
export function readCsv(path: string, map: FieldMap, tagSeparator: string | null): ImportSource {
  return {
    fields: fieldsOf(map),
    columnsChosen: true,
    rows: null,
    async *batches(from) {
      try {
        let batch: ImportRow[] = [];
        for await (const { row, cell } of rowsOf(path, map)) {
          if (row <= from) continue;
          batch.push({ row, date: dateOfRow(map, cell, row), entry: toEntry(map, cell, tagSeparator) });
          if (batch.length < BATCH_ROWS) continue;
          yield batch;
          batch = [];
        }
        if (batch.length > 0) yield batch;
      } catch (error) {
        throw unreadable(path, error);
      }
    },
  };
}

interface CsvRow {
  /** From 1, the header not counted. */
  row: number;
  cell: (column: string) => string | undefined;
}

async function* rowsOf(path: string, map: FieldMap): AsyncGenerator<CsvRow> {
  const parser = parse({ record_delimiter: ['\r\n', '\n'], skip_empty_lines: true });
  const records: AsyncIterable<string[]> = pipeline(Readable.from(readText(path)), parser, () => undefined);
  let places: Map<string, number> | undefined;
  let row = 0;
  for await (const record of records) {
    if (places === undefined) {
      places = placesOf(path, record, map);
      continue;
    }
    const known = places;
    row += 1;
    yield { row, cell: (column) => record[known.get(column) ?? -1] };
  }
}

function placesOf(path: string, header: readonly string[], map: FieldMap): Map<string, number> {
  const places = new Map(header.map((column, index) => [column, index]));
  const missing = [...map.values()].filter((column) => !places.has(column));
  const ambiguous = [...map.values()].find((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (ambiguous !== undefined) {
    throw new UsageError(
      `${path} has ${header.filter((column) => column === ambiguous).length} columns ${ambiguous}.`,
      {
        why: 'Which of them is meant cannot be told.',
        todo: 'Give each a name of its own in the first line.',
      },
    );
  }
  if (missing.length === 0) return places;
  throw new UsageError(`${path} has no column ${missing.join(', ')}.`, {
    why: `Its columns are ${header.join(', ')}.`,
    todo: 'Name those in --map target=column.',
  });
}

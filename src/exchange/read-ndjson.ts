import { UsageError } from '../errors.js';
import { dateOfRow, type FieldMap, fieldsOf, toEntry } from './field-map.js';
import { BATCH_ROWS, type ImportRow, type ImportSource } from './import-source.js';
import { readText, unreadable } from './read-text.js';

/** A file with a JSON object a line, gzipped or not. A column is a path such as `safetensors.total`. */
export function readNdjson(path: string, map: FieldMap, tagSeparator: string | null): ImportSource {
  return {
    fields: fieldsOf(map),
    columnsChosen: true,
    rows: null,
    async *batches(from) {
      try {
        let batch: ImportRow[] = [];
        let row = 0;
        for await (const value of valuesOf(path, map)) {
          row += 1;
          if (row <= from) continue;
          const cell = (column: string): unknown => memberAt(value, column);
          // A line that is no object is given on as it is, to be set aside.
          const entry = isObject(value) ? toEntry(map, cell, tagSeparator) : value;
          batch.push({ row, date: dateOfRow(map, cell, row), entry });
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

/** The values of the lines, once it is known that the first of them have every column somewhere. */
async function* valuesOf(path: string, map: FieldMap): AsyncGenerator<unknown> {
  let first: unknown[] | undefined = [];
  for await (const line of linesOf(path)) {
    if (line.trim() === '') continue;
    const value = parseLine(line);
    if (first === undefined) {
      yield value;
      continue;
    }
    first.push(value);
    if (first.length < BATCH_ROWS) continue;
    checkColumns(path, first, map);
    yield* first;
    first = undefined;
  }
  if (first === undefined) return;
  checkColumns(path, first, map);
  yield* first;
}

function checkColumns(path: string, values: readonly unknown[], map: FieldMap): void {
  const missing = [...map.values()].filter((column) =>
    values.every((value) => memberAt(value, column) === undefined),
  );
  if (missing.length === 0 || values.length === 0) return;
  const sample = values.find(isObject);
  throw new UsageError(`${path} has no ${missing.join(', ')} in its first ${values.length} lines.`, {
    why:
      sample === undefined
        ? 'No line is a JSON object.'
        : `The first object has ${Object.keys(sample).join(', ')}.`,
    todo: 'Name those in --map target=column; what is deeper with dots, such as safetensors.total.',
  });
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of readText(path) as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest + decoder.decode();
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return line;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name with a dot in it is tried before the path. */
function memberAt(value: unknown, path: string): unknown {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, path)) return value[path];
  const dot = path.indexOf('.');
  const head = path.slice(0, dot);
  return dot < 0 || !Object.hasOwn(value, head) ? undefined : memberAt(value[head], path.slice(dot + 1));
}

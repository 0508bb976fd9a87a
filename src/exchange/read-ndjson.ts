import { UsageError } from '../errors.js';
import { dateOfRow, type FieldMap, fieldsOf, toEntry } from './field-map.js';
import { BATCH_ROWS, type ImportRow, type ImportSource } from './import-source.js';
import { readText, unreadable } from './read-text.js';

/** In UTF-16 units; the longest model cards are a thousandth of it. */
const LONGEST_LINE = 2 ** 26;

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
  let hasObject = false;
  for await (const { text, isEnded, number } of linesOf(path, withoutArray(path), LONGEST_LINE)) {
    if (text.trim() === '') continue;
    const value = parseLine(text);
    if (!isObject(value) && !isEnded && hasObject) throw isCut(path, number);
    hasObject ||= isObject(value);
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

interface Line {
  /** From 1. */
  number: number;
  text: string;
  /** Whether a line feed follows. */
  isEnded: boolean;
}

/**
 * The lines of a text that comes in pieces.
 * @param longest in UTF-16 units, for one that strangers wrote
 * @throws UsageError when a line is longer
 */
export async function* linesOf(
  path: string,
  texts: AsyncIterable<string>,
  longest = Infinity,
): AsyncGenerator<Line> {
  let line = new LineInPieces(path, 1, longest);
  for await (const text of texts) {
    const [first = '', ...others] = text.split('\n');
    line.add(first);
    for (const other of others) {
      yield { number: line.number, text: line.whole(), isEnded: true };
      line = new LineInPieces(path, line.number + 1, longest);
      line.add(other);
    }
  }
  yield { number: line.number, text: line.whole(), isEnded: false };
}

/** @throws UsageError when the text is a JSON array */
async function* withoutArray(path: string): AsyncGenerator<string> {
  let isStart = true;
  for await (const text of readText(path)) {
    if (isStart && text.trim() !== '') {
      if (text.trimStart().startsWith('[')) throw isArray(path);
      isStart = false;
    }
    yield text;
  }
}

/** A line whose pieces are looked at once, however many they are. */
class LineInPieces {
  readonly number: number;
  readonly #path: string;
  readonly #longest: number;
  readonly #pieces: string[] = [];
  #length = 0;

  constructor(path: string, number: number, longest: number) {
    this.#path = path;
    this.number = number;
    this.#longest = longest;
  }

  /** @throws UsageError when the line is too long for an object */
  add(piece: string): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length <= this.#longest) return;
    throw new UsageError(`Line ${this.number} of ${this.#path} is longer than 64 MB.`, {
      why: 'Each line is an object that describes one model.',
      todo: "Is it NDJSON? Any JSON becomes a line for each object with jq -c '.' in.json > out.jsonl.",
    });
  }

  whole(): string {
    return this.#pieces.join('');
  }
}

function isCut(path: string, line: number): UsageError {
  return new UsageError(`${path} ends in the middle of line ${line}.`, {
    why: 'Its last line is no JSON and has no end, as when a copy was cut off.',
    todo: 'Compare its size with the source, or fetch it again.',
  });
}

function isArray(path: string): UsageError {
  return new UsageError(`${path} is a JSON array, and not an object a line.`, {
    why: 'It begins with [.',
    todo: "Make a line of each element: jq -c '.[]' in.json > out.jsonl",
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return line;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
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

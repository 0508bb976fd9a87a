import { getHeapStatistics } from 'node:v8';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress as unzstd } from 'fzstd';
import {
  asyncBufferFromFile,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  type RowGroup,
  parquetMetadataAsync,
  parquetReadObjects,
  type SchemaElement,
} from 'hyparquet';
import { OaiError, UsageError } from '../errors.js';
import { BATCH_ROWS } from './import-source.js';

/** Snappy and uncompressed pages are read by hyparquet itself. */
const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  // Node has Zstandard itself from 22.15 on.
  ZSTD: (input, length) => unzstd(input, new Uint8Array(length)),
};

/** A text may begin with what would be a mark of its byte order. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const parsers = {
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes),
};

export interface ParquetRow {
  /** Its number in the file, from 1. */
  row: number;
  /** By column: what Parquet has, a `bigint` of up to 2^53 as a number, a time as a `Date`, a missing number as null. */
  values: Readonly<Record<string, unknown>>;
}

/** A Parquet file, of which a row group at a time is in memory, and of that the columns asked for. */
export class ParquetFile {
  readonly path: string;
  /** Names of the columns; members of a struct are not among them. */
  readonly columns: readonly string[];
  readonly rows: number;
  readonly #buffer: AsyncBuffer;
  readonly #metadata: FileMetaData;

  private constructor(path: string, buffer: AsyncBuffer, metadata: FileMetaData) {
    this.path = path;
    this.#buffer = buffer;
    this.#metadata = metadata;
    this.rows = Number(metadata.num_rows);
    this.columns = topLevel(metadata.schema).map(({ element }) => element.name);
  }

  /** @throws UsageError when it is no Parquet file, or its pages are compressed in a way that is not known here */
  static async open(path: string): Promise<ParquetFile> {
    return readable(path, async () => {
      const buffer = await asyncBufferFromFile(path);
      const metadata = await parquetMetadataAsync(buffer);
      checkCompression(path, metadata);
      return new ParquetFile(path, buffer, metadata);
    });
  }

  /**
   * Whether its largest row group fits into memory; to be asked before anything is stored of it.
   * @param columns, members those that will be read, as in {@link batches}
   * @param heapBytes what there is: Node's limit unless told
   * @throws UsageError when it does not, with the command that writes smaller ones
   */
  requireMemory(
    columns: readonly string[],
    members: Readonly<Record<string, string>>,
    heapBytes = getHeapStatistics().heap_size_limit,
  ): void {
    const [largest] = withMembers(this.#metadata, members)
      .row_groups.map((group) => ({
        rows: Number(group.num_rows),
        bytes: unpackedBytes(group, new Set(columns)),
      }))
      .sort((a, b) => b.bytes - a.bytes);
    if (largest === undefined || largest.bytes <= heapBytes) return;
    const [needed, given] = [largest.bytes, heapBytes].map((bytes) => Math.ceil(bytes / 2 ** 20));
    throw new UsageError(`A row group of ${this.path} does not fit into memory.`, {
      why: `It has ${largest.rows} rows, which take about ${needed} MB at once; Node may use ${given} MB.`,
      todo: `Write it anew with smaller ones: duckdb -c "COPY (FROM 'in.parquet') TO 'out.parquet' (ROW_GROUP_SIZE 100000)"; or set NODE_OPTIONS=--max-old-space-size=${needed}.`,
    });
  }

  /**
   * @param columns those to read
   * @param members of a struct the one member to read, where a struct has many
   * @param from rows to leave out
   * @throws UsageError when the file is damaged
   */
  async *batches(
    columns: readonly string[],
    { members = {}, from = 0 }: { members?: Readonly<Record<string, string>>; from?: number } = {},
  ): AsyncGenerator<ParquetRow[]> {
    const metadata = withMembers(this.#metadata, members);
    let groupEnd = 0;
    for (const { num_rows } of metadata.row_groups) {
      const rowStart = Math.max(groupEnd, from);
      groupEnd += Number(num_rows);
      if (rowStart >= groupEnd) continue;
      const rowEnd = groupEnd;
      const group: Record<string, unknown>[] = await readable(this.path, () =>
        parquetReadObjects({
          file: this.#buffer,
          metadata,
          columns: [...columns],
          rowStart,
          rowEnd,
          compressors,
          parsers,
        }),
      );
      for (let at = 0; at < group.length; at += BATCH_ROWS) {
        yield group
          .slice(at, at + BATCH_ROWS)
          .map((values, index) => ({ row: rowStart + at + index + 1, values: plainObject(values) }));
      }
      // The generator would hold on to it while the next group is read.
      group.length = 0;
    }
  }
}

/** Measured with dumps of the Hub: a text is unpacked to several times its bytes, and each value takes its place beside it. */
const BYTES_A_VALUE = 60;
const TIMES_ITS_BYTES = 5;

function unpackedBytes({ columns }: RowGroup, wanted: ReadonlySet<string>): number {
  return columns.reduce((sum, { meta_data: column }) => {
    if (column === undefined || !wanted.has(column.path_in_schema[0] ?? '')) return sum;
    const { num_values: values, total_uncompressed_size: bytes } = column;
    return sum + Number(values) * BYTES_A_VALUE + Number(bytes) * TIMES_ITS_BYTES;
  }, 0);
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof OaiError) throw error;
    throw new UsageError(`${path} cannot be read as Parquet.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: 'Is the file whole? Compare its size with the source, or fetch it again.',
      cause: error,
    });
  }
}

function checkCompression(path: string, { row_groups }: FileMetaData): void {
  for (const { columns } of row_groups) {
    for (const { meta_data } of columns) {
      const codec = meta_data?.codec ?? 'UNCOMPRESSED';
      if (codec === 'UNCOMPRESSED' || codec === 'SNAPPY' || Object.hasOwn(compressors, codec)) continue;
      throw new UsageError(`${path} is compressed with ${codec}.`, {
        why: 'oai reads Parquet that is not compressed, or with Snappy, gzip, Brotli or Zstandard.',
        todo: "Write it anew: duckdb -c \"COPY (FROM 'in.parquet') TO 'out.parquet' (FORMAT parquet, COMPRESSION snappy)\"",
      });
    }
  }
}

interface Field {
  element: SchemaElement;
  /** With all that is below it, itself first. */
  elements: SchemaElement[];
}

/** The fields below the element at `parent`; Parquet lists a tree in the order of its depth. */
function fieldsBelow(schema: readonly SchemaElement[], parent: number): Field[] {
  const fields: Field[] = [];
  let at = parent + 1;
  for (let child = 0; child < (schema[parent]?.num_children ?? 0); child += 1) {
    const end = endOf(schema, at);
    const [element] = schema.slice(at, at + 1);
    if (element !== undefined) fields.push({ element, elements: schema.slice(at, end) });
    at = end;
  }
  return fields;
}

function endOf(schema: readonly SchemaElement[], at: number): number {
  let end = at + 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child += 1) end = endOf(schema, end);
  return end;
}

function topLevel(schema: readonly SchemaElement[]): Field[] {
  return fieldsBelow(schema, 0);
}

/** The same file, as if each of these structs had the one member alone: one of twenty columns is read. */
function withMembers(metadata: FileMetaData, members: Readonly<Record<string, string>>): FileMetaData {
  const [root] = metadata.schema;
  if (root === undefined) return metadata;
  const pruned = new Set<string>();
  const schema = topLevel(metadata.schema).flatMap(({ element, elements }) => {
    const kept = fieldsBelow(elements, 0).find((field) => field.element.name === members[element.name]);
    if (kept === undefined) return elements;
    pruned.add(element.name);
    return [{ ...element, num_children: 1 }, ...kept.elements];
  });
  const isKept = ([column = '', member]: readonly string[]): boolean =>
    !pruned.has(column) || member === members[column];
  return {
    ...metadata,
    schema: [root, ...schema],
    row_groups: metadata.row_groups.map((group) => ({
      ...group,
      columns: group.columns.filter(({ meta_data }) => isKept(meta_data?.path_in_schema ?? [])),
    })),
  };
}

function plainObject(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) plain[name] = plainValue(value);
  return plain;
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    // What a number would change is given as text, which no count may be.
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  // pandas writes a column of whole numbers with gaps as doubles, a gap as NaN.
  if (typeof value === 'number') return Number.isNaN(value) ? null : value;
  if (typeof value !== 'object' || value === null || value instanceof Date || Array.isArray(value))
    return value;
  return plainObject(value as Record<string, unknown>);
}

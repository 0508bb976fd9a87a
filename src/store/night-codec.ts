import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from 'node:zlib';
import { VarintWriter } from './varint.js';

/** Model keys per chunk: position `i` of chunk `c` is model key `c * CHUNK_SIZE + i + 1`. */
export const CHUNK_SIZE = 65_536;

/** The columns of a night. `present` is 1 for every public model that the run saw. */
export const nightColumns = {
  present: 'integer',
  downloads_30d: 'integer',
  downloads_all_time: 'integer',
  likes: 'integer',
  trending_score: 'real',
} as const;
export type NightColumn = keyof typeof nightColumns;
export type NightColumnType = (typeof nightColumns)[NightColumn];

const FORMAT_VERSION = 1;
const HEADER_BYTES = 6;
const kinds = { keyframe: 0, delta: 1 } as const;
type Kind = keyof typeof kinds;

/** What happens at a changed position; the low two bits of its head. */
const operations = { remove: 0, set: 1, add: 2, subtract: 3 } as const;

/**
 * One chunk of a column that stands alone; `values` may be shorter than the chunk, NaN is missing. The format is
 * described in docs/history-format.md.
 */
export function encodeKeyframe(values: Float64Array, type: NightColumnType): Buffer {
  let length = values.length;
  while (length > 0 && Number.isNaN(values[length - 1])) length -= 1;
  const used = values.subarray(0, length);
  return seal('keyframe', type === 'integer' ? denseIntegers(used) : reals(used));
}

/** The changes from `before` to `after`, arrays of one length; `null` when there are none. */
export function encodeDelta(before: Float64Array, after: Float64Array, type: NightColumnType): Buffer | null {
  const heads = new VarintWriter();
  const operands = type === 'integer' ? new IntegerOperands() : new RealOperands();
  let changes = 0;
  let previous = -1;
  for (let position = 0; position < after.length; position += 1) {
    const from = before[position] ?? NaN;
    const to = after[position] ?? NaN;
    if (from === to || (Number.isNaN(from) && Number.isNaN(to))) continue;
    const operation = Number.isNaN(to) ? operations.remove : operands.write(from, to);
    heads.write((position - previous - 1) * 4 + operation);
    previous = position;
    changes += 1;
  }
  if (changes === 0) return null;
  const count = new VarintWriter();
  count.write(changes);
  return seal('delta', Buffer.concat([count.bytes(), heads.bytes(), operands.bytes()]));
}

/**
 * Brings `values`, which hold the chunk as of the night before, to the night of `chunk`. A keyframe needs no night before.
 * @throws RangeError when the chunk has another version, fails its checksum or does not fit `values`
 */
export function applyChunk(chunk: Uint8Array, type: NightColumnType, values: Float64Array): void {
  const { kind, body } = unseal(chunk);
  if (kind === 'delta') applyDelta(body, type, values);
  else {
    values.fill(NaN);
    if (type === 'integer') readDenseIntegers(body, values);
    else readReals(body, values);
  }
}

function seal(kind: Kind, body: Uint8Array): Buffer {
  const compressed = brotliCompressSync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(FORMAT_VERSION, 0);
  header.writeUInt8(kinds[kind], 1);
  header.writeUInt32LE(crc32(compressed, kinds[kind]), 2);
  return Buffer.concat([header, compressed]);
}

function unseal(chunk: Uint8Array): { kind: Kind; body: Buffer } {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (bytes.length < HEADER_BYTES) throw new RangeError('a night chunk is shorter than its header');
  const version = bytes.readUInt8(0);
  if (version !== FORMAT_VERSION) throw new RangeError(`a night chunk has format version ${version}`);
  const code = bytes.readUInt8(1);
  const compressed = bytes.subarray(HEADER_BYTES);
  if (code > kinds.delta || crc32(compressed, code) !== bytes.readUInt32LE(2)) {
    throw new RangeError('a night chunk does not match its checksum');
  }
  return { kind: code === kinds.delta ? 'delta' : 'keyframe', body: brotliDecompressSync(compressed) };
}

function denseIntegers(values: Float64Array): Buffer {
  const writer = new VarintWriter();
  for (const value of values) writer.write(Number.isNaN(value) ? 0 : value + 1);
  return writer.bytes();
}

function readDenseIntegers(body: Uint8Array, values: Float64Array): void {
  const encoded = new Float64Array(values.length);
  const read = readVarints(body, 0, encoded);
  if (read.at < body.length) throw new RangeError('a night chunk is longer than its column');
  for (let position = 0; position < read.count; position += 1) {
    const value = encoded[position] ?? 0;
    if (value > 0) values[position] = value - 1;
  }
}

function reals(values: Float64Array): Buffer {
  const buffer = Buffer.alloc(values.length * 8);
  for (let position = 0; position < values.length; position += 1) {
    buffer.writeDoubleLE(values[position] ?? NaN, position * 8);
  }
  return buffer;
}

function readReals(body: Buffer, values: Float64Array): void {
  if (body.length > values.length * 8) throw new RangeError('a night chunk is longer than its column');
  for (let position = 0; position < body.length / 8; position += 1) {
    values[position] = body.readDoubleLE(position * 8);
  }
}

function applyDelta(body: Buffer, type: NightColumnType, values: Float64Array): void {
  const size = readVarints(body, 0, new Float64Array(1));
  const changes = size.values[0] ?? 0;
  if (changes > values.length) throw new RangeError('a night chunk has more changes than positions');
  const heads = new Float64Array(changes);
  const { at } = readVarints(body, size.at, heads);
  const operands = new Float64Array(heads.length);
  if (type === 'integer') readVarints(body, at, operands);
  else readReals(body.subarray(at), operands);
  let position = -1;
  let operand = 0;
  for (const head of heads) {
    position += Math.floor(head / 4) + 1;
    if (position >= values.length) throw new RangeError('a night chunk is longer than its column');
    const operation = head % 4;
    const before = values[position] ?? NaN;
    const given = operation === operations.remove ? NaN : (operands[operand++] ?? NaN);
    values[position] =
      operation === operations.add
        ? before + given
        : operation === operations.subtract
          ? before - given
          : given;
  }
}

interface Varints {
  values: Float64Array;
  /** How many there were. */
  count: number;
  /** Offset of the byte after the last one. */
  at: number;
}

/**
 * Fills `values` with the varints from `at` on, as far as the bytes go. A loop of its own: a night is millions of them.
 * @throws RangeError when the bytes end inside one
 */
function readVarints(bytes: Uint8Array, at: number, values: Float64Array): Varints {
  let count = 0;
  while (count < values.length && at < bytes.length) {
    let byte = bytes[at++] ?? 0;
    let value = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      if (at >= bytes.length) throw new RangeError('a varint runs past the end of its bytes');
      byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
    }
    values[count++] = value;
  }
  return { values, count, at };
}

/** A sum or difference of two counts below 2^53 is exact, so a change comes back to the last digit. */
class IntegerOperands {
  readonly #writer = new VarintWriter();

  write(from: number, to: number): number {
    const operation = Number.isNaN(from) ? operations.set : to > from ? operations.add : operations.subtract;
    this.#writer.write(operation === operations.set ? to : Math.abs(to - from));
    return operation;
  }

  bytes(): Buffer {
    return this.#writer.bytes();
  }
}

class RealOperands {
  readonly #values: number[] = [];

  write(_from: number, to: number): number {
    this.#values.push(to);
    return operations.set;
  }

  bytes(): Buffer {
    return reals(Float64Array.from(this.#values));
  }
}

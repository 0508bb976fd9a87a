import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from 'node:zlib';
import { CHUNK_SIZE, type NightColumnType } from './night-columns.js';
import { VarintWriter } from './varint.js';

const FORMAT_VERSION = 1;
const HEADER_BYTES = 6;
const kinds = { keyframe: 0, delta: 1 } as const;
export type ChunkKind = keyof typeof kinds;

/** What happens at a changed position; the low two bits of its head. */
const operations = { remove: 0, set: 1, add: 2, subtract: 3 } as const;

/**
 * One chunk of a column that stands alone; `values` may be shorter than the chunk, NaN is missing. The format is
 * described in docs/history-format.md.
 */
export function encodeKeyframe(values: Float64Array, type: NightColumnType): Buffer {
  let length = values.length;
  while (length > 0 && Number.isNaN(values[length - 1])) length -= 1;
  return seal('keyframe', keyframeBody[type](values.subarray(0, length)));
}

/** The changes from `before` to `after`, arrays of one length; `null` when there are none. */
export function encodeDelta(before: Float64Array, after: Float64Array, type: NightColumnType): Buffer | null {
  const heads = new VarintWriter();
  const operands = type === 'real' ? new RealOperands() : new IntegerOperands();
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
  const { kind, compressed } = verifyChunk(chunk);
  const body = brotliDecompressSync(compressed);
  if (kind === 'delta') {
    applyDelta(body, type, values);
  } else {
    readKeyframe[type](body, values);
  }
}

/** Whether a chunk stands alone. Not checked against its checksum. */
export function chunkKind(chunk: Uint8Array): ChunkKind {
  return chunk[1] === kinds.keyframe ? 'keyframe' : 'delta';
}

function seal(kind: ChunkKind, body: Uint8Array): Buffer {
  const compressed = brotliCompressSync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(FORMAT_VERSION, 0);
  header.writeUInt8(kinds[kind], 1);
  header.writeUInt32LE(crc32(compressed, kinds[kind]), 2);
  return Buffer.concat([header, compressed]);
}

/** @throws RangeError when the chunk has another version or fails its checksum */
export function verifyChunk(chunk: Uint8Array): { kind: ChunkKind; compressed: Buffer } {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (bytes.length < HEADER_BYTES) throw new RangeError('a night chunk is shorter than its header');
  const version = bytes.readUInt8(0);
  if (version !== FORMAT_VERSION) throw new RangeError(`a night chunk has format version ${version}`);
  const code = bytes.readUInt8(1);
  const compressed = bytes.subarray(HEADER_BYTES);
  if (code > kinds.delta || crc32(compressed, code) !== bytes.readUInt32LE(2)) {
    throw new RangeError('a night chunk does not match its checksum');
  }
  return { kind: chunkKind(bytes), compressed };
}

const keyframeBody: Record<NightColumnType, (values: Float64Array) => Buffer> = {
  integer: (values) => {
    const writer = new VarintWriter(values.length * 2);
    for (const value of values) writer.write(Number.isNaN(value) ? 0 : value + 1);
    return writer.bytes();
  },
  rising: (values) => {
    const writer = new VarintWriter(values.length * 2);
    let previous = 0;
    for (const value of values) {
      if (Number.isNaN(value)) {
        writer.write(0);
        continue;
      }
      const step = value - previous;
      writer.write(step < 0 ? -2 * step : 2 * step + 1);
      previous = value;
    }
    return writer.bytes();
  },
  real: reals,
};

const readKeyframe: Record<NightColumnType, (body: Buffer, values: Float64Array) => void> = {
  integer: readIntegers,
  rising: readRising,
  real: readReals,
};

function reals(values: Float64Array): Buffer {
  const buffer = Buffer.alloc(values.length * 8);
  for (let position = 0; position < values.length; position += 1) {
    buffer.writeDoubleLE(values[position] ?? NaN, position * 8);
  }
  return buffer;
}

function readReals(body: Buffer, values: Float64Array): void {
  if (body.length > values.length * 8) throw tooLong();
  for (let position = 0; position < body.length / 8; position += 1) {
    values[position] = body.readDoubleLE(position * 8);
  }
  values.fill(NaN, body.length / 8);
}

/**
 * Fills `values`, what lies behind the last one with NaN. Here and below the varint is read in place, single bytes first: a night is tens of
 * millions of them, and a function for each would take most of the time.
 * @throws RangeError when there are more than `values` holds, or the bytes end inside one
 */
function readIntegers(body: Uint8Array, values: Float64Array): void {
  const end = body.length;
  let position = 0;
  for (let at = 0; at < end; position += 1) {
    if (position >= values.length) throw tooLong();
    let byte = body[at++] ?? 0;
    let code = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      if (at >= end) throw cutShort();
      byte = body[at++] ?? 0;
      code += (byte & 0x7f) * scale;
    }
    values[position] = code === 0 ? NaN : code - 1;
  }
  values.fill(NaN, position);
}

/** As {@link readIntegers}, of steps. */
function readRising(body: Uint8Array, values: Float64Array): void {
  const end = body.length;
  let position = 0;
  let value = 0;
  for (let at = 0; at < end; position += 1) {
    if (position >= values.length) throw tooLong();
    let byte = body[at++] ?? 0;
    let code = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      if (at >= end) throw cutShort();
      byte = body[at++] ?? 0;
      code += (byte & 0x7f) * scale;
    }
    if (code !== 0) value += code % 2 === 0 ? -code / 2 : (code - 1) / 2;
    values[position] = code === 0 ? NaN : value;
  }
  values.fill(NaN, position);
}

/** Heads of the delta that is being applied: the operands begin only where the last head ends. */
const headsScratch = new Int32Array(CHUNK_SIZE);

function applyDelta(body: Buffer, type: NightColumnType, values: Float64Array): void {
  const end = body.length;
  let at = 0;
  const varint = (): number => {
    let byte = body[at++] ?? 0;
    let value = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      if (at >= end) throw cutShort();
      byte = body[at++] ?? 0;
      value += (byte & 0x7f) * scale;
    }
    return value;
  };
  const changes = varint();
  if (changes > values.length) throw new RangeError('a night chunk has more changes than positions');
  for (let index = 0; index < changes; index += 1) headsScratch[index] = varint();
  let position = -1;
  for (let index = 0; index < changes; index += 1) {
    const head = headsScratch[index] ?? 0;
    position += (head >>> 2) + 1;
    if (position >= values.length) throw tooLong();
    const operation = head & 3;
    if (operation === operations.remove) {
      values[position] = NaN;
      continue;
    }
    if (at >= end) throw cutShort();
    if (type === 'real') {
      values[position] = body.readDoubleLE(at);
      at += 8;
    } else {
      const operand = varint();
      const before = values[position] ?? NaN;
      values[position] =
        operation === operations.add
          ? before + operand
          : operation === operations.subtract
            ? before - operand
            : operand;
    }
  }
  if (at !== end) throw tooLong();
}

function tooLong(): RangeError {
  return new RangeError('a night chunk is longer than its column');
}

function cutShort(): RangeError {
  return new RangeError('a night chunk ends inside a value');
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

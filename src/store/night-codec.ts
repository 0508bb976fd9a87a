import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { VarintReader, VarintWriter } from './varint.js';

/** Model keys per chunk: position `i` of chunk `c` is model key `c * CHUNK_SIZE + i + 1`. */
export const CHUNK_SIZE = 65_536;

/** The columns of a night. `present` is 1 for every model that the run saw. */
export const nightColumns = {
  present: 'integer',
  downloads_30d: 'integer',
  downloads_all_time: 'integer',
  likes: 'integer',
  trending_score: 'real',
} as const;
export type NightColumn = keyof typeof nightColumns;

const FORMAT_VERSION = 1;
const HEADER_BYTES = 5;

/**
 * One chunk of a column: version byte, CRC-32 of the body (little-endian), body. The body is raw deflate of one entry a
 * position: an integer is a varint of its value plus one, a real its 8 bytes little-endian; missing is 0, for a real
 * NaN. Trailing positions without a value are left out.
 */
export function encodeChunk(values: Float64Array, type: 'integer' | 'real'): Buffer {
  let length = values.length;
  while (length > 0 && Number.isNaN(values[length - 1])) length -= 1;
  const used = values.subarray(0, length);
  const body = deflateRawSync(type === 'integer' ? encodeIntegers(used) : encodeReals(used), { level: 1 });
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(FORMAT_VERSION, 0);
  header.writeUInt32LE(crc32(body), 1);
  return Buffer.concat([header, body]);
}

/**
 * Inverse of {@link encodeChunk}: fills `into` from its start; NaN stays where the chunk has no value.
 * @throws RangeError when the chunk has another version, fails its checksum or is longer than `into`
 */
export function decodeChunk(chunk: Uint8Array, type: 'integer' | 'real', into: Float64Array): void {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (bytes.length < HEADER_BYTES) throw new RangeError('a night chunk is shorter than its header');
  const version = bytes.readUInt8(0);
  if (version !== FORMAT_VERSION) throw new RangeError(`a night chunk has format version ${version}`);
  const body = bytes.subarray(HEADER_BYTES);
  if (crc32(body) !== bytes.readUInt32LE(1))
    throw new RangeError('a night chunk does not match its checksum');
  const raw = inflateRawSync(body);
  if (type === 'integer') decodeIntegers(raw, into);
  else decodeReals(raw, into);
}

function encodeIntegers(values: Float64Array): Buffer {
  const writer = new VarintWriter();
  for (const value of values) writer.write(Number.isNaN(value) ? 0 : value + 1);
  return writer.bytes();
}

function decodeIntegers(raw: Uint8Array, into: Float64Array): void {
  const reader = new VarintReader(raw);
  for (let position = 0; !reader.done; position += 1) {
    if (position >= into.length) throw new RangeError('a night chunk is longer than its column');
    const value = reader.read();
    if (value > 0) into[position] = value - 1;
  }
}

function encodeReals(values: Float64Array): Buffer {
  const buffer = Buffer.alloc(values.length * 8);
  for (const [position, value] of values.entries()) buffer.writeDoubleLE(value, position * 8);
  return buffer;
}

function decodeReals(raw: Buffer, into: Float64Array): void {
  if (raw.length > into.length * 8) throw new RangeError('a night chunk is longer than its column');
  for (let position = 0; position < raw.length / 8; position += 1)
    into[position] = raw.readDoubleLE(position * 8);
}

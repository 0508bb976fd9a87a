import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeChunk, encodeChunk } from '../../src/store/night-codec.js';

const missing = fc.constant(NaN);

function roundTrip(values: Float64Array, type: 'integer' | 'real'): Float64Array {
  const decoded = new Float64Array(values.length).fill(NaN);
  decodeChunk(encodeChunk(values, type), type, decoded);
  return decoded;
}

describe('a chunk of a night', () => {
  it('gives back every integer and every gap', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(missing, fc.maxSafeNat())), (values) => {
        const column = Float64Array.from(values);
        expect(roundTrip(column, 'integer')).toEqual(column);
      }),
    );
  });

  it('gives back every real and every gap', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(missing, fc.double({ noNaN: true }))), (values) => {
        const column = Float64Array.from(values);
        expect(roundTrip(column, 'real')).toEqual(column);
      }),
    );
  });

  it('is refused when a byte of it changed', () => {
    const chunk = encodeChunk(Float64Array.of(5, NaN, 70_000), 'integer');
    for (let at = 0; at < chunk.length; at += 1) {
      const damaged = Buffer.from(chunk);
      damaged[at] = (damaged[at] ?? 0) ^ 0x01;
      expect(() => decodeChunk(damaged, 'integer', new Float64Array(3))).toThrow(RangeError);
    }
  });

  it('is refused when it is cut short or longer than its column', () => {
    const chunk = encodeChunk(Float64Array.of(5, 6, 7), 'integer');
    expect(() => decodeChunk(chunk.subarray(0, 3), 'integer', new Float64Array(3))).toThrow(RangeError);
    expect(() => decodeChunk(chunk, 'integer', new Float64Array(2))).toThrow(RangeError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChunk, encodeDelta, encodeKeyframe } from '../../src/store/night-codec.js';
import type { NightColumnType } from '../../src/store/night-columns.js';

const missing = fc.constant(NaN);
const count = fc.oneof(missing, fc.maxSafeNat(), fc.nat(300));
const real = fc.oneof(missing, fc.double({ noNaN: true }));
const pairsOf = (value: fc.Arbitrary<number>) => fc.array(fc.tuple(value, value), { maxLength: 300 });

function columns(pairs: [number, number][]): { before: Float64Array; after: Float64Array } {
  return {
    before: Float64Array.from(pairs, ([before]) => before),
    after: Float64Array.from(pairs, ([, after]) => after),
  };
}

function afterDelta(before: Float64Array, after: Float64Array, type: NightColumnType): Float64Array {
  const values = before.slice();
  const delta = encodeDelta(before, after, type);
  if (delta !== null) applyChunk(delta, type, values);
  return values;
}

/** Equal by what a column means: -0 is the number 0. */
const meaning = (values: Float64Array) => Array.from(values, (value) => (value === 0 ? 0 : value));

describe.each(['integer', 'rising', 'real'] as const)('a chunk of %s values', (type) => {
  const value = { integer: count, rising: fc.oneof(missing, fc.nat(2 ** 31 - 1), fc.nat(300)), real }[type];

  it('gives back every value and every gap from a keyframe', () => {
    fc.assert(
      fc.property(fc.array(value), (list) => {
        const column = Float64Array.from(list);
        const decoded = new Float64Array(list.length).fill(7);
        applyChunk(encodeKeyframe(column, type), type, decoded);
        expect(decoded).toEqual(column);
      }),
    );
  });

  it('gives back every value and every gap from the changes', () => {
    fc.assert(
      fc.property(pairsOf(value), (pairs) => {
        const { before, after } = columns(pairs);
        expect(meaning(afterDelta(before, after, type))).toEqual(meaning(after));
      }),
    );
  });

  it('needs nothing for a night without a change', () => {
    fc.assert(
      fc.property(fc.array(value), (list) => {
        expect(encodeDelta(Float64Array.from(list), Float64Array.from(list), type)).toBeNull();
      }),
    );
  });

  it.each([
    ['a keyframe', encodeKeyframe(Float64Array.of(5, NaN, 70_000), type)],
    ['a delta', encodeDelta(Float64Array.of(5, NaN, 1), Float64Array.of(6, 2, NaN), type) ?? Buffer.alloc(0)],
  ])('is refused when a byte of %s changed, and when it is cut short or too long', (_, chunk) => {
    for (let at = 0; at < chunk.length; at += 1) {
      const damaged = Buffer.from(chunk);
      damaged[at] = (damaged[at] ?? 0) ^ 0x01;
      expect(() => applyChunk(damaged, type, new Float64Array(3))).toThrow(RangeError);
    }
    expect(() => applyChunk(chunk.subarray(0, 3), type, new Float64Array(3))).toThrow(RangeError);
    expect(() => applyChunk(chunk, type, new Float64Array(1))).toThrow(RangeError);
  });
});

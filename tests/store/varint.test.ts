import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packKeys, unpackKeys, VarintReader, VarintWriter } from '../../src/store/varint.js';

describe('varints', () => {
  it('come back as they were written, up to 2^53', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (values) => {
        const all = [...values, 2 ** 53];
        const writer = new VarintWriter();
        for (const value of all) writer.write(value);
        const reader = new VarintReader(writer.bytes());
        expect(all.map(() => reader.read())).toEqual(all);
        expect(reader.done).toBe(true);
      }),
    );
  });

  it('take the bytes that LEB128 says', () => {
    const writer = new VarintWriter();
    for (const value of [0, 127, 128, 624_485]) writer.write(value);
    expect([...writer.bytes()]).toEqual([0x00, 0x7f, 0x80, 0x01, 0xe5, 0x8e, 0x26]);
  });

  it('refuse bytes that end in the middle or pass 2^53', () => {
    expect(() => new VarintReader(Uint8Array.of(0x80)).read()).toThrow(RangeError);
    expect(() => new VarintReader(new Uint8Array(8).fill(0xff)).read()).toThrow(RangeError);
  });
});

describe('packed keys', () => {
  it('come back as they were packed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 31 })), (keys) => {
        const ascending = keys.sort((a, b) => a - b);
        expect(unpackKeys(packKeys(ascending))).toEqual(ascending);
      }),
    );
  });
});

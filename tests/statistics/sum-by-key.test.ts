import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_KEY, sumByKey } from '../../src/statistics/sum-by-key.js';

it('adds up by key what a map adds up, and keeps a key of zeros apart from one without values', () => {
  const item = fc.record({
    value: fc.oneof(fc.constant(NaN), fc.nat(1000)),
    key: fc.oneof(fc.constant(NaN), fc.integer({ min: 1, max: 12 })),
  });
  fc.assert(
    fc.property(fc.array(item), (items) => {
      const expected = new Map<number, number>();
      for (const { value, key } of items) {
        const at = Number.isNaN(key) ? NO_KEY : key;
        if (!Number.isNaN(value)) expected.set(at, (expected.get(at) ?? 0) + value);
      }
      const sums = sumByKey(
        Float64Array.from(items, ({ value }) => value),
        Float64Array.from(items, ({ key }) => key),
      );
      expect(new Map([...sums.entries()].filter(([, sum]) => !Number.isNaN(sum)))).toEqual(
        new Map([...expected].sort(([a], [b]) => a - b)),
      );
    }),
  );
});

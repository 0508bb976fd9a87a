import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topCount } from '../../src/statistics/top-count.js';

test.each([
  [2_264_880, 0.0001, 226],
  [2_963_204, 0.015, 44_448],
  [150, 0.01, 2],
  [10, 0.0001, 1],
  [10, 0, 1],
  [10, 1, 10],
  [0, 0.5, 0],
])('the top of %i items at %d is %i', (n, p, expected) => {
  expect(topCount(n, p)).toBe(expected);
});

test('a larger fraction never takes fewer items, and never more than there are', () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000_000 }), fraction, fraction, (n, a, b) => {
      const [low, high] = [topCount(n, Math.min(a, b)), topCount(n, Math.max(a, b))];
      expect(low).toBeGreaterThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(high);
      expect(high).toBeLessThanOrEqual(n);
    }),
  );
});

test.each([
  [-1, 0.1],
  [1.5, 0.1],
  [10, -0.1],
  [10, 1.01],
  [10, NaN],
])('%d items at %d are refused', (n, p) => {
  expect(() => topCount(n, p)).toThrow(RangeError);
});

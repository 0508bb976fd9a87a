import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { midRanks, spearman } from '../../src/statistics/spearman.js';

const count = fc.oneof(
  { weight: 3, arbitrary: fc.nat(4) },
  { weight: 2, arbitrary: fc.integer({ min: 65_530, max: 65_542 }) },
  { weight: 1, arbitrary: fc.maxSafeNat() },
);
const pairs = fc.array(fc.tuple(count, count), { maxLength: 40 });

const of = (given: readonly (readonly [number, number])[]) =>
  spearman(
    Float64Array.from(given, ([x]) => x),
    Float64Array.from(given, ([, y]) => y),
  );

/** One more than the smaller ones, and half of the other equal ones. */
function slowRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const smaller = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return smaller + (equal + 1) / 2;
  });
}

function slowSpearman(given: readonly (readonly [number, number])[]): number | null {
  const x = slowRanks(given.map(([value]) => value));
  const y = slowRanks(given.map(([, value]) => value));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = (a: readonly number[], b: readonly number[]) =>
    mean(a.map((value, i) => value * (b[i] ?? 0))) - mean(a) * mean(b);
  const spread = covariance(x, x) * covariance(y, y);
  return spread > 1e-12 ? covariance(x, y) / Math.sqrt(spread) : null;
}

describe('the rank correlation', () => {
  test('is that of the ranks found by comparing all with all', () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const expected = slowSpearman(given);
        if (expected === null) expect(of(given)).toBeNull();
        else expect(of(given)).toBeCloseTo(expected, 9);
      }),
    );
  });

  test('is 1 - 6 sum d^2 / (n (n^2 - 1)) without ties', () => {
    // Ranks 1 2 3 4 5 against 2 1 4 3 5: four differences of one.
    const given = [
      [10, 200],
      [20, 100],
      [30, 400],
      [40, 300],
      [50, 99_999],
    ] as const;
    expect(of(given)).toBeCloseTo(1 - (6 * 4) / (5 * 24), 12);
  });

  test('is one for the same order and minus one for the reverse', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.maxSafeNat(), { minLength: 2, maxLength: 30 }), (values) => {
        const ascending = [...values].sort((a, b) => a - b);
        expect(of(ascending.map((value) => [value, value]))).toBeCloseTo(1, 12);
        const reversed = [...ascending].reverse();
        expect(of(ascending.map((value, i) => [value, reversed[i] ?? 0]))).toBeCloseTo(-1, 12);
      }),
    );
  });

  test('does not depend on the order of the items, on either unit, or on which count comes first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(90_000)), { maxLength: 30 }), (given) => {
        const expected = of(given);
        const same = (actual: number | null) =>
          expected === null ? expect(actual).toBeNull() : expect(actual).toBeCloseTo(expected, 12);
        same(of([...given].reverse()));
        same(of(given.map(([x, y]) => [x * 7, y * 3])));
        same(of(given.map(([x, y]) => [y, x])));
        same(of([...given, ...given]));
      }),
    );
  });

  test('is not defined for one item, or where all of a count are equal', () => {
    expect(of([])).toBeNull();
    expect(of([[1, 2]])).toBeNull();
    expect(
      of([
        [1, 2],
        [1, 3],
      ]),
    ).toBeNull();
    expect(() => spearman(new Float64Array(1), new Float64Array(2))).toThrow(RangeError);
  });
});

test('ranks are those of comparing all with all, on both sides of what is tallied', () => {
  fc.assert(
    fc.property(fc.array(count, { maxLength: 40 }), (values) => {
      expect([...midRanks(Float64Array.from(values))]).toEqual(slowRanks(values));
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WeightedMean } from '../../src/statistics/weighted-mean.js';
import { weightedQuantiles } from '../../src/statistics/weighted-quantile.js';

type Item = [value: number, weight: number];

const items = fc.array(
  fc.tuple(
    fc.oneof(fc.nat(5), fc.integer({ min: 0, max: 2e12 })),
    fc.oneof(fc.constant(0), fc.nat(3), fc.nat(1_000_000_000)),
  ),
  { maxLength: 60 },
);
const fraction = fc.double({ min: 0.001, max: 1, noNaN: true });

function quantile(pairs: readonly Item[], q: number): number | null | undefined {
  const values = Float64Array.from(pairs, ([value]) => value);
  const weights = Float64Array.from(pairs, ([, weight]) => weight);
  return weightedQuantiles({ values, weights, groups: new Uint8Array(pairs.length), groupCount: 1 }, q)[0];
}

function mean(...parts: (readonly Item[])[]): number | null {
  return WeightedMean.of(
    parts.map((pairs) => {
      const part = new WeightedMean();
      for (const [value, weight] of pairs) part.add(value, weight);
      return part;
    }),
  );
}

/** By the definition: the first value, in order, up to which the weights suffice. */
function slowQuantile(pairs: readonly Item[], q: number): number | null {
  const total = pairs.reduce((sum, [, weight]) => sum + weight, 0);
  const ordered = pairs.filter(([, weight]) => weight > 0).sort(([a], [b]) => a - b);
  let reached = 0;
  for (const [value, weight] of ordered) {
    reached += weight;
    if (reached >= q * total) return value;
  }
  return ordered.at(-1)?.[0] ?? null;
}

describe('the weighted quantile', () => {
  test('is what adding up the ordered weights finds', () => {
    fc.assert(
      fc.property(items, fraction, (pairs, q) => {
        expect(quantile(pairs, q)).toBe(slowQuantile(pairs, q));
      }),
    );
  });

  test('is by hand: half of 10 is reached at the second value, three quarters at the third', () => {
    const pairs: Item[] = [
      [30, 3],
      [10, 1],
      [20, 4],
      [40, 2],
    ];
    expect(quantile(pairs, 0.5)).toBe(20);
    expect(quantile(pairs, 0.75)).toBe(30);
    expect(quantile(pairs, 1)).toBe(40);
  });

  test('with equal weights at one half is the lower median', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1 }), (values) => {
        const ordered = [...values].sort((a, b) => a - b);
        expect(
          quantile(
            values.map((value) => [value, 1]),
            0.5,
          ),
        ).toBe(ordered[Math.ceil(values.length / 2) - 1]);
      }),
    );
  });

  test('does not depend on the order, on the unit of the weights, or on each item coming twice', () => {
    fc.assert(
      fc.property(items, fraction, (pairs, q) => {
        const expected = quantile(pairs, q);
        expect(quantile([...pairs].reverse(), q)).toBe(expected);
        expect(
          quantile(
            pairs.map(([value, weight]) => [value, weight * 2]),
            q,
          ),
        ).toBe(expected);
        expect(quantile([...pairs, ...pairs], q)).toBe(expected);
      }),
    );
  });

  test('is unknown where nothing has weight, and refuses what is no fraction', () => {
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([[7, 0]], 0.5)).toBeNull();
    expect(() => quantile([[7, 1]], 0)).toThrow(RangeError);
  });

  test('of groups is that of each group alone', () => {
    fc.assert(
      fc.property(items, items, fraction, (first, second, q) => {
        const all = [...first, ...second];
        const found = weightedQuantiles(
          {
            values: Float64Array.from(all, ([value]) => value),
            weights: Float64Array.from(all, ([, weight]) => weight),
            groups: Uint8Array.from(all, (_, index) => (index < first.length ? 0 : 2)),
            groupCount: 3,
          },
          q,
        );
        expect(found).toEqual([slowQuantile(first, q), null, slowQuantile(second, q)]);
      }),
    );
  });

  test('is exact for values below one and beyond 2^53', () => {
    expect(
      quantile(
        [
          [0.25, 1],
          [0.5, 3],
          [0, 1],
        ],
        0.5,
      ),
    ).toBe(0.5);
    expect(
      quantile(
        [
          [2 ** 60, 2],
          [2 ** 61, 3],
          [2 ** 62, 1],
        ],
        0.5,
      ),
    ).toBe(2 ** 61);
  });
});

describe('the weighted mean', () => {
  test('is the quotient of the exact sums', () => {
    fc.assert(
      fc.property(items, (pairs) => {
        const products = pairs.reduce((sum, [value, weight]) => sum + BigInt(value) * BigInt(weight), 0n);
        const weights = pairs.reduce((sum, [, weight]) => sum + BigInt(weight), 0n);
        expect(mean(pairs)).toBe(weights === 0n ? null : Number(products) / Number(weights));
      }),
    );
  });

  test('is the same to the last digit in any order, and from any parts', () => {
    fc.assert(
      fc.property(items, (pairs) => {
        expect(mean([...pairs].reverse())).toBe(mean(pairs));
        expect(mean(pairs.slice(0, 5), pairs.slice(5))).toBe(mean(pairs));
      }),
    );
  });

  test('is by hand: one of 10 and three of 30 are 25 on average', () => {
    expect(
      mean([
        [10, 1],
        [30, 3],
      ]),
    ).toBe(25);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concentration } from '../../src/statistics/concentration.js';

const MAX = Number.MAX_SAFE_INTEGER;

/** Skewed like the Hub: many zeros, some small counts, a few huge ones. */
const count = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.nat(50) },
  { weight: 2, arbitrary: fc.nat(1_000_000_000) },
  { weight: 1, arbitrary: fc.maxSafeNat() },
);
const counts = fc.array(count, { minLength: 1, maxLength: 40 });
const positive = counts.filter((values) => values.some((value) => value > 0));

const of = (values: number[]) => concentration(Float64Array.from(values));
const sumOf = (values: number[]) => values.reduce((sum, value) => sum + BigInt(value), 0n);
const descending = (values: number[]) => [...values].sort((a, b) => b - a);

/** The quotient of two bigints by long division to 20 digits: no rounding before the last step. */
function quotient(numerator: bigint, denominator: bigint): number {
  const scale = 10n ** 20n;
  return Number(`${(numerator * scale) / denominator}e-20`);
}

function pairwiseGini(values: number[]): number {
  let differences = 0n;
  for (const a of values) {
    for (const b of values) differences += BigInt(Math.abs(a - b));
  }
  return quotient(differences, 2n * BigInt(values.length) * sumOf(values));
}

function slowHerfindahl(values: number[]): number {
  const total = sumOf(values);
  return quotient(
    values.reduce((sum, value) => sum + BigInt(value) ** 2n, 0n),
    total * total,
  );
}

describe('against slow references', () => {
  test('the Gini coefficient is the mean absolute difference over twice the mean', () => {
    fc.assert(
      fc.property(positive, (values) => {
        expect(of(values).gini).toBeCloseTo(pairwiseGini(values), 12);
      }),
    );
  });

  test('the Herfindahl index is the sum of squared shares, and the effective number its inverse', () => {
    fc.assert(
      fc.property(positive, (values) => {
        const { herfindahl, effectiveNumber } = of(values);
        expect(herfindahl).toBeCloseTo(slowHerfindahl(values), 12);
        expect((effectiveNumber ?? 0) * slowHerfindahl(values)).toBeCloseTo(1, 12);
      }),
    );
  });

  test('the total is exact at any size', () => {
    fc.assert(
      fc.property(counts, (values) => {
        const { total } = of(values);
        expect(BigInt(total)).toBe(sumOf(values));
        expect(typeof total).toBe(sumOf(values) > BigInt(MAX) ? 'bigint' : 'number');
      }),
    );
  });

  test('a top share is the k largest over the total', () => {
    fc.assert(
      fc.property(positive, fc.nat(50), (values, k) => {
        const expected = quotient(sumOf(descending(values).slice(0, k)), sumOf(values));
        expect(of(values).topShare(k)).toBeCloseTo(expected, 12);
      }),
    );
  });

  test('the share below a threshold counts what a filter counts', () => {
    fc.assert(
      fc.property(counts, fc.oneof(count, fc.nat(60)), (values, threshold) => {
        const expected = values.filter((value) => value < threshold).length;
        expect(of(values).shareBelow(threshold)).toEqual({
          count: expected,
          share: expected / values.length,
        });
      }),
    );
  });

  test('the median is the middle of the sorted counts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 30 }), (values) => {
        const sorted = descending(values);
        const half = values.length / 2;
        const middle =
          values.length % 2 === 1 ? [sorted[Math.floor(half)]] : [sorted[half - 1], sorted[half]];
        const mean = middle.reduce((sum: number, value) => sum + (value ?? NaN), 0) / middle.length;
        expect(of(values).median).toBe(mean);
      }),
    );
  });

  test('every Lorenz point lies on the top-first curve, which ascends to (1, 1)', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 1, max: 60 }), (values, max) => {
        const points = of(values).lorenzPoints(max);
        expect(points.length).toBeLessThanOrEqual(max);
        expect(points.at(-1)).toEqual({ top_share: 1, share: 1 });
        let previous = { top_share: 0, share: 0 };
        for (const point of points) {
          const k = Math.round(point.top_share * values.length);
          expect(point.share).toBeCloseTo(quotient(sumOf(descending(values).slice(0, k)), sumOf(values)), 12);
          expect(point.top_share).toBeGreaterThan(previous.top_share);
          expect(point.share).toBeGreaterThanOrEqual(previous.share);
          previous = point;
        }
      }),
    );
  });
});

describe('invariances', () => {
  const summary = (values: number[]) => {
    const { gini, herfindahl, effectiveNumber, topShare } = of(values);
    return { gini, herfindahl, effectiveNumber, top: topShare(3) };
  };

  test('the order of the counts changes nothing', () => {
    const withPermutation = positive.chain((values) =>
      fc.tuple(
        fc.constant(values),
        fc.shuffledSubarray(values, { minLength: values.length, maxLength: values.length }),
      ),
    );
    fc.assert(
      fc.property(withPermutation, ([values, shuffled]) => {
        expect(summary(shuffled)).toEqual(summary(values));
        expect(of(shuffled).total).toBe(of(values).total);
        expect(of(shuffled).median).toBe(of(values).median);
      }),
    );
  });

  test('multiplying every count by a constant changes no share and no index', () => {
    const small = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(small, fc.integer({ min: 1, max: 1_000_000_000 }), (values, factor) => {
        fc.pre(values.some((value) => value > 0));
        const plain = summary(values);
        const scaled = summary(values.map((value) => value * factor));
        for (const key of ['gini', 'herfindahl', 'effectiveNumber', 'top'] as const) {
          expect(scaled[key]).toBeCloseTo(plain[key] ?? NaN, 11);
        }
      }),
    );
  });

  test('repeating every item keeps the Gini coefficient and divides the Herfindahl index', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 2, max: 5 }), (values, times) => {
        const once = of(values);
        const repeated = of(Array.from({ length: times }, () => values).flat());
        expect(repeated.gini).toBeCloseTo(once.gini ?? NaN, 12);
        expect((repeated.herfindahl ?? NaN) * times).toBeCloseTo(once.herfindahl ?? NaN, 12);
      }),
    );
  });

  test('giving to a richer item never lowers the Gini coefficient', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 20 }), (values) => {
        const [largest = 0, ...rest] = descending(values);
        const transferred = [largest + 1, ...rest.slice(0, -1), (rest.at(-1) ?? 0) - 1];
        expect(of(transferred).gini).toBeGreaterThan(of(values).gini ?? NaN);
      }),
    );
  });

  test('the input array is left as it was', () => {
    const values = Float64Array.from([5, 0, 3, 9, 0, 1]);
    concentration(values).lorenzPoints(4);
    expect([...values]).toEqual([5, 0, 3, 9, 0, 1]);
  });
});

describe('by hand', () => {
  test('one to four', () => {
    const result = of([3, 1, 4, 2]);
    expect(result).toMatchObject({ n: 4, zeros: 0, total: 10, gini: 0.25, herfindahl: 0.3, median: 2.5 });
    expect(result.effectiveNumber).toBeCloseTo(10 / 3, 14);
    expect([0, 1, 2, 3, 4, 99].map(result.topShare)).toEqual([0, 0.4, 0.7, 0.9, 1, 1]);
    expect(result.lorenzPoints(2)).toEqual([
      { top_share: 0.25, share: 0.4 },
      { top_share: 1, share: 1 },
    ]);
    expect(result.shareBelow(3)).toEqual({ count: 2, share: 0.5 });
  });

  test.each([1, 7, MAX])('equal counts of %i have a Gini coefficient of exactly zero', (value) => {
    const { gini, herfindahl, effectiveNumber } = of(Array.from({ length: 1000 }, () => value));
    expect(gini).toBe(0);
    expect(herfindahl).toBe(0.001);
    expect(effectiveNumber).toBe(1000);
  });

  test('one item with everything gives (n - 1) / n', () => {
    const result = of([0, 0, 0, 0, 12]);
    expect(result).toMatchObject({ zeros: 4, gini: 0.8, herfindahl: 1, effectiveNumber: 1, median: 0 });
    expect(result.shareBelow(1)).toEqual({ count: 4, share: 0.8 });
    expect(result.shareBelow(0)).toEqual({ count: 0, share: 0 });
  });

  test('a single item is not unequal', () => {
    expect(of([42])).toMatchObject({ gini: 0, herfindahl: 1, median: 42, total: 42 });
    expect(of([42]).lorenzPoints(10)).toEqual([{ top_share: 1, share: 1 }]);
  });

  test('the largest counts the store can hold add up without rounding', () => {
    const result = of([MAX, MAX, MAX, 1]);
    expect(result.total).toBe(27_021_597_764_222_974n);
    expect(result.topShare(3)).toBeLessThanOrEqual(1);
    expect(result.herfindahl).toBeCloseTo(1 / 3, 12);
    expect(result.gini).toBeCloseTo(0.25, 12);
  });

  test('a curve of two straight pieces has the Gini coefficient of its corner', () => {
    // The published corner (200 of 2,264,880 models hold 49.6 %) at a tenth of its size.
    const values = new Float64Array(226_488).fill(504);
    values.fill(496 * 11_314, 0, 20);
    const result = concentration(values);
    const corner = result.topShare(20) ?? NaN;
    expect(corner).toBeCloseTo(0.496, 3);
    expect(result.gini).toBeCloseTo(corner - 20 / 226_488, 12);
  });
});

describe('undefined and refused', () => {
  test('without items nothing is defined', () => {
    const result = of([]);
    expect(result).toMatchObject({
      n: 0,
      total: 0,
      gini: null,
      herfindahl: null,
      effectiveNumber: null,
      median: null,
    });
    expect(result.topShare(10)).toBeNull();
    expect(result.shareBelow(200)).toEqual({ count: 0, share: null });
    expect(result.lorenzPoints(10)).toEqual([]);
  });

  test('with zeros only, shares of the total are undefined but shares of the items are not', () => {
    const result = of([0, 0, 0]);
    expect(result).toMatchObject({ n: 3, zeros: 3, total: 0, gini: null, herfindahl: null, median: 0 });
    expect(result.effectiveNumber).toBeNull();
    expect(result.topShare(1)).toBeNull();
    expect(result.shareBelow(1)).toEqual({ count: 3, share: 1 });
    expect(result.lorenzPoints(10)).toEqual([]);
  });

  test('NaN is no item', () => {
    const { topShare, ...known } = of([3, 1, 0]);
    const { topShare: withGaps, ...same } = of([NaN, 3, 1, NaN, 0]);
    expect(JSON.stringify(same)).toBe(JSON.stringify(known));
    expect(withGaps(1)).toBe(topShare(1));
  });

  test.each([-1, 0.5, Infinity, MAX + 1])('%s is not a count', (value) => {
    expect(() => of([1, value])).toThrow(RangeError);
  });

  test.each([-1, 1.5, NaN])('%s is not a number of items to take from the top', (k) => {
    expect(() => of([1, 2]).topShare(k)).toThrow(RangeError);
  });

  test('a curve needs a point', () => {
    expect(() => of([1, 2]).lorenzPoints(0)).toThrow(RangeError);
  });
});

test('the head of a large curve is drawn rank by rank and the tail sparsely', () => {
  const zipf = Float64Array.from({ length: 200_000 }, (_, i) => Math.floor(1e9 / (i + 1)));
  const points = concentration(zipf).lorenzPoints(60);
  const ranks = points.map((point) => Math.round(point.top_share * 200_000));
  expect(ranks.slice(0, 3)).toEqual([1, 2, 3]);
  expect(ranks.filter((rank) => rank <= 450).length).toBeGreaterThan(20);
  expect(ranks.at(-1)).toBe(200_000);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankAmong } from '../../src/statistics/rank-among.js';
import { topOverlap, topPositions } from '../../src/statistics/top-positions.js';

const value = fc.oneof(fc.constant(NaN), fc.nat(6), fc.nat(1_000_000));
const pairs = fc.array(fc.tuple(value, value), { maxLength: 200 });

function slowTop(given: readonly (readonly [number, number])[], n: number): number[] {
  return given
    .map(([main, tie], position) => ({ main, tie: Number.isNaN(tie) ? 0 : tie, position }))
    .filter(({ main }) => main > 0)
    .sort((a, b) => b.main - a.main || b.tie - a.tie || a.position - b.position)
    .slice(0, n)
    .map(({ position }) => position);
}

describe('the top positions', () => {
  test('are the first of sorting everything', () => {
    fc.assert(
      fc.property(pairs, fc.nat(12), (given, n) => {
        const [values, ties] = [given.map(([main]) => main), given.map(([, tie]) => tie)];
        expect(topPositions(Float64Array.from(values), n, Float64Array.from(ties))).toEqual(
          slowTop(given, n),
        );
      }),
    );
  });

  test('leave out zero and what is missing, and are fewer where fewer have anything', () => {
    expect(topPositions(Float64Array.from([0, NaN, 5, 0, 9]), 4)).toEqual([4, 2]);
  });

  test('put equal values in the order of the other count, then of their place', () => {
    const values = Float64Array.from([3, 3, 3, 7]);
    expect(topPositions(values, 4, Float64Array.from([1, 2, 1, 0]))).toEqual([3, 1, 0, 2]);
  });
});

describe('the overlap of two rankings', () => {
  const rankings = fc.tuple(fc.uniqueArray(fc.nat(30)), fc.uniqueArray(fc.nat(30)), fc.nat(20));

  test('is how many of the first n are in both, whichever comes first', () => {
    fc.assert(
      fc.property(rankings, ([a, b, n]) => {
        const slow = a.filter((item, place) => place < n && b.slice(0, n).includes(item)).length;
        expect(topOverlap(a, b, n)).toBe(slow);
        expect(topOverlap(b, a, n)).toBe(slow);
      }),
    );
  });

  test('is by hand: 2 and 3 are in both of 1 2 3 and 3 4 2', () => {
    expect(topOverlap([1, 2, 3, 4], [3, 4, 2, 1], 3)).toBe(2);
    expect(topOverlap([1, 2, 3, 4], [3, 4, 2, 1], 1)).toBe(0);
  });
});

describe('the rank of a few among many', () => {
  test('is one more than how many are larger', () => {
    const known = fc.nat(8);
    fc.assert(
      fc.property(fc.array(known, { maxLength: 8 }), fc.array(value), (few, many) => {
        expect(rankAmong(few, Float64Array.from(many))).toEqual(
          few.map((each) => 1 + many.filter((other) => other > each).length),
        );
      }),
    );
  });

  test('is by hand: among 9 9 7 5, a 9 is first, a 7 third', () => {
    expect(rankAmong([7, 9, 9, 5], Float64Array.from([9, 5, NaN, 9, 7]))).toEqual([3, 1, 1, 4]);
  });
});

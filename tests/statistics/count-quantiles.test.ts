import { expect, test } from 'vitest';
import { CountQuantiles } from '../../src/statistics/count-quantiles.js';
import { mulberry32 } from '../support/random.js';

function quantilesOf(counts: readonly number[], fractions: readonly number[]): (number | null)[] {
  const quantiles = new CountQuantiles();
  for (const count of counts) quantiles.add(count);
  expect(quantiles.n).toBe(counts.length);
  return quantiles.quantiles(fractions);
}

test('is by hand the lower median and the smallest counts that reach a quarter and three', () => {
  expect(quantilesOf([5, 0, 9, 2], [0.25, 0.5, 0.75, 1])).toEqual([0, 2, 5, 9]);
  expect(quantilesOf([7], [0.25, 0.5, 0.75])).toEqual([7, 7, 7]);
  expect(quantilesOf([], [0.25, 0.5])).toEqual([null, null]);
});

test.each([1, 2, 3, 4])('is what sorting them all gives, small counts and large ones (seed %i)', (seed) => {
  const random = mulberry32(seed);
  const fractions = [0.01, 0.25, 0.5, 0.75, 0.99, 1];
  for (let n = 1; n < 60; n += 1) {
    const counts = Array.from({ length: n }, () => Math.floor(10 ** (random() * 2 * seed)) - 1);
    const ascending = [...counts].sort((a, b) => a - b);
    expect(quantilesOf(counts, fractions)).toEqual(
      fractions.map((q) => ascending.find((_, index) => index + 1 >= q * n)),
    );
  }
});

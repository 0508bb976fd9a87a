import { describe, expect, it } from 'vitest';
import { largest } from '../../src/statistics/largest.js';

describe('the largest values', () => {
  it('come with every tie of the last of them, and never with zero or what is missing', () => {
    const values = Float64Array.of(5, NaN, 3, 0, 3, 9);
    expect(largest(values, 1)).toEqual([5]);
    expect(largest(values, 3)).toEqual([0, 2, 4, 5]);
    expect(largest(values, 100)).toEqual([0, 2, 4, 5]);
    expect(largest(Float64Array.of(0, NaN), 3)).toEqual([]);
  });

  it('are none where none is asked for', () => {
    expect(largest(Float64Array.of(1, 2), 0)).toEqual([]);
  });
});

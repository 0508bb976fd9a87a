import fc from 'fast-check';
import { expect, it } from 'vitest';
import { positionsByKey } from '../../src/statistics/positions-by-key.js';

it('files each position under its key, ascending, and those without a key nowhere', () => {
  const key = fc.oneof(fc.constant(NaN), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 50 }), (keys) => {
      const filed = [...positionsByKey(Float64Array.from(keys))].map(([each, at]) => [each, [...at]]);
      const used = [...new Set(keys.filter((each) => !Number.isNaN(each)))].sort((a, b) => a - b);
      expect(filed).toEqual(
        used.map((wanted) => [wanted, keys.flatMap((each, at) => (each === wanted ? [at] : []))]),
      );
    }),
  );
});

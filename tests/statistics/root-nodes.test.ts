import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_ROOT, rootNodes } from '../../src/statistics/root-nodes.js';

/** Follows one path at a time and remembers every step. */
function slowRoots(next: readonly number[]): number[] {
  return next.map((_, start) => {
    const seen = new Set<number>();
    for (let node = start; ; node = next[node] ?? -1) {
      if (node >= next.length) return node;
      if (seen.has(node)) return NO_ROOT;
      seen.add(node);
      if (next[node] === -1) return node;
    }
  });
}

describe('the roots of paths', () => {
  it('are where they end: in a node without a next, in one that is not there, or nowhere in a circle', () => {
    //                              0 -> 1 -> 2;  3 -> 4 -> 3;  5 -> 3;  6 -> 9
    const next = Int32Array.from([1, 2, -1, 4, 3, 3, 9]);
    expect([...rootNodes(next)]).toEqual([2, 2, 2, NO_ROOT, NO_ROOT, NO_ROOT, 9]);
  });

  it('are those of a slow walk, on any graph with circles and missing nodes', () => {
    const graph = fc
      .integer({ min: 1, max: 40 })
      .chain((size) =>
        fc.array(fc.integer({ min: -1, max: size + 2 }), { minLength: size, maxLength: size }),
      );
    fc.assert(
      fc.property(graph, (next) => {
        expect([...rootNodes(Int32Array.from(next))]).toEqual(slowRoots(next));
      }),
      { numRuns: 500 },
    );
  });

  it('are found along a path of a million', () => {
    const next = Int32Array.from({ length: 1_000_000 }, (_, node) => node - 1);
    expect(new Set(rootNodes(next))).toEqual(new Set([0]));
  });
});

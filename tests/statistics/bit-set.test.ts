import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BitSet } from '../../src/statistics/bit-set.js';

const SIZE = 100;
const positions = fc.array(fc.nat(SIZE - 1), { maxLength: 60 });

function bitSetOf(members: Iterable<number>): BitSet {
  const set = new BitSet(SIZE);
  set.addAll(members);
  return set;
}

it('holds what a set of numbers holds', () => {
  fc.assert(
    fc.property(positions, positions, (some, more) => {
      const [one, other] = [new Set(some), new Set(more)];
      expect([...bitSetOf(some).positions()]).toEqual([...one].sort((a, b) => a - b));
      expect(bitSetOf(some).count()).toBe(one.size);
      const shared = [...one].filter((position) => other.has(position)).length;
      expect(bitSetOf(some).countShared(bitSetOf(more))).toBe(shared);
    }),
  );
});

it('holds every bit of a word', () => {
  const all = bitSetOf(Array.from({ length: SIZE }, (_, position) => position));
  expect(all.count()).toBe(SIZE);
  expect(all.positions()).toHaveLength(SIZE);
  expect([...bitSetOf([31, 32, 63]).positions()]).toEqual([31, 32, 63]);
});

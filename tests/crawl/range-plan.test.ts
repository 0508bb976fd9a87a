import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../../src/crawl/range.js';
import { IdScale, knotsByDate, planRanges, splitRange } from '../../src/crawl/range-plan.js';
import { firstObjectIdOf, isObjectId } from '../../src/domain/object-id.js';

const hubId = fc
  .tuple(fc.integer({ min: 0x621ffdc0, max: 0x6b000000 }), fc.nat(0xffffffff), fc.nat(0xffffffff))
  .map((parts) => parts.map((part) => part.toString(16).padStart(8, '0')).join(''));
const scale = fc.oneof(
  hubId.map((newest) => new IdScale(knotsByDate(newest))),
  fc.array(hubId, { minLength: 1, maxLength: 50 }).map((ids) => new IdScale(ids)),
);
const rest = (before: string, downTo: string | null = null): Range => ({
  before,
  downTo,
  path: '/next',
  unlinked: false,
});

/** Whether these ranges, one after the other, are all of `whole` and nothing twice. */
function expectPartition(parts: readonly Range[], whole: Range): void {
  expect(parts[0]?.before).toBe(whole.before);
  expect(parts.at(-1)?.downTo).toBe(whole.downTo);
  for (const [index, { before, downTo, path }] of parts.entries()) {
    expect(isObjectId(before)).toBe(true);
    if (index > 0) expect(before).toBe(parts[index - 1]?.downTo);
    if (downTo !== null) expect(downTo < before).toBe(true);
    expect(path).toBe(index === 0 ? whole.path : null);
  }
}

describe('planned ranges', () => {
  it('cover everything and never overlap', () => {
    fc.assert(
      fc.property(scale, hubId, fc.integer({ min: 1, max: 9 }), (line, before, count) => {
        const ranges = planRanges(rest(before), count, line);
        expect(ranges.length).toBeLessThanOrEqual(count);
        expectPartition(ranges, rest(before));
      }),
    );
  });

  it('stay a partition however often one of them is split', () => {
    fc.assert(
      fc.property(scale, hubId, fc.array(fc.nat(20), { maxLength: 20 }), (line, before, picks) => {
        const ranges = planRanges(rest(before), 4, line);
        for (const pick of picks) {
          const at = pick % ranges.length;
          const halves = splitRange(ranges[at] ?? rest(before), line);
          if (halves !== null) ranges.splice(at, 1, ...halves);
        }
        expectPartition(ranges, rest(before));
      }),
    );
  });

  it('hold as many models each when they are cut at quantiles', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => firstObjectIdOf(0x621ffdc0 + index ** 2));
    const line = new IdScale(ids);
    const newest = ids.at(-1) ?? '';
    for (const { before, downTo } of planRanges(rest(newest), 4, line)) {
      const held = ids.filter((id) => id < before && (downTo === null || id >= downTo)).length;
      expect(Math.abs(held - 250)).toBeLessThanOrEqual(2);
    }
  });

  it('are cut by date where as many models were added since as before', () => {
    const [start, year] = [0x621ffdc0, 365.25 * 86_400];
    const newest = firstObjectIdOf(start + Math.log2(1 + 15) * year);
    const [newer] = planRanges(rest(newest), 2, new IdScale(knotsByDate(newest)));
    const cut = Number.parseInt((newer?.downTo ?? '').slice(0, 8), 16);
    // Half of 2^4 - 1 is there after log2(8.5) years.
    expect(Math.abs(cut - (start + Math.log2(8.5) * year))).toBeLessThan(86_400);
  });
});

describe('the scale', () => {
  it('never turns two ids around, and finds a place again', () => {
    fc.assert(
      fc.property(scale, hubId, hubId, (line, a, b) => {
        const [older, newer] = a < b ? [a, b] : [b, a];
        expect(line.placeOf(older)).toBeLessThanOrEqual(line.placeOf(newer));
        expect(line.placeOf(line.hubIdAt(line.placeOf(a)))).toBeCloseTo(line.placeOf(a), 6);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, listedBelow, type Range, readBetween, readRangePage } from '../../src/crawl/range.js';
import type { ListingPage } from '../../src/hub/model-listing.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';

const id = (number: number) => firstObjectIdOf(number);
const items = (...numbers: number[]) => numbers.map((number) => ({ _id: id(number), id: `a/${number}` }));
const page = (listed: unknown[], next: string | null = '/next'): ListingPage => ({
  items: listed,
  next,
  bytes: 1,
  url: '/asked',
  refusedFields: [],
});
const asked = (change: Partial<Range> = {}): Range => ({
  before: id(100),
  downTo: id(50),
  path: '/asked',
  unlinked: false,
  ...change,
});

describe('a page of a range', () => {
  it('moves the range on to its last model', () => {
    expect(readRangePage(asked(), page(items(99, 70)))).toEqual({
      kind: 'entries',
      items: items(99, 70),
      rest: asked({ before: id(70), path: '/next' }),
    });
  });

  it('ends the range at the first model below its bound, and leaves that to the neighbour', () => {
    const odd = { _id: 'nonsense' };
    expect(readRangePage(asked(), page([...items(60, 50), odd, ...items(49, 48)]))).toEqual({
      kind: 'entries',
      items: [...items(60, 50), odd],
      rest: null,
    });
  });

  it('shows the end of the listing by being empty, without a link', () => {
    expect(readRangePage(asked(), page([], null))).toEqual({ kind: 'nothing below' });
  });

  it('without a link has to be asked after, and nothing may follow', () => {
    const unlinked = readRangePage(asked(), page(items(99, 70), null));
    const rest = asked({ before: id(70), path: null, unlinked: true });
    expect(unlinked).toMatchObject({ kind: 'entries', rest });
    expect(readRangePage(rest, page([], null))).toEqual({ kind: 'nothing below' });
    expect(readRangePage(rest, page(items(49)))).toMatchObject({ kind: 'entries', items: [], rest: null });
    expect(readRangePage(rest, page(items(60)))).toMatchObject({ surprise: 'page without a link' });
  });

  it.each([
    ['models outside the range', page(items(101, 99))],
    ['models outside the range', page(items(100, 99))],
    ['models out of order', page(items(99, 70, 80))],
    ['models out of order', page(items(99, 99))],
    ['unreadable page', page(['text', null])],
    ['empty page with a link', page([])],
  ])('is a surprise: %s', (surprise, listed) => {
    expect(readRangePage(asked(), listed)).toEqual({ kind: 'surprise', surprise });
  });
});

describe('what lies between open ranges', () => {
  it('is what none of them still has to read', () => {
    const bounds = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(bounds, fc.boolean(), (numbers, isToTheEnd) => {
        const sorted = [...numbers].sort((a, b) => b - a);
        const ranges: Range[] = [];
        for (let index = 0; index + 1 < sorted.length; index += 2) {
          ranges.push(asked({ before: id(sorted[index] ?? 0), downTo: id(sorted[index + 1] ?? 0) }));
        }
        const last = ranges.at(-1);
        if (isToTheEnd && last !== undefined) last.downTo = null;
        const read = readBetween(ranges);
        for (let number = 0; number < (sorted[0] ?? 0); number += 1) {
          const isOpen = ranges.some(
            ({ before, downTo }) => id(number) < before && (downTo === null || id(number) >= downTo),
          );
          expect(isWithin(read, id(number))).toBe(!isOpen);
        }
      }),
    );
  });
});

describe('the place below which models are listed for sure', () => {
  const open = (before: number, downTo: number | null, change: Partial<Range> = {}): Range =>
    asked({ before: id(before), downTo: downTo === null ? null : id(downTo), path: null, ...change });

  it.each<[what: string, ranges: Range[], place: string | null]>([
    ['no range was read', [open(100, 50, { path: '/next' }), open(50, null)], null],
    ['a range was read in part', [open(100, 50), open(40, null, { path: '/next' })], id(50)],
    ['a range was read to a last page', [open(100, 50), open(40, null, { unlinked: true })], id(50)],
    ['a range between two was read to its end', [open(100, 70), open(50, null)], id(50)],
    ['the newest range was read to its end', [open(50, 20), open(20, null)], id(50)],
    ['only the oldest range is left', [open(40, null, { path: '/next' })], null],
  ])('is told by what is open: %s', (_, ranges, place) => {
    expect(listedBelow(ranges)).toBe(place);
  });
});

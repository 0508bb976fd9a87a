import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutToWidth, displayWidth, safeWords, wrapText } from '../../src/render/text-layout.js';
import { hostileNames, terminalColumns } from './hostile-names.js';

const text = fc.string({ unit: fc.constantFrom('a', ' ', 'ü', '通', '😀', 'e\u0301', '-'), maxLength: 60 });

test('wide characters count twice and accents not at all', () => {
  expect(['abc', '通义', '😀', 'e\u0301', ''].map(displayWidth)).toEqual([3, 4, 2, 1, 0]);
});

test('a cut text fits and is the start of the whole', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 4, max: 30 }), (whole, width) => {
      const cut = cutToWidth(whole, width, '…');
      expect(terminalColumns(cut)).toBeLessThanOrEqual(width);
      expect(cut.isWellFormed()).toBe(true);
      expect(cut === whole || (cut.endsWith('…') && whole.startsWith(cut.slice(0, -1)))).toBe(true);
      if (terminalColumns(whole) <= width) expect(cut).toBe(whole);
    }),
  );
});

test('wrapped lines fit and hold every character that is not a space', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (whole, width) => {
      const lines = wrapText(whole, width);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(whole.replaceAll(' ', ''));
    }),
  );
});

test('lines break at spaces', () => {
  expect(wrapText('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
});

test.each(hostileNames)('%j is never more than a few lines', (name) => {
  expect(safeWords(name, '…').length).toBeLessThan(900);
});

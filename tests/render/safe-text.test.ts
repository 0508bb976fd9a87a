import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeText } from '../../src/render/safe-text.js';
import { hostileNames, unsafeCodePoints } from './hostile-names.js';

test('a direction override is shown, not obeyed', () => {
  expect(safeText('invoice\u202Egpj.exe')).toBe('invoice\\u{202E}gpj.exe');
});

test('a terminal sequence is shown, in its seven-bit and its eight-bit form', () => {
  expect(safeText('\u001B[31m')).toBe('\\u{1B}[31m');
  expect(safeText('\u009B31m')).toBe('\\u{9B}31m');
});

test('a lone surrogate is shown and a pair stays', () => {
  expect(safeText('\uD83D\uDE00 \uD83D')).toBe('\uD83D\uDE00 \\u{D83D}');
});

test.each(hostileNames)('nothing unsafe is left of %j', (name) => {
  const safe = safeText(name);
  expect(unsafeCodePoints(safe)).toEqual([]);
  expect(safe).not.toContain('\n');
  expect(safe.isWellFormed()).toBe(true);
});

test('any text becomes one safe line, and a second pass changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const safe = safeText(text);
      expect(unsafeCodePoints(safe)).toEqual([]);
      expect(safe).not.toMatch(/[\n\r\u2028\u2029]/);
      expect(safeText(safe)).toBe(safe);
    }),
  );
});

test.each(['meta-llama/Llama-3.1-8B', 'Ünïcödé', '通义千问', 'Модель', 'نموذج', '🤗 ❤️', 'a\u00A0b\u202Fc'])(
  'ordinary letters stay: %s',
  (name) => {
    expect(safeText(name)).toBe(name);
  },
);

test('the emoji selector is hidden text anywhere but after an emoji', () => {
  expect(safeText('gpt\uFE0F')).toBe('gpt\\u{FE0F}');
});

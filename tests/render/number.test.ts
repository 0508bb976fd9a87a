import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatCell,
  formatCompact,
  formatIndex,
  formatInteger,
  formatShare,
} from '../../src/render/number.js';

const ascii = { unicode: false };
const unicode = { unicode: true };

test.each([
  [0, '0 %'],
  [0.000001, '<0.01 %'],
  [0.00005, '0.01 %'],
  [0.000088, '0.01 %'],
  [0.0042, '0.42 %'],
  [0.00994, '0.99 %'],
  [0.00996, '1.0 %'],
  [0.4731, '47.3 %'],
  [0.496, '49.6 %'],
  [0.9994, '99.9 %'],
  [0.9999, '>99.9 %'],
  [1, '100 %'],
  [12.5, '1 250.0 %'],
  [-0.00001, '>-0.01 %'],
  [-0.123, '-12.3 %'],
])('the share %d reads %s', (share, text) => {
  expect(formatShare(share, ascii)).toBe(text);
});

test('a share between none and all never reads as none or all', () => {
  fc.assert(
    fc.property(fc.double({ min: Number.MIN_VALUE, max: 1 - Number.EPSILON, noNaN: true }), (share) => {
      expect(formatShare(share, ascii)).not.toMatch(/^(0|0\.0+|100|100\.0) %$/);
    }),
  );
});

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1 000'],
  [-1234567, '-1 234 567'],
  [45_438_836_957, '45 438 836 957'],
  [Number.MAX_SAFE_INTEGER, '9 007 199 254 740 991'],
  [2n ** 70n, '1 180 591 620 717 411 303 424'],
  [1234.5, '1 234.5'],
  [0.0032, '0.0032'],
])('the integer %s reads %s', (value, text) => {
  expect(formatInteger(value, ascii)).toBe(text);
});

test('taking the spaces out of an integer gives all its digits back', () => {
  fc.assert(
    fc.property(fc.bigInt(), (value) => {
      expect(BigInt(formatInteger(value, unicode).replaceAll('\u202F', ''))).toBe(value);
    }),
  );
});

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1 k'],
  [1290, '1.29 k'],
  [999_499, '999 k'],
  [999_950, '1 M'],
  [1_290_000, '1.29 M'],
  [45_438_836_957, '45.4 bn'],
  [2n ** 60n, '1 150 000 tn'],
  [-1_290_000, '-1.29 M'],
])('%s in short is %s', (value, text) => {
  expect(formatCompact(value, ascii)).toBe(text);
});

test.each([
  [0, '0'],
  [0.99117, '0.9912'],
  [1, '1.0000'],
  [0.00001, '<0.0001'],
  [-0.00001, '>-0.0001'],
  [1234.56789, '1 234.5679'],
])('the index %d reads %s', (value, text) => {
  expect(formatIndex(value, ascii)).toBe(text);
});

test('groups and units are held together by narrow no-break spaces where the terminal can', () => {
  expect(formatInteger(1_234_567, unicode)).toBe('1\u202F234\u202F567');
  expect(formatShare(0.5, unicode)).toBe('50.0\u202F%');
  expect(formatCompact(1_290_000, unicode)).toBe('1.29\u202FM');
});

describe('a cell', () => {
  test.each(['text', 'integer', 'share', 'index', 'date'] as const)(
    'of kind %s reads unknown when absent',
    (kind) => {
      expect(formatCell(null, kind, ascii)).toBe('unknown');
      expect(formatCell(null, kind, ascii, 'none')).toBe('none');
    },
  );

  test('that is not a finite number reads unknown, not a number', () => {
    expect(formatCell(NaN, 'share', ascii)).toBe('unknown');
    expect(formatCell(Infinity, 'integer', ascii)).toBe('unknown');
  });

  test('of another kind keeps its words', () => {
    expect(formatCell('gpt2', 'text', ascii)).toBe('gpt2');
    expect(formatCell('2026-11-22', 'date', ascii)).toBe('2026-11-22');
    expect([true, false].map((value) => formatCell(value, 'text', ascii))).toEqual(['yes', 'no']);
    expect(formatCell(12345, 'text', ascii)).toBe('12345');
  });
});

describe('in Russian', () => {
  const russian = { unicode: true, language: 'ru' } as const;

  test.each([
    ['share', 0.496, '49,6\u202F%'],
    ['share', 0.0042, '0,42\u202F%'],
    ['share', 0.000001, '<0,01\u202F%'],
    ['share', 0.9999, '>99,9\u202F%'],
    ['share', 1, '100\u202F%'],
    ['index', 0.99117, '0,9912'],
    ['index', 0.00001, '<0,0001'],
    ['integer', 1234.5, '1\u202F234,5'],
    ['integer', 45_438_836_957, '45\u202F438\u202F836\u202F957'],
    ['text', true, 'да'],
    ['text', false, 'нет'],
    ['text', 'gpt2', 'gpt2'],
    ['date', '2026-11-22', '2026-11-22'],
  ] as const)('the %s %s reads %s', (kind, value, text) => {
    expect(formatCell(value, kind, russian)).toBe(text);
  });

  test.each([
    [999, '999'],
    [1290, '1,29\u202Fтыс.'],
    [1_290_000, '1,29\u202Fмлн'],
    [45_438_836_957, '45,4\u202Fмлрд'],
    [2e12, '2\u202Fтрлн'],
  ])('%d in short is %s', (value, text) => {
    expect(formatCompact(value, russian)).toBe(text);
  });

  test('what is absent has words of its own', () => {
    expect(formatCell(null, 'share', russian)).toBe('неизвестно');
    expect(formatCell(null, 'text', russian, 'not in this store')).toBe('нет в этом хранилище');
    expect(formatCell(NaN, 'integer', russian)).toBe('неизвестно');
  });
});

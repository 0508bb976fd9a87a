import { describe, expect, test } from 'vitest';
import { colourClasses, palette } from '../../src/render/svg/palette.js';
import { pageStyle } from '../../src/render/html/style-sheet.js';

/** Relative luminance of `#rrggbb`. Source: WCAG 2.2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** A variable of the style sheet: the first is of the light theme, the second of the dark. */
function variable(name: string, theme: 'light' | 'dark'): string {
  const [light = '', dark = ''] = [...pageStyle.matchAll(new RegExp(`--${name}:(#[0-9a-f]{3,6})`, 'g'))].map(
    ([, value = '']) => value.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3'),
  );
  return theme === 'light' ? light : dark;
}

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  test.each(palette.map((colour) => [colour.name, colour[theme]]))(
    'a mark in %s stands out from the page, and so does text in it and on it',
    (_, colour) => {
      expect(contrast(colour, variable('bg', theme))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(variable('in', theme), colour)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('text stands out from the page, and the number of a heat-map from its cell', () => {
    for (const name of ['fg', 'muted', 'link']) {
      expect(contrast(variable(name, theme), variable('bg', theme)), name).toBeGreaterThanOrEqual(4.5);
    }
    for (const [step, text] of [
      ['h0', 'fg'],
      ['h1', 'fg'],
      ['h2', 'fg'],
      ['h3', 'in'],
      ['h4', 'in'],
    ] as const) {
      expect(contrast(variable(text, theme), variable(step, theme)), step).toBeGreaterThanOrEqual(4.5);
    }
  });
});

test('a thing has the same colour among whatever others it stands', () => {
  expect(colourClasses(['US', 'CN', 'unknown'])).toEqual(
    colourClasses(['US', 'x', 'CN', 'unknown']).toSpliced(1, 1),
  );
  expect(colourClasses(['company', 'individual'])).toEqual(
    colourClasses(['individual', 'company']).reverse(),
  );
});

test('what has no colour of its own takes none of those that have', () => {
  const [us, first, second] = colourClasses(['US', 'Qwen', 'Llama', 'other', 'unknown']);
  expect(new Set([us, first, second]).size).toBe(3);
  expect(colourClasses(['other', 'unknown'])).toEqual(['other', 'unknown']);
});

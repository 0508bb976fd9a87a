import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { isGraphFormat } from '../../src/render/format.js';
import { formats, render } from '../../src/render/index.js';
import { exampleOutput } from './example-output.js';

const plainFormats = formats.filter((format) => !isGraphFormat(format));

const options = { width: 80, colour: false, unicode: true };

test.each(plainFormats)('%s states the night and ends in one newline', (format) => {
  const text = render(format, exampleOutput(), options);
  expect(text).toContain('2026-11-22');
  expect(text).toMatch(/[^\n]\n$/);
});

test.each(plainFormats)('%s is the same for the same output and leaves it unchanged', (format) => {
  const output = exampleOutput();
  expect(render(format, output, options)).toBe(render(format, exampleOutput(), options));
  expect(output).toEqual(exampleOutput());
});

test('the table option reaches csv', () => {
  expect(render('csv', exampleOutput(), { ...options, table: 'ladder' })).toMatch(/^models,share,/);
  expect(() => render('csv', exampleOutput(), { ...options, table: 'nope' })).toThrow(UsageError);
});

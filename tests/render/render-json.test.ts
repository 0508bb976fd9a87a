import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from '../../src/render/json-text.js';
import { renderJson } from '../../src/render/render-json.js';
import { exampleOutput } from './example-output.js';
import { hostileNames, unsafeCodePoints } from './hostile-names.js';

const parse = (text: string) => JSON.parse(text) as Record<string, unknown>;

test('the document holds the answer and where it comes from, in one order, and of the view the words alone', () => {
  const output = exampleOutput();
  const document = parse(renderJson(output));
  expect(Object.keys(document)).toEqual([
    'report',
    'question',
    'finding',
    'definition',
    'caveats',
    'provenance',
    'parameters',
    'result',
    'published',
  ]);
  expect(document).toMatchObject({
    report: 'concentration',
    finding: '200 models take 47.3 % of all downloads',
    definition: ['metric: downloads (all time)', 'population: 2 963 204 models'],
    caveats: expect.arrayContaining(['1 204 models lack downloadsAllTime.']) as string[],
    provenance: output.provenance,
    parameters: output.parameters,
    published: output.published,
  });
});

test('a bigint is an integer literal with all its digits', () => {
  expect(renderJson(exampleOutput())).toContain('"beyond": 1152921504606846976,\n');
});

test('the order in which parameters were given does not show', () => {
  const reversed = exampleOutput((output) => {
    output.parameters = Object.fromEntries(Object.entries(output.parameters).reverse());
  });
  expect(renderJson(reversed)).toBe(renderJson(exampleOutput()));
});

test('it is indented by two and ends in one newline', () => {
  const text = renderJson(exampleOutput());
  expect(text).toMatch(/^\{\n {2}"report": "concentration",\n {2}"question"/);
  expect(text).toMatch(/[^\n]\n$/);
});

test('hostile names come back whole from a parser and reach no terminal raw', () => {
  const text = renderJson(exampleOutput((output) => (output.result = { names: hostileNames })));
  expect(parse(text)).toMatchObject({ result: { names: hostileNames } });
  expect(unsafeCodePoints(text)).toEqual([]);
});

test('any plain data is written as JSON.stringify would, but for characters made safe', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      expect(jsonText(value, indent)).toBe(JSON.stringify(value, null, indent));
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const text = jsonText(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(unsafeCodePoints(text)).toEqual([]);
    }),
  );
});

test('what has no value is null in a list, left out of an object, and NaN is not a number', () => {
  expect(jsonText({ a: undefined, b: [undefined, NaN, -0] })).toBe('{"b":[null,null,0]}');
});

test.each([new Date(0), new Map([[1, 2]]), Float64Array.of(1), () => 1, Symbol('s')])(
  'data that would lose its content is refused: %s',
  (value) => {
    expect(() => jsonText({ value })).toThrow(TypeError);
  },
);

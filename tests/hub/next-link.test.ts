import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextLink } from '../../src/hub/next-link.js';

const URL_1 = 'https://huggingface.co/api/models?limit=1000&sort=createdAt&cursor=eyJfaWQiOiJ4In0%3D';

describe('nextLink', () => {
  it.each([
    ['as the Hub writes it', `<${URL_1}>; rel="next"`],
    ['without space', `<${URL_1}>;rel="next"`],
    ['without quotes', `<${URL_1}>; rel=next`],
    ['in capitals', `<${URL_1}>; REL="NEXT"`],
    ['among several relations', `<${URL_1}>; rel="last next"`],
    ['after another link', `<https://x.test/1>; rel="first", <${URL_1}>; rel="next"`],
    ['after a space and a comma', `<https://x.test/1>; rel="first" , <${URL_1}>; rel="next"`],
    ['with other parameters', `<${URL_1}>; title="a, b; c"; rel="next"; foo`],
  ])('finds the next page %s', (_, header) => {
    expect(nextLink(header)).toBe(URL_1);
  });

  it('keeps a relative address as it is', () => {
    expect(nextLink('</api/models?cursor=a%2Bb>; rel="next"')).toBe('/api/models?cursor=a%2Bb');
  });

  it.each([
    [null],
    [''],
    ['next'],
    ['<>; rel="next"'],
    [`<${URL_1}`],
    [`<${URL_1}>; rel="prev"`],
    [`<${URL_1}>; rel=""; rel="next"`],
    [`<${URL_1}>; uri="x"; rel="next"`],
    [`<${URL_1}>; title*=x; rel="next"`],
  ])('finds none in %j', (header) => {
    expect(nextLink(header)).toBeUndefined();
  });

  it('never throws', () => {
    const part = fc.constantFrom(
      '<',
      '>',
      ';',
      ',',
      '"',
      '=',
      ' ',
      'rel',
      'next',
      'uri',
      '*',
      "''",
      '\\',
      '/a',
      '%',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
        (header) => {
          const target = nextLink(header);
          expect(target === undefined || typeof target === 'string').toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

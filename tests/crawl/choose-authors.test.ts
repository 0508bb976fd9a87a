import { expect, it } from 'vitest';
import { chooseAuthors } from '../../src/crawl/choose-authors.js';
import type { DueKeys } from '../../src/store/author-due.js';

/** Upper-case letters are stale, lower-case ones never asked about; in the order of their downloads. */
const due = (letters: string): DueKeys => {
  const codes = Array.from(letters, (letter) => letter.charCodeAt(0));
  const isStale = (code: number): boolean => code < 97;
  return {
    neverAsked: Uint32Array.from(codes.filter((code) => !isStale(code))),
    stale: Uint32Array.from(codes.filter(isStale)),
  };
};
const chosen = (letters: string, atMost?: number): string =>
  String.fromCharCode(...chooseAuthors(due(letters), atMost));

it.each([
  ['AbCd', undefined, 'bdAC'],
  ['abcd', 3, 'abc'],
  ['ABCD', 3, 'ABC'],
  ['AbCdEf', 4, 'bdAC'],
  ['AbCdEf', 3, 'bdA'],
  ['AbCdEf', 1, 'b'],
  ['AbCDE', 4, 'bACD'],
  ['Abcde', 4, 'bcdA'],
  ['AbCd', 0, ''],
  ['', 5, ''],
])('of the due authors %s, at most %s are %s', (letters, atMost, expected) => {
  expect(chosen(letters, atMost)).toBe(expected);
});

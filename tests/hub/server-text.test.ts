import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorMessage, serverText } from '../../src/hub/server-text.js';

describe('errorMessage', () => {
  it.each([
    ['{"error":"Repository not found"}', 'Repository not found'],
    ['{"error":["one","two",3]}', 'one; two'],
    ['{"errors":[{"message":"one"},{"message":"two"},{}]}', 'one; two'],
    ['{"error_description":"expired"}', 'expired'],
    ['{"error":"","message":"from elsewhere"}', 'from elsewhere'],
    ['<html><head><title>504 Gateway Time-out</title></head><body>x</body></html>', '504 Gateway Time-out'],
    ['Too many requests', 'Too many requests'],
    ['{"error":{}}', ''],
    ['[1,2]', ''],
    ['', ''],
  ])('reads %j', (body, message) => {
    expect(errorMessage(new Headers(), body)).toBe(message);
  });

  it('falls back to X-Error-Message where the body says nothing in JSON', () => {
    const headers = new Headers({ 'X-Error-Message': 'from the header' });
    expect(errorMessage(headers, '{}')).toBe('from the header');
    expect(errorMessage(headers, '<p>busy</p>')).toBe('from the header');
    expect(errorMessage(headers, '{"error":"from the body"}')).toBe('from the body');
  });
});

describe('serverText', () => {
  it('makes one harmless line', () => {
    expect(serverText(' a\u001b[31mred\u0007\r\n\u202eevil\u2028\ud800 ', undefined)).toBe(
      'a [31mred evil \ufffd',
    );
  });

  it('hides a secret, also where it is encoded or would be cut in two', () => {
    expect(serverText('Bearer hf_a/b and hf_a%2Fb', 'hf_a/b')).toBe('Bearer *** and ***');
    const cut = serverText(`${'x'.repeat(290)}hf_abcdefghijklmnop${'y'.repeat(50)}`, 'hf_abcdefghijklmnop');
    expect(cut).not.toContain('hf_');
  });

  it('never exceeds its length nor splits a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, maxLength) => {
        const line = serverText(text, undefined, maxLength);
        expect([...line].length).toBeLessThanOrEqual(maxLength);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHttpDate, parseQuota, parseRetryAfter } from '../../src/hub/quota.js';

function quotaOf(limits: string | undefined, policy?: string) {
  const headers = new Headers();
  if (limits !== undefined) headers.set('RateLimit', limits);
  if (policy !== undefined) headers.set('RateLimit-Policy', policy);
  return parseQuota(headers);
}

describe('parseQuota', () => {
  it.each([
    ['"api";r=474;t=142', { remaining: 474, resetS: 142 }],
    ['  "api" ; r = 474 ;t= 142 ', { remaining: 474, resetS: 142 }],
    ['"api";t=142;r=474', { remaining: 474, resetS: 142 }],
    ['"api";R=474;T=142', { remaining: 474, resetS: 142 }],
    ['"api";r=0;t=0', { remaining: 0, resetS: 0 }],
    ['"api";r=3;t=0.25', { remaining: 3, resetS: 0.25 }],
    ['"resolvers";r=2999;t=9, "api";r=474;t=142', { remaining: 474, resetS: 142 }],
    ['"resolvers";r=2999;t=9, "pages";r=1;t=2', { remaining: 2999, resetS: 9 }],
    ['nonsense, "api";r=474;t=142', { remaining: 474, resetS: 142 }],
    ['"a,b;r=1";r=7;t=8', { remaining: 7, resetS: 8 }],
    ['"api;r=1;t=2', { remaining: 1, resetS: 2 }],
    ['"api";r=474', { remaining: 474 }],
    ['"api";r=-1;t=142', { resetS: 142 }],
    ['"api";r=4.5;t=142', { resetS: 142 }],
    ['"api";r=1e3;t=0x10', {}],
    ['"api";r=99999999999999999999;t=', {}],
    ['"api";err=3;rt=4', {}],
    ['', {}],
  ])('reads %j of RateLimit', (header, quota) => {
    expect(quotaOf(header)).toEqual(quota);
  });

  it.each([
    ['"fixed window";"api";q=500;w=300', { limit: 500, windowS: 300 }],
    ['"api"; w=300 ;q=1000', { limit: 1000, windowS: 300 }],
    ['"fixed window";"pages";q=100;w=300,"fixed window";"api";q=500;w=300', { limit: 500, windowS: 300 }],
    ['"fixed window";"api";q=20;w=0.5', { limit: 20, windowS: 0.5 }],
    ['"fixed window";"api";q=0;w=0', {}],
    ['q=500', { limit: 500 }],
    ['off', {}],
  ])('reads %j of RateLimit-Policy', (header, quota) => {
    expect(quotaOf(undefined, header)).toEqual(quota);
  });

  it('joins both headers, and tells nothing without them', () => {
    expect(quotaOf('"api";r=1;t=2', '"fixed window";"api";q=3;w=4')).toEqual({
      remaining: 1,
      resetS: 2,
      limit: 3,
      windowS: 4,
    });
    expect(quotaOf(undefined)).toEqual({});
  });

  it('reads what it would write, and never throws on anything else', () => {
    const count = fc.nat(1_000_000);
    fc.assert(
      fc.property(count, count, (r, t) => {
        expect(quotaOf(`"api";r=${r};t=${t}`)).toEqual({ remaining: r, resetS: t });
      }),
    );
    const token = fc.constantFrom(
      '"api"',
      '"',
      ';',
      ',',
      '=',
      ' ',
      'r',
      't',
      'q=',
      'w=1',
      '-',
      '9',
      '.',
      'é',
    );
    const header = fc.array(token).map((parts) => parts.join(''));
    fc.assert(
      fc.property(header, header, (limits, policy) => {
        for (const value of Object.values(quotaOf(limits, policy))) expect(value).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('parseRetryAfter', () => {
  const nowMs = Date.UTC(2026, 10, 23, 8, 0, 0);

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Mon, 23 Nov 2026 08:00:42 GMT', 42_000],
    ['Monday, 23-Nov-26 08:00:42 GMT', 42_000],
    ['Mon Nov 23 08:00:42 2026', 42_000],
    ['Mon, 23 Nov 2026 07:00:00 GMT', 0],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['2026-11-23', undefined],
    ['Mon, 99 Nov 2026 08:00:42 GMT', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads %j', (value, ms) => {
    expect(parseRetryAfter(value, nowMs)).toBe(ms);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseRetryAfter(text, nowMs);
        expect(ms === undefined || ms >= 0).toBe(true);
        parseHttpDate(`Mon, ${text} 08:00:00`);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, defaultRetry, rateLimitWaitMs, statusVerdict } from '../../src/hub/retry.js';

describe('statusVerdict', () => {
  it('sends again what may pass, and nothing else', () => {
    const transient = Array.from({ length: 500 }, (_, index) => index + 100).filter(
      (status) => statusVerdict(status) === 'transient',
    );
    const serverErrors = Array.from({ length: 100 }, (_, index) => index + 500);
    expect(transient).toEqual([408, ...serverErrors.filter((status) => status !== 501 && status !== 505)]);
    expect([200, 307, 429, 400, 401, 403, 404, 405, 204, 304].map(statusVerdict)).toEqual([
      'success',
      'redirect',
      'rate-limited',
      ...Array.from({ length: 7 }, () => 'refused'),
    ]);
  });
});

describe('backoffMs', () => {
  it('doubles its ceiling with each failure up to the cap', () => {
    const ceilings = [1, 2, 3, 4, 5, 6, 7].map((failures) => backoffMs(failures, 1, defaultRetry));
    expect(ceilings).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('spreads over the whole range below the ceiling', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          const ms = backoffMs(failures, random, defaultRetry);
          expect(ms).toBeCloseTo(random * backoffMs(failures, 1, defaultRetry), 6);
          expect(ms).toBeLessThanOrEqual(defaultRetry.capMs);
        },
      ),
    );
  });
});

describe('rateLimitWaitMs', () => {
  const wait = (
    r: number | undefined,
    t: number | undefined,
    retryAfterMs: number | undefined,
    earlier = 0,
  ) =>
    rateLimitWaitMs(
      {
        quota: { ...(r === undefined ? {} : { remaining: r }), ...(t === undefined ? {} : { resetS: t }) },
        retryAfterMs,
        earlier,
      },
      defaultRetry,
    );

  it.each([
    ['the reset when nothing is left', 0, 142, undefined, 143_000],
    ['Retry-After when something is left, whatever t says', 977, 200, 7_000, 7_000],
    ['the longer of both', 0, 3, 60_000, 60_000],
    ['the longer of both, the other way round', 0, 90, 60_000, 91_000],
    ['the first step when neither is told', undefined, undefined, undefined, 15_000],
    ['the first step when something is left and no time is told', 977, 200, undefined, 15_000],
    ['what it is told even if that is nothing', 400, 1, 0, 0],
  ])('waits for %s', (_, r, t, retryAfterMs, ms) => {
    expect(wait(r, t, retryAfterMs)).toBe(ms);
  });

  it('grows with each refusal in a row, up to the last step', () => {
    const waits = [0, 1, 2, 3, 4, 5, 9].map((earlier) => wait(undefined, undefined, undefined, earlier));
    expect(waits).toEqual([15_000, 30_000, 60_000, 120_000, 300_000, 300_000, 300_000]);
  });

  it('believes a time once, then grows past a server that keeps telling too short a one', () => {
    const waits = [0, 1, 2, 3].map((earlier) => wait(0, 1, undefined, earlier));
    expect(waits).toEqual([2_000, 15_000, 30_000, 60_000]);
  });
});

import { describe, expect, it } from 'vitest';
import { claimLanguages, reasonPieces } from '../../src/reports/verdict-reason.js';
import { hubCounts, hubSize } from '../../src/reports/hub-size.js';
import { plainText } from '../../src/reports/plain-text.js';
import { readClaims } from '../../src/reports/published-claims.js';
import { type NightSize, type Outcome, type StoreFacts, verdictOf } from '../../src/reports/verdict.js';
import { claimOf } from '../support/claims.js';

const nights = (...dates: string[]): NightSize[] =>
  dates.map((date) => ({ date, models: 900, expected: 1000 }));

const value = (number: number): Outcome => ({ kind: 'value', value: number });

const whole: StoreFacts = {
  night: '2026-08-01',
  models: 900,
  expected: 1000,
  whole: true,
  nights: nights('2026-01-10', '2026-08-01'),
  crawled: [],
};

const judged = (...given: Parameters<typeof verdictOf>) => {
  const { verdict, reason } = verdictOf(...given);
  return [verdict, reason.code];
};

describe('a figure that this night can be compared with', () => {
  it.each([
    [0.4, 'holds', 'inside'],
    [0.5, 'holds', 'inside'],
    [0.6, 'holds', 'inside'],
    [0.39, 'off', 'outside'],
    [0.61, 'off', 'outside'],
  ])('computed as %d %s', (number, verdict, code) => {
    expect(judged(claimOf({}), whole, value(number))).toEqual([verdict, code]);
  });

  it('may be open on either side', () => {
    expect(judged(claimOf({ at_most: null }), whole, value(9))[0]).toBe('holds');
    expect(judged(claimOf({ at_most: null }), whole, value(0.3))[0]).toBe('off');
    expect(judged(claimOf({ at_least: null }), whole, value(-9))[0]).toBe('holds');
    expect(judged(claimOf({ at_least: null }), whole, value(0.7))[0]).toBe('off');
  });

  it('is not comparable where the source gives none', () => {
    const silent = claimOf({ value: null, at_least: null, at_most: null });
    expect(judged(silent, whole, value(1))).toEqual(['not comparable', 'no_figure']);
  });

  it.each([NaN, Infinity, -Infinity])('is not comparable with %d, which is no figure', (number) => {
    for (const claim of [claimOf({}), claimOf({ at_most: null }), claimOf({ at_least: null })]) {
      expect(judged(claim, whole, value(number))).toEqual(['not comparable', 'unanswered']);
    }
  });

  it('is not comparable where there is a figure, but no band within which it holds', () => {
    const open = claimOf({ at_least: null, at_most: null });
    expect(judged(open, whole, value(0.5))).toEqual(['not comparable', 'unanswered']);
  });

  it('is off with the source that contradicts it named, when that one holds', () => {
    const claim = claimOf({ contradicts: ['X2', 'X3'] });
    expect(verdictOf(claim, whole, value(1), new Set(['X3'])).reason).toEqual({
      code: 'contradicted',
      by: 'X3',
    });
    expect(judged(claim, whole, value(1), new Set(['X4']))).toEqual(['off', 'outside']);
    expect(judged(claim, whole, value(0.5), new Set(['X3']))).toEqual(['holds', 'inside']);
  });

  it('says what was found where that is more than the number', () => {
    const because = { code: 'created_on', model: 'a/b', date: '2025-01-20' } as const;
    const outcome = { kind: 'value', value: 2025, because } as const;
    const claim = claimOf({ nights: 'any', at_least: 2026, at_most: 2026 });
    expect(verdictOf(claim, whole, outcome)).toEqual({ verdict: 'off', reason: because });
  });
});

describe('what stands in the way of a comparison', () => {
  it('is first that nothing observes it, whatever else is so', () => {
    const claim = claimOf({ observable: false, needs: 'datasets' });
    expect(judged(claim, { ...whole, whole: false }, value(0.5))).toEqual([
      'not observable',
      'not_observable',
    ]);
  });

  it.each(['datasets', 'spaces'] as const)('is a crawl of %s', (needs) => {
    expect(verdictOf(claimOf({ needs }), whole, { kind: 'unanswered' })).toEqual({
      verdict: 'not yet',
      reason: { code: 'needs_crawl', of: needs },
    });
  });

  const window = claimOf({ nights: 'window', from_day: '2026-01-20', to_day: '2026-08-10' });

  it('is a night at one end of a window', () => {
    expect(judged(window, whole, value(0.5))).toEqual(['holds', 'inside']);
    const late = { ...whole, nights: nights('2026-01-05', '2026-08-01') };
    expect(verdictOf(window, late, value(0.5))).toEqual({
      verdict: 'not yet',
      reason: { code: 'window_past', from: '2026-01-20', to: '2026-08-10', since: '2026-01-05' },
    });
    // A night after the beginning does not stand for it.
    expect(judged(window, { ...whole, nights: nights('2026-01-21', '2026-08-01') }, value(0.5))[0]).toBe(
      'not yet',
    );
  });

  it('is the end of a window that is still to come, with the day from which it can be said', () => {
    const early = { ...whole, night: '2026-03-01', nights: nights('2026-01-10', '2026-03-01') };
    expect(verdictOf(window, early, { kind: 'lacking', why: 'no night' })).toEqual({
      verdict: 'not yet',
      reason: { code: 'window_ahead', from: '2026-01-20', to: '2026-08-10', since: '2026-01-10' },
    });
  });

  it.each(['authors', 'history'] as const)(
    'is that %s were not asked for, in the words of the report',
    (needs) => {
      const outcome = { kind: 'lacking', why: 'nobody was asked' } as const;
      const reason = { code: 'lacking', text: 'nobody was asked' };
      expect(verdictOf(claimOf({ needs }), whole, outcome)).toEqual({ verdict: 'not yet', reason });
      expect(verdictOf(claimOf({}), whole, outcome)).toEqual({ verdict: 'not comparable', reason });
      expect(judged(claimOf({ needs }), whole, value(0.5))[0]).toBe('holds');
    },
  );

  it('is a run of part of the Hub', () => {
    expect(judged(claimOf({}), { ...whole, whole: false }, value(0.5))).toEqual(['not comparable', 'part']);
  });

  it('is a store with less than 80 % of the Hub', () => {
    expect(judged(claimOf({}), { ...whole, models: 800 }, value(0.5))[0]).toBe('holds');
    expect(verdictOf(claimOf({}), { ...whole, models: 799 }, value(0.5))).toEqual({
      verdict: 'not comparable',
      reason: { code: 'sample', models: 799, share: 0.799, night: '2026-08-01' },
    });
    expect(judged(claimOf({}), { ...whole, expected: NaN }, value(0.5))[1]).toBe('sample');
    // What one model says does not depend on the others.
    expect(judged(claimOf({ nights: 'any' }), { ...whole, models: 1 }, value(0.5))[0]).toBe('holds');
  });

  it('is a night before the figure', () => {
    const claim = claimOf({ from_day: '2026-08-02' });
    expect(judged(claim, whole, value(0.5))).toEqual(['not comparable', 'night_before']);
    expect(judged(claimOf({ from_day: '2026-08-01' }), whole, value(0.5))[0]).toBe('holds');
  });

  it('is a night of later than the bands are meant for, unless it holds all the same', () => {
    const late = { ...whole, night: '2027-07-01' };
    expect(judged(claimOf({}), late, value(0.9))).toEqual(['not comparable', 'night_after']);
    expect(judged(claimOf({}), late, value(0.5))).toEqual(['holds', 'inside']);
    expect(judged(claimOf({}), { ...whole, night: '2027-06-30' }, value(0.9))[0]).toBe('off');
    // What was created in a year that is over does not change with the night.
    expect(judged(claimOf({ nights: 'since' }), late, value(0.9))).toEqual(['off', 'outside']);
    expect(judged(claimOf({ nights: 'since', from_day: '2026-08-02' }), whole, value(0.5))).toEqual([
      'not comparable',
      'night_before',
    ]);
  });

  it('is either night of a window that is a sample of the Hub', () => {
    const first = { date: '2026-01-10', models: 799, expected: 1000 };
    const sampled = { ...whole, nights: [first, ...nights('2026-08-01')] };
    expect(verdictOf(window, sampled, value(0.9))).toEqual({
      verdict: 'not comparable',
      reason: { code: 'sample', models: 799, share: 0.799, night: '2026-01-10' },
    });
    expect(judged(claimOf({}), sampled, value(0.5))[0]).toBe('holds');
    expect(judged(window, { ...whole, models: 799 }, value(0.9))).toEqual(['not comparable', 'sample']);
  });

  it('is a window of which nothing has come yet', () => {
    const before = { ...whole, night: '2025-06-01', nights: nights('2025-06-01') };
    expect(judged(window, before, value(0.5))).toEqual(['not yet', 'window_ahead']);
  });

  it('is an answer about something else, or none', () => {
    const not = { kind: 'not', why: 'published by model' } as const;
    expect(verdictOf(claimOf({}), whole, not).reason).toEqual({
      code: 'answered_not',
      text: 'published by model',
    });
    expect(judged(claimOf({}), whole, { kind: 'unanswered' })).toEqual(['not comparable', 'unanswered']);
  });
});

describe('a figure of one day', () => {
  const on = claimOf({
    nights: 'on',
    from_day: '2026-05-01',
    to_day: '2026-05-31',
    at_least: 90,
    at_most: 110,
  });
  const at = (night: string): StoreFacts => ({ ...whole, night });

  it.each([
    ['2026-04-17', 'holds'],
    ['2026-04-16', 'not comparable'],
    ['2026-05-15', 'holds'],
    ['2026-06-14', 'holds'],
    ['2026-06-15', 'not comparable'],
  ])('is compared with a night within two weeks of it: %s %s', (night, verdict) => {
    expect(judged(on, at(night), value(100))[0]).toBe(verdict);
  });

  it('is off on another day where it only grows and has gone past it the wrong way', () => {
    const growing = { ...on, only_grows: true };
    expect(judged(growing, at('2026-01-01'), value(111))).toEqual(['off', 'grew_past']);
    expect(judged(growing, at('2026-01-01'), value(110))).toEqual(['not comparable', 'other_date']);
    expect(judged(growing, at('2026-12-01'), value(89))).toEqual(['off', 'grew_past']);
    expect(judged(growing, at('2026-12-01'), value(500))).toEqual(['not comparable', 'other_date']);
    expect(judged(on, at('2026-12-01'), value(89))).toEqual(['not comparable', 'other_date']);
    expect(judged(growing, at('2026-12-01'), { kind: 'unanswered' })[1]).toBe('other_date');
  });
});

describe('the size of the Hub', () => {
  const counts = [
    { date: '2026-01-01', models: 100 },
    { date: '2026-01-11', models: 400 },
    { date: '2026-01-21', models: 800 },
  ];

  it.each([
    ['2026-01-01', 100],
    ['2026-01-06', 200],
    ['2026-01-11', 400],
    ['2026-01-21', 800],
    ['2026-01-31', 1600],
    ['2025-12-22', 25],
  ])('grows by the same factor from count to count and beyond: %s %d', (date, models) => {
    expect(hubSize(counts, date)).toBeCloseTo(models, 6);
  });

  it('is not known from one count', () => {
    expect(hubSize(counts.slice(0, 1), '2026-01-01')).toBeNaN();
  });

  it('is by the published counts that of July 2022 within a tenth of what was counted then', () => {
    const size = hubSize(hubCounts(readClaims()), '2022-07-01');
    expect(Math.abs(size / 55_524 - 1)).toBeLessThan(0.1);
  });
});

describe('a reason', () => {
  it('reads as a clause in both languages, with its figures in their manner', () => {
    const reason = { code: 'sample', models: 15_904, share: 0.00487, night: '2026-08-22' } as const;
    const [en, ru] = claimLanguages.map((language) => plainText(reasonPieces(reason, language), language));
    expect(en).toBe(
      'this store holds 15\u202F904 models, about 0.49\u202F% of what the Hub had on 2026-08-22',
    );
    expect(ru).toBe(
      'моделей в этом хранилище: 15\u202F904 — около 0,49\u202F% того, что было на хабе 2026-08-22',
    );
  });

  it('gives the band of a figure in its unit', () => {
    const text = (at_least: number | null, at_most: number | null, unit: string) =>
      plainText(reasonPieces({ code: 'outside', at_least, at_most, unit }, 'en'), 'en');
    expect(text(0.4, 0.6, 'share')).toBe('tolerance: 40\u202F% to 60\u202F%');
    expect(text(1000, null, 'count')).toBe('tolerance: 1\u202F000 and more');
    expect(text(null, 3, 'ratio')).toBe('tolerance: 3 and less');
    expect(text(2026, 2026, 'year')).toBe('tolerance: 2026');
  });
});

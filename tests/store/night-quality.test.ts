import { describe, expect, it } from 'vitest';
import { judgeNight, type NightComparison } from '../../src/store/night-quality.js';

const ordinary: NightComparison = {
  since: '2026-11-22',
  days: 1,
  modelsBefore: 1_000_000,
  models: 1_003_000,
  both: 999_500,
  changed: 200_000,
  downloadsChanged: 190_000,
  vanished: 500,
  totalBefore: 5_000_000_000,
  total: 5_020_000_000,
  fieldsLost: [],
  endpointChanged: false,
};
const judge = (change: Partial<NightComparison>) => judgeNight({ ...ordinary, ...change });

describe('a night', () => {
  it('that is like the last one is good', () => {
    expect(judge({})).toEqual({ quality: 'good', stalled: false, reasons: [] });
  });

  it.each<[string, Partial<NightComparison>, RegExp]>([
    [
      'lost a tenth of the models',
      { vanished: 100_000, both: 900_000, models: 900_100 },
      /^10\.0 % of the models of 2026-11-22 are missing/,
    ],
    ['grew by half', { models: 1_500_000 }, /^1500000 models, 1\.50 times/],
    ['has half the downloads', { total: 2_500_000_000 }, /^the sum of 30-day downloads is 0\.50 times/],
    ['has twice the downloads', { total: 10_000_000_000 }, /2\.00 times/],
    ['lost a field', { fieldsLost: ['likes'] }, /^no model has likes any more/],
    ['comes from elsewhere', { endpointChanged: true }, /another endpoint/],
    ['lies before the last', { days: -1 }, /before the night of/],
  ])('that %s is suspect and says why', (_, change, reason) => {
    const { quality, reasons } = judge(change);
    expect(quality).toBe('suspect');
    expect(reasons).toEqual([expect.stringMatching(reason)]);
  });

  it('may differ more after a long gap', () => {
    const change = { vanished: 60_000, both: 940_000, models: 1_400_000, total: 9_000_000_000 };
    expect(judge(change).quality).toBe('suspect');
    expect(judge({ ...change, days: 60 }).quality).toBe('good');
  });

  it('in which no counter moved is marked as stalled, not as suspect', () => {
    expect(judge({ downloadsChanged: 0 })).toMatchObject({ quality: 'good', stalled: true });
  });

  it('of few models may stand still by chance', () => {
    expect(judge({ both: 5, downloadsChanged: 0 }).stalled).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { textChart } from '../../src/render/text-chart.js';
import { textStyle } from '../../src/render/text-style.js';
import type { SeriesChart } from '../../src/reports/chart.js';
import { phrase } from '../../src/reports/phrase.js';

function chart(values: (number | null)[]): SeriesChart {
  const points = values.map((value, index) => ({
    date: new Date(Date.UTC(2026, 0, index + 1)).toISOString().slice(0, 10),
    value,
  }));
  return { kind: 'series', title: phrase`a`, quantity: 'downloads', points };
}

const lines = (values: (number | null)[], { unicode = true, width = 80 } = {}) =>
  textChart(chart(values), textStyle({ width, colour: false, unicode }));

describe('a sparkline', () => {
  it('rises from the least value to the largest in eighths', () => {
    expect(lines([0, 1, 2, 3, 4, 5, 6, 7])[0]).toBe('▁▂▃▄▅▆▇█');
    expect(lines([70, 0, 30])[0]).toBe('█▁▄');
  });

  it('leaves a gap where there is no value, at the ends too', () => {
    expect(lines([null, 1, null, null, 8, null])[0]).toBe(' ▁  █ ');
  });

  it('draws with ASCII alone where there is no Unicode', () => {
    const drawn = lines([0, 1, 2, 3, null, 4, 5, 6, 7], { unicode: false });
    expect(drawn[0]).toBe('.:-= +*#@');
    expect(drawn.join('')).toMatch(/^[ -~]*$/);
  });

  it('is level when nothing moves', () => {
    expect(lines([5, 5, null, 5])[0]).toBe('▄▄ ▄');
  });

  it('says what it shows: the days at its ends, the least and the largest value', () => {
    const [, dates, ...caption] = lines(Array.from({ length: 31 }, (_, index) => 1000 + index));
    expect(dates).toBe('2026-01-01           2026-01-31');
    expect(caption.join(' ')).toBe('downloads: ▁ 1\u202F000, █ 1\u202F030, a day a column, blank: no value');
    expect(lines([1, 2])[1]).toBe('2026-01-01 to 2026-01-02');
  });

  it('takes several days a column where the terminal is narrow; a column is blank when all its days are', () => {
    const values = Array.from({ length: 120 }, (_, index) => (index >= 30 && index < 39 ? null : index));
    const [line = '', , ...caption] = lines(values, { width: 40 });
    expect(line).toHaveLength(40);
    expect([...line].flatMap((mark, column) => (mark === ' ' ? [column] : []))).toEqual([10, 11, 12]);
    expect(caption.join(' ')).toContain('3 days a column');
  });

  it('says unknown when there is nothing to draw', () => {
    expect(lines([null, null])).toEqual(['unknown']);
    expect(lines([])).toEqual(['unknown']);
  });
});

import { scaleLinear } from 'd3-scale';
import type { BarChart } from '../../reports/chart.js';
import { type Markup, markup, together } from '../markup.js';
import { boxMark, type Drawing, lineMark, type PlotStyle, shortValue, textMark } from './plot.js';
import { fitText, textWidth } from './text-width.js';

const ROW = 24;
const BAR = 16;

/** Horizontal bars from zero, each with its label and value; bounds as whiskers. */
export function barPlot({ bars, valueKind }: BarChart, style: PlotStyle): Drawing {
  const { width } = style;
  const wholes = bars.map(({ label }) => style.label(label));
  const labels = wholes.map((label) => fitText(label, width * 0.38));
  const values = bars.map(({ value }) => shortValue(value, valueKind, style.number));
  const left = Math.max(0, ...labels.map(textWidth)) + 8;
  const right = Math.max(0, ...values.map(textWidth)) + 10;
  const most = Math.max(0, ...bars.map(({ value, high = value }) => Math.max(value, high)));
  const x = scaleLinear([0, most === 0 ? 1 : most], [left, Math.max(left + 20, width - right)]);
  const marks = bars.map(({ value, low, high }, index) => {
    const y = index * ROW;
    const end = x(Math.max(0, value));
    const whole = wholes[index] ?? '';
    const said = `${whole}: ${values[index] ?? ''}`;
    return together([
      textMark(left - 8, y + 15, labels[index] ?? '', { anchor: 'end', whole }),
      boxMark(left, y + 3, end - left, BAR, 'f0', said),
      low === undefined || high === undefined ? markup`` : whisker(x(low), x(high), y + 3 + BAR / 2),
      textMark(Math.max(end, high === undefined ? 0 : x(high)) + 6, y + 15, values[index] ?? ''),
    ]);
  });
  const height = Math.max(1, bars.length) * ROW;
  return { width, height, body: together([...marks, lineMark(left, 0, left, height, 'ca')]) };
}

function whisker(from: number, to: number, y: number): Markup {
  return together([
    lineMark(from, y, to, y, 'cw'),
    lineMark(from, y - 4, from, y + 4, 'cw'),
    lineMark(to, y - 4, to, y + 4, 'cw'),
  ]);
}

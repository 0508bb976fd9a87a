import { scaleLog } from 'd3-scale';
import type { ScatterChart } from '../../reports/chart.js';
import { type Markup, together } from '../markup.js';
import { decades, type Frame, horizontalAxis, type Tick, verticalAxis } from './axes.js';
import { dotMark, type Drawing, type PlotStyle, shortValue, textMark } from './plot.js';
import { fitText, textWidth } from './text-width.js';

const HEIGHT = 360;
const TOP = 24;
/** The most of either count that are named, where their names touch nothing. */
const NAMED = 6;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Models by two counts, both axes logarithmic; zeros, which have no place there, are left out. */
export function scatterPlot({ points, horizontal, vertical }: ScatterChart, style: PlotStyle): Drawing {
  const shown = points.filter((point) => point.x > 0 && point.y > 0);
  const across = decadesOf(shown.map((point) => point.x));
  const up = decadesOf(shown.map((point) => point.y));
  const upTexts = up.map((value) => shortValue(value, 'integer', style.number));
  const frame: Frame = {
    left: Math.max(24, ...upTexts.map(textWidth)) + 8,
    right: style.width - 16,
    top: TOP,
    bottom: HEIGHT,
  };
  const x = scaleLog([across[0] ?? 1, across.at(-1) ?? 10], [frame.left, frame.right]);
  const y = scaleLog([up[0] ?? 1, up.at(-1) ?? 10], [frame.bottom, frame.top]);
  const dots = shown.map((point) =>
    dotMark(
      x(point.x),
      y(point.y),
      3,
      'f0 cd',
      `${style.label(point.label)}: ${shortValue(point.x, 'integer', style.number)}, ${shortValue(point.y, 'integer', style.number)}`,
    ),
  );
  return {
    width: style.width,
    height: HEIGHT + 46,
    body: together([
      textMark(0, 12, style.words(vertical), { className: 'cm' }),
      verticalAxis(
        up.map((value, index): Tick => ({ at: y(value), text: upTexts[index] ?? '' })),
        frame,
      ),
      horizontalAxis(
        across.map((value): Tick => ({ at: x(value), text: shortValue(value, 'integer', style.number) })),
        frame,
      ),
      textMark(frame.right, HEIGHT + 38, style.words(horizontal), { anchor: 'end', className: 'cm' }),
      ...dots,
      ...names(shown, (point) => [x(point.x), y(point.y)], frame, style),
    ]),
  };
}

function names(
  shown: ScatterChart['points'],
  place: (point: ScatterChart['points'][number]) => [number, number],
  frame: Frame,
  style: PlotStyle,
): Markup[] {
  const byX = [...shown].sort((a, b) => b.x - a.x).slice(0, NAMED);
  const byY = [...shown].sort((a, b) => b.y - a.y).slice(0, NAMED);
  const taken: Box[] = [];
  return [...new Set([...byX, ...byY])].flatMap((point) => {
    const [atX, atY] = place(point);
    const whole = style.label(point.label);
    const text = fitText(whole, 180);
    const width = textWidth(text);
    const isLeft = atX + 8 + width > frame.right;
    const left = isLeft ? atX - 8 - width : atX + 8;
    const box = { left, right: left + width, top: atY - 9, bottom: atY + 7 };
    if (left < frame.left || taken.some((other) => touches(box, other))) return [];
    taken.push(box);
    return [
      textMark(isLeft ? atX - 8 : atX + 8, atY + 4, text, {
        anchor: isLeft ? 'end' : 'start',
        className: 'ch',
        whole,
      }),
    ];
  });
}

function touches(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function decadesOf(values: readonly number[]): number[] {
  return values.length === 0 ? [1, 10] : decades(Math.min(...values), Math.max(...values));
}

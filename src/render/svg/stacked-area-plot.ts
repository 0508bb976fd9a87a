import { scaleLinear } from 'd3-scale';
import { area } from 'd3-shape';
import type { StackedAreaChart } from '../../reports/chart.js';
import { markup, together } from '../markup.js';
import { formatShare } from '../number.js';
import { everyFew, type Frame, horizontalAxis, type Tick, verticalAxis } from './axes.js';
import { colourClasses } from './palette.js';
import { type Drawing, hatching, pathMark, type PlotStyle, textMark } from './plot.js';
import { fitText, spreadLabels, textWidth } from './text-width.js';

const HEIGHT = 280;

interface Slice {
  x: number;
  from: number | null;
  to: number | null;
}

/** The parts of 100 % over time, their names at the right; the first part lies at the bottom, the last, unknown, on top. */
export function stackedAreaPlot({ parts, points }: StackedAreaChart, style: PlotStyle): Drawing {
  const { width, id } = style;
  const colours = colourClasses(parts);
  const wholes = parts.map(style.label);
  const names = wholes.map((part) => fitText(part, width * 0.3));
  const frame: Frame = {
    left: 52,
    right: width - Math.max(16, ...names.map(textWidth)) - 8,
    top: 8,
    bottom: HEIGHT,
  };
  const x = scaleLinear([0, Math.max(1, points.length - 1)], [frame.left, frame.right]);
  const y = scaleLinear([0, 1], [frame.bottom, frame.top]);
  const slices = parts.map((_, place) => points.map((point, index) => sliceOf(point, place, index)));
  function sliceOf({ shares }: StackedAreaChart['points'][number], place: number, index: number): Slice {
    const isGap = shares.every((share) => share === null);
    const from = shares.slice(0, place).reduce<number>((sum, share) => sum + (share ?? 0), 0);
    return { x: x(index), from: isGap ? null : y(from), to: isGap ? null : y(from + (shares[place] ?? 0)) };
  }
  const shape = area<Slice>()
    .defined(({ from }) => from !== null)
    .x((slice) => slice.x)
    .y0((slice) => slice.from ?? 0)
    .y1((slice) => slice.to ?? 0)
    .digits(1);
  const middles = slices.map((slice) => {
    const end = slice.findLast(({ from }) => from !== null);
    return ((end?.from ?? frame.bottom) + (end?.to ?? frame.bottom)) / 2 + 4;
  });
  const labelAt = spreadLabels(middles, 15, frame.top + 8, frame.bottom + 4);
  const areas = slices.map((slice, place) => {
    const colour = colours[place] ?? '0';
    const path = shape(slice);
    if (colour !== 'unknown') return pathMark(path, `f${colour} cd`);
    return path === null ? markup`` : markup`<path d="${path}" fill="url(#${id}-u)"/>`;
  });
  const labels = names.map((name, place) =>
    textMark(frame.right + 8, labelAt[place] ?? 0, name, {
      className: `t${colours[place] ?? '0'}`,
      whole: wholes[place] ?? '',
    }),
  );
  const shareTicks = [0, 0.25, 0.5, 0.75, 1].map((share): Tick => ({
    at: y(share),
    text: formatShare(share, style.number).replace(/[.,]0(?=\D)/, ''),
  }));
  const periodTicks = everyFew(points.length, Math.floor((frame.right - frame.left) / 64)).map(
    (place): Tick => ({ at: x(place), text: points[place]?.period ?? '' }),
  );
  return {
    width,
    height: HEIGHT + 24,
    body: together([
      hatching(id),
      ...areas,
      verticalAxis(shareTicks, frame),
      horizontalAxis(periodTicks, frame),
      ...labels,
    ]),
  };
}

import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { SeriesChart } from '../../reports/chart.js';
import { together } from '../markup.js';
import { everyFew, type Frame, horizontalAxis, type Tick, verticalAxis } from './axes.js';
import { dotMark, type Drawing, pathMark, type PlotStyle, shortValue, textMark } from './plot.js';
import { textWidth } from './text-width.js';

const HEIGHT = 260;
const MOST_POINTS = 400;

interface Place {
  x: number;
  y: number | null;
}

/** One value a day as a line from zero, broken where a day has none, with the last value at its end. */
export function seriesPlot({ points }: SeriesChart, style: PlotStyle): Drawing {
  const known = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const y = scaleLinear([Math.min(0, ...known), Math.max(...known, 1)], [HEIGHT, 8]).nice(5);
  const ticks = y.ticks(5).map((value): Tick => ({
    at: y(value),
    text: shortValue(value, 'integer', style.number),
  }));
  const lastIndex = points.findLastIndex(({ value }) => value !== null);
  const last = points[lastIndex]?.value ?? null;
  const lastText = shortValue(last, 'integer', style.number);
  const frame: Frame = {
    left: Math.max(24, ...ticks.map(({ text }) => textWidth(text))) + 8,
    right: style.width - textWidth(lastText) - 14,
    top: 8,
    bottom: HEIGHT,
  };
  const x = scaleLinear([0, Math.max(1, points.length - 1)], [frame.left, frame.right]);
  const places = thinned(points).map((index): Place => {
    const value = points[index]?.value ?? null;
    return { x: x(index), y: value === null ? null : y(value) };
  });
  const path = line<Place>()
    .defined((place) => place.y !== null)
    .x((place) => place.x)
    .y((place) => place.y ?? 0)
    .digits(1)(places);
  const alone = places.filter(
    (place, index) =>
      place.y !== null && (places[index - 1]?.y ?? null) === null && (places[index + 1]?.y ?? null) === null,
  );
  const dates = everyFew(points.length, Math.floor((frame.right - frame.left) / 90)).map((index): Tick => ({
    at: x(index),
    text: points[index]?.date ?? '',
  }));
  return {
    width: style.width,
    height: HEIGHT + 24,
    body: together([
      verticalAxis(ticks, frame),
      horizontalAxis(dates, frame),
      pathMark(path, 's0 cl'),
      ...alone.map((place) => dotMark(place.x, place.y ?? 0, 2.5, 'f0', '')),
      ...(last === null
        ? []
        : [
            dotMark(x(lastIndex), y(last), 3.5, 'f0', `${points[lastIndex]?.date ?? ''}: ${lastText}`),
            textMark(Math.min(frame.right, x(lastIndex)) + 8, y(last) + 4, lastText, { className: 'cs' }),
          ]),
    ]),
  };
}

/** Indexes of at most so many days: all, or every so many with the first, the last and each gap. */
function thinned(points: SeriesChart['points']): number[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.flatMap(({ value }, index) =>
    index % step === 0 || index === points.length - 1 || value === null ? [index] : [],
  );
}

import { scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { LineChart } from '../../reports/chart.js';
import { type Markup, together } from '../markup.js';
import { decades, everyFew, type Frame, horizontalAxis, type Tick, verticalAxis } from './axes.js';
import { colourClasses } from './palette.js';
import { dotMark, type Drawing, pathMark, type PlotStyle, shortValue, textMark } from './plot.js';
import { fitText, spreadLabels, textWidth } from './text-width.js';

const HEIGHT = 280;
const FEW_POINTS = 16;

interface Place {
  x: number;
  y: number | null;
  low: number | null;
  high: number | null;
}

/** Lines over periods with their names at their ends; a slope for two periods, a bump chart for ranks. Gaps stay gaps. */
export function linePlot(chart: LineChart, style: PlotStyle): Drawing {
  const { lines, valueKind, scale } = chart;
  const { width } = style;
  const colours = colourClasses(lines.map(({ label }) => label));
  const periods = lines[0]?.points.map(({ period }) => period) ?? [];
  const wholes = lines.map(({ label }) => style.label(label));
  const names = wholes.map((label) => fitText(label, width * 0.3));
  const y = verticalScale(chart);
  const ticks = y.ticks.map((value): Tick => ({
    at: y.at(value),
    text: shortValue(value, valueKind, style.number),
  }));
  const frame: Frame = {
    left: Math.max(24, ...ticks.map(({ text }) => textWidth(text))) + 8,
    right: width - Math.max(16, ...names.map(textWidth)) - 12,
    top: 8,
    bottom: HEIGHT,
  };
  const x = scaleLinear([0, Math.max(1, periods.length - 1)], [frame.left, frame.right]);
  const placed = lines.map(({ points }) =>
    points.map(({ value, low = null, high = null }, index): Place => ({
      x: x(index),
      y: y.place(value),
      low: y.place(low),
      high: y.place(high),
    })),
  );
  const ends = placed.map((places) => places.findLast(({ y: at }) => at !== null));
  const labelAt = spreadLabels(
    ends.map((end) => (end?.y ?? frame.bottom) + 4),
    15,
    frame.top + 8,
    frame.bottom + 4,
  );
  const drawn = placed.map((places, index) => {
    const colour = colours[index] ?? '0';
    const said = (place: number): string =>
      `${wholes[index] ?? ''}, ${periods[place] ?? ''}: ${shortValue(lines[index]?.points[place]?.value ?? null, valueKind, style.number)}`;
    return together([
      bandOf(places, colour),
      pathMark(lineOf(places), `s${colour} cl`),
      ...dotsOf(places, colour, said),
      textMark(frame.right + 10, labelAt[index] ?? 0, names[index] ?? '', {
        className: `t${colour}`,
        whole: wholes[index] ?? '',
      }),
    ]);
  });
  const periodTicks = everyFew(periods.length, Math.floor((frame.right - frame.left) / 64)).map(
    (place): Tick => ({ at: x(place), text: periods[place] ?? '' }),
  );
  return {
    width,
    height: HEIGHT + 24,
    body: together([
      verticalAxis(scale === 'rank' ? [...ticks].reverse() : ticks, frame),
      horizontalAxis(periodTicks, frame),
      ...drawn,
    ]),
  };
}

/** Values to heights, and the values worth a grid line. What a scale cannot show, such as zero on a logarithmic one, has no height. */
function verticalScale({ lines, scale }: LineChart): {
  at: (value: number) => number;
  place: (value: number | null) => number | null;
  ticks: number[];
} {
  const values = lines.flatMap(({ points }) =>
    points.flatMap(({ value, low, high }) => [value, low, high].filter((each) => typeof each === 'number')),
  );
  const range: [number, number] = [HEIGHT, 8];
  if (scale === 'log') {
    const shown = values.filter((value) => value > 0);
    const ticks = decades(Math.min(...shown, 1e300), Math.max(...shown, 1e-300));
    const [least = 1, most = 10] = shown.length === 0 ? [1, 10] : [ticks[0], ticks.at(-1)];
    const at = scaleLog([least, most], range);
    const few = shown.length === 0 ? [1, 10] : ticks;
    return { at, place: (value) => (value === null || !(value > 0) ? null : at(value)), ticks: few };
  }
  const most = Math.max(...values, scale === 'rank' ? 2 : 0);
  if (scale === 'rank') {
    const at = scaleLinear([most, 1], range);
    const ticks = everyFew(Math.ceil(most), 10).map((place) => place + 1);
    return { at, place: (value) => (value === null ? null : at(value)), ticks };
  }
  const at = scaleLinear([Math.min(0, ...values), most === 0 ? 1 : most], range).nice(5);
  return { at, place: (value) => (value === null ? null : at(value)), ticks: at.ticks(5) };
}

function lineOf(places: readonly Place[]): string | null {
  return line<Place>()
    .defined(({ y }) => y !== null)
    .x((place) => place.x)
    .y((place) => place.y ?? 0)
    .digits(1)([...places]);
}

function bandOf(places: readonly Place[], colour: string): Markup {
  const band = area<Place>()
    .defined(({ low, high }) => low !== null && high !== null)
    .x((place) => place.x)
    .y0((place) => place.low ?? 0)
    .y1((place) => place.high ?? 0)
    .digits(1);
  return pathMark(band([...places]), `f${colour} cb`);
}

/** Every value as a dot where they are few; where they are many, those alone that no line reaches. */
function dotsOf(places: readonly Place[], colour: string, said: (place: number) => string): Markup[] {
  const isFew = places.length <= FEW_POINTS;
  return places.flatMap(({ x, y }, index) => {
    const isAlone = (places[index - 1]?.y ?? null) === null && (places[index + 1]?.y ?? null) === null;
    return y === null || !(isFew || isAlone) ? [] : [dotMark(x, y, 3.5, `f${colour}`, said(index))];
  });
}

import { scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { RankChart } from '../../reports/chart.js';
import { together } from '../markup.js';
import { decades, type Frame, horizontalAxis, type Tick, verticalAxis } from './axes.js';
import { dotMark, type Drawing, lineMark, pathMark, type PlotStyle, shortValue, textMark } from './plot.js';
import { fitText, textWidth } from './text-width.js';

const HEIGHT = 340;
const TOP = 24;

/** Values by rank, both axes logarithmic; the best known are named in the corner that the curve leaves free. */
export function rankPlot({ points, named, quantity, population }: RankChart, style: PlotStyle): Drawing {
  const shown = points.filter(({ rank, value }) => rank > 0 && value > 0);
  const values = decades(
    Math.min(...shown.map(({ value }) => value), 1e300),
    Math.max(...shown.map(({ value }) => value), 1),
  );
  const ranks = decades(1, Math.max(...shown.map(({ rank }) => rank), 10));
  const valueTexts = values.map((value) => shortValue(value, 'integer', style.number));
  const frame: Frame = {
    left: Math.max(24, ...valueTexts.map(textWidth)) + 8,
    right: style.width - 16,
    top: TOP,
    bottom: HEIGHT,
  };
  const x = scaleLog([ranks[0] ?? 1, ranks.at(-1) ?? 10], [frame.left, frame.right]);
  const y = scaleLog([values[0] ?? 1, values.at(-1) ?? 10], [frame.bottom, frame.top]);
  const curve = line<(typeof shown)[number]>()
    .x(({ rank }) => x(rank))
    .y(({ value }) => y(value))
    .digits(1)(shown);
  const known = named.filter(({ value }) => value > 0);
  const wholes = known.map(({ label }) => style.label(label));
  const names = wholes.map((whole) => fitText(whole, (frame.right - frame.left) * 0.55));
  const labels = known.flatMap(({ rank, value }, index) => {
    const name = names[index] ?? '';
    const at = frame.top + 12 + index * 15;
    const said = `${wholes[index] ?? ''}: ${shortValue(value, 'integer', style.number)}`;
    return [
      lineMark(x(rank), y(value), frame.right - textWidth(name) - 4, at - 4, 'cg'),
      dotMark(x(rank), y(value), 3.5, 'f1', said),
      textMark(frame.right, at, name, { anchor: 'end', whole: said, className: 'ch' }),
    ];
  });
  return {
    width: style.width,
    height: HEIGHT + 46,
    body: together([
      textMark(0, 12, style.words(quantity), { className: 'cm' }),
      verticalAxis(
        values.map((value, index): Tick => ({ at: y(value), text: valueTexts[index] ?? '' })),
        frame,
      ),
      horizontalAxis(
        ranks.map((rank): Tick => ({ at: x(rank), text: shortValue(rank, 'integer', style.number) })),
        frame,
      ),
      textMark(frame.right, HEIGHT + 38, style.words(`rank among ${population}`), {
        anchor: 'end',
        className: 'cm',
      }),
      pathMark(curve, 's0 cl'),
      ...labels,
    ]),
  };
}

import { scaleLinear } from 'd3-scale';
import type { StackedBarChart } from '../../reports/chart.js';
import { type Markup, together } from '../markup.js';
import { formatShare } from '../number.js';
import { legend } from './legend.js';
import { colourClasses } from './palette.js';
import { type Drawing, hatching, lineMark, partMark, type PlotStyle, textMark } from './plot.js';
import { fitText, textWidth } from './text-width.js';

const ROW = 28;
const BAR = 20;
const AXIS = 20;
/** Below this, labels get more of the width. */
const NARROW = 480;

/** Bars of 100 %, their parts in one order, each part with its share where there is room. */
export function stackedBarPlot({ parts, bars }: StackedBarChart, style: PlotStyle): Drawing {
  const { width, id } = style;
  const colours = colourClasses(parts);
  const key = legend(parts, colours, style);
  const wholes = bars.map(({ label }) => style.label(label));
  const labels = wholes.map((label) => fitText(label, width * (width < NARROW ? 0.42 : 0.3)));
  const left = Math.max(0, ...labels.map(textWidth)) + 8;
  const x = scaleLinear([0, 1], [left, width - 4]);
  const marks = bars.flatMap(({ shares }, index) => {
    const y = key.height + index * ROW;
    const whole = wholes[index] ?? '';
    return [
      textMark(left - 8, y + 15, labels[index] ?? '', { anchor: 'end', whole }),
      ...segments(shares, (from, share, place) => {
        const colour = colours[place] ?? '0';
        const text = formatShare(share, style.number);
        const [start, end] = [x(from), x(from + share)];
        const said = `${whole}, ${style.label(parts[place] ?? '')}: ${text}`;
        const box = partMark(start, y + 1, end - start, BAR, colour, id, said);
        if (end - start < textWidth(text) + 4) return [box];
        const className = colour === 'unknown' ? 'co' : 'ci';
        return [box, textMark((start + end) / 2, y + 15, text, { anchor: 'middle', className })];
      }),
    ];
  });
  const bottom = key.height + bars.length * ROW;
  const ticks = [0, 0.5, 1].flatMap((share) => [
    lineMark(x(share), key.height, x(share), bottom, 'cg'),
    textMark(x(share), bottom + 13, formatShare(share, style.number), {
      anchor: share === 0 ? 'start' : share === 1 ? 'end' : 'middle',
      className: 'cm',
    }),
  ]);
  return { width, height: bottom + AXIS, body: together([hatching(id), key.body, ...ticks, ...marks]) };
}

function segments(
  shares: readonly (number | null)[],
  draw: (from: number, share: number, place: number) => Markup[],
): Markup[] {
  let from = 0;
  return shares.flatMap((share, place) => {
    const start = from;
    from += share ?? 0;
    return share === null || share <= 0 ? [] : draw(start, share, place);
  });
}

import { scaleLinear, scaleLog } from 'd3-scale';
import type { PublishedChart } from '../../reports/chart.js';
import { type Markup, markup, together } from '../markup.js';
import { formatShare } from '../number.js';
import { type Frame, horizontalAxis, type Tick } from './axes.js';
import { boxMark, dotMark, type Drawing, lineMark, type PlotStyle, shortValue, textMark } from './plot.js';
import { fitText, LINE_HEIGHT, textWidth } from './text-width.js';

const ROW = 40;
const RATIOS = [0.25, 0.5, 1, 2, 4];
const MARGIN = 16;

type Item = PublishedChart['items'][number];

/**
 * Published values hollow, computed ones filled, the tolerance a band: shares on an axis from 0 to 100 %, other figures as
 * a multiple of what was published.
 */
export function publishedPlot({ items }: PublishedChart, style: PlotStyle): Drawing {
  const isShare = ({ unit, published }: Item): boolean => unit === 'share' || published <= 0;
  const shares = items.filter(isShare);
  const others = items.filter((item) => !isShare(item));
  const ends: [number, number] = [MARGIN, style.width - MARGIN];
  const toShare = scaleLinear([0, 1], ends).clamp(true);
  const toRatio = scaleLog([0.25, 4], ends).clamp(true);
  const blocks = [
    block(shares, 0, style, (value) => toShare(value), shareTicks(toShare, style)),
    block(
      others,
      shares.length === 0 ? 0 : shares.length * ROW + 52,
      style,
      (value, { published }) => toRatio(Math.max(0.25, value / published)),
      RATIOS.map((ratio): Tick => ({
        at: toRatio(ratio),
        text: `×${shortValue(ratio, 'integer', style.number)}`,
      })),
    ),
  ];
  const height =
    [shares, others].reduce((sum, { length }) => sum + (length === 0 ? 0 : length * ROW + 52), 0) +
    LINE_HEIGHT;
  return { width: style.width, height, body: together([...blocks, key(height - 6, style)]) };
}

function block(
  items: readonly Item[],
  top: number,
  style: PlotStyle,
  place: (value: number, item: Item) => number,
  ticks: readonly Tick[],
): Markup {
  if (items.length === 0) return markup``;
  const frame: Frame = {
    left: MARGIN,
    right: style.width - MARGIN,
    top,
    bottom: top + items.length * ROW + 4,
  };
  const rows = items.map((item, index) => {
    const { id, label, unit, published, computed, low, high } = item;
    const y = top + index * ROW + 28;
    const kind = unit === 'share' || unit === 'index' ? unit : 'integer';
    const whole = id === undefined ? style.label(label) : `${id} ${style.label(label)}`;
    // A year is a name, not an amount.
    const written = (value: number): string =>
      unit === 'year' ? String(value) : shortValue(value, kind, style.number);
    const values = `${written(published)} → ${written(computed)}`;
    const from = low === null ? frame.left : place(low, item);
    const to = high === null ? frame.right : place(high, item);
    const said = `${whole}: ${values}`;
    const room = style.width - textWidth(values) - 12;
    return together([
      textMark(0, y - 14, fitText(whole, room), { whole }),
      textMark(style.width, y - 14, values, { anchor: 'end', className: 'cs' }),
      lineMark(frame.left, y, frame.right, y, 'cg'),
      boxMark(from, y - 5, Math.max(2, to - from), 10, 'cz', said),
      dotMark(place(computed, item), y, 5, 'f0', said),
      dotMark(place(published, item), y, 5, 'cp', said),
    ]);
  });
  return together([...rows, horizontalAxis(ticks, frame)]);
}

function shareTicks(scale: (share: number) => number, style: PlotStyle): Tick[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => ({
    at: scale(share),
    text: formatShare(share, style.number).replace(/[.,]0(?=\D)/, ''),
  }));
}

function key(y: number, style: PlotStyle): Markup {
  const published = style.words('published');
  const computed = style.words('computed');
  const second = 20 + textWidth(published) + 16;
  return together([
    dotMark(6, y - 4, 5, 'cp', published),
    textMark(16, y, published, { className: 'cm' }),
    dotMark(second, y - 4, 5, 'f0', computed),
    textMark(second + 10, y, computed, { className: 'cm' }),
    boxMark(second + 26 + textWidth(computed), y - 9, 20, 10, 'cz', style.words('tolerance')),
    textMark(second + 52 + textWidth(computed), y, style.words('tolerance'), { className: 'cm' }),
  ]);
}

import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { LorenzChart } from '../../reports/chart.js';
import { lorenzShare } from '../lorenz-share.js';
import { type Markup, markup, together } from '../markup.js';
import { formatInteger, formatShare } from '../number.js';
import { decades, type Frame, horizontalAxis, type Tick, verticalAxis } from './axes.js';
import { dotMark, type Drawing, lineMark, pathMark, type PlotStyle, textMark } from './plot.js';
import { textWidth } from './text-width.js';

const LARGEST_SIDE = 300;
const HEAD_HEIGHT = 260;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

type Point = LorenzChart['points'][number];

/** The curve twice: square with the line of equality, and over a logarithmic axis where its head can be read. */
export function lorenzPlot({ points, quantity, population }: LorenzChart, style: PlotStyle): Drawing {
  const { width, words } = style;
  const beside = width >= 640;
  const side = Math.min(LARGEST_SIDE, beside ? width * 0.42 : width - 70);
  const axisName = words(`share of ${quantity}`);
  const square = squarePlot(points, { left: 52, right: 52 + side, top: 24, bottom: 24 + side }, style);
  const headLeft = beside ? 52 + side + 80 : 52;
  const headTop = beside ? 24 : side + 100;
  const head = headPlot(
    points,
    {
      left: headLeft,
      right: width - 16,
      top: headTop,
      bottom: headTop + (beside ? side : HEAD_HEIGHT),
    },
    style,
  );
  const bottom = beside ? 24 + side : headTop + HEAD_HEIGHT;
  const below = words(`top share of ${population}`);
  return {
    width,
    height: bottom + 46,
    body: together([
      textMark(0, 12, axisName, { className: 'cm' }),
      square,
      textMark(52 + side, 24 + side + 36, below, { anchor: 'end', className: 'cm' }),
      head,
      textMark(width - 16, bottom + 36, words(`top share of ${population}, logarithmic`), {
        anchor: 'end',
        className: 'cm',
      }),
    ]),
  };
}

function squarePlot(points: readonly Point[], frame: Frame, style: PlotStyle): Markup {
  const x = scaleLinear([0, 1], [frame.left, frame.right]);
  const y = scaleLinear([0, 1], [frame.bottom, frame.top]);
  const curve = line<Point>()
    .x(({ top_share }) => x(top_share))
    .y(({ share }) => y(share))
    .digits(1)([{ top_share: 0, share: 0 }, ...points]);
  return together([
    verticalAxis(shareTicks(y, style), frame),
    horizontalAxis(shareTicks(x, style), frame),
    lineMark(x(0), y(0), x(1), y(1), 'ce'),
    pathMark(curve, 's0 cl'),
  ]);
}

function headPlot(points: LorenzChart['points'], frame: Frame, style: PlotStyle): Markup {
  const shown = points.filter(({ top_share }) => top_share > 0);
  const least = shown[0]?.top_share ?? 0.001;
  const ticks = decades(least, 1);
  const x = scaleLog([ticks[0] ?? least, 1], [frame.left, frame.right]);
  const y = scaleLinear([0, 1], [frame.bottom, frame.top]);
  const curve = line<Point>()
    .x(({ top_share }) => x(top_share))
    .y(({ share }) => y(share))
    .digits(1)([...shown]);
  const count = least > 0 ? Math.round(1 / least) : 0;
  const marks = [
    { name: '0.01 %', top_share: 0.0001 },
    { name: 'k = 200', top_share: 200 / Math.max(1, count) },
  ].filter(({ top_share }) => top_share >= least && top_share < 1);
  const named = marks.map(({ top_share, name }, index) => {
    const share = lorenzShare(points, top_share);
    const text = `${index === 0 ? formatShare(0.0001, style.number) : name}: ${formatShare(share, style.number)}`;
    const up = index === 1 || marks.length === 1;
    const [atX, atY] = [x(top_share), y(share)];
    const left = atX - textWidth(text) - 10 > frame.left && up;
    return together([
      dotMark(atX, atY, 4, 'f1', text),
      textMark(
        left ? atX - 8 : Math.min(atX + 10, frame.right - textWidth(text)),
        atY + (up ? -6 : 16),
        text,
        {
          anchor: left ? 'end' : 'start',
          className: 'cs ch',
        },
      ),
    ]);
  });
  const decadeTicks = ticks.map((share): Tick => ({
    at: x(share),
    text: `${formatInteger(Number((share * 100).toPrecision(1)), style.number)} %`,
  }));
  return together([
    verticalAxis(shareTicks(y, style), frame),
    horizontalAxis(decadeTicks, frame),
    pathMark(curve, 's0 cl'),
    markup`${named}`,
  ]);
}

function shareTicks(scale: (share: number) => number, style: PlotStyle): Tick[] {
  return SHARES.map((share) => ({
    at: scale(share),
    text: formatShare(share, style.number).replace(/[.,]0(?=\D)/, ''),
  }));
}

import type { BarChart, Chart, LorenzChart, SeriesChart } from '../reports/chart.js';
import type { CellKind } from '../reports/types.js';
import { lorenzShare } from './lorenz-share.js';
import { labelWords } from './label-words.js';
import { formatCell, formatCompact, formatInteger } from './number.js';
import { cutToWidth, displayWidth, wrapText } from './text-layout.js';
import type { TextStyle } from './text-style.js';

const WIDEST = 100;
const LONGEST_LABEL = 30;
const PLOT_ROWS = 8;
const AXIS_WIDTH = 6;
const RIGHT_EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const UPPER_EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** As many levels where there are no blocks, from little ink to much. */
const ASCII_LEVELS = ['.', ':', '-', '=', '+', '*', '#', '@'];

/** A chart as lines of text, without its title; none for a kind that says no more in text than its table does. */
export function textChart(chart: Chart, style: TextStyle): string[] {
  switch (chart.kind) {
    case 'bar':
      return barLines(chart, style, labelWords(chart, style.translate));
    case 'lorenz':
      return lorenzLines(chart, style);
    case 'series':
      return sparkLines(chart, style);
    default:
      return [];
  }
}

/** Horizontal bars that start at zero, each with its label and value. */
function barLines(
  { bars, valueKind }: BarChart,
  style: TextStyle,
  translate: (label: string) => string,
): string[] {
  if (bars.length === 0) return [style.translate('none')];
  const width = Math.min(style.width, WIDEST);
  const longestLabel = Math.min(LONGEST_LABEL, Math.floor(width * 0.4));
  const labels = bars.map(({ label }) =>
    cutToWidth(style.words(translate(label)), longestLabel, style.ellipsis),
  );
  const values = bars.map(({ value }) => barValue(value, valueKind, style));
  const labelWidth = Math.max(...labels.map(displayWidth));
  const valueWidth = Math.max(...values.map((value) => value.length));
  const barWidth = Math.max(1, width - labelWidth - valueWidth - 4);
  const largest = Math.max(...bars.map(({ value }) => value));
  return bars.map(({ value }, i) => {
    const label = labels[i] ?? '';
    const margin = ' '.repeat(labelWidth - displayWidth(label));
    const start = `${label}${margin}  ${(values[i] ?? '').padStart(valueWidth)}`;
    if (!(value > 0)) return start;
    return `${start}  ${style.accent(horizontalBar((value / largest) * barWidth, style.unicode))}`;
  });
}

function barValue(value: number, kind: CellKind, style: TextStyle): string {
  return kind === 'integer' && Number.isFinite(value)
    ? formatCompact(value, style)
    : formatCell(value, kind, style);
}

/** @param length in columns, above zero; the least drawn is one eighth, so that little never looks like nothing */
function horizontalBar(length: number, unicode: boolean): string {
  if (!unicode) return '#'.repeat(Math.round(length)) || '|';
  const eighths = Math.max(1, Math.round(length * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (RIGHT_EIGHTHS[eighths % 8] ?? '');
}

/** The top-first Lorenz curve as an area over a logarithmic axis of the ranked population. */
function lorenzLines({ points, quantity, population }: LorenzChart, style: TextStyle): string[] {
  const first = points[0];
  if (first === undefined) return [style.translate('unknown')];
  const plotWidth = Math.min(style.width, WIDEST) - AXIS_WIDTH - 1;
  const leftDecade = Math.min(-1, Math.log10(first.top_share));
  const heights = Array.from({ length: plotWidth }, (_, column) => {
    const topShare = 10 ** (leftDecade * (1 - column / (plotWidth - 1)));
    return Math.round(lorenzShare(points, topShare) * PLOT_ROWS * 8);
  });
  const rows = Array.from({ length: PLOT_ROWS }, (_, row) => {
    const below = (PLOT_ROWS - 1 - row) * 8;
    const area = heights
      .map((height) => verticalBlock(Math.min(8, Math.max(0, height - below)), style.unicode))
      .join('');
    return `${shareLabel(row, style)}${style.unicode ? '│' : '|'}${style.accent(area)}`;
  });
  const caption = style.translate(
    `Share of ${quantity} held by the top share of ${population}; logarithmic horizontal axis`,
  );
  return [
    ...rows,
    `${shareLabel(PLOT_ROWS, style)}${style.unicode ? '└' : '+'}${style.rule.repeat(plotWidth)}`,
    ' '.repeat(AXIS_WIDTH + 1) + decadeLabels(leftDecade, plotWidth, style),
    ...wrapText(style.words(caption), Math.min(style.width, WIDEST)).map(style.faint),
  ];
}

function verticalBlock(eighths: number, unicode: boolean): string {
  if (!unicode) return eighths >= 4 ? '#' : ' ';
  return UPPER_EIGHTHS[eighths] ?? ' ';
}

function shareLabel(row: number, style: TextStyle): string {
  const labelled = row === 0 || row === PLOT_ROWS / 2 || row === PLOT_ROWS;
  const label = labelled ? formatCell(1 - row / PLOT_ROWS, 'share', style).replace(/[.,]0/, '') : '';
  return `${label} `.padStart(AXIS_WIDTH);
}

/** A sparkline from the least to the largest value, each day or so many days a column; blank where there is none. */
function sparkLines({ points, quantity }: SeriesChart, style: TextStyle): string[] {
  const width = Math.min(style.width, WIDEST);
  const days = Math.ceil(points.length / width);
  const values = Array.from(
    { length: Math.ceil(points.length / Math.max(1, days)) },
    (_, column) =>
      points.slice(column * days, (column + 1) * days).findLast(({ value }) => value !== null)?.value ?? null,
  );
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [style.translate('unknown')];
  const [least, largest] = [Math.min(...known), Math.max(...known)];
  const blocks = style.unicode ? UPPER_EIGHTHS.slice(1) : ASCII_LEVELS;
  const block = (value: number | null): string => {
    if (value === null) return ' ';
    return blocks[least === largest ? 3 : Math.round(((value - least) / (largest - least)) * 7)] ?? ' ';
  };
  const caption = [
    `${style.translate(quantity)}: ${blocks[0] ?? ''} ${formatCell(least, 'integer', style)}`,
    `${blocks[7] ?? ''} ${formatCell(largest, 'integer', style)}`,
    style.translate(days === 1 ? 'a day a column' : `${days} days a column`),
    style.translate('blank: no value'),
  ].join(', ');
  return [
    style.accent(values.map(block).join('')),
    endLabels(points[0]?.date ?? '', points.at(-1)?.date ?? '', values.length, style),
    ...wrapText(style.words(caption), width).map(style.faint),
  ];
}

/** The first and the last label under the ends of a line; on one side of it where it is too short. */
function endLabels(first: string, last: string, width: number, style: TextStyle): string {
  if (first === last) return first;
  const gap = width - first.length - last.length;
  return gap > 0 ? first + ' '.repeat(gap) + last : `${first} ${style.translate('to')} ${last}`;
}

/** Whole powers of ten in per cent under their columns; one that would touch its right neighbour is left out. */
function decadeLabels(leftDecade: number, plotWidth: number, style: TextStyle): string {
  let line = '';
  let taken = plotWidth;
  for (let decade = 0; decade >= leftDecade; decade -= 1) {
    const share = formatInteger(Number((10 ** (decade + 2)).toPrecision(1)), style);
    const label = `${share} %`;
    const column = Math.round((1 - decade / leftDecade) * (plotWidth - 1));
    const start = Math.min(plotWidth - label.length, Math.max(0, column - Math.floor(label.length / 2)));
    if (start + label.length <= taken) {
      line = label + ' '.repeat(taken - start - label.length) + line;
      taken = start;
    }
  }
  return (' '.repeat(taken) + line).trimEnd();
}

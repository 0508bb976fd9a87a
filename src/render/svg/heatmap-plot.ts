import type { HeatmapChart } from '../../reports/chart.js';
import { together } from '../markup.js';
import { formatShare } from '../number.js';
import { boxMark, type Drawing, type PlotStyle, shortValue, textMark } from './plot.js';
import { fitText, textWidth } from './text-width.js';

const ROW = 26;
const LEAST_COLUMN = 46;
const LONGEST_LABEL = 170;
const STEPS = 5;

/** A cell for each pair with its number in it, the darker the more; wider than asked where the numbers need it. */
export function heatmapPlot({ columns, rows, valueKind }: HeatmapChart, style: PlotStyle): Drawing {
  const wholeRows = rows.map(({ label }) => style.label(label));
  const wholeColumns = columns.map(style.label);
  const rowLabels = wholeRows.map((label) => fitText(label, LONGEST_LABEL));
  const columnLabels = wholeColumns.map((label) => fitText(label, LONGEST_LABEL));
  const cell = (value: number | null): string => {
    if (value === null) return '–';
    if (valueKind === 'share') return formatShare(value, style.number).replace(/[\u202F\u00A0 ]?%$/, '');
    return shortValue(value, valueKind, style.number);
  };
  const texts = rows.map(({ values }) => values.map(cell));
  const left = Math.max(0, ...rowLabels.map(textWidth)) + 8;
  const needed = Math.max(LEAST_COLUMN, ...texts.flat().map((text) => textWidth(text) + 8));
  const column = Math.max(needed, (style.width - left) / Math.max(1, columns.length));
  const top = Math.max(0, ...columnLabels.map(textWidth)) + 10;
  const known = rows.flatMap(({ values }) => values.filter((value) => value !== null));
  const most = Math.max(...known, Number.MIN_VALUE);
  const least = Math.min(0, ...known);
  const shade = (value: number): number =>
    Math.min(STEPS - 1, Math.max(0, Math.floor(((value - least) / (most - least)) * STEPS)));
  const heads = columnLabels.map((label, index) =>
    textMark(left + column * (index + 0.5) + 4, top - 6, label, {
      upwards: true,
      whole: wholeColumns[index] ?? '',
    }),
  );
  const cells = rows.flatMap(({ values }, row) => {
    const y = top + row * ROW;
    return [
      textMark(left - 8, y + 17, rowLabels[row] ?? '', { anchor: 'end', whole: wholeRows[row] ?? '' }),
      ...values.flatMap((value, index) => {
        const x = left + index * column;
        const text = texts[row]?.[index] ?? '';
        const step = value === null ? null : shade(value);
        const said = `${wholeRows[row] ?? ''}, ${wholeColumns[index] ?? ''}: ${text}`;
        return [
          boxMark(x + 1, y + 1, column - 2, ROW - 2, step === null ? 'hn' : `h${step}`, said),
          textMark(x + column / 2, y + 17, text, {
            anchor: 'middle',
            className: step === null ? 'cm' : `x${step}`,
          }),
        ];
      }),
    ];
  });
  return {
    width: Math.max(style.width, Math.ceil(left + column * columns.length)),
    height: top + rows.length * ROW + 4,
    body: together([...heads, ...cells]),
  };
}

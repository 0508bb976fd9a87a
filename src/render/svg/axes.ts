import { type Markup, together } from '../markup.js';
import { lineMark, textMark } from './plot.js';
import { textWidth } from './text-width.js';

/** The inside of a plot with axes, in pixels. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Tick {
  at: number;
  text: string;
}

/** Horizontal grid lines with their values on the left. */
export function verticalAxis(ticks: readonly Tick[], { left, right }: Frame): Markup {
  return together(
    ticks.flatMap(({ at, text }) => [
      lineMark(left, at, right, at, 'cg'),
      textMark(left - 6, at + 4, text, { anchor: 'end', className: 'cm' }),
    ]),
  );
}

/** Values under the plot; one that would touch its left neighbour, or run out of the plot, is left out. */
export function horizontalAxis(ticks: readonly Tick[], { left, right, bottom }: Frame): Markup {
  const marks: Markup[] = [];
  let free = left - 30;
  for (const [index, { at, text }] of ticks.entries()) {
    const half = textWidth(text) / 2;
    const isLast = index === ticks.length - 1;
    const middle = isLast ? Math.min(at, right + 14 - half) : Math.max(at, left - 30 + half);
    if (middle - half < free || middle + half > right + 15) continue;
    marks.push(lineMark(at, bottom, at, bottom + 4, 'ca'));
    marks.push(textMark(middle, bottom + 17, text, { anchor: 'middle', className: 'cm' }));
    free = middle + half + 8;
  }
  return together([lineMark(left, bottom, right, bottom, 'ca'), ...marks]);
}

/** Indexes of at most `most` of `count` places in equal steps, the first and where it fits the last among them. */
export function everyFew(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, most)));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

/** Whole powers of ten from the one at or below `least` to the one at or above `most`, both above zero. */
export function decades(least: number, most: number): number[] {
  const first = Math.floor(Math.log10(least) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(most) - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

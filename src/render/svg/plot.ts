import type { Phrase } from '../../reports/phrase.js';
import type { CellKind } from '../../reports/types.js';
import { type Markup, markup } from '../markup.js';
import { formatCell, formatCompact, type NumberStyle } from '../number.js';

/** How one chart is drawn. */
export interface PlotStyle {
  /** Pixels, and the units of the drawing. */
  width: number;
  /** Unique on its page; what the drawing refers to in itself begins with it. */
  id: string;
  number: NumberStyle;
  /** A word of ours in the language of the page. */
  words: (text: string) => string;
  /** A label of the chart, which may be a name. */
  label: (text: string) => string;
  sentence: (phrase: Phrase) => string;
}

/** The inside of an SVG, from 0, 0. */
export interface Drawing {
  width: number;
  height: number;
  body: Markup;
}

export interface TextMark {
  anchor?: 'start' | 'middle' | 'end';
  /** Classes of the style sheet: `cm` muted, `cs` strong. */
  className?: string;
  /** The whole of it, where the text is cut. */
  whole?: string;
  /** Turned to read upwards. */
  upwards?: boolean;
}

export function textMark(x: number, y: number, text: string, mark: TextMark = {}): Markup {
  const { anchor = 'start', className = '', whole = text, upwards = false } = mark;
  const turned = upwards ? markup` transform="rotate(-90 ${px(x)} ${px(y)})"` : null;
  const title = whole === text ? null : markup`<title>${whole}</title>`;
  return markup`<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" class="ct ${className}"${turned}>${title}${text}</text>`;
}

export function lineMark(x1: number, y1: number, x2: number, y2: number, className: string): Markup {
  return markup`<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" class="${className}"/>`;
}

/** A rectangle; `title` is what it says when pointed at. */
export function boxMark(
  x: number,
  y: number,
  width: number,
  height: number,
  className: string,
  title?: string,
): Markup {
  const inside = title === undefined ? null : markup`<title>${title}</title>`;
  return markup`<rect x="${px(x)}" y="${px(y)}" width="${px(Math.max(0, width))}" height="${px(height)}" class="${className}">${inside}</rect>`;
}

export function pathMark(path: string | null, className: string): Markup {
  return path === null || path === '' ? markup`` : markup`<path d="${path}" class="${className}"/>`;
}

export function dotMark(x: number, y: number, radius: number, className: string, title: string): Markup {
  return markup`<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" class="${className}"><title>${title}</title></circle>`;
}

/** The hatching of what is unknown; refer to it with {@link fillOf}. */
export function hatching(id: string): Markup {
  return markup`<defs><pattern id="${id}-u" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="fub"/><line x1="0" y1="0" x2="0" y2="6" class="sul"/></pattern></defs>`;
}

/** A box of a part of a whole, in its colour. @param colour of {@link colourClasses} */
export function partMark(
  x: number,
  y: number,
  width: number,
  height: number,
  colour: string,
  id: string,
  title: string,
): Markup {
  if (colour !== 'unknown') return boxMark(x, y, width, height, `f${colour}`, title);
  return markup`<rect x="${px(x)}" y="${px(y)}" width="${px(Math.max(0, width))}" height="${px(height)}" fill="url(#${id}-u)"><title>${title}</title></rect>`;
}

/** One decimal is finer than a screen. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A value at a mark or an axis: few digits. */
export function shortValue(value: number | null, kind: CellKind, style: NumberStyle): string {
  return kind === 'integer' && value !== null && Number.isFinite(value)
    ? formatCompact(value, style)
    : formatCell(value, kind, style);
}

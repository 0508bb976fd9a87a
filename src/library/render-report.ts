import { type Format, formats, render } from '../render/index.js';
import { type Language, languages } from '../render/language.js';
import type { ReportOutput } from '../reports/types.js';
import { checkOptions, count, flag, oneOf, text } from './check-options.js';

/** How a report is laid out. */
export interface RenderOptions {
  /** Columns of text, for `table`; 80 unless told. */
  width?: number | undefined;
  /** Terminal colours, for `table`; none unless told. */
  colour?: boolean | undefined;
  /** The table that `csv` prints, by name; the first unless told. */
  table?: string | undefined;
  /** The chart that `svg` prints, from 1; the first unless told. */
  chart?: number | undefined;
  /** Of `table`, `md`, `html` and `svg`; `en` unless told. */
  language?: Language | undefined;
}

const shape = {
  format: oneOf(formats),
  width: count.optional(),
  colour: flag.optional(),
  table: text.optional(),
  chart: count.optional(),
  language: oneOf(languages).optional(),
};

/**
 * A computed report as text in one format, ending in a newline: what `oai report --format` prints.
 *
 * @throws UsageError when there is no such format or language, it has no such table or chart, or the format prints a graph and it has none
 * @example
 * const text = renderReport(output, 'md');
 */
export function renderReport(output: ReportOutput, format: Format, options: RenderOptions = {}): string {
  checkOptions('renderReport', shape, { format, ...options });
  const { width = 80, colour = false, ...choice } = options;
  return render(format, output, { width, colour, unicode: true, ...choice });
}

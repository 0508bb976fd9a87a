import type { ReportOutput } from '../reports/types.js';
import type { Format } from './format.js';
import { renderHtml } from './html/render-html.js';
import { renderCsv } from './render-csv.js';
import { renderDot } from './render-dot.js';
import { renderJson } from './render-json.js';
import { renderMarkdown } from './render-markdown.js';
import { renderMermaid } from './render-mermaid.js';
import { renderNdjson } from './render-ndjson.js';
import { renderTable } from './render-table.js';
import { renderSvg } from './svg/render-svg.js';
import type { TextOptions } from './text-style.js';

export { type Format, formats } from './format.js';
export { renderCsv, renderJson, renderMarkdown, renderNdjson, renderTable };

export interface RenderOptions extends TextOptions {
  /** The table `csv` prints; the report's first one by default. */
  table?: string | undefined;
  /** The chart `svg` prints, counted from 1; the first by default. */
  chart?: number | undefined;
  /** The files of its charts, which `md` shows in place of sketches. */
  pictures?: readonly string[] | undefined;
}

/**
 * A report in one format, ending in a newline.
 * @throws UsageError when `options.table` names no table of the report, `options.chart` none of its charts, or the format prints
 *   a graph and it has none
 */
export function render(format: Format, output: ReportOutput, options: RenderOptions): string {
  switch (format) {
    case 'table':
      return renderTable(output, options);
    case 'json':
      return renderJson(output);
    case 'ndjson':
      return renderNdjson(output);
    case 'csv':
      return renderCsv(output, options.table);
    case 'md':
      return renderMarkdown(output, options);
    case 'html':
      return renderHtml(output, options);
    case 'svg':
      return renderSvg(output, options);
    case 'dot':
      return renderDot(output);
    case 'mermaid':
      return renderMermaid(output);
  }
}

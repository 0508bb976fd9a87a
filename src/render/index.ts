import type { ReportOutput } from '../reports/types.js';
import type { Format } from './format.js';
import { renderCsv } from './render-csv.js';
import { renderJson } from './render-json.js';
import { renderMarkdown } from './render-markdown.js';
import { renderNdjson } from './render-ndjson.js';
import { renderTable } from './render-table.js';
import type { TextOptions } from './text-style.js';

export { type Format, formats } from './format.js';
export { renderCsv, renderJson, renderMarkdown, renderNdjson, renderTable };

export interface RenderOptions extends TextOptions {
  /** The table `csv` prints; the report's first one by default. */
  table?: string | undefined;
}

/**
 * A report in one format, ending in a newline.
 * @throws UsageError when `options.table` names no table of the report
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
      return renderMarkdown(output);
  }
}

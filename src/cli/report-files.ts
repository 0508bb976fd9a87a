import { type Format, isGraphFormat } from '../render/format.js';
import type { ReportOutput } from '../reports/types.js';
import type { Language } from '../render/language.js';
import { type RenderChoice, renderedReport } from './rendered-report.js';
import type { Terminal } from './terminal.js';

export interface ReportFile {
  /** Path below the folder, with `/`. */
  file: string;
  text: string;
}

/** A report in one format as the files it takes in a folder: CSV one a table, SVG one a chart, Markdown with its charts beside it. */
export async function reportFiles(
  terminal: Terminal,
  output: ReportOutput,
  sameStore: string,
  format: Format,
  language?: Language,
): Promise<ReportFile[]> {
  const { report, view } = output;
  const text = async (choice: RenderChoice): Promise<string> =>
    renderedReport(terminal, output, sameStore, format, { ...choice, language });
  if (format === 'csv') {
    return Promise.all(
      view.tables.map(async ({ name: table }) => ({
        file: `${report}.${table}.csv`,
        text: await text({ table }),
      })),
    );
  }
  if (format === 'svg') {
    return Promise.all(
      view.charts.map(async (_, index) => ({
        file: chartFile(report, index),
        text: await text({ chart: index + 1 }),
      })),
    );
  }
  if (format === 'md') {
    const pictures = view.charts.map((_, index) => chartFile(report, index));
    const beside = await reportFiles(terminal, output, sameStore, 'svg', language);
    return [{ file: `${report}.md`, text: await text({ pictures }) }, ...beside];
  }
  if (isGraphFormat(format) && view.graph === undefined) return [];
  return [{ file: `${report}.${format === 'table' ? 'txt' : format}`, text: await text({}) }];
}

function chartFile(report: string, index: number): string {
  return `${report}-${index + 1}.svg`;
}

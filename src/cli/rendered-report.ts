import { storeFlag } from '../config/settings.js';
import type { Format } from '../render/format.js';
import type { RenderOptions } from '../render/index.js';
import type { ReportOutput } from '../reports/types.js';
import type { Terminal } from './terminal.js';

export type RenderChoice = Pick<RenderOptions, 'table' | 'chart' | 'pictures' | 'language'>;

/** A report computed from the store at `path`, as text. */
export async function renderedReport(
  { width, colour, unicode }: Terminal,
  report: ReportOutput,
  path: string,
  format: Format,
  choice: RenderChoice = {},
): Promise<string> {
  const { render } = await import('../render/index.js');
  const output = withStore(report, storeFlag(path, process.env));
  return render(format, output, { width, colour, unicode, ...choice });
}

/** The commands to type next, on the same store. */
function withStore(output: ReportOutput, db: string): ReportOutput {
  return { ...output, view: { ...output.view, next: output.view.next.map((command) => `${command}${db}`) } };
}

import type { Format } from '../render/format.js';
import type { RenderOptions } from '../render/index.js';
import type { ReportOutput } from '../reports/types.js';
import type { Terminal } from './terminal.js';

export type RenderChoice = Pick<RenderOptions, 'table' | 'chart' | 'pictures' | 'language'>;

/** A report as text. @param sameStore what is to follow a command that reads the same store */
export async function renderedReport(
  { width, colour, unicode }: Terminal,
  report: ReportOutput,
  sameStore: string,
  format: Format,
  choice: RenderChoice = {},
): Promise<string> {
  const { render } = await import('../render/index.js');
  const output = withStore(report, sameStore);
  return render(format, output, { width, colour, unicode, ...choice });
}

/** The commands to type next, on the same store. */
function withStore(output: ReportOutput, sameStore: string): ReportOutput {
  return {
    ...output,
    view: { ...output.view, next: output.view.next.map((command) => `${command}${sameStore}`) },
  };
}

import { UsageError } from '../../errors.js';
import type { Chart } from '../../reports/chart.js';
import type { ReportOutput } from '../../reports/types.js';
import type { Language } from '../language.js';
import { Markup, markup, together } from '../markup.js';
import { pageStyleIn, type PageStyle } from '../page-style.js';
import { chartStyle } from './chart-style.js';
import { nightLine } from '../night-line.js';
import { drawChart } from './draw-chart.js';
import { textMark } from './plot.js';
import { wrapText } from '../text-layout.js';

const WIDTH = 720;
const MARGIN = 16;
const TITLE_COLUMNS = 68;
const TITLE_LINE = 22;

export interface SvgOptions {
  language?: Language | undefined;
  /** Which chart of the report, counted from 1; the first by default. */
  chart?: number | undefined;
}

/**
 * One chart of a report as an SVG file of its own, with its title, what is shown and where it is from.
 * @throws UsageError when the report has no such chart
 */
export function renderSvg(
  output: ReportOutput,
  { language = 'en', chart: wanted = 1 }: SvgOptions = {},
): string {
  const { charts } = output.view;
  const chart = charts[wanted - 1];
  if (chart === undefined) {
    throw new UsageError(
      charts.length === 0
        ? `The report ${output.report} has no chart.`
        : `The report ${output.report} has no chart ${wanted}.`,
      { todo: charts.length === 0 ? 'Use --format html or md.' : `Choose one from 1 to ${charts.length}.` },
    );
  }
  return svgFile(output, chart, pageStyleIn(language));
}

function svgFile(output: ReportOutput, chart: Chart, style: PageStyle): string {
  const title = style.sentence(chart.title);
  const titleLines = wrapText(title.slice(0, 400), TITLE_COLUMNS);
  const quantity = 'quantity' in chart ? style.words(chart.quantity) : '';
  const below = wrapText([quantity, nightLine(output, style)].filter((text) => text !== '').join(' · '), 100);
  const top = MARGIN + titleLines.length * TITLE_LINE + below.length * 16 + 12;
  const drawing = drawChart(chart, { ...style, width: WIDTH - 2 * MARGIN, id: output.report });
  const width = Math.max(WIDTH, Math.ceil(drawing.width) + 2 * MARGIN);
  const height = Math.ceil(top + drawing.height + MARGIN);
  const file = markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" lang="${style.language}">
<title>${title}</title>
<style>${new Markup(chartStyle)} .title{font-size:17px;font-weight:600}.pg{fill:var(--bg)}</style>
<rect width="${width}" height="${height}" class="pg"/>
${together(titleLines.map((line, index) => textMark(MARGIN, MARGIN + 12 + index * TITLE_LINE, line, { className: 'title' })))}
${together(below.map((line, index) => textMark(MARGIN, MARGIN + 8 + titleLines.length * TITLE_LINE + index * 16, line, { className: 'cm' })))}
<g transform="translate(${MARGIN} ${top})">${drawing.body}</g>
</svg>
`;
  return file.text;
}

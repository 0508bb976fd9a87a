import type { Chart } from '../../reports/chart.js';
import { type Markup, markup, together } from '../markup.js';
import { labelWords } from '../label-words.js';
import { drawChart } from '../svg/draw-chart.js';
import type { Drawing } from '../svg/plot.js';
import { chartTable } from './chart-table.js';
import type { PageStyle } from '../page-style.js';
import { tableMarkup } from './table-markup.js';

const WIDE = 720;
const NARROW = 328;

export interface FigureSource {
  chart: Chart;
  /** Unique on the page; the name of the file that its data are saved as begins with it. */
  id: string;
  /** What is shown: unit, population, night. */
  subtitle: string;
  /** The command or file with every number, where the page cannot hold them. */
  everything: Markup;
}

/** A chart with its finding as the title, drawn for wide and for narrow pages, and its numbers below. */
export function chartFigure({ chart, id, subtitle, everything }: FigureSource, style: PageStyle): Markup {
  const title = style.sentence(chart.title);
  const svg = (width: number, name: string): Markup => {
    const drawing = drawChart(chart, { ...style, width, id: `${id}-${name}` });
    const picture = svgMarkup(
      drawing,
      `${id}-${name}`,
      title,
      style.words('The numbers are in the table below.'),
      name,
    );
    return drawing.width <= width
      ? picture
      : markup`<div class="scroll ${name}" tabindex="0" role="region" aria-label="${title}">${picture}</div>`;
  };
  const isScrolled = chart.kind === 'heatmap';
  const pictures = isScrolled ? [svg(NARROW, 'both')] : [svg(WIDE, 'wide'), svg(NARROW, 'narrow')];
  const label = labelWords(chart, style.words);
  const table = tableMarkup(
    { file: `${id}.csv`, ...chartTable(chart, style.words, label), caption: title, everything, words: label },
    style,
  );
  return markup`<figure${chart.variant === undefined ? null : markup` data-variant="${style.words(chart.variant)}"`}>
<figcaption><h3>${title}</h3><p class="sub">${subtitle}</p></figcaption>
${together(pictures)}
<details><summary>${style.words('The numbers')}</summary>
${table}
</details>
</figure>
`;
}

function svgMarkup(
  { width, height, body }: Drawing,
  id: string,
  title: string,
  description: string,
  className: string,
): Markup {
  return markup`<svg class="${className}" viewBox="-2 -2 ${Math.ceil(width) + 4} ${Math.ceil(height) + 4}" width="${Math.ceil(width) + 4}" height="${Math.ceil(height) + 4}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${body}</svg>`;
}

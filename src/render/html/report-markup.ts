import type { Chart } from '../../reports/chart.js';
import type { Graph } from '../../reports/graph.js';
import type { Phrase } from '../../reports/phrase.js';
import type { Fact, ReportOutput, Table } from '../../reports/types.js';
import { type Markup, markup, together } from '../markup.js';
import { graphLines } from '../graph-lines.js';
import { formatCell } from '../number.js';
import { provenanceClauses } from '../provenance.js';
import { publishedCells, publishedLabels, publishedNotes } from '../published.js';
import { sortedByKey } from '../sorted-by-key.js';
import { textStyle } from '../text-style.js';
import { chartFigure } from './chart-figure.js';
import { nightLine } from '../night-line.js';
import type { PageStyle } from '../page-style.js';
import { tableMarkup } from './table-markup.js';

/** Where every row of a table is, for those that a page cannot hold. */
export type WhereAll = (table: string) => Markup;

/** The command that prints a table whole. */
export function commandFor({ report }: ReportOutput): WhereAll {
  return (table) => markup`<code>oai report ${report} --format csv --table ${table}</code>`;
}

/** What stands above a report: its finding, its question, what night it is of. */
export function reportHeader(output: ReportOutput, style: PageStyle): Markup {
  const { question, view } = output;
  return markup`<p class="sub">${style.words(question)}</p>
<h1>${style.sentence(view.finding)}</h1>
<p class="sub">${nightLine(output, style)}</p>`;
}

/** Everything of a report between its header and its footer. */
export function reportMain(output: ReportOutput, style: PageStyle, whereAll: WhereAll): Markup {
  const { report, view, published } = output;
  const { words, sentence } = style;
  return together([
    view.sentences === undefined
      ? markup``
      : section(words(view.sentences.title), list(view.sentences.items.map(sentence))),
    section(words('Figures'), factList(view.facts, style)),
    view.graph === undefined ? markup`` : graphMarkup(view.graph, style),
    ...chartGroups(view.charts).map((group) => chartGroup(group, output, style, whereAll)),
    ...view.tables.filter(({ detail }) => detail !== true).map((table) => titledTable(table)),
    section(words('Published and computed'), published.length === 0 ? null : publishedTable(output, style)),
    section(words('Doubt'), list(view.caveats.map(sentence))),
    section(words('Definition'), list(view.definition.map(sentence))),
    ...view.tables.filter(({ detail }) => detail === true).map((table) => foldedTable(table)),
    section(
      words('On the command line'),
      view.next.length === 0
        ? null
        : markup`<pre>${together(view.next.map((command) => markup`<code>${command}</code>`))}</pre>`,
    ),
  ]);

  function tableOf(table: Table): Markup {
    const file = `${report}.${table.name}.csv`;
    return tableMarkup(
      {
        file,
        columns: table.columns.map((column) => ({ ...column, label: words(column.label) })),
        rows: table.rows,
        caption: words(table.title),
        everything: whereAll(table.name),
      },
      style,
    );
  }

  function titledTable(table: Table): Markup {
    return markup`<h2>${words(table.title)}</h2>\n${tableOf(table)}\n`;
  }

  function foldedTable(table: Table): Markup {
    return markup`<details><summary>${words(table.title)}</summary>\n${tableOf(table)}\n</details>\n`;
  }
}

/** What comes from what, as two trees of text. */
function graphMarkup(graph: Graph, { language, sentence }: PageStyle): Markup {
  const treeStyle = textStyle({ width: 100, colour: false, unicode: true, language });
  const { above, below } = graphLines(graph, treeStyle);
  const tree = (title: Phrase, lines: string[]): Markup =>
    lines.length === 0
      ? markup``
      : markup`<h2>${sentence(title)}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${sentence(title)}"><pre class="tree">${together(lines.map((line) => markup`<code>${line}</code>`))}</pre></div>
`;
  return together([tree(graph.above, above), tree(graph.below, below)]);
}

/** Where the numbers come from. */
export function reportFooter({ report, provenance, parameters }: ReportOutput, style: PageStyle): Markup {
  const named = Object.entries(sortedByKey(parameters)).map(
    ([key, value]) => `${key}: ${formatCell(value, 'text', style.number, 'none')}`,
  );
  const clauses = [`oai report ${report}`, ...provenanceClauses(provenance, style.number), ...named];
  return markup`<p>${clauses.join(' · ')}</p>
<p>${style.words('Computed from public listings of the Hugging Face Hub; downloads are requests for files, not people.')}</p>`;
}

/** A chart of the report as a figure. @param place of the chart in `view.charts` */
export function reportFigure(
  output: ReportOutput,
  chart: Chart,
  place: number,
  style: PageStyle,
  whereAll: WhereAll,
): Markup {
  const id = `${output.report}-${place + 1}`;
  const [table] = output.view.tables;
  const everything = whereAll(table?.name ?? 'facts');
  const quantity = 'quantity' in chart ? `${style.words(chart.quantity)} · ` : '';
  const subtitle = `${quantity}${nightLine(output, style)}`;
  return chartFigure({ chart, id, subtitle, everything }, style);
}

interface PlacedChart {
  chart: Chart;
  place: number;
}

/** Charts that are the same of several metrics stand together; every other by itself. */
function chartGroups(charts: readonly Chart[]): PlacedChart[][] {
  const groups: PlacedChart[][] = [];
  for (const [place, chart] of charts.entries()) {
    const last = groups.at(-1);
    const joins = chart.variant !== undefined && last?.[0]?.chart.variant !== undefined;
    if (joins && last.every((other) => other.chart.variant !== chart.variant)) last.push({ chart, place });
    else groups.push([{ chart, place }]);
  }
  return groups;
}

function chartGroup(
  group: readonly PlacedChart[],
  output: ReportOutput,
  style: PageStyle,
  whereAll: WhereAll,
): Markup {
  const figures = group.map(({ chart, place }) => reportFigure(output, chart, place, style, whereAll));
  return figures.length > 1 ? markup`<div data-switch>${together(figures)}</div>\n` : together(figures);
}

function section(title: string, body: Markup | null): Markup {
  return body === null ? markup`` : markup`<h2>${title}</h2>\n${body}\n`;
}

function factList(facts: readonly Fact[], { words, number }: PageStyle): Markup | null {
  if (facts.length === 0) return null;
  const items = facts.map(({ label, kind, value, note }) => {
    const said = note === undefined ? words(label) : `${words(label)} (${words(note)})`;
    return markup`<dt>${said}</dt><dd>${formatCell(value, kind, number)}</dd>\n`;
  });
  return markup`<dl class="facts">${together(items)}</dl>`;
}

function publishedTable({ report, published }: ReportOutput, style: PageStyle): Markup {
  const heads = publishedLabels.map((label) => markup`<th scope="col">${style.words(label)}</th>`);
  const rows = published.map((figure) => {
    const cells = publishedCells(figure, style.number).map((cell) => markup`<td>${cell}</td>`);
    return markup`<tr>${together(cells)}</tr>\n`;
  });
  const notes = list(publishedNotes(published, style.words));
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${style.words('Published and computed')}, ${report}"><table><thead><tr>${together(heads)}</tr></thead><tbody>${together(rows)}</tbody></table></div>
${notes}`;
}

function list(items: readonly string[]): Markup | null {
  if (items.length === 0) return null;
  return markup`<ul>${together(items.map((item) => markup`<li>${item}</li>`))}</ul>`;
}

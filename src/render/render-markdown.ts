import { markdownTable } from 'markdown-table';
import type { Phrase } from '../reports/phrase.js';
import type { CellKind, Fact, ReportOutput, Table } from '../reports/types.js';
import { cellText } from './cell-text.js';
import { graphLines } from './graph-lines.js';
import type { Language } from './language.js';
import { markdownText } from './markdown-text.js';
import { formatCell } from './number.js';
import { phraseText } from './phrase-text.js';
import { provenanceClauses } from './provenance.js';
import { publishedCells, publishedLabels, publishedNotes } from './published.js';
import { safeText } from './safe-text.js';
import { textChart } from './text-chart.js';
import { textStyle, type TextStyle } from './text-style.js';
import { sortedByKey } from './sorted-by-key.js';

const WIDTH = 84;

export interface MarkdownOptions {
  /** The files of its charts, relative; without them the charts are sketches of text. */
  pictures?: readonly string[] | undefined;
  /** English where none is given. */
  language?: Language | undefined;
}

/**
 * A report as GitHub-flavoured Markdown in UTF-8, in the order of the terminal's; provenance and parameters as a footer.
 */
export function renderMarkdown(
  output: ReportOutput,
  { pictures = [], language }: MarkdownOptions = {},
): string {
  const { view, published } = output;
  const style = textStyle({ width: WIDTH, colour: false, unicode: true, language });
  const { translate } = style;
  const written = (phrase: Phrase): string => phraseText(phrase, style);
  const blocks = [
    `# ${markdownText(written(view.finding))}`,
    markdownText(translate(output.question)),
    ...section(translate('Definition'), bullets(view.definition.map(written))),
    ...(view.sentences === undefined
      ? []
      : section(translate(view.sentences.title), numbered(view.sentences.items.map(written)))),
    ...section(translate('Figures'), bullets(view.facts.map((fact) => factText(fact, style)))),
    ...view.tables.map((table) =>
      table.detail === true ? foldedTable(table, style) : titledTable(table, style),
    ),
    ...view.charts.flatMap((chart, index) => {
      const title = written(chart.title);
      return section(title, pictureOf(title, pictures[index]) ?? literal(textChart(chart, style)));
    }),
    ...graphSections(output, style),
    ...section(
      translate('Published and computed'),
      published.length === 0 ? '' : publishedText(output, style),
    ),
    ...section(translate('Caveats'), bullets(view.caveats.map(written))),
    ...section(translate('Next'), literal(view.next.map(safeText))),
    '---',
    footer(output, style),
  ];
  return blocks.filter((block) => block !== '').join('\n\n') + '\n';
}

function section(title: string, body: string): string[] {
  return body === '' ? [] : [`## ${markdownText(title)}`, body];
}

function pictureOf(title: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : `![${markdownText(title)}](${encodeURI(file)})`;
}

function factText({ label, value, kind, note }: Fact, style: TextStyle): string {
  const said = note === undefined ? '' : ` (${style.translate(note)})`;
  return `${style.translate(label)}: ${formatCell(value, kind, style)}${said}`;
}

function titledTable(table: Table, style: TextStyle): string {
  return `## ${markdownText(style.translate(table.title))}\n\n${tableText(table, style)}`;
}

/** What is behind a chart is there to open, not to scroll past. */
function foldedTable(table: Table, style: TextStyle): string {
  const title = markdownText(style.translate(table.title));
  return `<details>\n<summary>\n\n${title}\n\n</summary>\n\n${tableText(table, style)}\n\n</details>`;
}

function tableText({ columns, rows }: Table, style: TextStyle): string {
  if (rows.length === 0) return style.translate('none');
  const heads = columns.map(({ label }) => markdownText(style.translate(label)));
  const cells = rows.map((row) => columns.map((column) => markdownText(cellText(column, row, style))));
  return markdownTable([heads, ...cells], { align: columns.map(({ kind }) => alignment(kind)) });
}

function graphSections({ view: { graph } }: ReportOutput, style: TextStyle): string[] {
  if (graph === undefined) return [];
  const { above, below } = graphLines(graph, style);
  const written = (phrase: Phrase): string => phraseText(phrase, style);
  return [...section(written(graph.above), literal(above)), ...section(written(graph.below), literal(below))];
}

function publishedText({ published }: ReportOutput, style: TextStyle): string {
  const rows = published.map((figure) => publishedCells(figure, style).map(markdownText));
  const align = publishedLabels.map((label) => (label === 'Published' || label === 'Computed' ? 'r' : 'l'));
  const notes = bullets(publishedNotes(published, style.translate));
  return [markdownTable([publishedLabels.map(style.translate), ...rows], { align }), notes]
    .join('\n\n')
    .trim();
}

function footer({ report, provenance, parameters }: ReportOutput, style: TextStyle): string {
  const clauses = [style.translate(`report ${report}`), ...provenanceClauses(provenance, style)];
  for (const [key, value] of Object.entries(sortedByKey(parameters))) {
    clauses.push(`${key}: ${formatCell(value, 'text', style, 'none')}`);
  }
  return clauses.map(markdownText).join(style.separator);
}

function bullets(items: string[]): string {
  return items.map((item) => `- ${markdownText(item)}`).join('\n');
}

function numbered(items: string[]): string {
  return items.map((item, index) => `${index + 1}. ${markdownText(item)}`).join('\n');
}

/** An indented code block: unlike a fence, nothing inside can close it. */
function literal(lines: string[]): string {
  return lines.map((line) => `    ${line}`).join('\n');
}

function alignment(kind: CellKind): 'l' | 'r' {
  return kind === 'text' || kind === 'date' ? 'l' : 'r';
}

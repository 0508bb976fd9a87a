import { markdownTable } from 'markdown-table';
import type { Phrase } from '../reports/phrase.js';
import type { CellKind, Fact, ReportOutput, Table } from '../reports/types.js';
import { cellKind } from './cell-kind.js';
import { graphLines } from './graph-lines.js';
import { markdownText } from './markdown-text.js';
import { formatCell } from './number.js';
import { phraseText } from './phrase-text.js';
import { provenanceClauses } from './provenance.js';
import { publishedCells, publishedLabels, publishedNotes } from './published.js';
import { safeText } from './safe-text.js';
import { textChart } from './text-chart.js';
import { textStyle } from './text-style.js';
import { sortedByKey } from './sorted-by-key.js';

const STYLE = textStyle({ width: 84, colour: false, unicode: true });

/**
 * A report as GitHub-flavoured Markdown in UTF-8, in the order of the terminal's; provenance and parameters as a footer.
 * @param pictures the files of its charts, relative; without them the charts are sketches of text
 */
export function renderMarkdown(output: ReportOutput, pictures: readonly string[] = []): string {
  const { view, published } = output;
  const blocks = [
    `# ${markdownText(written(view.finding))}`,
    markdownText(output.question),
    ...section('Definition', bullets(view.definition.map(written))),
    ...(view.sentences === undefined
      ? []
      : section(view.sentences.title, numbered(view.sentences.items.map(written)))),
    ...section('Figures', bullets(view.facts.map(factText))),
    ...view.tables.map((table) => (table.detail === true ? foldedTable(table) : titledTable(table))),
    ...view.charts.flatMap((chart, index) => {
      const title = written(chart.title);
      return section(title, pictureOf(title, pictures[index]) ?? literal(textChart(chart, STYLE)));
    }),
    ...graphSections(output),
    ...section('Published and computed', published.length === 0 ? '' : publishedText(output)),
    ...section('Caveats', bullets(view.caveats.map(written))),
    ...section('Next', literal(view.next.map(safeText))),
    '---',
    footer(output),
  ];
  return blocks.filter((block) => block !== '').join('\n\n') + '\n';
}

function written(phrase: Phrase): string {
  return phraseText(phrase, STYLE);
}

function section(title: string, body: string): string[] {
  return body === '' ? [] : [`## ${markdownText(title)}`, body];
}

function pictureOf(title: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : `![${markdownText(title)}](${encodeURI(file)})`;
}

function factText({ label, value, kind, note }: Fact): string {
  return `${label}: ${formatCell(value, kind, STYLE)}${note === undefined ? '' : ` (${note})`}`;
}

function titledTable(table: Table): string {
  return `## ${markdownText(table.title)}\n\n${tableText(table)}`;
}

/** What is behind a chart is there to open, not to scroll past. */
function foldedTable(table: Table): string {
  const title = markdownText(table.title);
  return `<details>\n<summary>\n\n${title}\n\n</summary>\n\n${tableText(table)}\n\n</details>`;
}

function tableText({ columns, rows }: Table): string {
  if (rows.length === 0) return 'none';
  const heads = columns.map(({ label }) => markdownText(label));
  const cells = rows.map((row) =>
    columns.map((column) =>
      markdownText(formatCell(row[column.key] ?? null, cellKind(column, row), STYLE, column.absent)),
    ),
  );
  return markdownTable([heads, ...cells], { align: columns.map(({ kind }) => alignment(kind)) });
}

function graphSections({ view: { graph } }: ReportOutput): string[] {
  if (graph === undefined) return [];
  const { above, below } = graphLines(graph, STYLE);
  return [...section(written(graph.above), literal(above)), ...section(written(graph.below), literal(below))];
}

function publishedText({ published }: ReportOutput): string {
  const rows = published.map((figure) => publishedCells(figure, STYLE).map(markdownText));
  const align = publishedLabels.map((label) => (label === 'Published' || label === 'Computed' ? 'r' : 'l'));
  const notes = bullets(publishedNotes(published));
  return [markdownTable([[...publishedLabels], ...rows], { align }), notes].join('\n\n').trim();
}

function footer({ report, provenance, parameters }: ReportOutput): string {
  const clauses = [`report ${report}`, ...provenanceClauses(provenance, STYLE)];
  for (const [key, value] of Object.entries(sortedByKey(parameters))) {
    clauses.push(`${key}: ${formatCell(value, 'text', STYLE, 'none')}`);
  }
  return clauses.map(markdownText).join(STYLE.separator);
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

import type { Phrase } from '../reports/phrase.js';
import type { ReportOutput, Table } from '../reports/types.js';
import { cellText } from './cell-text.js';
import { graphLines } from './graph-lines.js';
import { formatCell } from './number.js';
import { phraseText } from './phrase-text.js';
import { provenanceClauses } from './provenance.js';
import { publishedCells, publishedLabels, publishedNotes } from './published.js';
import { safeText } from './safe-text.js';
import { textChart } from './text-chart.js';
import { wrapText } from './text-layout.js';
import { textStyle, type TextOptions, type TextStyle } from './text-style.js';
import { textTable, type TextColumn, type TextTable } from './text-table.js';

const WIDEST_PROSE = 100;

/**
 * A report for a terminal: finding, definition, facts, tables, charts, published figures, caveats, what to type next,
 * provenance. No line is wider than `options.width` (at least 40), but for commands, which stay whole to be copied.
 */
export function renderTable(output: ReportOutput, options: TextOptions): string {
  const style = textStyle(options);
  const { view } = output;
  const written = (phrase: Phrase): string => phraseText(phrase, style);
  const sections = [
    prose(written(view.finding), style).map(style.strong),
    prose(view.definition.map(written).join('; '), style).map(style.faint),
    sentenceLines(output, style),
    factLines(output, style),
    ...view.tables.filter(({ detail }) => detail !== true).map((table) => tableLines(table, style)),
    ...view.charts.map((chart) => {
      const lines = textChart(chart, style);
      return lines.length === 0 ? [] : titled(written(chart.title), lines, style);
    }),
    ...graphSections(output, style),
    publishedLines(output, style),
    bulleted(style.translate('Caveats'), view.caveats.map(written), style),
    view.next.length === 0
      ? []
      : titled(
          style.translate('Next'),
          view.next.map((command) => `  ${safeText(command)}`),
          style,
        ),
    prose(provenanceClauses(output.provenance, style).join(style.separator), style).map(style.faint),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n') + '\n')
    .join('\n');
}

function sentenceLines({ view: { sentences } }: ReportOutput, style: TextStyle): string[] {
  if (sentences === undefined) return [];
  const margin = String(sentences.items.length).length + 2;
  const lines = sentences.items.flatMap((item, index) =>
    prose(phraseText(item, style), style, margin).map(
      (line, i) => `${(i === 0 ? `${index + 1}.` : '').padEnd(margin)}${line}`,
    ),
  );
  return titled(style.translate(sentences.title), lines, style);
}

function factLines({ view: { facts } }: ReportOutput, style: TextStyle): string[] {
  if (facts.length === 0) return [];
  const rows = facts.map(({ label, value, kind, note }) => [
    style.words(
      note === undefined ? style.translate(label) : `${style.translate(label)} (${style.translate(note)})`,
    ),
    style.words(formatCell(value, kind, style)),
  ]);
  const numberWidths = rows.map(([, value = ''], i) => (facts[i]?.kind === 'text' ? 0 : value.length));
  const columns: TextColumn[] = [
    { label: '', align: 'left', fit: 'wrap' },
    { label: '', align: 'right', fit: 'cut', least: Math.max(10, ...numberWidths) },
  ];
  return textTable(columns, rows, style).lines;
}

function tableLines({ title: english, columns, rows }: Table, style: TextStyle): string[] {
  const title = style.translate(english);
  if (rows.length === 0) return titled(title, [style.translate('none')], style);
  const layout = columns.map(({ label, kind, least }): TextColumn => {
    const text = kind === 'text';
    return {
      label: style.words(style.translate(label)),
      align: text || kind === 'date' ? 'left' : 'right',
      fit: text ? 'cut' : 'whole',
      ...(least !== undefined && { least }),
    };
  });
  const cells = rows.map((row) => columns.map((column) => style.words(cellText(column, row, style))));
  return titled(title, fittedLines(textTable(layout, cells, style), '--format csv', style), style);
}

function fittedLines({ lines, omitted }: TextTable, everything: string, style: TextStyle): string[] {
  if (omitted.length === 0) return lines;
  const remark = `${style.translate('No room for:')} ${omitted.join(', ')}. ${style.translate('Every column:')} ${everything}`;
  return [...lines, ...prose(remark, style).map(style.faint)];
}

function graphSections({ view: { graph } }: ReportOutput, style: TextStyle): string[][] {
  if (graph === undefined) return [];
  const { above, below } = graphLines(graph, style);
  const section = (title: Phrase, lines: string[]): string[] =>
    lines.length === 0 ? [] : titled(phraseText(title, style), lines, style);
  return [section(graph.above, above), section(graph.below, below)];
}

function publishedLines({ published }: ReportOutput, style: TextStyle): string[] {
  if (published.length === 0) return [];
  const columns = publishedLabels.map((label): TextColumn => {
    const number = label === 'Published' || label === 'Computed';
    return {
      label: style.translate(label),
      align: number ? 'right' : 'left',
      fit: number ? 'whole' : 'wrap',
    };
  });
  const rows = published.map((figure) => publishedCells(figure, style).map(style.words));
  const lines = fittedLines(textTable(columns, rows, style), '--format json', style);
  const notes = bullets(publishedNotes(published, style.translate), style);
  return titled(style.translate('Published and computed'), [...lines, ...notes], style);
}

function bulleted(title: string, items: string[], style: TextStyle): string[] {
  return items.length === 0 ? [] : titled(title, bullets(items, style), style);
}

function bullets(items: string[], style: TextStyle): string[] {
  return items.flatMap((item) =>
    prose(item, style, 2).map((line, i) => `${i === 0 ? style.bullet : ' '} ${line}`),
  );
}

function titled(title: string, lines: string[], style: TextStyle): string[] {
  return [...prose(title, style).map(style.strong), ...lines];
}

function prose(text: string, style: TextStyle, margin = 0): string[] {
  if (text === '') return [];
  return wrapText(style.words(text), Math.min(style.width, WIDEST_PROSE) - margin);
}

import { templateOf } from '../../src/render/translation.js';
import type { Chart } from '../../src/reports/chart.js';
import type { Phrase } from '../../src/reports/phrase.js';
import type { Cell, Column, ReportOutput, Table } from '../../src/reports/types.js';

/** What a page says that is ours, in the English that it is written in. */
export interface PageWords {
  /** Of every clause, with `{0}`, `{1}`... for its figures. */
  templates: Set<string>;
  words: Set<string>;
}

/** Everything of a report that is text of ours: nothing that is a name of the Hub or the registry, a date or a number. */
export function wordsOf({ question, view, published }: ReportOutput): PageWords {
  const phrases = [
    view.finding,
    ...view.definition,
    ...view.caveats,
    ...(view.sentences?.items ?? []),
    ...view.charts.map(({ title }) => title),
    ...(view.graph === undefined ? [] : [view.graph.above, view.graph.below]),
    ...(view.graph?.nodes ?? []).flatMap(({ note, more }) => (more === null ? [note] : [note, more])),
  ];
  const words = [
    question,
    view.sentences?.title ?? '',
    ...view.facts.flatMap(({ label, note = '', value, words: isOurs }) => [
      label,
      note,
      ...(isOurs === true ? [value] : []),
    ]),
    ...view.tables.flatMap(wordsOfTable),
    ...view.charts.flatMap(wordsOfChart),
    ...(view.graph?.edges ?? []).flatMap(({ label }) => label.split(', ')),
    ...published.flatMap(({ label, note }) => [label, note]),
    ...phrases.flatMap(wordsOfPhrase),
  ];
  const isText = (text: Cell): text is string => typeof text === 'string' && /[A-Za-z]{2}/.test(text);
  const templates = phrases.flatMap((phrase) => phrase.map(({ texts }) => templateOf(texts).trim()));
  return { templates: new Set(templates.filter(isText)), words: new Set(words.filter(isText)) };
}

function wordsOfPhrase(phrase: Phrase): Cell[] {
  return phrase.flatMap(({ figures }) =>
    figures.flatMap(({ value, name }) => (name === true ? [] : [value])),
  );
}

function wordsOfTable({ title, columns, rows }: Table): Cell[] {
  const cells = ({ key, words }: Column): Cell[] =>
    words === true ? rows.map((row) => row[key] ?? null) : [];
  return [title, ...columns.flatMap((column) => [column.label, column.absent ?? '', ...cells(column)])];
}

function wordsOfChart(chart: Chart): string[] {
  const isOurs = (label: string): boolean => chart.words?.includes(label) ?? true;
  const quantity = 'quantity' in chart ? [chart.quantity] : [];
  const labels = labelsOf(chart).filter(isOurs);
  return [...quantity, chart.variant ?? '', ...axesOf(chart), ...labels];
}

function axesOf(chart: Chart): string[] {
  if (chart.kind === 'lorenz') {
    const below = `top share of ${chart.population}`;
    const caption = `Share of ${chart.quantity} held by the ${below}; logarithmic horizontal axis`;
    return [`share of ${chart.quantity}`, below, `${below}, logarithmic`, caption];
  }
  if (chart.kind === 'rank') return [`rank among ${chart.population}`];
  if (chart.kind === 'scatter') return [chart.horizontal, chart.vertical];
  return chart.kind === 'line' && chart.axis !== undefined ? [chart.axis] : [];
}

function labelsOf(chart: Chart): string[] {
  switch (chart.kind) {
    case 'bar':
      return chart.bars.map(({ label }) => label);
    case 'stacked-bar':
      return [...chart.parts, ...chart.bars.map(({ label }) => label)];
    case 'stacked-area':
      return [...chart.parts];
    case 'line':
      return chart.lines.map(({ label }) => label);
    case 'heatmap':
      return [...chart.columns, ...chart.rows.map(({ label }) => label)];
    case 'rank':
      return chart.named.map(({ label }) => label);
    case 'scatter':
      return chart.points.map(({ label }) => label);
    case 'published':
      return chart.items.map(({ label }) => label);
    case 'lorenz':
    case 'series':
      return [];
  }
}

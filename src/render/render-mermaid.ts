import type { ReportOutput } from '../reports/types.js';
import { graphOf } from './graph-of.js';
import { phraseText } from './phrase-text.js';
import { provenanceClauses } from './provenance.js';
import { textStyle } from './text-style.js';

const STYLE = textStyle({ width: 80, colour: false, unicode: true });

/**
 * The graph of a report as a Mermaid flowchart, which GitHub draws in Markdown: bases above, the model in question with a
 * thick border, what is not there dashed.
 * Source: https://mermaid.js.org/syntax/flowchart.html
 * @throws UsageError when the report has none
 */
export function renderMermaid(output: ReportOutput): string {
  const { nodes, edges, focus } = graphOf(output, 'mermaid');
  const lines = nodes.flatMap(({ label, note, faded, more }, place) => {
    const name = `n${place + 1}`;
    const text = [label, phraseText(note, STYLE)].filter((part) => part !== '').map(escaped);
    return [
      `  ${name}["${text.join('<br>') || ' '}"]${faded ? ':::faded' : ''}`,
      ...(more === null ? [] : [`  ${name} -.- ${name}_more(["${escaped(phraseText(more, STYLE))}"])`]),
    ];
  });
  return [
    'flowchart TD',
    ...[phraseText(output.view.finding, STYLE), ...provenanceClauses(output.provenance, STYLE)].map(
      (clause) => `  %% ${escaped(clause)}`,
    ),
    ...lines,
    ...edges.map(({ base, derived, label }) => `  n${base + 1} -->|"${escaped(label)}"| n${derived + 1}`),
    '  classDef faded stroke-dasharray: 5 5',
    `  style n${focus + 1} stroke-width: 3px`,
    '',
  ].join('\n');
}

/** Whatever of ASCII could mean something as its character code: quotes, markup, directives, arrows. */
function escaped(text: string): string {
  return STYLE.words(text).replace(/[!-+;-@[-^`{-~]/g, (character) => `#${character.codePointAt(0) ?? 0};`);
}

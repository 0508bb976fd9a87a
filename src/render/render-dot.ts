import type { ReportOutput } from '../reports/types.js';
import { graphOf } from './graph-of.js';
import { phraseText } from './phrase-text.js';
import { provenanceClauses } from './provenance.js';
import { textStyle } from './text-style.js';

const STYLE = textStyle({ width: 80, colour: false, unicode: true });

/**
 * The graph of a report in the DOT language of Graphviz: bases above, the model in question bold, what is not there dashed.
 * Source: https://graphviz.org/doc/info/lang.html
 * @throws UsageError when the report has none
 */
export function renderDot(output: ReportOutput): string {
  const { nodes, edges, focus } = graphOf(output, 'dot');
  const lines = nodes.flatMap(({ label, note, faded, more }, place) => {
    const name = `n${place + 1}`;
    const style = [...(faded ? ['dashed'] : []), ...(place === focus ? ['bold'] : [])].join(',');
    const text = [label, phraseText(note, STYLE)].filter((part) => part !== '').map(escaped);
    return [
      `  ${name} [label="${text.join('\\n')}"${style === '' ? '' : `, style="${style}"`}];`,
      ...(more === null
        ? []
        : [
            `  ${name}_more [label="${escaped(phraseText(more, STYLE))}", shape=plaintext];`,
            `  ${name} -> ${name}_more [style=dotted, arrowhead=none];`,
          ]),
    ];
  });
  return [
    ...[phraseText(output.view.finding, STYLE), ...provenanceClauses(output.provenance, STYLE)].map(
      (clause) => `// ${STYLE.words(clause)}`,
    ),
    `digraph "${escaped(output.report)}" {`,
    '  node [shape=box];',
    ...lines,
    ...edges.map(
      ({ base, derived, label }) => `  n${base + 1} -> n${derived + 1} [label="${escaped(label)}"];`,
    ),
    '}',
    '',
  ].join('\n');
}

/** Inside quotes a backslash begins an escape, and entities are read as in HTML. */
function escaped(text: string): string {
  return STYLE.words(text).replaceAll('&', '&amp;').replace(/["\\]/g, '\\$&');
}

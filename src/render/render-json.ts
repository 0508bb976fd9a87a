import type { Phrase } from '../reports/phrase.js';
import type { ReportOutput } from '../reports/types.js';
import { jsonText } from './json-text.js';
import { phraseText } from './phrase-text.js';
import { sortedByKey } from './sorted-by-key.js';

/**
 * A report as one JSON document: report, question, finding, definition, caveats (as text), provenance, parameters,
 * result, published; of the view no more. Parameters are sorted by name, everything else keeps the order the report
 * gives it. A bigint is an integer literal, full digits.
 */
export function renderJson(output: ReportOutput): string {
  const { report, question, provenance, parameters, result, published, view } = output;
  const document = {
    report,
    question,
    finding: written(view.finding),
    definition: view.definition.map(written),
    caveats: view.caveats.map(written),
    provenance,
    parameters: sortedByKey(parameters),
    result,
    published,
  };
  return `${jsonText(document, 2)}\n`;
}

function written(phrase: Phrase): string {
  return phraseText(phrase, { unicode: false });
}

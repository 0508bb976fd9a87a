import type { ReportOutput } from '../reports/types.js';
import { jsonText } from './json-text.js';
import { sortedByKey } from './sorted-by-key.js';

/**
 * A report as one JSON document: report, question, provenance, parameters, result, published; not the view. Parameters
 * are sorted by name, everything else keeps the order the report gives it. A bigint is an integer literal, full digits.
 */
export function renderJson({
  report,
  question,
  provenance,
  parameters,
  result,
  published,
}: ReportOutput): string {
  return (
    jsonText({ report, question, provenance, parameters: sortedByKey(parameters), result, published }, 2) +
    '\n'
  );
}

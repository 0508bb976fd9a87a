import { UsageError } from '../errors.js';
import type { Graph } from '../reports/graph.js';
import type { ReportOutput } from '../reports/types.js';
import type { GraphFormat } from './format.js';

/** @throws UsageError when the report has no graph */
export function graphOf({ report, view: { graph } }: ReportOutput, format: GraphFormat): Graph {
  if (graph !== undefined) return graph;
  throw new UsageError(`The report ${report} has no graph that --format ${format} could print.`, {
    todo: 'The report `lineage` has one; the other formats print this report.',
  });
}

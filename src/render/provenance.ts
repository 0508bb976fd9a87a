import type { Cell, Provenance, ReportOutput } from '../reports/types.js';
import { formatInteger, type NumberStyle } from './number.js';
import { sortedByKey } from './sorted-by-key.js';

/** Where the numbers come from, one clause each, for people. */
export function provenanceClauses(provenance: Provenance, style: NumberStyle): string[] {
  return [
    `night ${provenance.night} (UTC)${provenance.quality === 'good' ? '' : `, ${provenance.quality}`}`,
    `run ${provenance.run}, ${provenance.run_started} to ${provenance.run_finished || 'not finished'}`,
    `${formatInteger(provenance.models, style)} models`,
    `scope: ${provenance.scope}`,
    provenance.endpoint,
    `oai ${provenance.tool_version}`,
  ];
}

/** Where the numbers come from, for machines: one field each, with the parameters as `param_<name>`. */
export function provenanceFields({ report, provenance, parameters }: ReportOutput): Record<string, Cell> {
  const { night, quality, run, scope, endpoint, models, tool_version } = provenance;
  const named = Object.entries(sortedByKey(parameters)).map(
    ([key, value]) => [`param_${key}`, value] as const,
  );
  return { report, night, quality, run, scope, endpoint, models, tool_version, ...Object.fromEntries(named) };
}

import type { Provenance } from '../reports/types.js';
import { formatInteger, type NumberStyle } from './number.js';

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

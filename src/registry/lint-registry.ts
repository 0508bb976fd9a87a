import { checkOwnership } from './check-ownership.js';
import { checkReferences } from './check-references.js';
import { checkValues } from './check-values.js';
import type { RegistryFinding } from './finding.js';
import { type MergedLayers, mergeLayers, type RegistryLayer } from './merge-layers.js';

/** Everything wrong in the layers together, by file and line; empty when they can be used. */
export function lintRegistry(layers: readonly RegistryLayer[]): RegistryFinding[] {
  return findingsOf(mergeLayers(layers));
}

export function findingsOf({ tables, findings }: MergedLayers): RegistryFinding[] {
  // What could not be read is missing everywhere else; its echoes would hide it.
  const all =
    findings.length > 0
      ? findings
      : [...checkValues(tables), ...checkReferences(tables), ...checkOwnership(tables)];
  return all.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

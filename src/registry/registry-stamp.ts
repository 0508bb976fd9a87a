import { createHash } from 'node:crypto';
import type { RegistryTables, Row } from './merge-layers.js';
import { type ColumnOf, registryTables, type TableName } from './tables.js';
import type { Profile } from './vocabulary.js';

/** What an output says about the registry that it used. */
export interface RegistryStamp {
  /** Of the built-in registry. */
  version: string;
  /** SHA-256, hexadecimal, over the effective rows and the profile. */
  hash: string;
  profile: Profile;
}

/** The stamp of what is effective: the order of rows, line endings and overlays that change nothing leave it as it is. */
export function registryStamp(tables: RegistryTables, version: string, profile: Profile): RegistryStamp {
  const lines = [
    ...linesOf('entities', tables.entities),
    ...linesOf('history', tables.history),
    ...linesOf('namespaces', tables.namespaces),
    ...linesOf('alternatives', tables.alternatives),
    ...linesOf('bigTech', tables.bigTech),
    ...linesOf('fortune500', tables.fortune500),
    ...linesOf('legacyIds', tables.legacyIds),
    ...linesOf('countryGroups', tables.countryGroups),
    ...linesOf('programmes', tables.programmes),
  ].sort();
  const hash = createHash('sha256')
    .update([profile, ...lines].join('\n'))
    .digest('hex');
  return { version, hash, profile };
}

function linesOf<Name extends TableName>(name: Name, rows: readonly Row<Name>[]): string[] {
  const columns: readonly ColumnOf<Name>[] = registryTables[name].columns;
  return rows.map((row) => JSON.stringify([name, ...columns.map((column) => row.value(column))]));
}

import type { Clock } from '../clock.js';
import type { Environment } from '../config/settings.js';
import type { ExtraTable } from '../exchange/export-tables.js';
import type { ExchangeColumn } from '../exchange/tables.js';
import { registryLayers } from '../library/read-registry.js';
import { mergeLayers, type Row } from '../registry/merge-layers.js';
import { type ColumnOf, registryTables, type TableName } from '../registry/tables.js';
import type { CellValue } from '../store/view-rows.js';
import type { RegistryChoice } from './report-context.js';
import { openRegistry, overlays } from './run-registry.js';

const text: ExchangeColumn = { type: 'text', nullable: true, description: '' };

/** The registry with its overlays, table by table, and who is behind each namespace today. */
export function registryExport(
  env: Environment,
  { registry: folders, profile = 'default' }: RegistryChoice,
  clock: Clock,
): ExtraTable[] {
  // Refuses what is wrong in it.
  const registry = openRegistry(env, folders, profile);
  const { tables } = mergeLayers(registryLayers(overlays(env, folders)));
  const names = Object.keys(registryTables) as TableName[];
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const resolved = registry.namespaces().flatMap((namespace) => {
    const known = registry.resolve(namespace, today);
    return known === undefined ? [] : [{ namespace, known }];
  });
  return [
    ...names.map((name) => registryTable(name, tables[name])),
    extraTable('registry/registry_namespaces', {
      namespace: resolved.map(({ namespace }) => namespace),
      entity_id: resolved.map(({ known }) => known.entity.id),
      entity: resolved.map(({ known }) => known.entity.name),
      owner: resolved.map(({ known }) => known.owners.at(-1)?.name ?? null),
      country: resolved.map(({ known }) => known.country.value),
      owner_country: resolved.map(({ known }) => known.ownerCountry.value),
      type: resolved.map(({ known }) => known.type.value),
      big_tech: resolved.map(({ known }) => known.bigTech),
      role: resolved.map(({ known }) => known.role.value),
      confidence: resolved.map(({ known }) => known.confidence.value),
    }),
  ];
}

function registryTable<Name extends TableName>(name: Name, rows: readonly Row<Name>[]): ExtraTable {
  const { file, columns }: { file: string; columns: readonly ColumnOf<Name>[] } = registryTables[name];
  return extraTable(
    `registry/${file.replace(/\.csv$/, '')}`,
    Object.fromEntries(columns.map((column) => [column, rows.map((row) => row.value(column) || null)])),
  );
}

function extraTable(path: string, columns: Record<string, CellValue[]>): ExtraTable {
  const values = Object.values(columns);
  return {
    path,
    columns: Object.fromEntries(Object.keys(columns).map((name) => [name, text])),
    batches: [{ rows: values[0]?.length ?? 0, columns: values }],
  };
}

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

/** A column of texts, as all of the registry are; docs/registry.md describes those of its files. */
const text = (description = ''): ExchangeColumn => ({ type: 'text', nullable: true, description });

/** Who is behind each namespace on the day of the export, under the profile that was asked for; docs/schema.md is made from it. */
export const namespaceColumns = {
  namespace: text('The account on the Hub, as the registry spells it'),
  entity_id: text('Who is behind it: a key of `registry/entities`'),
  entity: text('Its name'),
  owner: text('Name of its ultimate owner; missing where nobody owns it'),
  country: text('Country of the entity: ISO 3166-1 alpha-2, `EU` or `XX`; missing where nobody knows'),
  owner_country: text('That of its ultimate owner, or its own where nobody owns it'),
  type: text('Such as `company` or `university`: the words of docs/registry.md'),
  big_tech: text('`core` or `extended`, where it or its nearest owner is on the list of Big Tech'),
  role: text(
    'What the account is to the entity, such as `official` or `quantiser`; missing where nobody said',
  ),
  confidence: text('That it is the account of the entity: `high`, `medium` or `low`'),
} as const satisfies Record<string, ExchangeColumn>;

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
    extraTable('registry/registry_namespaces', namespaceColumns, {
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
    Object.fromEntries(columns.map((column) => [column, text()])),
    Object.fromEntries(columns.map((column) => [column, rows.map((row) => row.value(column) || null)])),
  );
}

function extraTable<Column extends string>(
  path: string,
  columns: Readonly<Record<Column, ExchangeColumn>>,
  values: Readonly<Record<Column, CellValue[]>>,
): ExtraTable {
  const names = Object.keys(columns) as Column[];
  const rows = names.map((name) => values[name]);
  return { path, columns: { ...columns }, batches: [{ rows: rows[0]?.length ?? 0, columns: rows }] };
}

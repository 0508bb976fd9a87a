import type { Origin, RegistryFinding } from './finding.js';
import { type ReadTable, readTable, type RegistryFile } from './read-table.js';
import { type ColumnOf, registryTables, type TableName } from './tables.js';

/** One registry folder: the built-in one, or an overlay. A folder need not have every file. */
export interface RegistryLayer {
  files: readonly RegistryFile[];
}

interface Cell {
  value: string;
  origin: Origin;
}

/** A row as all layers together have it. Every cell knows where it was written; an empty one holds nothing. */
export class Row<Name extends TableName> {
  readonly #cells: ReadonlyMap<ColumnOf<Name>, Cell>;

  constructor(
    /** Where the row was last written. */
    readonly origin: Origin,
    cells: ReadonlyMap<ColumnOf<Name>, Cell>,
  ) {
    this.#cells = cells;
  }

  value(column: ColumnOf<Name>): string {
    return this.#cells.get(column)?.value ?? '';
  }

  originOf(column: ColumnOf<Name>): Origin {
    return this.#cells.get(column)?.origin ?? this.origin;
  }
}

export type RegistryTables = { readonly [Name in TableName]: readonly Row<Name>[] };

export interface MergedLayers {
  tables: RegistryTables;
  findings: RegistryFinding[];
}

const CLEARED = '-';

/**
 * The effective rows: a later layer's row replaces the same key cell by cell, an empty cell keeps the earlier value, `-`
 * clears it. A row that no longer says anything is left out.
 */
export function mergeLayers(layers: readonly RegistryLayer[]): MergedLayers {
  const findings = layers.flatMap(({ files }) => files.flatMap(strayFile));
  const merged = <Name extends TableName>(name: Name): Row<Name>[] => {
    const { file } = registryTables[name];
    const read = layers.flatMap(({ files }) =>
      files.filter((each) => each.name === file).map((each) => readTable(name, each)),
    );
    findings.push(...read.flatMap((table) => table.findings));
    return mergeTable(name, read, findings);
  };
  const tables = {
    entities: merged('entities'),
    history: merged('history'),
    namespaces: merged('namespaces'),
    alternatives: merged('alternatives'),
    bigTech: merged('bigTech'),
    fortune500: merged('fortune500'),
    legacyIds: merged('legacyIds'),
    countryGroups: merged('countryGroups'),
    programmes: merged('programmes'),
  };
  return { tables, findings };
}

function strayFile({ name, path }: RegistryFile): RegistryFinding[] {
  const names: readonly string[] = Object.values(registryTables).map(({ file }) => file);
  if (names.includes(name)) return [];
  return [
    { file: path, line: 1, what: 'no file of a registry has this name', todo: `One of: ${names.join(', ')}` },
  ];
}

function mergeTable<Name extends TableName>(
  name: Name,
  read: readonly ReadTable<Name>[],
  findings: RegistryFinding[],
): Row<Name>[] {
  const columns: readonly ColumnOf<Name>[] = registryTables[name].columns;
  const { key, says }: { key: readonly string[]; says: readonly string[] } = registryTables[name];
  const merged = new Map<string, { origin: Origin; cells: Map<ColumnOf<Name>, Cell> }>();
  for (const { key: rowKey, origin, cells: written } of read.flatMap(({ rows }) => rows)) {
    const cells = merged.get(rowKey)?.cells ?? new Map<ColumnOf<Name>, Cell>();
    for (const [column, value] of written) {
      if (value === '') continue;
      const cleared = value === CLEARED && !key.includes(column);
      cells.set(column, { value: cleared ? '' : value, origin });
    }
    merged.set(rowKey, { origin, cells });
  }
  const mustSay = columns.filter((column) => says.includes(column));
  return [...merged.values()].flatMap(({ origin, cells }) => {
    const empty = mustSay.find((column) => !cells.has(column));
    if (empty !== undefined) {
      findings.push({
        ...origin,
        what: `${empty} is empty, and no earlier layer fills it`,
        todo: 'Fill it, or correct the key so that it names an earlier row.',
      });
    }
    const row = new Row<Name>(origin, cells);
    return mustSay.every((column) => row.value(column) !== '') ? [row] : [];
  });
}

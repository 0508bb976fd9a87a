/** Shape of one file of the registry. An overlay has the same files with the same headers. */
interface TableShape {
  file: string;
  columns: readonly string[];
  /** Columns that tell one row from another, compared case-insensitively. */
  key: readonly string[];
  /** Columns that every effective row fills. */
  required: readonly string[];
  /** Without these a row says nothing and is left out: how an overlay takes a row away. */
  says: readonly string[];
}

/** Every file of a registry folder; docs/registry.md describes the columns. */
export const registryTables = {
  entities: {
    file: 'entities.csv',
    columns: [
      'id',
      'name',
      'parent_id',
      'country',
      'type',
      'website',
      'aliases',
      'confidence',
      'source',
      'note',
    ],
    key: ['id'],
    required: ['name', 'confidence', 'source'],
    says: [],
  },
  history: {
    file: 'history.csv',
    columns: ['entity_id', 'field', 'value', 'valid_from', 'valid_to', 'confidence', 'source', 'note'],
    key: ['entity_id', 'field', 'valid_from'],
    required: ['confidence', 'source'],
    says: ['value'],
  },
  namespaces: {
    file: 'namespaces.csv',
    columns: ['namespace', 'entity_id', 'role', 'valid_from', 'valid_to', 'confidence', 'source', 'note'],
    key: ['namespace', 'valid_from'],
    required: ['confidence', 'source'],
    says: ['entity_id'],
  },
  alternatives: {
    file: 'alternatives.csv',
    columns: [
      'namespace_or_entity',
      'field',
      'value',
      'profile',
      'valid_from',
      'valid_to',
      'reason',
      'source',
    ],
    key: ['namespace_or_entity', 'field', 'value', 'profile', 'valid_from'],
    required: ['source'],
    says: ['reason'],
  },
  bigTech: {
    file: 'big_tech.csv',
    columns: ['entity_id', 'tier', 'confidence', 'source', 'note'],
    key: ['entity_id'],
    required: ['confidence', 'source'],
    says: ['tier'],
  },
  fortune500: {
    file: 'fortune500.csv',
    columns: ['company', 'website', 'handles', 'confidence', 'source'],
    key: ['company'],
    required: ['confidence', 'source'],
    says: ['handles'],
  },
  legacyIds: {
    file: 'legacy_ids.csv',
    columns: ['legacy_pattern', 'namespace', 'confidence', 'source'],
    key: ['legacy_pattern'],
    required: ['confidence', 'source'],
    says: ['namespace'],
  },
  countryGroups: {
    file: 'country_groups.csv',
    columns: ['group', 'country', 'meaning', 'confidence', 'source'],
    key: ['group', 'country'],
    required: ['confidence', 'source'],
    says: ['meaning'],
  },
  programmes: {
    file: 'programmes.csv',
    columns: ['programme', 'namespace_or_entity', 'country', 'confidence', 'source', 'note'],
    key: ['programme', 'namespace_or_entity'],
    required: ['confidence', 'source'],
    says: ['country'],
  },
} as const satisfies Record<string, TableShape>;

export type TableName = keyof typeof registryTables;
export type ColumnOf<Name extends TableName> = (typeof registryTables)[Name]['columns'][number];

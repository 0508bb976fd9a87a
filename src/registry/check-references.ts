import { EntityBook } from './entity-book.js';
import type { Origin, RegistryFinding } from './finding.js';
import type { RegistryTables } from './merge-layers.js';
import { UNKNOWN } from './vocabulary.js';

/** How a row of alternatives.csv or programmes.csv names an entity; anything else is a namespace. */
export const ENTITY_PREFIX = 'entity:';

/** References to entities and namespaces that are not in the registry. */
export function checkReferences(tables: RegistryTables): RegistryFinding[] {
  const book = new EntityBook(tables);
  const listed = new Set(tables.namespaces.map((row) => row.value('namespace').toLowerCase()));
  const entity = (id: string, origin: Origin): RegistryFinding[] =>
    id === '' || book.has(id)
      ? []
      : [
          {
            ...origin,
            what: `there is no entity "${id}"`,
            todo: 'Add it to entities.csv, or correct the id.',
          },
        ];
  const namespace = (name: string, origin: Origin): RegistryFinding[] =>
    listed.has(name.toLowerCase())
      ? []
      : [
          {
            ...origin,
            what: `there is no namespace "${name}"`,
            todo: 'Add it to namespaces.csv, or correct the name.',
          },
        ];
  const subject = (name: string, origin: Origin): RegistryFinding[] =>
    name.startsWith(ENTITY_PREFIX)
      ? entity(name.slice(ENTITY_PREFIX.length), origin)
      : namespace(name, origin);
  return [
    ...tables.entities.flatMap((row) => entity(row.value('parent_id'), row.originOf('parent_id'))),
    ...tables.namespaces.flatMap((row) => entity(row.value('entity_id'), row.originOf('entity_id'))),
    ...tables.bigTech.flatMap((row) => entity(row.value('entity_id'), row.origin)),
    ...tables.history.flatMap((row) => [
      ...entity(row.value('entity_id'), row.origin),
      ...(row.value('field') === 'parent_id' && row.value('value') !== UNKNOWN
        ? entity(row.value('value'), row.originOf('value'))
        : []),
    ]),
    ...tables.alternatives.flatMap((row) => {
      const [field, value] = [row.value('field'), row.value('value')];
      const isEntityId = field === 'entity' || (field === 'parent_id' && value !== UNKNOWN);
      return [
        ...subject(row.value('namespace_or_entity'), row.origin),
        ...(isEntityId ? entity(value, row.origin) : []),
      ];
    }),
    ...tables.fortune500.flatMap((row) =>
      splitList(row.value('handles')).flatMap((handle) => namespace(handle, row.originOf('handles'))),
    ),
    ...tables.programmes.flatMap((row) => subject(row.value('namespace_or_entity'), row.origin)),
    ...tables.legacyIds.flatMap((row) => namespace(row.value('namespace'), row.originOf('namespace'))),
  ];
}

/** The parts of a cell that lists several, separated by `;`. */
export function splitList(cell: string): string[] {
  return cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

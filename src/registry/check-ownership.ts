import { type DatedRow, periodOfRow } from './dated-row.js';
import { EntityBook } from './entity-book.js';
import { originText, type RegistryFinding } from './finding.js';
import type { RegistryTables } from './merge-layers.js';
import { overlap } from './period.js';

/** Rows that contradict one another: two values on one day, owners in a circle, big tech that nobody listed. */
export function checkOwnership(tables: RegistryTables): RegistryFinding[] {
  const profiled = tables.alternatives.filter((row) => row.value('profile') !== '');
  return [
    ...overlaps(tables.namespaces, (row) => [row.value('namespace')]),
    ...overlaps(tables.history, (row) => [row.value('entity_id'), row.value('field')]),
    ...overlaps(profiled, (row) => [
      row.value('namespace_or_entity'),
      row.value('field'),
      row.value('profile'),
    ]),
    ...cycles(tables),
    ...unlistedBigTech(tables),
  ];
}

function overlaps<Kind extends DatedRow>(
  rows: readonly Kind[],
  subjectOf: (row: Kind) => string[],
): RegistryFinding[] {
  const groups = new Map<string, { row: Kind; subject: string[] }[]>();
  for (const row of rows) {
    const subject = subjectOf(row);
    const key = JSON.stringify(subject).toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), { row, subject }]);
  }
  return [...groups.values()].flatMap((group) =>
    group.flatMap(({ row, subject }, i) => {
      const clash = group.slice(0, i).find((other) => overlap(periodOfRow(other.row), periodOfRow(row)));
      if (clash === undefined) return [];
      return [
        {
          ...row.origin,
          what: `"${subject.join(', ')}" has two rows for one day; the other is ${originText(clash.row.origin)}`,
          todo: 'End one with valid_to before the other begins, or take one out.',
        },
      ];
    }),
  );
}

function cycles(tables: RegistryTables): RegistryFinding[] {
  const book = new EntityBook(tables);
  const seen = new Set<string>();
  return daysOfChange(tables).flatMap((day) =>
    tables.entities.flatMap((row) => {
      const id = row.value('id');
      const owners = book.ownersOn(id, day);
      const last = book.valueOn(owners.at(-1)?.value ?? id, 'parent_id', day);
      if (last?.value !== id) return [];
      const members = JSON.stringify([id, ...owners.map(({ value }) => value)].sort());
      if (seen.has(members)) return [];
      seen.add(members);
      const links = [...owners, last].map(({ value, origin }) => `${value} (${originText(origin)})`);
      return [
        {
          ...last.origin,
          what: `owners in a circle: ${[id, ...links].join(' -> ')}`,
          todo: 'Clear the parent_id of the one at the top, or date the rows so that they do not meet.',
        },
      ];
    }),
  );
}

/** A day of each stretch in which no ownership changes. */
function daysOfChange(tables: RegistryTables): number[] {
  const edges = tables.history
    .filter((row) => row.value('field') === 'parent_id')
    .flatMap((row) => {
      const { from, to } = periodOfRow(row);
      return [from, to + 1];
    });
  return [...new Set([-Infinity, ...edges.filter((day) => Number.isFinite(day))])];
}

function unlistedBigTech(tables: RegistryTables): RegistryFinding[] {
  const book = new EntityBook(tables);
  const days = daysOfChange(tables);
  const everListed = (id: string): boolean =>
    days.some((day) => book.tierOf([id, ...book.ownersOn(id, day).map(({ value }) => value)]) !== null);
  const claims = [
    ...tables.entities
      .filter((row) => row.value('type') === 'big-tech')
      .map((row) => ({ id: row.value('id'), origin: row.originOf('type') })),
    ...tables.history
      .filter((row) => row.value('field') === 'type' && row.value('value') === 'big-tech')
      .map((row) => ({ id: row.value('entity_id'), origin: row.originOf('value') })),
  ];
  return claims
    .filter(({ id }) => book.has(id) && !everListed(id))
    .map(({ id, origin }) => ({
      ...origin,
      what: `"${id}" is big-tech, but neither it nor an owner is in big_tech.csv`,
      todo: 'Give its parent_id, list it in big_tech.csv, or call it a company.',
    }));
}

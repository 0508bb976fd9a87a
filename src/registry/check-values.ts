import { isCountry } from './country.js';
import type { RegistryFinding } from './finding.js';
import type { RegistryTables, Row } from './merge-layers.js';
import { daysOf } from './period.js';
import { type ColumnOf, registryTables, type TableName } from './tables.js';
import {
  alternativeFields,
  alternativeProfiles,
  bigTechTiers,
  confidences,
  datedFields,
  entityTypes,
  roles,
  UNKNOWN,
} from './vocabulary.js';

const WORDS: Readonly<Record<string, readonly string[]>> = {
  type: entityTypes,
  role: roles,
  confidence: confidences,
  tier: bigTechTiers,
  profile: alternativeProfiles,
};
const COUNTRY_MEND = 'Give an ISO 3166-1 alpha-2 code such as DE, or EU or XX';
const ENTITY_ID = /^[a-z0-9][a-z0-9._-]*$/;

/** Cells that are empty though required, and cells that hold no value of their column. */
export function checkValues(tables: RegistryTables): RegistryFinding[] {
  return [
    ...checkTable('entities', tables.entities),
    ...checkTable('history', tables.history),
    ...checkTable('namespaces', tables.namespaces),
    ...checkTable('alternatives', tables.alternatives),
    ...checkTable('bigTech', tables.bigTech),
    ...checkTable('fortune500', tables.fortune500),
    ...checkTable('legacyIds', tables.legacyIds),
    ...checkTable('countryGroups', tables.countryGroups),
    ...checkTable('programmes', tables.programmes),
    ...tables.history.flatMap((row) => checkField(row, datedFields)),
    ...tables.alternatives.flatMap((row) => checkField(row, alternativeFields)),
  ];
}

function checkTable<Name extends TableName>(name: Name, rows: readonly Row<Name>[]): RegistryFinding[] {
  const columns: readonly ColumnOf<Name>[] = registryTables[name].columns;
  const required: readonly string[] = registryTables[name].required;
  return rows.flatMap((row) => [
    ...columns.flatMap((column) => checkCell(row, column, row.value(column), required.includes(column))),
    ...checkPeriod(row, columns),
  ]);
}

function checkCell<Name extends TableName>(
  row: Row<Name>,
  column: ColumnOf<Name>,
  value: string,
  required: boolean,
): RegistryFinding[] {
  const origin = row.originOf(column);
  if (value === '') {
    return required ? [{ ...origin, what: `${column} is empty`, todo: `Fill ${column}.` }] : [];
  }
  const words = WORDS[column];
  if (words !== undefined && !words.includes(value)) {
    return [{ ...origin, what: `"${value}" is no ${column}`, todo: `One of: ${words.join(', ')}` }];
  }
  if (column === 'country' && !isCountry(value)) {
    return [
      {
        ...origin,
        what: `"${value}" is no country code`,
        todo: `${COUNTRY_MEND}; clear it where nobody knows.`,
      },
    ];
  }
  if (column === 'id' && !ENTITY_ID.test(value)) {
    return [
      {
        ...origin,
        what: `"${value}" is no entity id`,
        todo: 'Use lower-case letters, digits, ".", "_" and "-".',
      },
    ];
  }
  if (column === 'legacy_pattern' && !isPattern(value)) {
    return [
      { ...origin, what: `"${value}" is no regular expression`, todo: 'Write it as JavaScript would.' },
    ];
  }
  return [];
}

function checkPeriod<Name extends TableName>(
  row: Row<Name>,
  columns: readonly ColumnOf<Name>[],
): RegistryFinding[] {
  const dates = columns.filter((column) => column === 'valid_from' || column === 'valid_to');
  const wrong = dates.filter((column) => row.value(column) !== '' && daysOf(row.value(column)) === undefined);
  if (wrong.length > 0) {
    return wrong.map((column) => ({
      ...row.originOf(column),
      what: `"${row.value(column)}" is no date`,
      todo: 'Write 2024-05-02, 2024-05 or 2024; leave it empty for an open end.',
    }));
  }
  const [from, to] = dates.map((column) => daysOf(row.value(column)));
  if (from === undefined || to === undefined || from.from <= to.to) return [];
  return [{ ...row.origin, what: 'valid_to is before valid_from', todo: 'Swap them, or correct one.' }];
}

/** The `value` of a row says what its `field` is. */
function checkField(row: Row<'history'> | Row<'alternatives'>, fields: readonly string[]): RegistryFinding[] {
  const [field, value, origin] = [row.value('field'), row.value('value'), row.originOf('value')];
  if (!fields.includes(field)) {
    return [{ ...origin, what: `"${field}" is no field`, todo: `One of: ${fields.join(', ')}` }];
  }
  if (value === UNKNOWN && field !== 'entity') return [];
  if (field === 'country' && !isCountry(value)) {
    return [
      {
        ...origin,
        what: `"${value}" is no country code`,
        todo: `${COUNTRY_MEND}; "${UNKNOWN}" where nobody knows.`,
      },
    ];
  }
  if (field === 'type' && !entityTypes.some((type) => type === value)) {
    return [
      { ...origin, what: `"${value}" is no type`, todo: `One of: ${entityTypes.join(', ')}, ${UNKNOWN}` },
    ];
  }
  return [];
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

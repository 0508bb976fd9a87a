import { stringify } from 'csv-stringify/sync';
import { isAccountName } from './account-name.js';
import { countryOf } from './country.js';
import { registryTables, type TableName } from './tables.js';
import { type EntityType, entityTypes, UNKNOWN, wordOf } from './vocabulary.js';

/** Columns of the annotation table of "Economies of Open Intelligence" (Longpre et al., 2025) that are read. */
export const paperColumns = ['author', 'org_type', 'org_country_single'] as const;

/** Its kinds of publishers, in our words. */
const TYPES: ReadonlyMap<string, EntityType> = new Map([
  ['user', 'individual'],
  ['team', 'community'],
  ['academic', 'university'],
  ['academia', 'university'],
  ['nonprofit', 'non-profit'],
]);

/** It gives personal accounts the country "user", and collectives without a base this one. */
const COUNTRIES: ReadonlyMap<string, string> = new Map([
  ['user', UNKNOWN],
  ['international/online', 'XX'],
]);

/** A file to be written into an overlay folder. */
export interface OverlayFile {
  name: string;
  text: string;
}

export interface PaperOverlay {
  files: OverlayFile[];
  /** Authors with a label that could be read. */
  authors: number;
  /** Those of them that the registry did not know. */
  added: number;
  /** Labels that could not be read, and how many rows carry each. */
  unread: ReadonlyMap<string, number>;
}

interface AuthorLabels {
  author: string;
  types: Map<string, number>;
  countries: Map<string, number>;
}

/** Collects the labels of an annotation table, which has a row for each model and day. */
export class PaperLabels {
  readonly #authors = new Map<string, AuthorLabels>();
  readonly #unread = new Map<string, number>();

  add(row: Readonly<Record<string, string>>): void {
    const [author, type, country] = paperColumns.map((column) => row[column]?.trim() ?? '');
    if (author === undefined || !isAccountName(author)) {
      count(this.#unread, `author "${author ?? ''}"`);
      return;
    }
    const key = author.toLowerCase();
    const labels: AuthorLabels = this.#authors.get(key) ?? {
      author,
      types: new Map<string, number>(),
      countries: new Map<string, number>(),
    };
    this.#authors.set(key, labels);
    this.#note('org_type', type ?? '', typeOf(type ?? ''), labels.types);
    this.#note('org_country_single', country ?? '', codeOf(country ?? ''), labels.countries);
  }

  /** An overlay for profile `paper`. An author with several labels keeps the most frequent. */
  overlay(isListed: (namespace: string) => boolean, source: string): PaperOverlay {
    const labelled = [...this.#authors.values()]
      .filter(({ types, countries }) => types.size + countries.size > 0)
      .sort((a, b) => (a.author.toLowerCase() < b.author.toLowerCase() ? -1 : 1));
    const added = labelled.filter(({ author }) => !isListed(author));
    const provenance = { confidence: 'low', source };
    const entityId = (author: string): string => `paper-${author.toLowerCase()}`;
    const alternatives = labelled.flatMap(({ author, types, countries }) =>
      [
        { field: 'country', value: mostFrequent(countries) },
        { field: 'type', value: mostFrequent(types) },
      ]
        .filter(({ value }) => value !== undefined)
        .map((reading) => ({
          namespace_or_entity: author,
          ...reading,
          profile: 'paper',
          reason: "the paper's label",
          source,
        })),
    );
    return {
      files: [
        csvFile('alternatives', alternatives),
        csvFile(
          'entities',
          added.map(({ author }) => ({ id: entityId(author), name: author, ...provenance })),
        ),
        csvFile(
          'namespaces',
          added.map(({ author }) => ({ namespace: author, entity_id: entityId(author), ...provenance })),
        ),
      ],
      authors: labelled.length,
      added: added.length,
      unread: this.#unread,
    };
  }

  #note(column: string, label: string, value: string | undefined, into: Map<string, number>): void {
    if (label === '') return;
    if (value === undefined) count(this.#unread, `${column} "${label}"`);
    else count(into, value);
  }
}

function typeOf(label: string): string | undefined {
  const word = label.toLowerCase();
  return TYPES.get(word) ?? wordOf(entityTypes, word) ?? undefined;
}

function codeOf(label: string): string | undefined {
  return COUNTRIES.get(label.toLowerCase()) ?? countryOf(label);
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Of equally frequent ones the first in order, so that the order of rows does not matter. */
function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0];
}

function csvFile(table: TableName, rows: readonly object[]): OverlayFile {
  const { file, columns } = registryTables[table];
  return { name: file, text: stringify([...rows], { header: true, columns: [...columns] }) };
}

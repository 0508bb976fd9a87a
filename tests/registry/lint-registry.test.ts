import { describe, expect, it } from 'vitest';
import { originText } from '../../src/registry/finding.js';
import { lintRegistry } from '../../src/registry/lint-registry.js';
import type { RegistryLayer } from '../../src/registry/merge-layers.js';
import { layerOf, registryOf, smallRegistry, tableText, type TableRows } from '../support/registry.js';

const small = layerOf(smallRegistry);

/** The findings of an overlay, as `where: what`; each has a mend. */
function findings(...layers: RegistryLayer[]): string[] {
  const found = lintRegistry([small, ...layers]);
  expect(found.filter(({ todo }) => todo.length < 10)).toEqual([]);
  return found.map((finding) => `${originText(finding)}: ${finding.what}`);
}

function fileOf(name: string, bytes: Uint8Array): RegistryLayer {
  return { files: [{ name, path: `mine/${name}`, bytes }] };
}

const wrongRows: [fault: string, rows: TableRows, expected: string][] = [
  [
    'owners in a circle',
    { entities: ['giant,,lab,,,,,,,'] },
    'owners in a circle: giant -> lab (mine/entities.csv:2) -> giant (built-in/entities.csv:4)',
  ],
  [
    'an owner of itself',
    { entities: ['person,,person,,,,,,,'] },
    'mine/entities.csv:2: owners in a circle: person -> person (mine/entities.csv:2)',
  ],
  [
    'owners in a circle for some days only',
    { history: ['giant,parent_id,maker,2025-06-30,2025-06-30,low,mine,'] },
    'owners in a circle: maker -> giant (built-in/history.csv:2) -> maker (mine/history.csv:2)',
  ],
  [
    'two owners of a namespace on one day',
    { namespaces: ['handed-on,giant,,2023-12,2024-02,low,mine,'] },
    'mine/namespaces.csv:2: "handed-on" has two rows for one day; the other is built-in/namespaces.csv:5',
  ],
  [
    'two values of an entity on one day',
    { history: ['maker,type,company,2025-06,,low,mine,'] },
    'mine/history.csv:2: "maker, type" has two rows for one day; the other is built-in/history.csv:3',
  ],
  [
    'two readings of a profile on one day',
    { alternatives: ['giant-lab,entity,person,steward,2026,,me,mine'] },
    'mine/alternatives.csv:2: "giant-lab, entity, steward" has two rows for one day; the other is built-in/alternatives.csv:4',
  ],
  [
    'a country that is none',
    { entities: ['maker,,,UK,,,,,,'] },
    'mine/entities.csv:2: "UK" is no country code',
  ],
  [
    'a withdrawn country code',
    { history: ['person,country,SU,,1991,low,mine,'] },
    'mine/history.csv:2: "SU" is no country code',
  ],
  ['a type that is none', { entities: ['maker,,,,firm,,,,,'] }, 'mine/entities.csv:2: "firm" is no type'],
  [
    'a type that is none, among the alternatives',
    { alternatives: ['maker,type,firm,,,,me,mine'] },
    'mine/alternatives.csv:2: "firm" is no type',
  ],
  ['a role that is none', { namespaces: ['maker,,boss,,,,,'] }, 'mine/namespaces.csv:2: "boss" is no role'],
  [
    'a confidence that is none',
    { namespaces: ['maker,,,,,sure,,'] },
    'mine/namespaces.csv:2: "sure" is no confidence',
  ],
  [
    'a profile that is none',
    { alternatives: ['maker,country,FR,mine,,,me,mine'] },
    'mine/alternatives.csv:2: "mine" is no profile',
  ],
  [
    'a field that is none',
    { history: ['maker,name,Maker Two,2025,,low,mine,'] },
    'mine/history.csv:2: "name" is no field',
  ],
  [
    'a date that is none',
    { namespaces: ['maker,maker,,2024-13,,low,mine,'] },
    'mine/namespaces.csv:2: "2024-13" is no date',
  ],
  [
    'an end before the beginning',
    { history: ['person,type,company,2025,2024,low,mine,'] },
    'mine/history.csv:2: valid_to is before valid_from',
  ],
  [
    'an entity that is not there',
    { namespaces: ['newcomer,nobody,,,,low,mine,'] },
    'mine/namespaces.csv:2: there is no entity "nobody"',
  ],
  [
    'a parent that is not there',
    { entities: ['maker,,nobody,,,,,,,'] },
    'mine/entities.csv:2: there is no entity "nobody"',
  ],
  [
    'a dated owner that is not there',
    { history: ['person,parent_id,nobody,2025,,low,mine,'] },
    'mine/history.csv:2: there is no entity "nobody"',
  ],
  [
    'an alternative for a namespace that is not there',
    { alternatives: ['nobody,country,FR,,,,me,mine'] },
    'mine/alternatives.csv:2: there is no namespace "nobody"',
  ],
  [
    'an alternative for an entity that is not there',
    { alternatives: ['entity:nobody,country,FR,,,,me,mine'] },
    'mine/alternatives.csv:2: there is no entity "nobody"',
  ],
  [
    'a handle that is not there',
    { fortune500: ['Maker,,maker;nobody,low,mine'] },
    'mine/fortune500.csv:2: there is no namespace "nobody"',
  ],
  [
    'a legacy id of a namespace that is not there',
    { legacyIds: ['^x-,nobody,low,mine'] },
    'mine/legacy_ids.csv:2: there is no namespace "nobody"',
  ],
  [
    'a pattern that is none',
    { legacyIds: ['^(x,maker,low,mine'] },
    'mine/legacy_ids.csv:2: "^(x" is no regular expression',
  ],
  [
    'big tech that no list has',
    { entities: ['person,,,,big-tech,,,,,'] },
    'mine/entities.csv:2: "person" is big-tech, but neither it nor an owner is in big_tech.csv',
  ],
  [
    'a key that differs in case alone',
    { namespaces: ['Newcomer,maker,,,,low,mine,', 'newcomer,person,,,,low,mine,'] },
    'mine/namespaces.csv:3: "newcomer" is in line 2 too (case does not tell rows apart)',
  ],
  ['a row without a key', { entities: [',,,,,,,,,'] }, 'mine/entities.csv:2: id is empty'],
  [
    'an id that is none',
    { entities: ['New One,New,,,,,,low,mine,'] },
    'mine/entities.csv:2: "New One" is no entity id',
  ],
  ['a row without source', { entities: ['newcomer,New,,,,,,low,,'] }, 'mine/entities.csv:2: source is empty'],
  [
    'a row that fills nothing, its key misspelt',
    { namespaces: ['makre,,team,,,,,'] },
    'mine/namespaces.csv:2: entity_id is empty, and no earlier layer fills it',
  ],
  [
    'a comma without quotes',
    { entities: ['newcomer,New, Inc.,,,,,,low,mine,'] },
    'mine/entities.csv:2: the row has 11 cells, not 10',
  ],
];

describe('a registry', () => {
  it('that is sound has no findings', () => {
    expect(findings()).toEqual([]);
    expect(findings(layerOf({}, 'mine'))).toEqual([]);
  });

  it.each(wrongRows)('is refused for %s, with file, line and mend', (_, rows, expected) => {
    const mine = layerOf(rows, 'mine');
    const found = findings(mine);
    expect(found[0]).toContain(expected);
    expect(() => registryOf([small, mine])).toThrow(found[0] ?? 'nothing was found');
  });

  it('is refused for text that is not UTF-8, in the line where it is', () => {
    const text = tableText('entities', ['maker,,,,,,,,,', 'person,Jos\u00e9,,,,,,,,']);
    expect(findings(fileOf('entities.csv', Buffer.from(text, 'latin1')))).toEqual([
      'mine/entities.csv:3: the text is not UTF-8',
    ]);
    expect(findings(fileOf('entities.csv', Buffer.from(`\ufeff${text}`, 'utf16le')))).toEqual([
      'mine/entities.csv:1: the text is not UTF-8',
    ]);
  });

  it('may begin with a byte order mark, and end its lines either way', () => {
    const text = tableText('entities', ['maker,"Maker, Inc.",,,,,,,,'], '\r\n');
    const mine = fileOf('entities.csv', Buffer.from(`\ufeff${text}`));
    expect(findings(mine)).toEqual([]);
    expect(registryOf([small, mine]).resolve('maker', '2026-01-01')?.entity.name).toBe('Maker, Inc.');
  });

  it('is refused for a header that lacks a column, or has one too much', () => {
    expect(findings(fileOf('big_tech.csv', Buffer.from('entity_id,tier,source\n')))).toEqual([
      'mine/big_tech.csv:1: the header lacks confidence, note',
    ]);
    expect(
      findings(fileOf('big_tech.csv', Buffer.from('entity_id,tier,confidence,source,note,x\n'))),
    ).toEqual(['mine/big_tech.csv:1: the header has "x" too much']);
    expect(findings(fileOf('big_tech.csv', Buffer.from('')))[0]).toContain(
      'mine/big_tech.csv:1: the header lacks',
    );
  });

  it('may have its columns in another order', () => {
    const mine = fileOf(
      'big_tech.csv',
      Buffer.from('note,tier,entity_id,source,confidence\n,core,maker,mine,low\n'),
    );
    expect(findings(mine)).toEqual([]);
    expect(registryOf([small, mine]).resolve('maker', '2026-01-01')?.bigTech).toBe('core');
  });

  it('is refused for a quote that is not closed', () => {
    const text = tableText('entities', ['maker,,,,,,,,,', 'person,"Jos,,,,,,,,', 'lab,,,,,,,,,']);
    expect(findings(fileOf('entities.csv', Buffer.from(text)))[0]).toMatch(
      /^mine\/entities\.csv:\d: the file is not CSV: Quote Not Closed/,
    );
  });

  it('is refused for a file whose name is misspelt', () => {
    expect(findings(fileOf('entity.csv', Buffer.from('id\n')))).toEqual([
      'mine/entity.csv:1: no file of a registry has this name',
    ]);
  });
});

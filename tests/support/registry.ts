import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RegistryLayer } from '../../src/registry/merge-layers.js';
import { Registry } from '../../src/registry/registry.js';
import { registryTables, type TableName } from '../../src/registry/tables.js';
import type { Profile } from '../../src/registry/vocabulary.js';

/** Rows by table, without the header. */
export type TableRows = Partial<Record<TableName, readonly string[]>>;

/** The text of a file of a registry folder. */
export function tableText(name: TableName, rows: readonly string[], lineEnd = '\n'): string {
  return [registryTables[name].columns.join(','), ...rows].map((line) => line + lineEnd).join('');
}

/** A registry folder called `folder`. */
export function layerOf(rows: TableRows, folder = 'built-in', lineEnd = '\n'): RegistryLayer {
  const names = Object.keys(registryTables).filter((name): name is TableName => name in rows);
  return {
    files: names.map((name) => {
      const { file } = registryTables[name];
      const text = tableText(name, rows[name] ?? [], lineEnd);
      return { name: file, path: `${folder}/${file}`, bytes: Buffer.from(text) };
    }),
  };
}

/** The registry that is shipped. */
export function shippedLayer(): RegistryLayer {
  const folder = fileURLToPath(new URL('../../data/registry/', import.meta.url));
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  return {
    files: names.map((name) => ({ name, path: name, bytes: readFileSync(folder + name) })),
  };
}

export function registryOf(layers: readonly RegistryLayer[], profile: Profile = 'default'): Registry {
  return new Registry(layers, { version: 'test', profile });
}

/** A registry small enough to know by heart: a maker, its buyer, a laboratory abroad, a person. */
export const smallRegistry = {
  entities: [
    'maker,Maker,,DE,company,,,high,test,',
    'giant,Giant,,US,big-tech,,,high,test,',
    'lab,Giant Lab,giant,GB,big-tech,,,high,test,',
    'person,Person,,,individual,,,low,test,',
  ],
  history: [
    'maker,parent_id,giant,2024-05-02,2025-06,high,test,the deal was undone',
    'maker,type,big-tech,2024-05-02,2025-06,high,test,',
  ],
  namespaces: [
    'Giant-AI,giant,official,,,high,test,',
    'giant-lab,lab,team,,,medium,test,',
    'maker,maker,official,,,high,test,',
    'handed-on,person,,,2023,low,test,',
    'handed-on,maker,,2024,,medium,test,',
  ],
  alternatives: [
    'maker,country,FR,,,,its office is in Paris,somebody',
    'entity:giant,country,FR,hf-french,,,its people are in Paris,somebody else',
    'giant-lab,entity,maker,steward,2025,,Maker looks after it,a page',
    'handed-on,country,unknown,,,,nobody says,a page',
  ],
  bigTech: ['giant,core,high,test,'],
  fortune500: ['Giant,giant.example,Giant-AI;giant-lab,high,test'],
  legacyIds: ['^old-,maker,high,test'],
  countryGroups: ['EU27,DE,member state,high,test'],
  programmes: ['Own Models,entity:maker,DE,high,test,'],
} as const satisfies TableRows;

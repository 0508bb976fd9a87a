import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { namespaceColumns } from '../../src/cli/export-registry.js';
import { sideColumns, sidePath } from '../../src/exchange/export-side.js';
import {
  type ExchangeColumn,
  type ExchangeTable,
  exchangeTableNames,
  exchangeTables,
} from '../../src/exchange/tables.js';
import { openForWriting } from '../../src/store/open.js';
import { type SideTable, sideTableNames, sideTables } from '../../src/store/side-tables.js';
import { restoredTableNames } from '../../src/store/restore-tables.js';
import { tempFolder } from '../support/temp.js';

const file = fileURLToPath(new URL('../../docs/schema.md', import.meta.url));

interface Described extends Pick<ExchangeTable, 'description' | 'key'> {
  name: string;
  columns: Record<string, ExchangeColumn>;
}

/** What only an export has beside the tables of a store. */
const others: Described[] = [
  ...sideTableNames.map((name) => {
    const { description, key }: SideTable = sideTables[name];
    return { name: sidePath(name), description, key, columns: sideColumns(name) };
  }),
  {
    name: 'registry/registry_namespaces',
    description:
      'Who is behind each namespace that the registry knows, on the day of the export; with overlays and under the profile that were asked for.',
    key: ['namespace'],
    columns: namespaceColumns,
  },
];

/** A section for a table, as the code describes it. */
function section({ name, description, columns, key }: Described): string {
  const rows = Object.entries(columns).map(
    ([column, { type, nullable, description: what }]) =>
      `| \`${column}\` | ${type} | ${nullable ? 'yes' : ''} | ${what.replaceAll('|', '\\|')} |`,
  );
  const keys = key.map((column) => `\`${column}\``).join(', ');
  return [
    `## ${name}\n\n${description} Key: ${keys}.\n`,
    '| column | type | may be missing | what |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** The text with the sections of these tables between its comments of that name. */
function withSections(text: string, name: string, tables: readonly Described[]): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const before = text.slice(0, text.indexOf(begin) + begin.length);
  const after = text.slice(text.indexOf(end));
  return `${before}\n\n${tables.map(section).join('\n\n')}\n\n${after}`;
}

describe('docs/schema.md', () => {
  it('describes every table as the code does', async () => {
    const made = withSections(
      withSections(
        readFileSync(file, 'utf8'),
        'tables',
        exchangeTableNames.map((name) => ({ name, ...exchangeTables[name] })),
      ),
      'other tables',
      others,
    );
    const current = await format(made, { ...(await resolveConfig(file)), parser: 'markdown' });
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, current);
    expect(readFileSync(file, 'utf8'), 'UPDATE_DOCS=1 npx vitest run writes docs/schema.md').toBe(current);
  });
});

describe('the tables of the exchange', () => {
  it('have the columns of the views, in their order', () => {
    const store = openForWriting({ path: join(tempFolder(), 'oai.db'), clock: systemClock, command: 'test' });
    const columnsOf = (name: string): string[] =>
      store.db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(name);
    const compressed = ['tags', 'model_night'];
    for (const name of exchangeTableNames.filter((each) => !compressed.includes(each))) {
      expect(columnsOf(name), name).toEqual(Object.keys(exchangeTables[name].columns));
    }
    expect(compressed.flatMap(columnsOf)).toEqual([]);
    store.close();
  });

  it('have a description of every column, as those beside them have', () => {
    const tables: Described[] = [
      ...exchangeTableNames.map((name) => ({ name, ...exchangeTables[name] })),
      ...others,
    ];
    const bare = tables.flatMap(({ name, columns }) =>
      Object.entries(columns).flatMap(([column, { description }]) =>
        description === '' ? [`${name}.${column}`] : [],
      ),
    );
    expect(bare).toEqual([]);
  });

  it('can all be written into a store again', () => {
    expect([...restoredTableNames, 'tags', 'model_night'].sort()).toEqual([...exchangeTableNames].sort());
    expect(sideTableNames.length).toBeGreaterThan(0);
  });
});

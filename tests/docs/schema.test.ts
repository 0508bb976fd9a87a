import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { type ExchangeTable, exchangeTableNames, exchangeTables } from '../../src/exchange/tables.js';
import { openForWriting } from '../../src/store/open.js';
import { sideTableNames } from '../../src/store/side-tables.js';
import { restoredTableNames } from '../../src/store/restore-tables.js';
import { tempFolder } from '../support/temp.js';

const file = fileURLToPath(new URL('../../docs/schema.md', import.meta.url));

/** A section for each table, as the code describes it. */
function sections(): string {
  return exchangeTableNames
    .map((name) => {
      const { description, columns, key }: ExchangeTable = exchangeTables[name];
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
    })
    .join('\n\n');
}

describe('docs/schema.md', () => {
  it('describes every table as the code does', async () => {
    const text = readFileSync(file, 'utf8');
    const [begin, end] = ['<!-- begin tables -->', '<!-- end tables -->'];
    const before = text.slice(0, text.indexOf(begin) + begin.length);
    const after = text.slice(text.indexOf(end));
    const current = await format(`${before}\n\n${sections()}\n\n${after}`, {
      ...(await resolveConfig(file)),
      parser: 'markdown',
    });
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

  it('can all be written into a store again', () => {
    expect([...restoredTableNames, 'tags', 'model_night'].sort()).toEqual([...exchangeTableNames].sort());
    expect(sideTableNames.length).toBeGreaterThan(0);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { apiPage } from '../support/api-page.js';

const file = fileURLToPath(new URL('../../docs/api.md', import.meta.url));

it('docs/api.md is what the docstrings of the library say, of everything that it exports', async () => {
  const page = await format(apiPage(), { ...(await resolveConfig(file)), parser: 'markdown' });
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, page);
  expect(readFileSync(file, 'utf8'), 'UPDATE_DOCS=1 npx vitest run tests/library/api-page.test.ts').toBe(
    page,
  );
  for (const name of Object.keys(library))
    expect(page).toMatch(new RegExp(`^(### ${name}|- \\*\\*\`${name}\`)`, 'm'));
});

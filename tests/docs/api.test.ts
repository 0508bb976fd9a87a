import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { apiPage, readApiPage } from '../support/api-page.js';

it('docs/api.md has every export with its docstring, and is current', async () => {
  const file = fileURLToPath(new URL('../../docs/api.md', import.meta.url));
  const current = await format(apiPage(), { ...(await resolveConfig(file)), parser: 'markdown' });
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, current);
  expect(readApiPage(), 'UPDATE_DOCS=1 npx vitest run tests/docs/api.test.ts writes docs/api.md').toBe(
    current,
  );
  for (const name of ['crawl', 'openStore', 'reports', 'MissingDataError']) {
    expect(current).toContain(`### ${name}\n`);
  }
});

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { reports } from '../../src/reports/index.js';
import { apiPage } from '../support/api-page.js';
import { reportResults, reportResultsPage } from '../support/report-results.js';

/** Compares a made file of the tree with what makes it, or writes it where that is asked for. */
async function expectCurrent(path: string, text: string): Promise<string> {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const current = await format(text, { ...(await resolveConfig(file)), filepath: file });
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, current);
  expect(
    readFileSync(file, 'utf8'),
    `UPDATE_DOCS=1 npx vitest run tests/docs/api.test.ts writes ${path}`,
  ).toBe(current);
  return current;
}

it('src/library/report-results.ts and its page have the result of every report, and are current', async () => {
  const current = await expectCurrent(
    'src/library/report-results.ts',
    reportResults(reports.map(({ name }) => name)),
  );
  for (const name of ['concentration', "'licence-drift'"]) expect(current).toContain(`  ${name}: `);
  const page = await expectCurrent('docs/report-results.md', reportResultsPage(current));
  expect(page).toContain('## ConcentrationResult');
});

it('docs/api.md has every export with its docstring, and is current', async () => {
  const current = await expectCurrent('docs/api.md', apiPage());
  for (const name of ['crawl', 'openStore', 'reports', 'MissingDataError']) {
    expect(current).toContain(`### ${name}\n`);
  }
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { adoption } from '../../src/reports/adoption.js';
import { decay } from '../../src/reports/decay.js';
import { render } from '../../src/render/index.js';
import { liveThrough } from '../support/lives.js';
import { exampleLives, exampleNights } from '../support/release-example.js';
import { runReport } from '../support/report-runs.js';
import { sharedFolder } from '../support/temp.js';

const path = join(sharedFolder(), 'oai.db');
beforeAll(() => liveThrough(path, exampleLives, exampleNights));

test.each([
  ['adoption', adoption],
  ['decay', decay],
] as const)(
  'docs/reports/%s.md shows what the report prints of the history it describes, and names its tables and claims',
  (name, report) => {
    const page = readFileSync(new URL(`../../docs/reports/${name}.md`, import.meta.url), 'utf8');
    const output = runReport(path, report);
    const [, example = ''] = /```text\n(.*?)```/s.exec(page) ?? [];
    expect(example.split('\n').length).toBeGreaterThan(10);
    expect(render('table', output, { width: 80, colour: false, unicode: true })).toContain(example);
    expect(page).toContain(`# ${name}\n\n${report.question}\n`);
    const tables = output.view.tables.map((table) => `\`${table.name}\``);
    for (const word of [...tables, ...report.claimIds]) expect(page).toContain(word);
  },
);

test('knows the half-life that the models of the example have', () => {
  expect(runReport(path, decay).result).toMatchObject({ cohorts: [{ half_life_weeks: 3 }, {}, {}] });
});

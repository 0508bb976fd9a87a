import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { renderTable } from '../../src/render/index.js';
import type { Report } from '../../src/reports/report.js';
import type { ReportOutput } from '../../src/reports/types.js';

/** Checks that the page of a report shows what it prints, and names its question, its tables and the claims it answers. */
export function expectReportPage(report: Report, output: ReportOutput): void {
  const page = readFileSync(new URL(`../../docs/reports/${report.name}.md`, import.meta.url), 'utf8');
  const [, example = ''] = /```text\n(.*?)```/s.exec(page) ?? [];
  expect(example.split('\n').length).toBeGreaterThan(10);
  expect(renderTable(output, { width: 80, colour: false, unicode: true })).toContain(example);
  expect(page).toContain(`# ${report.name}\n\n${report.question}\n`);
  const tables = output.view.tables.map((table) => `\`${table.name}\``);
  for (const word of [...tables, ...report.claimIds]) expect(page).toContain(word);
}

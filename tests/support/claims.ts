import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import type { PublishedClaim } from '../../src/reports/published-claims.js';
import { reports } from '../../src/reports/index.js';
import type { Report } from '../../src/reports/report.js';

/** A claim about the whole Hub of any night from 2026 on, with what a test is about. */
export function claimOf(change: Partial<PublishedClaim>): PublishedClaim {
  return {
    id: 'X1',
    statement: '',
    said_by: 'a test',
    source: 'test',
    where: '',
    published_on: '',
    as_of: '2026',
    from_day: '2026-01-01',
    to_day: '2026-01-01',
    words: 'Half of it.',
    words_ru: 'Половина.',
    quantity: 'a_share',
    label: 'a share',
    value: 0.5,
    unit: 'share',
    metric: 'all',
    cohort: 'all',
    definition: '',
    not_stated: '',
    at_least: 0.4,
    at_most: 0.6,
    nights: 'now',
    needs: '',
    only_grows: false,
    report: 'tail',
    params: '',
    answer: '',
    observable: true,
    contradicts: [],
    note: '',
    note_ru: '',
    ...change,
  };
}

export async function loadReport(name: string): Promise<Report | undefined> {
  return reports.find((report) => report.name === name)?.load();
}

/** The targets that the issue gives, as they were handed over. */
export function validationTargets(): Record<string, string>[] {
  const file = new URL('../recorded/validation-targets.csv', import.meta.url);
  return parse(readFileSync(file), { columns: true });
}

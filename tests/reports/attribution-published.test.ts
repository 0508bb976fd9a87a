import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { geography } from '../../src/reports/geography.js';
import { orgs } from '../../src/reports/orgs.js';
import { releases } from '../../src/reports/releases.js';
import type { Report } from '../../src/reports/report.js';
import { sectors } from '../../src/reports/sectors.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { AuthorWriter } from '../../src/store/author-writer.js';
import { openForWriting } from '../../src/store/open.js';
import { exampleRegistry } from '../support/attribution-example.js';
import { crawlInto } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { readNight } from '../support/nights.js';
import { layerOf, registryOf } from '../support/registry.js';
import { sharedFolder } from '../support/temp.js';

const path = join(sharedFolder(), 'oai.db');
const registry = registryOf([layerOf(exampleRegistry)]);

/** A night near each end of the published periods, and others that are not. */
const nights = [
  '2024-12-15',
  '2025-02-01',
  '2025-06-15',
  '2025-08-31',
  '2025-10-15',
  '2025-12-31',
  '2026-01-20',
  '2026-03-15',
];

const models = plainModels(5, (index) => ({
  id: ['beta/b', 'alpha-ai/a', 'zeta/z', 'beta/old', 'delta/d'][index] ?? '',
  createdAt: index === 3 ? '2022-03-02T23:29:04.000Z' : `2025-01-0${index + 1}T00:00:00Z`,
  tags: index === 4 ? ['base_model:finetune:stranger/base'] : [],
}));

beforeAll(async () => {
  const hub = await startLocalHub({
    source: recordedSource(models),
    clock: systemClock,
    quota: { anonymous: 1_000_000 },
  });
  const crawl = (date: string) =>
    crawlInto(path, hub.endpoint, {
      clock: { ...systemClock, now: () => Date.parse(`${date}T03:00:00Z`) },
    });
  for (const [night, date] of nights.entries()) {
    models.forEach((model, index) => (model.downloadsAllTime = 100 + night * (10 + index)));
    await crawl(date);
  }
  const [beta] = models;
  if (beta !== undefined) models.push({ ...beta, _id: 'f'.repeat(24), id: 'late/l', downloads: 50 });
  await crawl('2026-03-20');
  await hub.close();
  const store = openForWriting({ path, clock: systemClock, command: 'test' });
  const authorKey = Number(
    store.db.prepare<[], number>(`SELECT author_key FROM author WHERE name = 'late'`).pluck().get(),
  );
  new AuthorWriter(store, systemClock).write({
    authorKey,
    account: {
      kind: 'organisation',
      hubId: 'a'.repeat(24),
      name: 'late',
      fullName: 'Late',
      verified: true,
      plan: null,
      pro: null,
      followers: 77,
      models: 1,
      datasets: 0,
      spaces: 0,
      createdAt: null,
    },
    unread: new Set(),
    quarantined: [],
  });
  store.close();
});

function run(report: Report, params: Record<string, unknown>, asOf = '2026-03-20'): ReportOutput {
  return readNight(path, { includeSuspect: true, asOf }, (night) =>
    report.run(night, params, { registry: () => registry }),
  );
}

/** The claims of a kind that an output answers with a number. */
const answered = ({ published }: ReportOutput, kind: string): string[] =>
  published.filter(({ id, computed }) => id.startsWith(kind) && computed !== null).map(({ id }) => id);

describe('a published period', () => {
  it.each([
    ['2025-02-01', '2026-01-20', ['N1a', 'N1b', 'N1c']],
    ['2025-06-15', '2026-01-20', []],
    ['2025-02-01', '2025-12-31', []],
    ['2025-02-01', '2026-03-15', []],
    ['2024-12-15', '2026-01-20', []],
    ['2025-12-31', '2026-01-20', []],
  ])('is answered for N1 by a window of its days alone: %s to %s', (from, to, ids) => {
    expect(answered(run(geography, { metric: 'window', from, to }), 'N1')).toEqual(ids);
  });

  it.each([
    ['2025-06-15', []],
    ['2025-08-31', ['N2a', 'N2b']],
    ['2025-10-15', []],
  ])('is answered for N2 by a night at its end alone: %s', (asOf, ids) => {
    expect(answered(run(geography, { metric: 'first-year' }, asOf), 'N2')).toEqual(ids);
  });

  it.each([
    ['2025-06-15', []],
    ['2025-12-31', ['W1a', 'W1b']],
    ['2026-01-20', ['W1a', 'W1b']],
    ['2026-03-15', []],
  ])('is answered for W1 by first years at the end of 2025 alone: %s', (asOf, ids) => {
    const output = run(sectors, { metric: 'first-year', cohort: 'created:2025' }, asOf);
    expect(answered(output, 'W1')).toEqual(ids);
  });

  it.each([
    ['2024-12-15', '2026-01-20', ['W1a', 'W1b']],
    ['2025-02-01', '2025-12-31', ['W1a', 'W1b']],
    ['2025-06-15', '2025-12-31', []],
    ['2024-12-15', '2026-03-15', []],
  ])('is answered for W1 by a window within 31 days of the year 2025: %s to %s', (from, to, ids) => {
    expect(answered(run(sectors, { metric: 'window', from, to }), 'W1')).toEqual(ids);
  });
});

it.each<[string, Report, Record<string, unknown>, string | undefined, string[]]>([
  ['N3', geography, { metric: 'all-time' }, undefined, ['N3a', 'N3b']],
  ['N2', geography, { metric: 'first-year' }, '2025-08-31', ['N2a', 'N2b']],
  ['W2', sectors, { metric: 'all-time' }, undefined, ['W2a', 'W2b']],
  ['W1', sectors, { metric: 'window', from: '2024-12-15', to: '2026-01-20' }, undefined, ['W1a', 'W1b']],
  ['C6', orgs, { metric: 'all-time' }, undefined, ['C6']],
  ['W3', releases, {}, undefined, ['W3a', 'W3b']],
])('figures of all models (%s) are not answered with a role left out', (kind, report, params, asOf, ids) => {
  expect(answered(run(report, params, asOf), kind)).toEqual(ids);
  const output = run(report, { ...params, excludeRole: ['quantiser'] }, asOf);
  expect(answered(output, kind)).toEqual([]);
  expect(output.published.find(({ id }) => id.startsWith(kind))?.not_computed).toContain('--exclude-role');
});

it('the grid says of each cell how many models may be of its cohort', () => {
  const { result, view } = run(geography, { grid: true, cohort: 'created:2022' });
  const { cells } = result['grid'] as { cells: Record<string, unknown>[] };
  const undated = (cohort: string) =>
    new Set(
      cells
        .filter((cell) => cell['metric'] === '30d' && cell['cohort'] === cohort)
        .map((cell) => [cell['models'], cell['undated']].join()),
    );
  expect(undated('created:2022')).toEqual(new Set(['0,1']));
  expect(cells.filter(({ cohort }) => cohort === 'all').every(({ undated: none }) => none === 0)).toBe(true);
  const grid = view.tables.find(({ name }) => name === 'grid');
  expect(grid?.columns.map(({ key }) => key)).toContain('undated');
});

it('a namespace that only bases are named of has no badge of an author of a later night', () => {
  const { result } = run(orgs, { by: 'account', attribute: 'base' }, '2026-03-15');
  const rows = result['rows'] as { name: string }[];
  expect(rows.find(({ name }) => name === 'stranger')).toMatchObject({
    models: 1,
    verified: null,
    followers: null,
  });
  const later = run(orgs, { by: 'account' }).result['rows'] as { name: string }[];
  expect(later.find(({ name }) => name === 'late')).toMatchObject({ verified: 1, followers: 77 });
});

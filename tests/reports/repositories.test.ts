import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MissingDataError } from '../../src/errors.js';
import { type PublishedClaim, readClaims } from '../../src/reports/published-claims.js';
import type { ClaimsResult } from '../../src/reports/claims-result.js';
import { loadClaims } from '../../src/reports/claims.js';
import { repositories } from '../../src/reports/repositories.js';
import type { RepositoriesResult, RepositoryPeriod } from '../../src/reports/repositories-result.js';
import { robotics } from '../../src/reports/robotics.js';
import { layerOf, registryOf, smallRegistry } from '../support/registry.js';
import { expectReportPage } from '../support/report-page.js';
import { runReport } from '../support/report-runs.js';
import { generatedStore, plainRepositories, RepositoryHub } from '../support/repositories.js';
import { tempFolder } from '../support/temp.js';

const registry = registryOf([layerOf(smallRegistry)]);

const createdOn = (days: readonly string[]) =>
  plainRepositories(days.length, (index) => ({ createdAt: `${days[index] ?? ''}T12:00:00.000Z` }));

const resultOf = (path: string, asOf?: string): RepositoriesResult =>
  runReport(path, repositories, {}, { asOf }).result as RepositoriesResult;

test('counts by hand what was created and what was there, by month and year', async () => {
  const path = join(tempFolder(), 'oai.db');
  const days = ['2022-03-02', '2022-03-05', '2023-07-01', '2024-01-31', '2024-02-01', '2024-03-30'];
  const world = await RepositoryHub.start(path, {
    datasets: createdOn(days),
    spaces: createdOn(['2024-01-15', '2024-02-02']),
  });
  await world.models('2024-03-10');
  expect(() => resultOf(path)).toThrow(MissingDataError);
  await world.crawl('dataset', '2024-03-10');
  const alone = resultOf(path);
  expect(alone.years.at(-1)).toEqual({
    period: '2024',
    datasets_created: 2,
    datasets_stock: 5,
    // 69 days and three hours of the year.
    datasets_per_day: 2 / 69.125,
    datasets_yoy_ratio: null,
    spaces_created: null,
    spaces_stock: null,
    spaces_per_day: null,
    spaces_yoy_ratio: null,
  });
  const space = runReport(path, repositories).published.find(({ id }) => id === 'G3c');
  expect(space).toMatchObject({ computed: null, not_computed: 'this store has no crawl of the Spaces' });

  await world.crawl('space', '2024-03-10');
  const { counts, years, months, nights } = resultOf(path);
  // The last dataset is dated after the night.
  expect(counts).toEqual([
    { kind: 'dataset', night: '2024-03-10', run: 2, count: 6, created_last_year: 3, sentinel: 1, undated: 1 },
    { kind: 'space', night: '2024-03-10', run: 3, count: 2, created_last_year: 2, sentinel: 0, undated: 0 },
  ]);
  const flowsOf = (row: RepositoryPeriod) => [
    row.period,
    row.datasets_created,
    row.datasets_stock,
    row.spaces_created,
    row.spaces_stock,
  ];
  expect(years.map(flowsOf)).toEqual([
    ['2022', 1, 2, 0, 0],
    ['2023', 1, 3, 0, 0],
    ['2024', 2, 5, 2, 2],
  ]);
  expect(months.slice(-3).map(flowsOf)).toEqual([
    ['2024-01', 1, 4, 1, 1],
    ['2024-02', 1, 5, 1, 2],
    ['2024-03', 0, 5, 0, 2],
  ]);
  expect(nights.map(({ kind, count }) => [kind, count])).toEqual([
    ['datasets', 6],
    ['Spaces', 2],
  ]);
  const output = runReport(path, repositories);
  expect(output.provenance.repositories?.map(({ kind, run, count }) => [kind, run, count])).toEqual([
    ['dataset', 2, 6],
    ['space', 3, 2],
  ]);
  expect(output.published.map(({ id, computed }) => [id, computed])).toEqual([
    ['G4b', null],
    ['G3a', 6],
    ['G3b', 6],
    ['G3c', 2],
  ]);
});

test('tells by hand how many came a day, and how many times those of a year before', async () => {
  const path = join(tempFolder(), 'oai.db');
  const world = await RepositoryHub.start(path, {
    datasets: createdOn([
      ...['2024-06-01', '2024-06-02', '2025-06-01', '2025-06-02', '2025-06-30'],
      ...['2025-12-31', '2026-01-01'],
    ]),
    spaces: createdOn(['2025-12-01']),
  });
  await world.crawl('space', '2025-12-11');
  await world.crawl('dataset', '2026-03-01');
  const { years, months } = resultOf(path);
  const year = (wanted: string) => years.find(({ period }) => period === wanted);
  expect(year('2025')).toMatchObject({
    datasets_created: 4,
    datasets_stock: 6,
    datasets_per_day: 4 / 365,
    datasets_yoy_ratio: 2,
    spaces_created: 1,
    spaces_yoy_ratio: null,
  });
  expect(months.find(({ period }) => period === '2025-06')).toMatchObject({
    datasets_per_day: 3 / 30,
    datasets_yoy_ratio: 3 / 2,
  });
  // The Spaces were not looked at so late.
  expect(year('2026')).toMatchObject({ datasets_created: 1, spaces_created: null, spaces_stock: null });
  const figure = runReport(path, repositories).published.find(({ id }) => id === 'G4b');
  expect(figure).toMatchObject({ published: 2, computed: 3 });
});

test('docs/reports show what the reports print of a generated Hub, and name their tables and claims', async () => {
  const path = await generatedStore(join(tempFolder(), 'oai.db'), '2026-10-01');
  for (const report of [repositories, robotics]) expectReportPage(report, runReport(path, report));
});

test('tells the number of every crawl up to the day that is asked for', async () => {
  const path = join(tempFolder(), 'oai.db');
  const world = await RepositoryHub.start(path, { datasets: plainRepositories(40) });
  for (const date of ['2026-01-01', '2026-02-01', '2026-03-01']) {
    await world.models(date);
    await world.crawl('dataset', date);
    world.datasets.push(...plainRepositories(world.datasets.length + 2).slice(-2));
  }
  const nightsOf = (asOf?: string) =>
    resultOf(path, asOf).nights.map(({ night, count, added }) => [night, count, added]);
  expect(nightsOf()).toEqual([
    ['2026-01-01', 40, null],
    ['2026-02-01', 42, 2],
    ['2026-03-01', 44, 2],
  ]);
  expect(nightsOf('2026-02-15')).toEqual(nightsOf().slice(0, 2));
});

test('lets a claim that takes a crawl of datasets be judged once there is one', async () => {
  const path = join(tempFolder(), 'oai.db');
  const world = await RepositoryHub.start(path, { datasets: plainRepositories(40) });
  await world.models('2026-08-22');
  const claims = readClaims()
    .filter(({ id }) => id === 'G3a' || id === 'G3c')
    .map((claim): PublishedClaim => ({ ...claim, nights: 'any', report: 'repositories' }));
  const report = await loadClaims(
    (name) => Promise.resolve(name === 'repositories' ? repositories : undefined),
    claims,
  );
  const verdicts = () => {
    const { claims: judged } = runReport(path, report, {}, {}, { registry: () => registry })
      .result as ClaimsResult;
    return judged.map(({ id, verdict, computed, reason }) => [id, verdict, computed, reason.code]);
  };
  expect(verdicts()).toEqual([
    ['G3a', 'not yet', null, 'needs_crawl'],
    ['G3c', 'not yet', null, 'needs_crawl'],
  ]);
  await world.crawl('dataset', '2026-08-22');
  expect(verdicts()).toEqual([
    ['G3a', 'off', 40, 'outside'],
    ['G3c', 'not yet', null, 'needs_crawl'],
  ]);
});

test('compares a claim about datasets with the day that they were crawled', async () => {
  const path = join(tempFolder(), 'oai.db');
  const world = await RepositoryHub.start(path, { datasets: plainRepositories(40) });
  await world.crawl('dataset', '2026-03-01');
  await world.models('2026-08-22');
  const claims = readClaims()
    .filter(({ id }) => id === 'G3a')
    .map((claim): PublishedClaim => {
      return { ...claim, nights: 'on', only_grows: false, from_day: '2026-08-22', to_day: '2026-08-22' };
    });
  const report = await loadClaims(
    (name) => Promise.resolve(name === 'repositories' ? repositories : undefined),
    claims,
  );
  const { claims: judged } = runReport(path, report, {}, {}, { registry: () => registry })
    .result as ClaimsResult;
  // Of the Hub of the models this store is a sample, which is what is said first.
  expect(judged[0]).toMatchObject({ verdict: 'not comparable', night: '2026-03-01' });
});

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { attention } from '../../src/reports/attention.js';
import { concentration } from '../../src/reports/concentration.js';
import { coverage } from '../../src/reports/coverage.js';
import { ecosystems } from '../../src/reports/ecosystems.js';
import { growth } from '../../src/reports/growth.js';
import { languages } from '../../src/reports/languages.js';
import { libraries } from '../../src/reports/libraries.js';
import type { Report } from '../../src/reports/report.js';
import { sizes } from '../../src/reports/sizes.js';
import { sovereignty } from '../../src/reports/sovereignty.js';
import { tail } from '../../src/reports/tail.js';
import { tasks } from '../../src/reports/tasks.js';
import { trending } from '../../src/reports/trending.js';
import { vintage } from '../../src/reports/vintage.js';
import { crawlInto } from '../support/crawl.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { expectReportPage } from '../support/report-page.js';
import { runReport } from '../support/report-runs.js';
import { sharedFolder } from '../support/temp.js';

const path = join(sharedFolder(), 'august-2026.db');
let models: ListedModel[] = [];
const registry = registryOf([shippedLayer()]);

// 15,904 models with 911,067,134 downloads; what is asserted was computed independently or is recounted from the file.
describe('the sample of August 2026, crawled over HTTP', () => {
  beforeAll(async () => {
    models = await readRecorded('august-2026');
    const hub = await startLocalHub({ source: recordedSource(models), clock: systemClock });
    // The day the sample was taken: what the pages of docs/reports show does not depend on today.
    const clock = { ...systemClock, now: () => Date.parse('2026-08-22T03:00:00Z') };
    await crawlInto(path, hub.endpoint, { clock });
    await hub.close();
  });

  const run = (report: Report) => runReport(path, report, {}, {}, { registry: () => registry });
  const resultOf = (report: Report) => run(report).result;
  const rowOf = (report: Report, table: string, key: string, value: unknown) =>
    (resultOf(report)[table] as Record<string, unknown>[]).find((row) => row[key] === value);
  const sum = (of: readonly ListedModel[]) => of.reduce((total, { downloads = 0 }) => total + downloads, 0);

  test('has 5,920 models without a download and a median of 13', () => {
    const [recent] = resultOf(tail)['tails'] as { n: number; median: number; below: unknown[] }[];
    expect(recent).toMatchObject({ n: 15_904, median: 13 });
    expect(recent?.below[0]).toEqual({ threshold: 1, models: 5920, share: 5920 / 15_904 });
  });

  test('lacks a task on 6,852 models and a library on 5,406', () => {
    expect(rowOf(coverage, 'fields', 'field', 'task')).toMatchObject({ models: 15_904 - 6852 });
    expect(rowOf(coverage, 'fields', 'field', 'library')).toMatchObject({ models: 15_904 - 5406 });
    expect(rowOf(tasks, 'tasks', 'task', null)).toMatchObject({ models: 6852 });
  });

  test('gives a size for all but 8,030 models, of which twelve say zero and one what no integer holds', () => {
    const totals = models.flatMap(({ safetensors }) => safetensors?.total ?? []);
    expect(totals).toHaveLength(15_904 - 8030);
    expect(totals.filter((total) => total === 0)).toHaveLength(12);
    expect(totals.filter((total) => !Number.isSafeInteger(total))).toEqual([19_980_000_000_000_000]);
    expect(resultOf(sizes)['all']).toMatchObject({ models: 15_904 - 8030 - 12 - 1 });
  });

  test('gives 28.2 % of the downloads to one model that ten others surpass in likes', () => {
    const [first] = resultOf(attention)['most_downloaded'] as { model: string; rank_likes: number }[];
    expect(first).toMatchObject({
      model: 'sentence-transformers/all-MiniLM-L6-v2',
      downloads: 257_229_302,
      rank_likes: 11,
      rank_downloads: 1,
    });
  });

  test('is by year, task and language what the file says', () => {
    const of2025 = models.filter(({ createdAt = '' }) => createdAt.startsWith('2025'));
    expect(rowOf(vintage, 'vintages', 'created', '2025')).toMatchObject({
      models: of2025.length,
      downloads: sum(of2025),
    });
    expect(rowOf(growth, 'years', 'period', '2025')).toMatchObject({ created: of2025.length });
    const generating = models.filter(({ pipeline_tag }) => pipeline_tag === 'text-generation');
    expect(rowOf(tasks, 'tasks', 'task', 'text-generation')).toMatchObject({
      models: generating.length,
      downloads: sum(generating),
    });
    const chinese = models.filter(({ tags = [] }) => tags.includes('zh'));
    expect(rowOf(languages, 'languages', 'code', 'zh')).toMatchObject({
      models: chinese.length,
      downloads: sum(chinese),
    });
  });

  test('overlaps by language, domain and library as the file says', () => {
    const carry = (...words: string[]) =>
      models.filter(({ tags = [] }) => tags.some((tag) => words.includes(tag.toLowerCase())));
    const [german, french] = [carry('de'), carry('fr')];
    const both = german.filter((model) => french.includes(model)).length;
    const pairs = resultOf(ecosystems)['pairs'] as Record<string, unknown>[];
    expect(pairs.find(({ ecosystem, other }) => ecosystem === 'de' && other === 'fr')).toMatchObject({
      models_in_both: both,
      share_of_smaller: both / german.length,
      jaccard: both / (german.length + french.length - both),
    });
    const robotics = carry('robotics', 'lerobot', 'robot', 'robot-learning');
    expect(
      (resultOf(ecosystems)['ecosystems'] as Record<string, unknown>[]).find(
        ({ kind, ecosystem }) => kind === 'domain' && ecosystem === 'robotics',
      ),
    ).toMatchObject({ models: robotics.length, downloads: sum(robotics) });
    const loaded = models.filter(({ library_name: library }) => library === 'mlx');
    expect(rowOf(libraries, 'libraries', 'library', 'mlx')).toMatchObject({
      models: loaded.length,
      downloads: sum(loaded),
    });
    expect(rowOf(libraries, 'libraries', 'library', null)).toMatchObject({ models: 5406 });
  });

  const reports = [
    attention,
    concentration,
    coverage,
    ecosystems,
    growth,
    languages,
    libraries,
    sizes,
    sovereignty,
    tail,
    tasks,
    trending,
    vintage,
  ];

  test.each(reports.map((report) => [report.name, report] as const))(
    'docs/reports/%s.md shows what the report prints of it, and names its tables and claims',
    (_, report) => expectReportPage(report, run(report)),
  );
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedRepository } from '../../src/domain/listed-model.js';
import { MissingDataError } from '../../src/errors.js';
import { phraseText } from '../../src/render/phrase-text.js';
import { repositories } from '../../src/reports/repositories.js';
import { robotics } from '../../src/reports/robotics.js';
import type { RoboticsResult } from '../../src/reports/robotics-result.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { openForWriting } from '../../src/store/open.js';
import { decide } from '../../src/store/verdict.js';
import { runReport } from '../support/report-runs.js';
import { plainRepositories, RepositoryHub } from '../support/repositories.js';
import { tempFolder } from '../support/temp.js';

const storePath = (): string => join(tempFolder(), 'oai.db');

const tagged = (count: number): ListedRepository[] =>
  plainRepositories(count, () => ({ tags: ['region:us', 'task_categories:robotics'] }));

const caveatsOf = ({ view }: ReportOutput): string[] =>
  view.caveats.map((caveat) => phraseText(caveat, { unicode: true }));

test('a crawl that lost the tags is suspect, and takes none from the trusted night', async () => {
  const world = await RepositoryHub.start(storePath(), { datasets: tagged(40) });
  await world.crawl('dataset', '2026-03-01');
  const before = runReport(world.path, robotics);
  expect(caveatsOf(before).join('\n')).not.toContain('came later');
  for (const dataset of world.datasets) dataset.tags = [];
  const { run } = await world.crawl('dataset', '2026-03-02');
  const doubt = (quality: string): string =>
    `datasets: run ${run.run} of 2026-03-02 came later and is ${quality}; dates and tags are as it left them.`;
  const after = runReport(world.path, robotics);
  expect(after.result).toEqual(before.result);
  expect(caveatsOf(after)[0]).toBe(doubt('suspect'));
  const store = openForWriting({ path: world.path, clock: systemClock, command: 'test' });
  decide(store.db, run.run, 'rejected');
  store.close();
  expect(caveatsOf(runReport(world.path, repositories))[0]).toBe(doubt('rejected'));

  for (const dataset of world.datasets) dataset.tags = ['region:us', 'LeRobot'];
  await world.crawl('dataset', '2026-03-03');
  const mended = runReport(world.path, robotics);
  expect(mended.result).toMatchObject({ declared: 0, lerobot: 40 });
  expect(caveatsOf(mended).join('\n')).not.toContain('came later');
});

test('categories that a suspect crawl took are missing, not none', async () => {
  const world = await RepositoryHub.start(storePath(), { datasets: tagged(40) });
  await world.crawl('dataset', '2026-03-01');
  for (const dataset of world.datasets) Object.assign(dataset, { tags: ['region:us'], likes: undefined });
  const { run } = await world.crawl('dataset', '2026-03-02');
  expect(() => runReport(world.path, robotics)).toThrow(
    expect.objectContaining({
      constructor: MissingDataError,
      message: 'No dataset of the crawl of 2026-03-01 says any more what it is for.',
      why: `Run ${run.run} of 2026-03-02, which is suspect, was sent no such tags.`,
      todo: 'Run `oai crawl datasets` again; `oai runs` tells what became of the crawls.',
    }) as Error,
  );
});

test('a category without a name is none', async () => {
  const datasets = plainRepositories(3, (index) => ({
    tags: [['task_categories:'], ['task_categories: '], ['task_categories:robotics']][index] ?? [],
  }));
  const world = await RepositoryHub.start(storePath(), { datasets });
  await world.crawl('dataset', '2026-03-01');
  const { declared, categories } = runReport(world.path, robotics).result as RoboticsResult;
  expect(declared).toBe(1);
  expect(categories.map(({ category }) => category)).toEqual(['robotics']);
});

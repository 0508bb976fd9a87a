import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ListedRepository } from '../../src/domain/listed-model.js';
import { MissingDataError } from '../../src/errors.js';
import { renderCsv, renderTable } from '../../src/render/index.js';
import { concentration } from '../../src/reports/concentration.js';
import { repositories } from '../../src/reports/repositories.js';
import { robotics } from '../../src/reports/robotics.js';
import type { RoboticsResult } from '../../src/reports/robotics-result.js';
import { runReport } from '../support/report-runs.js';
import { plainRepositories, RepositoryHub } from '../support/repositories.js';
import { tempFolder } from '../support/temp.js';

const storePath = (): string => join(tempFolder(), 'oai.db');

const tagged = (count: number): ListedRepository[] =>
  plainRepositories(count, () => ({ tags: ['region:us', 'task_categories:robotics'] }));

function failureOf(run: () => unknown): MissingDataError {
  try {
    run();
  } catch (error) {
    if (error instanceof MissingDataError) return error;
    throw error;
  }
  throw new Error('it had an answer');
}

test('datasets and Spaces are reported on without a night of models, and say where they come from', async () => {
  const world = await RepositoryHub.start(storePath(), { datasets: tagged(9), spaces: plainRepositories(4) });
  const other = await RepositoryHub.start(world.path, { spaces: plainRepositories(6) });
  await world.crawl('dataset', '2026-03-01');
  const output = runReport(world.path, robotics);
  expect(output.provenance).toMatchObject({
    night: '2026-03-01',
    quality: 'good',
    run: 1,
    run_started: '2026-03-01T03:00:00Z',
    endpoint: world.hub.endpoint,
    scope: 'all datasets',
    models: null,
  });
  expect(output.result).toMatchObject({ datasets: 9, robotics: 9 });
  const models = failureOf(() => runReport(world.path, concentration));
  expect(models).toMatchObject({
    message: 'This store has no crawl of the models.',
    todo: 'Run `oai crawl`.',
  });

  await other.crawl('space', '2026-03-02');
  const both = runReport(world.path, repositories);
  expect(both.provenance).toMatchObject({
    night: '2026-03-02',
    run: 2,
    endpoint: other.hub.endpoint,
    scope: 'all datasets and Spaces',
    repositories: [
      { kind: 'dataset', night: '2026-03-01', run: 1, endpoint: world.hub.endpoint, count: 9 },
      { kind: 'space', night: '2026-03-02', run: 2, endpoint: other.hub.endpoint, count: 6 },
    ],
  });
  const text = renderTable(both, { width: 80, colour: false, unicode: true }).replaceAll(/\s+/g, ' ');
  expect(text).toContain(`datasets: 9, crawled on 2026-03-01 by run 1, ${world.hub.endpoint}`);
  expect(text).toContain('Spaces: 6, crawled on 2026-03-02 by run 2 ·');
  expect(text).not.toContain('models');
  expect(renderCsv(both)).toContain(',2026-03-02,good,2,all datasets and Spaces,');

  // A night of models between them changes nothing of it.
  await world.models('2026-03-03');
  expect(runReport(world.path, repositories).provenance).toEqual(both.provenance);
  expect(runReport(world.path, concentration).provenance).toMatchObject({ run: 3, scope: 'all models' });
});

test('a day or a run of theirs chooses the crawl, whatever there is of models', async () => {
  const world = await RepositoryHub.start(storePath(), { datasets: tagged(40) });
  await world.crawl('dataset', '2026-03-01');
  world.datasets.splice(0, 25);
  await world.crawl('dataset', '2026-03-02');
  await world.models('2026-03-05');
  const countOf = (choice: object): unknown => {
    const { result, provenance } = runReport(world.path, robotics, {}, choice);
    return [provenance.run, provenance.quality, (result as RoboticsResult).datasets];
  };
  expect(countOf({})).toEqual([1, 'good', 40]);
  expect(countOf({ asOf: '2026-03-04' })).toEqual([1, 'good', 40]);
  expect(countOf({ run: 2 })).toEqual([2, 'suspect', 15]);
  expect(countOf({ includeSuspect: true })).toEqual([2, 'suspect', 15]);
  expect(countOf({ run: 3 })).toEqual([1, 'good', 40]);
  for (const report of [robotics, repositories]) {
    const { message } = failureOf(() => runReport(world.path, report, {}, { run: 9 }));
    expect(message).toBe('Run 9 has no night in this store.');
  }
  expect(failureOf(() => runReport(world.path, concentration, {}, { run: 1 }))).toMatchObject({
    message: 'Run 1 has no night of models.',
    why: 'It is a crawl of datasets.',
  });
});

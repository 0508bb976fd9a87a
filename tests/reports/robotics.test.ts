import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ListedRepository } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { MissingDataError } from '../../src/errors.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { robotics } from '../../src/reports/robotics.js';
import type { CategoryYear, RoboticsResult } from '../../src/reports/robotics-result.js';
import { runReport } from '../support/report-runs.js';
import { plainRepositories, RepositoryHub } from '../support/repositories.js';
import { tempFolder } from '../support/temp.js';

const NIGHT = '2026-10-01';

async function storeOf(datasets: ListedRepository[]): Promise<string> {
  const path = join(tempFolder(), 'oai.db');
  const world = await RepositoryHub.start(path, { datasets });
  await world.models(NIGHT);
  await world.crawl('dataset', NIGHT);
  return path;
}

const resultOf = (path: string): RoboticsResult => runReport(path, robotics).result as RoboticsResult;

/** One dataset for each entry: its day of creation, and its tags; `task_categories:` is put before the plain words. */
function datasetsOf(entries: readonly (readonly [day: string, ...tags: string[]])[]): ListedRepository[] {
  return plainRepositories(entries.length, (index) => {
    const [day = '', ...tags] = entries[index] ?? [''];
    return {
      createdAt: `${day}T12:00:00.000Z`,
      tags: ['region:us', ...tags.map((tag) => (tag === 'LeRobot' ? tag : `task_categories:${tag}`))],
    };
  });
}

test('counts by hand what was created and what was there, and the rank of robotics by either', async () => {
  const path = await storeOf(
    datasetsOf([
      ['2022-03-02', 'translation'],
      ['2023-05-01', 'translation'],
      ['2023-06-01', 'translation', 'summarization'],
      ['2024-01-01', 'robotics', 'LeRobot'],
      ['2024-12-31', 'translation'],
      ['2024-12-31', 'summarization'],
      ['2024-02-01', 'LeRobot'],
      ['2024-03-01'],
      ['2025-01-01', 'robotics'],
      ['2025-01-02', 'robotics', 'translation'],
      ['2025-01-03', 'robotics', 'LeRobot'],
      ['2026-01-01', 'robotics'],
      ['2026-01-02'],
    ]),
  );
  const { provenance, published } = runReport(path, robotics);
  const result = resultOf(path);
  expect(result).toMatchObject({
    night: NIGHT,
    datasets: 13,
    declared: 10,
    coverage: 10 / 13,
    robotics: 5,
    lerobot: 3,
    either: 6,
  });
  expect(result.categories).toEqual([
    { category: 'robotics', datasets: 5, share: 0.5, rank: 1 },
    { category: 'translation', datasets: 5, share: 0.5, rank: 1 },
    { category: 'summarization', datasets: 2, share: 0.2, rank: 3 },
  ]);
  expect(
    result.years.map((row) => [
      row.year,
      row.created,
      row.rank_created,
      row.share_created,
      row.stock,
      row.rank_stock,
      row.share_stock,
      row.lerobot_created,
      row.either_created,
      row.either_stock,
      row.complete,
    ]),
  ).toEqual([
    ['2022', 0, null, null, 0, null, null, 0, 0, 0, false],
    ['2023', 0, null, null, 0, null, null, 0, 0, 0, true],
    ['2024', 1, 1, 1 / 3, 1, 3, 1 / 6, 2, 2, 2, true],
    ['2025', 3, 1, 1, 4, 2, 4 / 9, 1, 3, 5, true],
    ['2026', 1, 1, 1, 5, 1, 0.5, 0, 1, 6, false],
  ]);
  expect(provenance.repositories).toEqual([
    { kind: 'dataset', night: NIGHT, quality: 'good', run: 2, endpoint: provenance.endpoint, count: 13 },
  ]);
  const [r1a, r1b] = ['R1a', 'R1b'].map((id) => published.find((figure) => figure.id === id));
  expect(r1a).toMatchObject({ computed: null, nearest: { value: 1 } });
  expect(r1b).toMatchObject({ computed: null, nearest: { value: 3 } });
  expect(r1b?.not_computed).toContain('3 were created in 2025, 4 up to its end');
});

test('says that a year is not over rather than what it has so far', async () => {
  const path = join(tempFolder(), 'oai.db');
  const world = await RepositoryHub.start(path, { datasets: datasetsOf([['2025-01-01', 'robotics']]) });
  await world.models('2025-06-01');
  await world.crawl('dataset', '2025-06-01');
  const figure = runReport(path, robotics).published.find(({ id }) => id === 'R1b');
  expect(figure).toMatchObject({ computed: null, not_computed: 'the year 2025 is not over on 2025-06-01' });
});

/** Slow and plain: every dataset looked at for every year and category. */
function reference(
  datasets: readonly ListedRepository[],
): Pick<CategoryYear, 'category' | 'created' | 'stock'>[] {
  const categoriesOf = ({ tags = [] }: ListedRepository): string[] =>
    tags.filter((tag) => tag.startsWith('task_categories:')).map((tag) => tag.split(':')[1] ?? '');
  const yearOf = ({ createdAt = '' }: ListedRepository): string =>
    createdAt <= '2022-03-02T23:29:05.000Z' ? '' : createdAt.slice(0, 4);
  const names = [...new Set(datasets.flatMap(categoriesOf))].sort();
  return ['2022', '2023', '2024', '2025', '2026'].flatMap((year) =>
    names
      .map((category) => {
        const own = datasets.filter((dataset) => categoriesOf(dataset).includes(category));
        return {
          year,
          category,
          created: own.filter((dataset) => yearOf(dataset) === year).length,
          stock: own.filter((dataset) => yearOf(dataset) <= year).length,
        };
      })
      .filter(({ stock }) => stock > 0),
  );
}

test('agrees with plain loops over a generated Hub, in whatever order its datasets are counted', async () => {
  const { datasets } = generatedSource({ models: 1500, seed: 3 });
  const all = datasets.page({
    order: { key: '_id', ascending: false },
    filters: { search: [], tags: [], hideDisabled: false },
    limit: 500,
  }) as ListedRepository[];
  expect(all).toHaveLength(500);
  const result = resultOf(await storeOf(all));
  const shown = result.category_years
    .map(({ year, category, created, stock }) => ({ year, category, created, stock }))
    .sort((a, b) => a.year.localeCompare(b.year) || (a.category < b.category ? -1 : 1));
  expect(shown.length).toBeGreaterThan(20);
  expect(shown).toEqual(reference(all));
  for (const row of result.category_years) {
    const others = result.category_years.filter(({ year }) => year === row.year);
    if (row.created > 0) {
      expect(row.rank_created).toBe(1 + others.filter(({ created }) => created > row.created).length);
    }
    expect(row.rank_stock).toBe(1 + others.filter(({ stock }) => stock > row.stock).length);
  }
  const reversed = all.map((dataset, index) => ({ ...dataset, _id: firstObjectIdOf(1_700_000_000 + index) }));
  expect(resultOf(await storeOf(reversed))).toEqual(result);
});

test('names the crawl that would bring the datasets, and says when they came without tags', async () => {
  const path = join(tempFolder(), 'oai.db');
  const world = await RepositoryHub.start(path, { datasets: plainRepositories(3, () => ({ tags: [] })) });
  await world.models(NIGHT);
  const failure = (): MissingDataError => {
    try {
      runReport(path, robotics);
    } catch (error) {
      if (error instanceof MissingDataError) return error;
      throw error;
    }
    throw new Error('it had an answer');
  };
  expect(failure()).toMatchObject({
    message: 'This store has no crawl of the datasets.',
    todo: 'Run `oai crawl datasets`.',
  });
  await world.crawl('dataset', NIGHT);
  expect(failure().message).toBe(`No dataset of the crawl of ${NIGHT} has a tag.`);
});

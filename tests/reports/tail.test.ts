import { expect, test } from 'vitest';
import { tail } from '../../src/reports/tail.js';
import { plainModels } from '../support/models.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { variedModels } from '../support/varied-models.js';

interface Below {
  threshold: number;
  models: number;
  share: number;
}
interface Tail {
  metric: string;
  n: number;
  median: number;
  below: Below[];
  distribution: Below[];
}

const report = (path: string) => runReport(path, tail);
const tailsOf = (path: string) => (report(path).result as unknown as { tails: Tail[] }).tails;

test('counts by hand what is below each threshold, in both counts', async () => {
  const counts = [0, 0, 9, 10, 199, 200, 999, 1000];
  const path = await storeOf(
    plainModels(8, (index) => ({
      downloads: counts[index] ?? 0,
      // One model without the lifetime count, and none of the others at zero.
      ...(index > 0 && { downloadsAllTime: 150 + index }),
    })),
  );
  const [recent, allTime] = tailsOf(path);
  expect(recent?.below).toEqual([
    { threshold: 1, models: 2, share: 2 / 8 },
    { threshold: 10, models: 3, share: 3 / 8 },
    { threshold: 200, models: 5, share: 5 / 8 },
    { threshold: 1000, models: 7, share: 7 / 8 },
  ]);
  expect(allTime).toMatchObject({ metric: 'all-time', n: 7, median: 154 });
  expect(allTime?.below.map(({ models }) => models)).toEqual([0, 0, 7, 7]);
  const { published, view } = report(path);
  expect(published.map(({ id, computed }) => [id, computed])).toEqual([
    ['C2a', 1],
    ['C2b', 1],
    ['C4', 0.25],
  ]);
  expect(view.tables[0]?.rows[2]).toEqual({
    threshold: 200,
    models_30d: 5,
    share_30d: 5 / 8,
    models_all_time: 7,
    share_all_time: 1,
  });
});

test('says of a store without lifetime counts that it has one of the two', async () => {
  const path = await storeOf(plainModels(5));
  expect(tailsOf(path).map(({ metric }) => metric)).toEqual(['30d']);
  const { published } = report(path);
  expect(published.find(({ id }) => id === 'C2a')).toMatchObject({
    computed: null,
    not_computed: 'this store does not have the count that was published',
  });
});

test('is at every step what a plain count counts, and ends with all', async () => {
  const models = variedModels(300, 2);
  const [recent, allTime] = tailsOf(await storeOf(models));
  const lists = [
    { found: recent, counts: models.flatMap(({ downloads }) => downloads ?? []) },
    { found: allTime, counts: models.flatMap(({ downloadsAllTime }) => downloadsAllTime ?? []) },
  ];
  for (const { found, counts } of lists) {
    expect(found?.n).toBe(counts.length);
    for (const { threshold, models: many } of [...(found?.below ?? []), ...(found?.distribution ?? [])])
      expect(many).toBe(counts.filter((value) => value < threshold).length);
    expect(found?.distribution.at(-1)?.models).toBe(counts.length);
  }
});

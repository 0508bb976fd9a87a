import { expect, test } from 'vitest';
import { vintage } from '../../src/reports/vintage.js';
import { plainModels } from '../support/models.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { variedModels } from '../support/varied-models.js';

interface Vintage {
  created: string;
  models: number;
  downloads: number;
  share: number | null;
  top_25: number;
}
interface Vintages {
  n: number;
  vintages: Vintage[];
  top: { rank: number; model: string; created: string; date: string | null; downloads: number }[];
}

const resultOf = (path: string, params: Record<string, unknown> = {}) =>
  runReport(path, vintage, params).result as unknown as Vintages;

test('keeps by hand what the Hub has no date for apart from the rest of 2022', async () => {
  const dates = ['2022-03-02T23:29:04.000Z', '2022-03-02T23:29:06.000Z', '2024-12-31T23:59:59.000Z'];
  const path = await storeOf(
    plainModels(4, (index) => ({
      downloads: [60, 10, 30, 0][index] ?? 0,
      createdAt: dates[index] ?? '2025-01-01T00:00:00.000Z',
    })),
    '2025-08-01',
  );
  const { vintages, top } = resultOf(path);
  expect(vintages.map(({ created, models, share, top_25 }) => [created, models, share, top_25])).toEqual([
    ['until 2022-03-02', 1, 0.6, 1],
    ['2022', 1, 0.1, 1],
    ['2023', 0, 0, 0],
    ['2024', 1, 0.3, 1],
    ['2025', 1, 0, 0],
    ['unknown', 0, 0, 0],
  ]);
  expect(top.map(({ rank, created, date, downloads }) => [rank, created, date, downloads])).toEqual([
    [1, 'until 2022-03-02', '2022-03-02', 60],
    [2, '2024', '2024-12-31', 30],
    [3, '2022', '2022-03-02', 10],
  ]);
});

test('has the sums, and the 25 with the most, that plain loops find', async () => {
  const models = variedModels(400, 5);
  const created = (date: string | undefined) => {
    if (date === undefined) return 'unknown';
    return date.startsWith('2022-03-02') ? 'until 2022-03-02' : date.slice(0, 4);
  };
  const { n, vintages, top } = resultOf(await storeOf(models), { metric: 'all-time' });
  const counted = models.flatMap(({ downloadsAllTime: downloads, createdAt }) =>
    downloads === undefined ? [] : [{ downloads, created: created(createdAt) }],
  );
  expect(n).toBe(counted.length);
  const most = [...counted].sort((a, b) => b.downloads - a.downloads).slice(0, 25);
  expect(top.map(({ downloads }) => downloads)).toEqual(most.map(({ downloads }) => downloads));
  for (const row of vintages) {
    const own = counted.filter((each) => each.created === row.created);
    expect(row).toMatchObject({
      models: own.length,
      downloads: own.reduce((sum, { downloads }) => sum + downloads, 0),
      top_25: most.filter((each) => each.created === row.created).length,
    });
  }
  expect(vintages.reduce((sum, { models: many }) => sum + many, 0)).toBe(n);
});

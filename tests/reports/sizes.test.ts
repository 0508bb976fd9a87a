import { describe, expect, test } from 'vitest';
import { readSizeBands } from '../../src/reports/size-bands.js';
import type { SizeRow, SizesResult } from '../../src/reports/sizes-result.js';
import { sizes } from '../../src/reports/sizes.js';
import { plainModels } from '../support/models.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { variedModels } from '../support/varied-models.js';

const report = (path: string, metric = '30d') => runReport(path, sizes, { metric });
const resultOf = (path: string, metric?: string) => report(path, metric).result as unknown as SizesResult;

// Sizes 100, 200, 600 million and 200 billion; the last has 70 of 100 sized downloads. Two of unknown size have 100.
const byHand = () =>
  storeOf(
    plainModels(6, (index) => ({
      downloads: [10, 15, 5, 70, 60, 40][index] ?? 0,
      downloadsAllTime: [30, 40, 10, 20, 1, 1][index] ?? 0,
      createdAt: `${index < 2 ? 2024 : 2025}-06-01T00:00:00.000Z`,
      ...(index < 2 && { safetensors: { total: (index + 1) * 100_000_000 } }),
      ...(index === 2 && { safetensors: { total: 0 }, gguf: { total: 600_000_000 } }),
      ...(index === 3 && { safetensors: { total: 200_000_000_000 }, gguf: { total: 7 } }),
      ...(index === 4 && { safetensors: { total: 0 } }),
    })),
  );

describe('by hand', () => {
  test('the four averages are those of the models of known size', async () => {
    const { all, years } = resultOf(await byHand());
    expect(all).toEqual({
      created: 'all',
      models: 4,
      downloads: 100,
      coverage_models: 4 / 6,
      coverage_downloads: 0.5,
      mean: 50_225_000_000,
      median: 200_000_000,
      weighted_mean: 140_070_000_000,
      weighted_median: 200_000_000_000,
    });
    expect(years.find(({ created }) => created === '2024')).toMatchObject({
      models: 2,
      coverage_downloads: 1,
      mean: 150_000_000,
      median: 100_000_000,
      weighted_mean: 160_000_000,
      weighted_median: 200_000_000,
    });
    expect(years.find(({ created }) => created === '2022')).toMatchObject({
      models: 0,
      mean: null,
      median: null,
    });
  });

  test('a model is in the band its size begins, and one of unknown size in none', async () => {
    const { bands, from_gguf } = resultOf(await byHand());
    const found = bands.filter(({ models }) => models > 0);
    expect(found.map(({ band, models, share }) => [band, models, share])).toEqual([
      ['100-200 M', 1, 0.1],
      ['200-500 M', 1, 0.15],
      ['500 M-1 B', 1, 0.05],
      ['100 B and more', 1, 0.7],
      ['unknown', 2, null],
    ]);
    expect(from_gguf).toEqual({ totals: 2, models: 1, share: 0.05 });
  });

  test('the published shares are answered for lifetime downloads alone', async () => {
    const path = await byHand();
    const answers = (metric: string) =>
      Object.fromEntries(report(path, metric).published.map(({ id, computed }) => [id, computed]));
    expect(answers('all-time')).toEqual({
      S1a: 200_000_000,
      // Of those created in 2023, none; in 2025, all-time downloads weigh 600 M and 200 B one to two.
      S1b: null,
      S1c: (600_000_000 + 2 * 200_000_000_000) / 3,
      S1d: null,
      S1e: 200_000_000_000,
      S1f: null,
      S1g: null,
      S2a: 0.8,
      S2b: 0.2,
      S2c: 0.3,
    });
    expect(Object.values(answers('30d')).every((computed) => computed === null)).toBe(true);
  });
});

test('without any size there is no answer', async () => {
  const path = await storeOf(plainModels(3));
  expect(() => report(path)).toThrow(/has a size/);
});

describe('against a slow reference', () => {
  interface Sized {
    size: number;
    downloads: number;
  }

  function slowRow(of: readonly Sized[]): Partial<SizeRow> {
    const median = (weight: (model: Sized) => number): number | null => {
      const weighty = of.filter((model) => weight(model) > 0).sort((a, b) => a.size - b.size);
      const half = weighty.reduce((sum, model) => sum + weight(model), 0) / 2;
      return (
        weighty.find(
          (_, index) => weighty.slice(0, index + 1).reduce((sum, model) => sum + weight(model), 0) >= half,
        )?.size ?? null
      );
    };
    const mean = (weight: (model: Sized) => number): number | null => {
      const total = of.reduce((sum, model) => sum + weight(model), 0);
      const products = of.reduce((sum, model) => sum + BigInt(model.size) * BigInt(weight(model)), 0n);
      return total === 0 ? null : Number(products) / total;
    };
    return {
      models: of.length,
      mean: mean(() => 1),
      median: median(() => 1),
      weighted_mean: mean(({ downloads }) => downloads),
      weighted_median: median(({ downloads }) => downloads),
    };
  }

  test('bands and averages, by year and of all, are those of plain loops', async () => {
    const models = variedModels(400, 4);
    const known = models.flatMap(({ downloadsAllTime: downloads, safetensors, gguf, createdAt }) => {
      const size = [safetensors?.total ?? 0, gguf?.total ?? 0].find((total) => total > 0);
      if (downloads === undefined || size === undefined) return [];
      const year = createdAt === undefined ? 'unknown' : createdAt.slice(0, 4);
      const created = createdAt?.startsWith('2022-03-02') === true ? 'until 2022-03-02' : year;
      return [{ size, downloads, created }];
    });
    const { all, years, bands } = resultOf(await storeOf(models), 'all-time');
    expect(all).toMatchObject(slowRow(known));
    for (const row of years) {
      expect(row).toMatchObject(slowRow(known.filter(({ created }) => created === row.created)));
    }
    for (const { name, from, below } of readSizeBands()) {
      const within = known.filter(({ size }) => size >= from && size < below);
      expect(bands.find(({ band }) => band === name)).toMatchObject({
        models: within.length,
        downloads: within.reduce((sum, { downloads }) => sum + downloads, 0),
      });
    }
  });
});

test('the bands begin at nothing, follow each other without a gap, and end at infinity', () => {
  const bands = readSizeBands();
  expect(bands[0]?.from).toBe(0);
  expect(bands.at(-1)?.below).toBe(Infinity);
  expect(bands.slice(1).map(({ from }) => from)).toEqual(bands.slice(0, -1).map(({ below }) => below));
});

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attention } from '../../src/reports/attention.js';
import { vintage } from '../../src/reports/vintage.js';
import { plainModels } from '../support/models.js';
import { HubOverTime } from '../support/nights.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';
import { variedModels } from '../support/varied-models.js';

interface Leader {
  model: string;
  likes: number;
  downloads: number;
  rank_likes: number;
  rank_downloads: number;
  downloads_per_like: number | null;
}
interface Attention {
  n: number;
  spearman: { n: number; rho: number | null };
  overlaps: { top: number; models: number; share: number }[];
  most_liked: Leader[];
  most_downloaded: Leader[];
}

const resultOf = (path: string, params: Record<string, unknown> = {}) =>
  runReport(path, attention, params).result as unknown as Attention;

test('is by hand for eleven models whose likes and downloads are nearly reversed', async () => {
  const path = await storeOf(
    plainModels(11, (index) => ({ likes: index + 1, downloads: index === 10 ? 0 : 100 - index * 10 })),
  );
  const result = resultOf(path);
  expect(result.n).toBe(11);
  // Without the eleventh, which has no download, the ranks are exactly reversed.
  expect(result.spearman).toEqual({ n: 10, rho: -1 });
  // The ten with downloads are the top ten by them; by likes the eleventh takes the place of the first.
  expect(result.overlaps).toEqual([{ top: 10, models: 9, share: 0.9 }]);
  expect(result.most_liked[0]).toEqual({
    model: 'author-3/model-10',
    likes: 11,
    downloads: 0,
    rank_likes: 1,
    rank_downloads: 11,
    downloads_per_like: 0,
  });
  expect(result.most_downloaded[0]).toMatchObject({
    model: 'author-0/model-0',
    rank_likes: 11,
    rank_downloads: 1,
    downloads_per_like: 100,
  });
  expect(result.most_downloaded).toHaveLength(10);
});

describe('against sorting everything', () => {
  test.each([
    ['30d', 'downloads'],
    ['all-time', 'downloadsAllTime'],
  ] as const)('the leaders, ranks and overlaps by %s are the same', async (metric, field) => {
    const models = variedModels(400, 3);
    const both = models.flatMap(({ id, likes = 0, [field]: downloads }) =>
      downloads === undefined ? [] : [{ id, likes, downloads }],
    );
    const result = resultOf(await storeOf(models), { metric });
    expect(result.n).toBe(both.length);
    const byLikes = both
      .filter(({ likes }) => likes > 0)
      .sort((a, b) => b.likes - a.likes || b.downloads - a.downloads);
    const byDownloads = both
      .filter(({ downloads }) => downloads > 0)
      .sort((a, b) => b.downloads - a.downloads || b.likes - a.likes);
    const pairs = (rows: readonly { likes: number; downloads: number }[]) =>
      rows.slice(0, 25).map(({ likes, downloads }) => [likes, downloads]);
    expect(pairs(result.most_liked)).toEqual(pairs(byLikes));
    expect(pairs(result.most_downloaded)).toEqual(pairs(byDownloads));
    for (const { model, rank_likes, rank_downloads } of [...result.most_liked, ...result.most_downloaded]) {
      const own = both.find(({ id }) => id === model);
      expect(rank_likes).toBe(1 + both.filter(({ likes }) => likes > (own?.likes ?? 0)).length);
      expect(rank_downloads).toBe(
        1 + both.filter(({ downloads }) => downloads > (own?.downloads ?? 0)).length,
      );
    }
    for (const { top, models: many } of result.overlaps) {
      const others = new Set(byDownloads.slice(0, top).map(({ id }) => id));
      expect(many).toBe(byLikes.slice(0, top).filter(({ id }) => others.has(id)).length);
    }
    expect(result.overlaps.map(({ top }) => top)).toEqual(
      [10, 25, 50, 100, 200, 1000].filter((top) => top <= Math.min(byLikes.length, byDownloads.length)),
    );
  });
});

test('answers the published overlap for its window alone', async () => {
  const path = join(tempFolder(), 'oai.db');
  const models = plainModels(40, (index) => ({ likes: index + 1, downloadsAllTime: 1000 }));
  const hub = await HubOverTime.start(models, path);
  await hub.night('2025-12-31');
  // The most liked half gains nothing but for one model.
  hub.models.forEach((model, index) => {
    model.downloadsAllTime = 1000 + (index < 20 || index === 39 ? 100 - index : 1);
  });
  await hub.night('2026-07-31');
  const answer = (params: Record<string, unknown>) =>
    runReport(path, attention, params).published.find(({ id }) => id === 'A2');
  expect(answer({ metric: '30d' })).toMatchObject({ computed: null });
  // Top 25 by gain: the first twenty, the last, and of the equal rest the four most liked. Those five and five of the first
  // twenty are among the top 25 by likes, which begin at the sixteenth.
  expect(answer({ metric: 'window', from: '2026-01-01', to: '2026-07-31' })).toMatchObject({ computed: 10 });
  // The same nights, asked for by other days.
  expect(answer({ metric: 'window', from: '2026-01-05', to: '2026-08-15' })).toMatchObject({ computed: 10 });
});

test('does not answer the published overlap by nights that are not near its ends', async () => {
  const path = join(tempFolder(), 'oai.db');
  const hub = await HubOverTime.start(
    plainModels(40, () => ({ downloadsAllTime: 1000 })),
    path,
  );
  await hub.night('2025-06-01');
  hub.models.forEach((model, index) => (model.downloadsAllTime = 1000 + index));
  await hub.night('2026-07-31');
  const params = { metric: 'window', from: '2026-01-01', to: '2026-07-31' };
  for (const [report, id] of [
    [attention, 'A2'],
    [vintage, 'T3'],
  ] as const) {
    const { published } = runReport(path, report, params);
    expect(published.find((each) => each.id === id)).toMatchObject({ id, computed: null });
  }
});

test('draws the first of either ranking, those without a like or a download left out', async () => {
  const { leading } = runReport(
    await storeOf(
      plainModels(400, (index) => ({
        likes: index < 200 ? 200 - index : 0,
        downloads: index < 200 ? 1 + index : 1000 + index,
      })),
    ),
    attention,
  ).result as unknown as { leading: { model: string; likes: number; downloads: number }[] };
  // By downloads the first 150 are among those without a like; by likes they are the first 150.
  expect(leading.map(({ model }) => Number(model.split('-').at(-1)))).toEqual(
    Array.from({ length: 150 }, (_, index) => index),
  );
  expect(leading[3]).toEqual({ model: 'author-3/model-3', likes: 197, downloads: 4 });
});

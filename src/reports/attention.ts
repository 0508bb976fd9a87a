import { z } from 'zod';
import { rankAmong } from '../statistics/rank-among.js';
import { ratio } from '../statistics/ratio.js';
import { spearman } from '../statistics/spearman.js';
import { topOverlap, topPositions } from '../statistics/top-positions.js';
import type { NightReader } from '../store/night-reader.js';
import type { AttentionResult, Drawn, Leader } from './attention-result.js';
import { attentionView } from './attention-view.js';
import { isNearDay } from './is-near-day.js';
import { metricParams, readMetric } from './metric.js';
import { type Answer, defineReport } from './report.js';

const params = z.object({
  ...metricParams,
  metric: z
    .enum(['30d', 'all-time', 'window', 'first-year'])
    .default('30d')
    .describe('which downloads are set against the likes'),
});
type Params = z.output<typeof params>;

const TOPS = [10, 25, 50, 100, 200, 1000];
const LEADERS = 25;
/** Of each ranking; the chart has at most twice as many points. */
const DRAWN = 150;

export const attention = defineReport<typeof params.shape, AttentionResult>({
  name: 'attention',
  question: 'Do likes track use?',
  definition:
    'Ranks the models of the night that have both counts by likes and by downloads. Overlap: models that are in the top n of both; ' +
    'a model without a like or a download is in no top list, equal ones are ordered by the other count. Spearman: rank ' +
    'correlation over the models with at least one like and one download, equal ones sharing their mean rank. Likes are those ' +
    'ever given and not taken back, whatever the downloads span.',
  examples: [
    'oai report attention',
    'oai report attention --metric all-time --format csv --table most_liked',
    'oai report attention --metric window --from 2026-01-01 --to 2026-07-31',
  ],
  params,
  compute,
  view: attentionView,
  answers: {
    A2: ofWindow2026(
      ({ overlaps }) =>
        overlaps.find(({ top }) => top === LEADERS)?.models ?? { not: 'not defined here: too few models' },
    ),
    A3a: ofWindow2026(perLike('sentence-transformers/all-MiniLM-L6-v2')),
    A3b: ofWindow2026(perLike('moonshotai/Kimi-K3')),
  },
});

function ofWindow2026(read: (result: AttentionResult) => Answer): (result: AttentionResult) => Answer {
  return (result) => {
    const { window } = result.counted;
    return window !== null && isNearDay(window.from, '2026-01-01') && isNearDay(window.to, '2026-07-31')
      ? read(result)
      : { not: 'published for January to July 2026; see --metric window --from 2026-01-01 --to 2026-07-31' };
  };
}

/** Downloads of one of the models that the report names, per like. */
function perLike(id: string): (result: AttentionResult) => Answer {
  return ({ leading }) => {
    const found = leading.find(({ model }) => model === id);
    return found === undefined
      ? { not: `${id} is not among the most liked and the most downloaded models` }
      : found.downloads / found.likes;
  };
}

function compute(night: NightReader, params: Params): AttentionResult {
  const metric = readMetric(night, params);
  const [likes, downloads] = [night.column('likes').slice(), metric.values.slice()];
  const n = keepBoth(likes, downloads);
  const liked = topPositions(likes, Math.max(...TOPS), downloads);
  const downloaded = topPositions(downloads, Math.max(...TOPS), likes);
  const leading = leaders(
    night,
    [...liked.slice(0, LEADERS), ...downloaded.slice(0, LEADERS)],
    likes,
    downloads,
  );
  const fromLikes = Math.min(LEADERS, liked.length);
  return {
    counted: metric.summary,
    n,
    spearman: correlation(likes, downloads),
    overlaps: TOPS.filter((top) => top <= Math.min(liked.length, downloaded.length)).map((top) => {
      const models = topOverlap(liked, downloaded, top);
      return { top, models, share: models / top };
    }),
    most_liked: leading.slice(0, fromLikes),
    most_downloaded: leading.slice(fromLikes),
    leading: drawn(night, [...liked.slice(0, DRAWN), ...downloaded.slice(0, DRAWN)], likes, downloads),
  };
}

/** A model without either has no place on logarithmic axes. */
function drawn(
  night: NightReader,
  positions: readonly number[],
  likes: Float64Array,
  downloads: Float64Array,
): Drawn[] {
  const both = [...new Set(positions)].filter(
    (position) => (likes[position] ?? 0) > 0 && (downloads[position] ?? 0) > 0,
  );
  return night
    .names(both)
    .map((model, place) => ({
      model,
      likes: likes[both[place] ?? 0] ?? 0,
      downloads: downloads[both[place] ?? 0] ?? 0,
    }))
    .sort((a, b) => b.likes - a.likes || b.downloads - a.downloads || (a.model < b.model ? -1 : 1));
}

/** Makes both counts NaN where either is, in place; how many models have both. */
function keepBoth(likes: Float64Array, downloads: Float64Array): number {
  let n = 0;
  for (let position = 0; position < likes.length; position += 1) {
    const both = (likes[position] ?? NaN) + (downloads[position] ?? NaN);
    if (Number.isNaN(both)) {
      likes[position] = NaN;
      downloads[position] = NaN;
    } else n += 1;
  }
  return n;
}

function correlation(likes: Float64Array, downloads: Float64Array): AttentionResult['spearman'] {
  const x = new Float64Array(likes.length);
  const y = new Float64Array(likes.length);
  let n = 0;
  for (let position = 0; position < likes.length; position += 1) {
    const [a, b] = [likes[position] ?? NaN, downloads[position] ?? NaN];
    if (!(a >= 1 && b >= 1)) continue;
    x[n] = a;
    y[n] = b;
    n += 1;
  }
  return { n, rho: spearman(x.subarray(0, n), y.subarray(0, n)) };
}

function leaders(
  night: NightReader,
  positions: readonly number[],
  likes: Float64Array,
  downloads: Float64Array,
): Leader[] {
  const likesOf = positions.map((position) => likes[position] ?? 0);
  const downloadsOf = positions.map((position) => downloads[position] ?? 0);
  const rankLikes = rankAmong(likesOf, likes);
  const rankDownloads = rankAmong(downloadsOf, downloads);
  return night.names(positions).map((model, place) => {
    const [liked, downloaded] = [likesOf[place] ?? 0, downloadsOf[place] ?? 0];
    return {
      model,
      likes: liked,
      downloads: downloaded,
      rank_likes: rankLikes[place] ?? 0,
      rank_downloads: rankDownloads[place] ?? 0,
      downloads_per_like: ratio(downloaded, liked),
    };
  });
}

import { z } from 'zod';
import { rankAmong } from '../statistics/rank-among.js';
import { ratio } from '../statistics/ratio.js';
import { spearman } from '../statistics/spearman.js';
import { topOverlap, topPositions } from '../statistics/top-positions.js';
import type { NightReader } from '../store/night-reader.js';
import {
  metricCaveats,
  metricDefinition,
  metricFlags,
  metricParams,
  type MetricSummary,
  negativeTable,
  readMetric,
} from './metric.js';
import { integer, type Phrase, phrase } from './phrase.js';
import { type Answer, defineReport } from './report.js';
import type { Table, View } from './types.js';

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

interface Leader extends Record<string, string | number | null> {
  model: string;
  likes: number;
  downloads: number;
  /** 1 + how many models have more; equal ones share a rank. */
  rank_likes: number;
  rank_downloads: number;
  downloads_per_like: number | null;
}

interface Result extends Record<string, unknown> {
  counted: MetricSummary;
  /** Models that have both counts. */
  n: number;
  /** Over the models with at least one like and one download. */
  spearman: { n: number; rho: number | null };
  /** Models in both top lists; only for lists that are full. */
  overlaps: { top: number; models: number; share: number }[];
  most_liked: Leader[];
  most_downloaded: Leader[];
}

export const attention = defineReport<typeof params.shape, Result>({
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
  view,
  answers: {
    A2: ({ overlaps }, { metric, from, to }): Answer => {
      if (metric !== 'window' || from !== '2026-01-01' || to !== '2026-07-31') {
        return {
          not: 'published for January to July 2026; see --metric window --from 2026-01-01 --to 2026-07-31',
        };
      }
      return (
        overlaps.find(({ top }) => top === LEADERS)?.models ?? { not: 'not defined here: too few models' }
      );
    },
  },
});

function compute(night: NightReader, params: Params): Result {
  const metric = readMetric(night, params);
  const [likes, downloads] = [night.column('likes').slice(), metric.values];
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
  };
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

function correlation(likes: Float64Array, downloads: Float64Array): Result['spearman'] {
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

function view(result: Result, params: Params): View {
  const { counted, overlaps, n } = result;
  const { rho, n: correlated } = result.spearman;
  return {
    finding: finding(result),
    definition: [
      metricDefinition(counted),
      phrase`likes: all that were given and not taken back`,
      phrase`population: every public model of the night with both counts`,
    ],
    facts: [
      { key: 'n', label: 'models with both counts', kind: 'integer', value: n },
      {
        key: 'spearman',
        label: 'Spearman rank correlation',
        kind: 'index',
        value: rho,
        note: '1 = the same order, 0 = none',
      },
      {
        key: 'spearman_n',
        label: 'models it is over',
        kind: 'integer',
        value: correlated,
        note: 'at least one like and one download',
      },
    ],
    tables: [
      {
        name: 'overlap',
        title: 'Models in both top lists',
        columns: [
          { key: 'top', label: 'top', kind: 'integer' },
          { key: 'models', label: 'in both', kind: 'integer' },
          { key: 'share', label: 'share', kind: 'share' },
        ],
        rows: overlaps.map((row) => ({ ...row })),
      },
      leaderTable('most_liked', 'The most liked', result.most_liked, counted),
      leaderTable('most_downloaded', 'The most downloaded', result.most_downloaded, counted),
      ...negativeTable(counted),
    ],
    charts: [
      {
        kind: 'bar',
        title: phrase`${counted.label} per like of the ten most liked`,
        valueKind: 'integer',
        bars: result.most_liked
          .slice(0, 10)
          .map(({ model, downloads_per_like: value }) => ({ label: model, value: value ?? 0 })),
      },
    ],
    caveats: caveats(result),
    next: [`oai report concentration ${metricFlags(params)}`, 'oai report concentration --metric likes'],
  };
}

function finding({ overlaps, counted }: Result): Phrase {
  const row = overlaps.find(({ top }) => top === LEADERS) ?? overlaps.at(-1);
  return row === undefined
    ? phrase`Too few models have both likes and ${counted.label} for a top list.`
    : phrase`Of the top ${integer(row.top)} by likes, ${integer(row.models)} are in the top ${integer(row.top)} by ${counted.label}.`;
}

function leaderTable(name: string, title: string, rows: Leader[], { label }: MetricSummary): Table {
  return {
    name,
    title,
    columns: [
      { key: 'model', label: 'model', kind: 'text' },
      { key: 'likes', label: 'likes', kind: 'integer' },
      { key: 'downloads', label, kind: 'integer' },
      { key: 'rank_likes', label: 'rank by likes', kind: 'integer' },
      { key: 'rank_downloads', label: 'by downloads', kind: 'integer' },
      { key: 'downloads_per_like', label: 'downloads per like', kind: 'integer', absent: 'no like' },
    ],
    rows,
  };
}

function caveats({ counted, n, spearman: { n: correlated, rho } }: Result): Phrase[] {
  return [
    ...metricCaveats(counted),
    ...(rho === null ? [phrase`Too few or too equal counts for a rank correlation.`] : []),
    phrase`${integer(n - correlated)} models have no like or no download and are not in the rank correlation.`,
  ];
}

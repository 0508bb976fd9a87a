import type { AttentionResult, Leader } from './attention-result.js';
import type { Chart } from './chart.js';
import {
  metricCaveats,
  metricDefinition,
  metricFlags,
  type MetricParams,
  type MetricSummary,
  negativeTable,
} from './metric.js';
import { integer, asName, type Phrase, phrase } from './phrase.js';
import type { Table, View } from './types.js';

/** The published overlap is of two lists of so many. */
const HEADLINE = 25;

export function attentionView(result: AttentionResult, params: MetricParams): View {
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
      drawnTable(result, counted),
      ...negativeTable(counted),
    ],
    charts: [
      ...scatterCharts(result),
      {
        kind: 'bar',
        title: barTitle(result),
        valueKind: 'integer',
        bars: result.most_liked
          .slice(0, 10)
          .map(({ model, downloads_per_like: value }) => ({ label: model, value: value ?? 0 })),
        words: [],
      },
    ],
    caveats: caveats(result),
    next: [`oai report concentration ${metricFlags(params)}`, 'oai report concentration --metric likes'],
  };
}

function finding({ overlaps, counted }: AttentionResult): Phrase {
  const row = overlaps.find(({ top }) => top === HEADLINE) ?? overlaps.at(-1);
  return row === undefined
    ? phrase`Too few models have both likes and ${counted.label} for a top list.`
    : phrase`Of the top ${integer(row.top)} by likes, ${integer(row.models)} are in the top ${integer(row.top)} by ${counted.label}.`;
}

function scatterCharts(result: AttentionResult): Chart[] {
  const { leading, counted } = result;
  if (leading.length === 0) return [];
  return [
    {
      kind: 'scatter',
      title: finding(result),
      horizontal: 'likes',
      vertical: counted.label,
      points: leading.map(({ model, likes, downloads }) => ({ label: model, x: likes, y: downloads })),
      words: [],
    },
  ];
}

function barTitle({ most_liked: [first], counted }: AttentionResult): Phrase {
  return first === undefined
    ? phrase`No model has a like.`
    : phrase`${asName(first.model)}, the most liked, has ${integer(first.downloads_per_like)} ${counted.label} per like`;
}

function drawnTable({ leading }: AttentionResult, { label }: MetricSummary): Table {
  return {
    name: 'leading',
    title: `The first 150 of either ranking`,
    columns: [
      { key: 'model', label: 'model', kind: 'text' },
      { key: 'likes', label: 'likes', kind: 'integer' },
      { key: 'downloads', label, kind: 'integer' },
    ],
    rows: leading.map((row) => ({ ...row })),
    detail: true,
  };
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

function caveats({ counted, n, spearman: { n: correlated, rho } }: AttentionResult): Phrase[] {
  return [
    ...metricCaveats(counted),
    ...(rho === null ? [phrase`Too few or too equal counts for a rank correlation.`] : []),
    phrase`${integer(n - correlated)} models have no like or no download and are not in the rank correlation.`,
  ];
}

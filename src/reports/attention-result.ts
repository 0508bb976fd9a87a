import type { MetricSummary } from './metric.js';

export interface Leader extends Record<string, string | number | null> {
  model: string;
  likes: number;
  downloads: number;
  /** 1 + how many models have more; equal ones share a rank. */
  rank_likes: number;
  rank_downloads: number;
  downloads_per_like: number | null;
}

export type Drawn = Pick<Leader, 'model' | 'likes' | 'downloads'>;

export interface AttentionResult extends Record<string, unknown> {
  counted: MetricSummary;
  /** Models that have both counts. */
  n: number;
  /** Over the models with at least one like and one download. */
  spearman: { n: number; rho: number | null };
  /** Models in both top lists; only for lists that are full. */
  overlaps: { top: number; models: number; share: number }[];
  most_liked: Leader[];
  most_downloaded: Leader[];
  /** The first 150 of either ranking that have both a like and a download, by likes. */
  leading: Drawn[];
}

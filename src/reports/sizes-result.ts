import type { Cell } from './types.js';
import type { MetricSummary } from './metric.js';

/** Models of a band, or of unknown size. */
export interface BandRow extends Record<string, Cell> {
  band: string;
  from_parameters: number | null;
  below_parameters: number | null;
  models: number;
  downloads: number;
  /** Of the models of known size; null in the row of the others. */
  share_models: number | null;
  /** Of the downloads of models of known size; null in the row of the others. */
  share: number | null;
}

/** Models of one year of creation, or of all. Sizes are in parameters. */
export interface SizeRow extends Record<string, Cell> {
  created: string;
  /** Of known size. */
  models: number;
  downloads: number;
  /** Share of the models, and of the downloads, that have a known size. */
  coverage_models: number | null;
  coverage_downloads: number | null;
  mean: number | null;
  /** The lower one where the number of models is even. */
  median: number | null;
  /** By downloads: the mean size of what was downloaded. */
  weighted_mean: number | null;
  /** The smallest size up to which models have at least half of the downloads. */
  weighted_median: number | null;
}

export interface SizesResult extends Record<string, unknown> {
  counted: MetricSummary;
  all: SizeRow;
  years: SizeRow[];
  bands: BandRow[];
  /**
   * Models that have a GGUF total; those of them without a safetensors total, whose size it is taken for, and their share of
   * the sized downloads.
   */
  from_gguf: { totals: number; models: number; share: number | null };
}

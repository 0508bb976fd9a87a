import type { MetricSummary } from './metric.js';
import type { Cell } from './types.js';

export interface Params {
  metric: '30d' | 'all-time';
  from?: string | undefined;
  to?: string | undefined;
}

/** Repositories and what is downloaded of them. */
export interface Supply extends Record<string, Cell> {
  models: number;
  downloads: number;
}

/** Of the repositories of a known family: uploaded by a maker of it, or by others. */
export interface Origin extends Record<string, Cell> {
  official: number;
  community: number;
  official_downloads: number;
  community_downloads: number;
}

export interface FormatRow extends Supply, Origin {
  /** `library_name`; null for models without one. */
  format: string | null;
  label: string;
  share_models: number | null;
  share: number | null;
  downloads_per_model: number | null;
  /** Of the models, those whose root is of a known family. */
  share_known_family: number | null;
}

/** One format of one family; null is no library, or no known family. */
export interface CellRow extends Supply, Origin {
  format: string | null;
  family: string | null;
  share_of_format: number | null;
  share_of_family: number | null;
}

/** Models of one format by their creation: those that are still there. */
export interface YearRow extends Record<string, Cell> {
  format: string | null;
  created: string;
  models: number;
  downloads: number;
}

/** The same format on two nights. */
export interface GrowthRow extends Record<string, Cell> {
  format: string | null;
  before: number;
  now: number;
  /** `now / before - 1`; null where there was none. */
  growth: number | null;
}

/** Repositories that can be told to be GGUF. */
export interface GgufCount extends Supply {
  reading: 'library' | 'files' | 'either';
}

export interface FormatsResult extends Record<string, unknown> {
  night: string;
  counted: MetricSummary;
  n: number;
  downloads: number;
  /** Of all models and downloads, those that declare a library... */
  coverage_library: { models: number | null; downloads: number | null };
  /** ...and those whose root is of a known family. */
  coverage_family: { models: number | null; downloads: number | null };
  formats: FormatRow[];
  cells: CellRow[];
  gguf: GgufCount[];
  years: YearRow[];
  /** Null where no earlier night was asked for. */
  growth: { from: string; to: string; rows: GrowthRow[] } | null;
}

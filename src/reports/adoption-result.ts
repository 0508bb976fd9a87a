import type { HistorySummary } from './release-history.js';

/** What relative adoption is published for, in days since release. */
export const agesDays = [7, 14, 30, 60, 90, 180, 365] as const;

/** Relative adoption takes a full top ten. */
export const TOP = 10;

/** The top ten of a size bucket at one age. */
export interface Benchmark {
  bucket: string;
  age_days: number;
  /** Models of the bucket whose downloads at that age are known. */
  models: number;
  /** Median of the top ten's downloads at that age; null for fewer than ten downloaded models. */
  benchmark: number | null;
}

/** The top ten of 1 to under 10 B parameters against that of 100 B and more. */
export interface BucketRatio {
  age_days: number;
  models_1b_10b: number;
  benchmark_1b_10b: number | null;
  models_100b: number;
  benchmark_100b: number | null;
  ratio: number | null;
}

export interface AdoptionPoint {
  age_days: number;
  /** All downloads up to that age; null where no night is close enough. */
  downloads: number | null;
  benchmark: number | null;
  /** `downloads / benchmark`. */
  ram: number | null;
}

export interface AdoptedModel {
  model: string;
  parameters: number;
  bucket: string;
  /** `YYYY-MM-DD`. */
  created: string;
  /** On the last night. */
  age_days: number;
  downloads_all_time: number;
  /** At every age, in order. */
  points: AdoptionPoint[];
}

export interface AdoptionResult extends Record<string, unknown> {
  history: HistorySummary;
  /** Models of the night followed from their release on. */
  released: number;
  /** Of those, of known size: the population. */
  sized: number;
  share_sized: number | null;
  share_sized_downloads: number | null;
  /** Created within the history, of any size, but not seen by its nights until more than three days later. */
  late: number;
  /** The age that models are compared at. */
  age_days: number;
  /** Models known at that age; of those, in a bucket with a benchmark; of those, above it. */
  known: number;
  compared: number;
  on_course: number;
  /** Most on course first. */
  models: AdoptedModel[];
  /** By bucket, then by age. */
  benchmarks: Benchmark[];
  bucket_ratios: BucketRatio[];
}

import type { Kind } from './ecosystems-groups.js';
import type { MetricSummary } from './metric.js';
import type { Cell } from './types.js';

/** Models, and what is counted of them. */
export interface Part {
  models: number;
  downloads: number;
}

/** One kind of sub-ecosystem, and how many models are in any of it. */
export interface KindRow extends Record<string, Cell> {
  kind: Kind;
  /** Sub-ecosystems of the kind, those not compared included. */
  ecosystems: number;
  models: number;
  downloads: number;
  /** Of all models and downloads. */
  share_models: number | null;
  share: number | null;
  /** Models in more than one of the kind, and their share of those in any. */
  models_in_several: number;
  share_in_several: number | null;
}

export interface Ecosystem extends Record<string, Cell> {
  kind: Kind;
  /** The code, tag or name that models carry. */
  ecosystem: string;
  label: string;
  models: number;
  downloads: number;
  /** Of all models and downloads. */
  share_models: number | null;
  share: number | null;
  /** Distinct namespaces. */
  authors: number;
  /** Created within the 365 days that end with the night, and before; null where the night is too early to tell them apart. */
  created_365d: number | null;
  created_before: number | null;
  /** Without a date of creation, or with one after the night. */
  undated: number;
  /** `created_365d` over `created_before`. */
  growth_365d: number | null;
  /** Share of its downloads that its ten largest models have. */
  top_10_share: number | null;
  gini: number | null;
}

/** Two sub-ecosystems; the one with fewer models first. */
export interface Pair extends Record<string, Cell> {
  kind: Kind;
  ecosystem: string;
  other_kind: Kind;
  other: string;
  /** Models in both. */
  models_in_both: number;
  /** Of the models of the first. */
  share_of_smaller: number | null;
  /** Models in both over models in either. */
  jaccard: number | null;
}

export interface EcosystemsResult extends Record<string, unknown> {
  counted: MetricSummary;
  all: Part;
  /** Models in at least one sub-ecosystem of the kinds asked for, and in more than one. */
  in_any: Part;
  in_several: Part;
  kinds: KindRow[];
  /** The largest of each kind. */
  ecosystems: Ecosystem[];
  /** Every two of those, closest first; but for two tasks and two libraries, since a model has one. */
  pairs: Pair[];
}

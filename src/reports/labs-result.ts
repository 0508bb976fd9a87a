import type { AttributionLineage } from './attribution-lineage.js';
import type { AttributionParams } from './attribution.js';
import type { MetricParams, MetricSummary } from './metric.js';
import type { Cell } from './types.js';

export type Params = MetricParams &
  Pick<AttributionParams, 'attribute' | 'excludeRole'> & { lab?: string[] | undefined };

/** What counts for a lab, for all of them, or for everyone else. `downloads` are what the metric counts. */
export interface LabRow extends Record<string, Cell> {
  lab: string;
  /** Of the registry; null where it is not one lab. */
  entity_id: string | null;
  country: string | null;
  models: number;
  downloads: number;
  /** Of the downloads of all models. */
  share_of_all: number | null;
  /** Of known size. */
  sized_models: number;
  sized_downloads: number;
  /** Share of the models, and of the downloads, that have a known size. */
  coverage_models: number | null;
  coverage_downloads: number | null;
  /** Downloads of models with at least 70 billion parameters. */
  downloads_over_70b: number;
  /** Of the downloads of models of known size. */
  share_over_70b: number | null;
}

/** Models of a lab in a band of size, or of unknown size. */
export interface LabBandRow extends Record<string, Cell> {
  lab: string;
  entity_id: string | null;
  band: string;
  /** Null in the row of unknown size. */
  from_parameters: number | null;
  models: number;
  downloads: number;
  /** Of the lab's downloads of known size; null in the row of unknown size. */
  share: number | null;
}

export interface LabsResult extends Record<string, unknown> {
  counted: MetricSummary;
  lineage: AttributionLineage | null;
  /** By share over 70 billion, largest first; those without a sized download come last. */
  labs: LabRow[];
  /** Each model once, whoever owns whom. */
  all_labs: LabRow;
  /** Everything else, accounts that the registry does not know among it. */
  everyone_else: LabRow;
  /** Bands of every row above, in that order. */
  bands: LabBandRow[];
  /** Share of all downloads that are of accounts that the registry does not know. */
  share_unknown: number | null;
  /** Labs of the list that the registry does not know. */
  unlisted: string[];
}

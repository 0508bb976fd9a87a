import type { MetricParams, MetricSummary } from './metric.js';
import type { Cell } from './types.js';

export interface Params extends MetricParams {
  cohort: string;
  by: 'class' | 'licence';
  country?: readonly string[] | undefined;
  largerThan?: number | undefined;
  originals: boolean;
  labs: boolean;
}

/** Models, and what is counted of them. */
export interface Held {
  models: number;
  counted: number;
}

/** The models of a class of licences; every model is in one class. */
export interface ClassRow extends Held, Record<string, Cell> {
  class: string;
  /** Of all models, and of what is counted of them. */
  share_models: number | null;
  share: number | null;
  /** Of the models that declare a licence; null in the rows of the others. */
  share_of_declared: number | null;
}

/** The models of a licence; every model is in one row. */
export interface LicenceRow extends ClassRow {
  /** Null where none is declared. */
  licence: string | null;
}

/** Models of a band or a country by licence, in the words of published figures. Shares are of its models. */
export interface Split extends Held, Record<string, Cell> {
  /** Of the band, or the country's code; null is not known. */
  key: string | null;
  name: string;
  share_apache: number | null;
  share_mit: number | null;
  /** Every other licence that is declared. */
  share_other: number | null;
  share_none: number | null;
}

/** Models of a band or a country by one class or licence. */
export interface CrossRow extends Held, Record<string, Cell> {
  key: string | null;
  name: string;
  /** A class, or a licence, `other licences` or `none declared`. */
  group: string;
  /** Of the models of the band or country, and of what is counted of them. */
  share_models: number | null;
  share: number | null;
}

export interface LicencesResult extends Record<string, unknown> {
  counted: MetricSummary;
  cohort: string;
  cohort_undated: number;
  /** With `--larger-than`: models of unknown size, which are left out. */
  unsized: number;
  n: number;
  total: number;
  /** Share of the models, and of what is counted of them, that declare a licence... */
  declared_models: number;
  declared_share_models: number | null;
  declared_share: number | null;
  /** ...and of which the size, and the country of the uploader, is known. */
  sized_share_models: number | null;
  sized_share: number | null;
  placed_share_models: number | null;
  placed_share: number | null;
  /** Apache-2.0 or MIT, of the models that declare a licence. */
  apache_mit_share_of_declared: number | null;
  /** Models whose identifier is not in `data/licence_classes.csv`. */
  unlisted_models: number;
  licences: LicenceRow[];
  classes: ClassRow[];
  bands: Split[];
  countries: Split[];
  /** Of the models that declare no base. */
  originals: Split[];
  groups: readonly string[];
  bands_by: CrossRow[];
  countries_by: CrossRow[];
}

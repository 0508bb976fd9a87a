import type { SurveyResult } from './attribution-survey.js';
import type { GroupShare } from './attribution-shares.js';
import type { MetricParams } from './metric.js';

export type Params = MetricParams & { country?: readonly string[] | undefined; top: number };

/** Bodies whose work the public pays for, by their type in the registry. */
export const PUBLIC_TYPES: readonly string[] = ['government', 'university', 'non-profit'];

/** What a model stands on: no base of somebody's, or a root base whose country is the uploader's, another, or not known. */
export const origins = ['none', 'same', 'other', 'unknown'] as const;
export type Origin = (typeof origins)[number];

export interface Held {
  models: number;
  /** Of the metric. */
  counted: number;
}

/** What a country holds, by who made it. The types are those of the registry. */
export interface PublicParts {
  government: Held;
  university: Held;
  non_profit: Held;
  /** The three together. */
  public: Held;
  programmes: Held;
}

export interface CountryRow extends GroupShare, PublicParts {
  name: string;
  /** By what the models stand on. */
  origins: Record<Origin, Held>;
}

/** The models of a country that were created in a year. */
export interface CountryYear extends Held, PublicParts {
  country: string | null;
  year: string;
}

export interface ProgrammeRow extends Held {
  programme: string;
  country: string;
  /** As the registry names them: accounts, and bodies with all their accounts. */
  members: string;
  new_models: number;
  /** Of what is counted of the country; null where nothing is. */
  share_of_country: number | null;
  /** The lowest among its rows. */
  confidence: string | null;
}

export interface SovereigntyResult extends Record<string, unknown>, SurveyResult {
  countries: CountryRow[];
  /** Of all that is counted. */
  share_public: number | null;
  share_programmes: number | null;
  years: CountryYear[];
  programmes: ProgrammeRow[];
}

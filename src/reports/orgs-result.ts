import type { AttributionParams } from './attribution.js';
import type { SurveyResult } from './attribution-survey.js';
import type { HolderKind } from './attribution-top.js';
import type { MetricParams } from './metric.js';

export type Params = MetricParams & AttributionParams & { cohort: string; by: HolderKind; top: number };

export interface OrgRow {
  rank: number;
  name: string;
  /** The registry's id; null for an account. */
  id: string | null;
  accounts: number;
  country: string | null;
  type: string | null;
  counted: number;
  share: number | null;
  cumulative_share: number | null;
  /** Null where the registry does not know the account. */
  share_of_attributed: number | null;
  low: number | null;
  high: number | null;
  models: number;
  likes: number | null;
  counted_per_model: number | null;
  /** Accounts that the Hub calls verified; null where it was asked about none. */
  verified: number | null;
  /** Of all accounts it was asked about; null for none. */
  followers: number | null;
}

export interface OrgsResult extends Record<string, unknown>, SurveyResult {
  /** Bodies or accounts with a counted model. */
  holders: number;
  /** Held by accounts that the registry does not know. */
  share_unlisted: number | null;
  rows: OrgRow[];
  /** Accounts that the Hub was asked about. */
  accounts_asked: number;
  /** Of the 50 largest entities, whatever is ranked. */
  top50_share: number | null;
}

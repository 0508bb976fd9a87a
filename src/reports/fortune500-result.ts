import type { Confidence } from '../registry/vocabulary.js';
import type { MetricParams, MetricSummary } from './metric.js';

export type Params = MetricParams & { fortune500?: string | undefined };

/** `yes`: an account has the badge; `no`: each was asked about and none has; `not asked`: none has, and not each was. */
export type Verified = 'yes' | 'no' | 'not asked';

export interface CompanyRow {
  company: string;
  website: string;
  /** Its accounts, as the list has them. */
  handles: string;
  verified: Verified;
  /** Of the handles, those with the badge. */
  verified_handles: string;
  models: number;
  /** Of the metric. */
  counted: number;
  /** Of the handles being the company's; null in a list of the reader's own. */
  confidence: Confidence | null;
}

/** Companies whose handles are known with that confidence or a higher one. */
export interface HandleCoverage {
  confidence: 'any' | 'high and medium' | 'high';
  mapped: number;
  asked: number;
  verified: number;
  /** Over the companies of the whole list. */
  share: number;
}

export interface Fortune500Result extends Record<string, unknown> {
  counted: MetricSummary;
  /** 500, or the rows of the reader's own list. */
  companies: number;
  /** With a handle. */
  mapped: number;
  verified: number;
  /** A lower bound: verified over companies. */
  share: number;
  /** When the Hub was last asked, ISO 8601; the oldest answer and the newest. */
  asked_from: string;
  asked_to: string;
  rows: CompanyRow[];
  coverage: HandleCoverage[];
}

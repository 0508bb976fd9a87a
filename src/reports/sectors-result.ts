import type { AttributionParams } from './attribution.js';
import type { GroupShare } from './attribution-shares.js';
import type { SurveyResult } from './attribution-survey.js';
import type { Holding } from './attribution-tally.js';
import { groupHoldings, shareOf, sumCounted, typeOf } from './attribution-tally.js';
import type { MetricParams } from './metric.js';

export type Params = MetricParams & AttributionParams & { cohort: string; byYear: boolean };

/** Types that are counted together. */
export const sectorUnions = {
  industry: ['big-tech', 'company'],
  independents: ['individual', 'community'],
} as const;
export type SectorUnion = keyof typeof sectorUnions;

export function isOfUnion(union: SectorUnion, type: string): boolean {
  const types: readonly string[] = sectorUnions[union];
  return types.includes(type);
}

/** Shares of the types in one period; of all that is counted in it. */
export interface PeriodShares {
  period: string;
  counted: number;
  models: number;
  industry: number | null;
  independents: number | null;
  individual: number | null;
  community: number | null;
  other: number | null;
  unknown: number | null;
}

export interface SectorsResult extends Record<string, unknown>, SurveyResult {
  night: string;
  sectors: (GroupShare & { authors: number })[];
  unions: (Omit<GroupShare, 'value'> & { union: SectorUnion; types: string })[];
  /** Shares within the 50 largest entities. */
  top50: { companies: number | null; individuals: number | null };
  /** By year of creation; empty unless asked for. */
  by_creation: PeriodShares[];
  /** By year of download, where nights allow; empty unless asked for. */
  by_download: PeriodShares[];
  /** Why years of download are missing; empty where none is. */
  by_download_lacking: string[];
}

export function periodShares(period: string, holdings: readonly Holding[]): PeriodShares {
  const groups = groupHoldings(holdings, typeOf);
  const total = sumCounted(groups);
  const share = (isMember: (type: string | null) => boolean): number | null =>
    shareOf(sumCounted(groups.filter(({ value }) => isMember(value))), total);
  const isUnion = (union: SectorUnion) => (type: string | null) => type !== null && isOfUnion(union, type);
  return {
    period,
    counted: total,
    models: groups.reduce((sum, { models }) => sum + models, 0),
    industry: share(isUnion('industry')),
    independents: share(isUnion('independents')),
    individual: share((type) => type === 'individual'),
    community: share((type) => type === 'community'),
    other: share((type) => type !== null && !isUnion('industry')(type) && !isUnion('independents')(type)),
    unknown: share((type) => type === null),
  };
}

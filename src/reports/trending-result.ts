import type { Coverage, Sway } from './attribution-doubt.js';
import type { AttributionLineage } from './attribution-lineage.js';

export const groupings = ['country', 'type', 'entity'] as const;
export type GroupBy = (typeof groupings)[number];

export const rankings = ['likes', '30d', 'all-time'] as const;
export type Ranking = (typeof rankings)[number];

export interface Params {
  by: GroupBy;
  top: number;
  rank: Ranking;
  weeks: number;
  age?: readonly string[] | undefined;
}

/** The list of the models created in each week. */
export const NEW_OF_EACH_WEEK = 'new of each week';

/** `trending`; `new of each week`; `younger than 7 days` and the like. */
export type ListName = string;

interface SlotShares {
  slots: number;
  /** Of the slots of the list, by whoever uploaded the model. */
  share: number | null;
  /** By whoever uploaded the base at its root; the model itself where it has none. */
  share_by_root: number | null;
  /** By either. */
  share_by_either: number | null;
}

/** A group in a list. */
export interface Standing extends SlotShares {
  list: ListName;
  /** Null for the unknown. */
  rank: number | null;
  /** Null is not known. */
  group: string | null;
  low: number | null;
  high: number | null;
  /** Slots in one list; what is shared counts in part. */
  most_at_once: number;
  most_at_once_on: string;
}

/** A group in the lists of one week. */
export interface WeekRow extends SlotShares {
  list: ListName;
  /** The Monday of the week, UTC. */
  week: string;
  group: string | null;
}

export interface ListSummary {
  list: ListName;
  /** How many lists of the top n there are: nights, or weeks of creation. */
  lists: number;
  slots: number;
  /** Why there is none; empty where there is. */
  lacking: string;
}

export interface TrendingResult extends Record<string, unknown> {
  night: string;
  /** Such as "likes". */
  ranked_by: string;
  lists: ListSummary[];
  standings: Standing[];
  weeks: WeekRow[];
  /** Of the first list that has slots. */
  coverage: Coverage[];
  sways: Sway[];
  lineage: AttributionLineage;
}

import { z } from 'zod';
import type { NightColumn } from '../store/night-columns.js';

export const seriesParams = z.object({
  metric: z.enum(['30d', 'all-time', 'likes', 'trending']).default('30d').describe('what is shown'),
  author: z
    .string()
    .optional()
    .describe('instead of models: the sum over those that a namespace had on each night'),
  from: z.string().optional().describe('the first day, such as 2026-01-01 (default: the first night)'),
  to: z.string().optional().describe('the last day (default: the newest night)'),
});
export type SeriesParams = z.output<typeof seriesParams>;

export const seriesExamples = [
  'oai series openai-community/gpt2',
  'oai series openai-community/gpt2 google-bert/bert-base-uncased --metric likes',
  'oai series 621ffdc036468d709f174328 --from 2026-01-01 --to 2026-03-31',
  'oai series --author google --format csv -o google.csv',
];

export const seriesMetrics = {
  '30d': { column: 'downloads_30d', label: 'downloads (last 30 days)' },
  'all-time': { column: 'downloads_all_time', label: 'downloads (all time)' },
  likes: { column: 'likes', label: 'likes' },
  trending: { column: 'trending_score', label: 'trending score' },
} as const satisfies Record<SeriesParams['metric'], { column: NightColumn; label: string }>;

/**
 * `seen`: the night has the value. `stalled`: it has it, but no download counter of the Hub had moved. `unknown`: it
 * saw the model without the value. `absent`: it did not see the model. `no night`: there is no trusted night of the day.
 */
export type DayState = 'seen' | 'stalled' | 'unknown' | 'absent' | 'no night';

export interface DayValue {
  night: string;
  value: number | null;
  state: DayState;
  /** Models of the night that count, and how many of them lack the value; null where there is no night. */
  models: number | null;
  lacking: number | null;
}

export interface Series {
  /** The model's present name, or the author's. */
  name: string;
  /** Null for an author. */
  hub_id: string | null;
  former_names: string[];
  days: DayValue[];
}

export interface SeriesResult extends Record<string, unknown> {
  label: string;
  nights: number;
  days_without_night: number;
  /** Of those, days whose only crawls are suspect. */
  suspect_days: number;
  stalled_nights: number;
  series: Series[];
}

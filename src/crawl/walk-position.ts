import { z } from 'zod';
import { isObjectId } from '../domain/object-id.js';
import { interval, range } from './range.js';

const hubId = z.string().refine(isObjectId).nullable();

/**
 * Where the next page of a single walk begins. `path` is the Hub's own link; without one the position is rebuilt from
 * `lastHubId`, the smallest `_id` seen: the listing is in descending order of `_id`.
 */
const singlePosition = z.object({
  path: z.string().startsWith('/').nullable(),
  lastHubId: hubId,
  /** The largest `_id` when the run began: later ones were created during the walk. */
  newestHubId: hubId,
  /** Why there is no link: what the answer to a rebuilt position means depends on it. */
  reason: z
    .enum(['last page', 'unlinked full page', 'empty page with a link', 'repeated link', 'refused cursor'])
    .nullable(),
  /** There once the run has given up walking ranges: what they had read below `lastHubId`. */
  read: z.array(interval).optional(),
  /** There likewise: some model older than this was listed, so the listing cannot end before it. */
  listedBelow: hubId.optional(),
});
export type SinglePosition = z.output<typeof singlePosition>;

/** Where the next pages of several ranges begin, the newest range first; ranges read to their ends are left out. */
const rangesPosition = z.object({ newestHubId: hubId, ranges: z.array(range) });
export type RangesPosition = z.output<typeof rangesPosition>;

const walkPosition = z.union([rangesPosition, singlePosition]);
export type WalkPosition = z.output<typeof walkPosition>;

export const walkStart: SinglePosition = { path: null, lastHubId: null, newestHubId: null, reason: null };

/** A position read back from the store; one that is not whole is discarded and the walk begins anew. */
export function restorePosition(stored: unknown): WalkPosition {
  return walkPosition.safeParse(stored).data ?? walkStart;
}

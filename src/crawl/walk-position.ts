import { z } from 'zod';
import { isObjectId } from '../domain/object-id.js';

/**
 * Where the next page begins, as stored with every page. `path` is the Hub's own link; without one the position is
 * rebuilt from `lastHubId`, the smallest `_id` seen: the listing is in descending order of `_id`.
 */
const walkPosition = z.object({
  path: z.string().startsWith('/').nullable(),
  lastHubId: z.string().refine(isObjectId).nullable(),
  /** The largest `_id` when the run began: later ones were created during the walk. */
  newestHubId: z.string().refine(isObjectId).nullable(),
  /** Why there is no link: what the answer to a rebuilt position means depends on it. */
  reason: z
    .enum(['last page', 'unlinked full page', 'empty page with a link', 'repeated link', 'refused cursor'])
    .nullable(),
});
export type WalkPosition = z.output<typeof walkPosition>;

export const walkStart: WalkPosition = { path: null, lastHubId: null, newestHubId: null, reason: null };

/** A position read back from the store; one that is not whole is discarded and the walk begins anew. */
export function restorePosition(stored: unknown): WalkPosition {
  return walkPosition.safeParse(stored).data ?? walkStart;
}

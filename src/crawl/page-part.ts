import { z } from 'zod';
import { isObjectId } from '../domain/object-id.js';
import type { ListedRecord } from '../domain/repository-record.js';
import type { CrawlQuery, Run } from '../store/run.js';
import { interval, isWithin } from './range.js';
import type { ReadPage } from './walk-session.js';

/** What of a page the walk stores: pages of neighbouring ranges overlap, and the newest models are asked for twice. */
export const pagePart = z.object({
  /** Entries that count, from the first on: what follows them belongs to another range. */
  entries: z.int().nonnegative(),
  /** Models newer than this `_id` alone: the walk has stored the others already. */
  newerThan: z.string().refine(isObjectId).optional(),
  /** What is set aside here was set aside when ranges had read it before. */
  readBefore: z.array(interval).optional(),
});
export type PagePart = z.output<typeof pagePart>;

/** Of what was read of a page's first `entries` entries, what the walk stores. */
export function readPart<R extends ListedRecord>(
  { models, quarantined }: ReadPage<R>,
  { newerThan, readBefore = [] }: PagePart,
): ReadPage<R> {
  if (newerThan !== undefined) {
    return {
      models: models.filter(({ hubId }) => hubId > newerThan),
      quarantined: quarantined.filter(({ hubId }) => hubId !== null && hubId > newerThan),
    };
  }
  const isNew = (hubId: string | null): boolean => hubId === null || !isWithin(readBefore, hubId);
  return { models, quarantined: quarantined.filter(({ hubId }) => isNew(hubId)) };
}

/** The models of a page that are still within the query's limit. */
export function withinLimit<R>(models: readonly R[], { limit }: CrawlQuery, stored: () => Run): readonly R[] {
  return limit === null ? models : models.slice(0, limit - stored().models);
}

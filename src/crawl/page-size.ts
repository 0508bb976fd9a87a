import type { CrawlQuery } from '../store/run.js';

/** The Hub's largest page; it clamps anything above. */
const LARGEST_PAGE = 1000;

/** Models to ask for at once. */
export function pageSize({ limit }: CrawlQuery): number {
  return Math.min(LARGEST_PAGE, limit ?? LARGEST_PAGE);
}

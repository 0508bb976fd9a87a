import type { Surprise } from './range.js';
import type { Run } from '../store/run.js';

/** What a crawl tells whoever watches; counts are of the whole run, resumed parts included. */
export type CrawlEvent =
  | { kind: 'started'; run: Run; resumed: boolean; expectedModels: number | null }
  | { kind: 'page'; run: Run; pageModels: number }
  | { kind: 'quarantined'; name: string | null; field: string | null; reason: string }
  | { kind: 'fields-refused'; fields: readonly string[] }
  | { kind: 'position-rebuilt'; reason: RebuildReason }
  /** Parts of the listing are walked at once no longer: the walk goes on by the Hub's own links. */
  | { kind: 'single-walk'; surprise: Surprise }
  /** Of an earlier run in the folder of kept pages; the crawl goes on. */
  | { kind: 'kept-run-unreadable'; message: string };

/** Why the walk left the Hub's own links and asked by the last `_id` instead. */
export type RebuildReason =
  'unlinked full page' | 'empty page with a link' | 'repeated link' | 'refused cursor';

import { z } from 'zod';
import type { Run } from '../store/run.js';
import { pagePart } from './page-part.js';

/** The folder of kept pages as files. One folder a run; `docs/kept-pages.md` describes them. */

const FORMAT = 1;

export const RUN_FILE = 'run.json';
export const INDEX_FILE = 'pages.ndjson';
const PAGE_FILE = /^page-(\d{6,})\.ndjson\.gz(?:\.part)?$/;

const time = z.iso.datetime();
const whole = z.int().nonnegative();

/** `run.json`: what was asked for, and what came of it. */
export const keptRun = z.object({
  format: z.literal(FORMAT),
  /** Later runs count on from it. */
  run: z
    .int()
    .positive()
    .max(2 ** 31),
  endpoint: z.string(),
  query: z.strictObject({
    repository: z.literal('model'),
    author: z.string().nullable(),
    limit: z.int().positive().nullable(),
  }),
  fields_asked: z.array(z.string()),
  tool_version: z.string(),
  status: z.enum(['running', 'stopped', 'complete', 'abandoned']),
  started: time,
  finished: time.nullable(),
  pages: whole,
  entries: whole,
  models: whole,
  requests: whole,
  retries: whole,
  rate_limited: whole,
  wait_ms: whole,
  bytes: whole,
});
export type KeptRun = z.output<typeof keptRun>;

/** A line of `pages.ndjson`. */
export const keptPage = z.object({
  page: z.int().positive(),
  file: z.string(),
  /** Path and query that it was asked for with. */
  url: z.string(),
  /** When it was stored. */
  stored_at: time,
  /** Entries in the file: all that the Hub sent. */
  entries: whole,
  /** Which of them the walk stored with this page. */
  part: pagePart,
  /** Where the walk went on after it, as the store has it. */
  position: z.unknown(),
  fields_refused: z.array(z.string()),
  /** Size and SHA-256 of the file. */
  bytes: whole,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type KeptPage = z.output<typeof keptPage>;

/** The folder of a run: in order of time by name. The milliseconds tell runs of several stores apart. */
export function runFolderName({ run, startedAt }: Run): string {
  return `${new Date(startedAt).toISOString().replaceAll(':', '')}-run-${run}`;
}

export function pageFileName(page: number): string {
  return `page-${String(page).padStart(6, '0')}.ndjson.gz`;
}

/** The number of the page that a file, or what was to become one, holds; undefined for any other file. */
export function pageOfFile(name: string): number | undefined {
  const number = PAGE_FILE.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

export function keptRunOf(run: Run): KeptRun {
  return {
    format: FORMAT,
    run: run.run,
    endpoint: run.endpoint,
    query: { repository: 'model', author: run.query.author, limit: run.query.limit },
    fields_asked: run.fieldsAsked,
    tool_version: run.toolVersion,
    status: run.status,
    started: isoTime(run.startedAt),
    finished: run.finishedAt === null ? null : isoTime(run.finishedAt),
    pages: run.pages,
    entries: run.entries,
    models: run.models,
    requests: run.requests,
    retries: run.retries,
    rate_limited: run.rateLimited,
    wait_ms: run.waitMs,
    bytes: run.bytes,
  };
}

/** Whether a run of a store is the one that was kept; where both came to their end, with the same pages. */
export function isKeptRun(kept: KeptRun, run: Run): boolean {
  return (
    run.endpoint === kept.endpoint &&
    JSON.stringify(run.query) === JSON.stringify(kept.query) &&
    isoTime(run.startedAt) === kept.started &&
    (run.status !== 'complete' || kept.status !== 'complete' || endsAs(kept, run))
  );
}

function endsAs(kept: KeptRun, { finishedAt, pages }: Run): boolean {
  return finishedAt !== null && isoTime(finishedAt) === kept.finished && pages === kept.pages;
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

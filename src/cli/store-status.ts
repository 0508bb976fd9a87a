import { statSync } from 'node:fs';
import { systemClock } from '../clock.js';
import { parseDuration } from '../config/duration.js';
import { resolveSetting, storeFlag } from '../config/settings.js';
import { listedWords, type RepositoryKind } from '../domain/repository-record.js';
import { MissingDataError } from '../errors.js';
import { safeText } from '../render/safe-text.js';
import { authorCounts } from '../store/author-due.js';
import { openForReading } from '../store/open.js';
import { FROM_PAGES, type Run } from '../store/run.js';
import { type StoreSummary, storeSummary } from '../store/summary.js';
import { defaultAuthorsMaxAge } from './author-options.js';
import { formatBytes, formatDuration, formatTime, plural } from './format.js';
import { runRecord } from './run-record.js';

/** What `oai status` tells; the JSON form as it is. Times are ISO 8601 UTC, sizes bytes, counts rows. */
export interface StoreStatus {
  store: string;
  bytes: number;
  models: number;
  authors: number;
  /** Whose account the Hub has told of. */
  authors_known: number;
  /** Never asked for, or longer ago than crawls take for fresh. */
  authors_due: number;
  tags: number;
  base_model_edges: number;
  quarantined: number;
  nights: number;
  newest_night: {
    night: string;
    run: number;
    models: number;
    /** The file that it was imported from; null for a crawl. */
    source: string | null;
    finished: string;
    age_hours: number;
  } | null;
  /** Nights after it that wait for a decision. */
  suspect_nights: number;
  /** Datasets and Spaces, where they were crawled. */
  repositories: RepositoryStatus[];
  last_run: Record<string, unknown> | null;
  unfinished: Record<string, unknown>[];
  next: string;
}

export interface RepositoryStatus {
  kind: RepositoryKind;
  /** Those that are gone included. */
  rows: number;
  newest_night: { night: string; run: number; count: number; finished: string; age_hours: number } | null;
  suspect_nights: number;
}

export function describeStore(path: string): StoreStatus {
  const store = openForReading({ path, clock: systemClock, command: 'oai status' });
  try {
    const summary = storeSummary(store.db);
    const { authors, known, due } = authorCounts(
      store.db,
      systemClock.now(),
      parseDuration(defaultAuthorsMaxAge),
    );
    const { newestNight } = summary;
    const unfinished = summary.unfinishedRuns.map(runRecord);
    return {
      store: path,
      bytes: sizeOf(path),
      models: summary.models,
      authors,
      authors_known: known,
      authors_due: due,
      tags: summary.tags,
      base_model_edges: summary.baseModelEdges,
      quarantined: summary.quarantined,
      nights: summary.nights,
      newest_night:
        newestNight === null
          ? null
          : {
              night: newestNight.night,
              run: newestNight.run,
              models: newestNight.models,
              source: newestNight.source,
              ...endOf(newestNight.finishedAt),
            },
      suspect_nights: summary.suspectNights,
      repositories: summary.repositories.map(({ kind, rows, newest, suspect }) => ({
        kind,
        rows,
        newest_night:
          newest === null
            ? null
            : {
                night: newest.date,
                run: newest.run,
                count: newest.repositories,
                ...endOf(newest.finishedAt),
              },
        suspect_nights: suspect,
      })),
      last_run: summary.lastRun === null ? null : runRecord(summary.lastRun),
      unfinished,
      next: nextStep(path, summary),
    };
  } finally {
    store.close();
  }
}

function endOf(finishedAt: number): { finished: string; age_hours: number } {
  return {
    finished: new Date(finishedAt).toISOString(),
    age_hours: Math.round((systemClock.now() - finishedAt) / 360_000) / 10,
  };
}

/** How many a run has of what it lists: its record names them by what they are. */
function listedText(run: Record<string, unknown>): string {
  const listed = Object.values(listedWords).find(({ many }) => many.toLowerCase() in run);
  return listed === undefined ? '' : plural(Number(run[listed.many.toLowerCase()]), listed.one);
}

function repositoryCommand(kind: RepositoryKind): string {
  return listedWords[kind].many.toLowerCase();
}

function importedText(source: string | null): string {
  return source === null ? '' : ` (imported from ${safeText(source)})`;
}

function ageText(hours: number): string {
  return hours < -1
    ? 'IN THE FUTURE: the clock was wrong'
    : `${formatDuration(Math.max(0, hours) * 3_600_000)} old`;
}

/** What is not yet in the file itself stands in the write-ahead log beside it. */
function sizeOf(path: string): number {
  return statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
}

/** An unfinished crawl is worth going on with while no later one has finished. */
function nextStep(path: string, { unfinishedRuns, newestNight, repositories }: StoreSummary): string {
  const db = storeFlag(path, process.env);
  const unfinished = unfinishedRuns.find(({ run, query }) => {
    const newest = repositories.find(({ kind }) => kind === query.repository)?.newest;
    return run > ((query.repository === 'model' ? newestNight?.run : newest?.run) ?? 0);
  });
  if (unfinished?.source === FROM_PAGES) return 'the same `oai crawl --from-pages`';
  if (typeof unfinished?.source === 'string')
    return `the same \`oai import\` of ${safeText(unfinished.source)}`;
  if (unfinished !== undefined) return `oai crawl${queryFlags(unfinished)}${db}`;
  return newestNight === null ? `oai crawl${db}` : `oai report concentration${db}`;
}

/** The options that ask the same again. */
function queryFlags({ endpoint, query, fieldsAsked }: Run): string {
  const flags = [
    query.repository === 'model' ? '' : ` ${repositoryCommand(query.repository)}`,
    endpoint === resolveSetting('endpoint', undefined, process.env) ? '' : ` --endpoint ${endpoint}`,
    query.author === null ? '' : ` --author ${safeText(query.author)}`,
    query.limit === null ? '' : ` --limit ${query.limit}`,
    fieldsAsked.includes('gguf') ? ' --expand gguf' : '',
  ];
  return flags.join('');
}

export function statusText(status: StoreStatus): string {
  const night = status.newest_night;
  const lines = [
    ['store', `${status.store} (${formatBytes(status.bytes)})`],
    [
      'holds',
      [
        plural(status.models, 'model'),
        plural(status.authors, 'author'),
        plural(status.tags, 'tag'),
        plural(status.base_model_edges, 'base-model edge'),
      ].join(', '),
    ],
    [
      'authors',
      `${status.authors_known.toLocaleString('en-GB')} known, ${status.authors_due.toLocaleString('en-GB')} due: \`oai crawl authors\``,
    ],
    [
      'newest night',
      night === null
        ? 'none: no crawl of the whole Hub has finished'
        : `${night.night}, ${plural(night.models, 'model')}, run ${night.run}${importedText(night.source)}, ${ageText(night.age_hours)}`,
    ],
    ['nights', String(status.nights)],
    ...(status.suspect_nights === 0
      ? []
      : [['suspect', `${plural(status.suspect_nights, 'newer night')} set aside: see \`oai runs\``]]),
    ...status.repositories.map(repositoryLine),
    ['quarantine', plural(status.quarantined, 'entry', 'entries')],
    ...status.unfinished.map((run) => [
      'unfinished',
      `run ${String(run['run'])} since ${formatTime(Date.parse(String(run['started'])))}: ${listedText(run)} in ${plural(Number(run['pages']), 'page')} of ${String(run['endpoint'])}`,
    ]),
    ['next', status.next],
  ];
  return lines.map(([label = '', text = '']) => `${label.padEnd(12)}  ${text}\n`).join('');
}

function repositoryLine({
  kind,
  rows,
  newest_night: night,
  suspect_nights: suspect,
}: RepositoryStatus): string[] {
  const { one, many } = listedWords[kind];
  const newest =
    night === null
      ? `${plural(rows, one)}; no crawl of all has finished`
      : `${plural(night.count, one)} on ${night.night}, run ${night.run}, ${ageText(night.age_hours)}`;
  return [
    many.toLowerCase(),
    `${newest}${suspect === 0 ? '' : `; ${plural(suspect, 'newer night')} set aside: see \`oai runs\``}`,
  ];
}

/** Clocks of two moments may differ a little. */
const FUTURE_MS = 3_600_000;

/** @throws MissingDataError unless the newest good night ended less than `maxAgeMs` ago */
export function requireFreshNight(status: StoreStatus, maxAgeMs: number): void {
  const night = status.newest_night;
  const detail = {
    why:
      status.suspect_nights === 0
        ? 'No crawl of the whole Hub has finished since.'
        : `${plural(status.suspect_nights, 'newer night is', 'newer nights are')} suspect: \`oai runs\` tells why.`,
    todo: 'Run `oai nightly`, or `oai doctor` to see what is in its way.',
  };
  if (night === null) throw new MissingDataError('The store has no good night.', detail);
  const ageMs = systemClock.now() - Date.parse(night.finished);
  if (ageMs < -FUTURE_MS) {
    throw new MissingDataError(`The newest good night, ${night.night}, lies in the future.`, {
      why: 'The clock was wrong then, or is now; every night since counts as suspect.',
      todo: `See \`oai runs\`, then \`oai runs reject ${night.run}\`.`,
    });
  }
  if (ageMs <= maxAgeMs) return;
  throw new MissingDataError(
    `The newest good night, ${night.night}, is ${formatDuration(ageMs)} old: more than ${formatDuration(maxAgeMs)}.`,
    detail,
  );
}

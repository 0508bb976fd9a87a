import { statSync } from 'node:fs';
import { systemClock } from '../clock.js';
import { openForReading } from '../store/open.js';
import { storeSummary } from '../store/summary.js';
import { formatBytes, formatDuration, formatTime, plural } from './format.js';
import { runRecord } from './run-record.js';

/** What `oai status` tells; the JSON form as it is. Times are ISO 8601 UTC, sizes bytes, counts rows. */
export interface StoreStatus {
  store: string;
  bytes: number;
  models: number;
  authors: number;
  tags: number;
  base_model_edges: number;
  quarantined: number;
  nights: number;
  newest_night: { night: string; run: number; models: number; finished: string; age_hours: number } | null;
  unfinished: Record<string, unknown>[];
  next: string;
}

export function describeStore(path: string): StoreStatus {
  const store = openForReading({ path, clock: systemClock, command: 'oai status' });
  try {
    const summary = storeSummary(store.db);
    const { newestNight } = summary;
    const unfinished = summary.unfinishedRuns.map(runRecord);
    return {
      store: path,
      bytes: statSync(path).size,
      models: summary.models,
      authors: summary.authors,
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
              finished: new Date(newestNight.finishedAt).toISOString(),
              age_hours: Math.round((systemClock.now() - newestNight.finishedAt) / 360_000) / 10,
            },
      unfinished,
      next: nextStep(unfinished.length > 0, newestNight !== null),
    };
  } finally {
    store.close();
  }
}

function nextStep(unfinished: boolean, hasNight: boolean): string {
  if (unfinished) return 'oai crawl';
  return hasNight ? 'oai report concentration' : 'oai crawl';
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
      'newest night',
      night === null
        ? 'none: no crawl of the whole Hub has finished'
        : `${night.night}, ${plural(night.models, 'model')}, run ${night.run}, ${formatDuration(night.age_hours * 3_600_000)} old`,
    ],
    ['nights', String(status.nights)],
    ['quarantine', plural(status.quarantined, 'entry', 'entries')],
    ...status.unfinished.map((run) => [
      'unfinished',
      `run ${String(run['run'])} since ${formatTime(Date.parse(String(run['started'])))}: ${plural(Number(run['models']), 'model')} in ${plural(Number(run['pages']), 'page')}`,
    ]),
    ['next', status.next],
  ];
  return lines.map(([label = '', text = '']) => `${label.padEnd(12)}  ${text}\n`).join('');
}

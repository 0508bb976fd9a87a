import { systemClock } from '../clock.js';
import { listedWords } from '../domain/repository-record.js';
import { type TextColumn, textTable } from '../render/text-table.js';
import { textStyle } from '../render/text-style.js';
import { safeText } from '../render/safe-text.js';
import { listNights, type Night } from '../store/night.js';
import { openForReading, openForWriting } from '../store/open.js';
import { listRuns, type Run } from '../store/run.js';
import { listRepositoryNights, type RepositoryNight } from '../store/repository-night.js';
import { decide } from '../store/verdict.js';
import { formatDuration, formatTime } from './format.js';
import { runRecord } from './run-record.js';
import type { Terminal } from './terminal.js';

const columns: TextColumn[] = [
  { label: 'run', align: 'right', fit: 'whole' },
  { label: 'started', align: 'left', fit: 'whole' },
  { label: 'status', align: 'left', fit: 'whole' },
  { label: 'night', align: 'left', fit: 'whole' },
  { label: 'listed', align: 'right', fit: 'whole' },
  { label: 'new', align: 'right', fit: 'whole' },
  { label: 'took', align: 'right', fit: 'whole' },
  { label: 'query', align: 'left', fit: 'cut' },
];

export interface RunWithNight {
  run: Run;
  /** Absent while the run is unfinished, and when a later one took its day. */
  night: RunNight | undefined;
}

/** A night of models, or of what else was crawled. */
type RunNight = Night | RepositoryNight;

export function readRuns(path: string): RunWithNight[] {
  const store = openForReading({ path, clock: systemClock, command: 'oai runs' });
  try {
    const nights = new Map<number, RunNight>(
      [...listNights(store.db), ...listRepositoryNights(store.db)].map((night) => [night.run, night]),
    );
    return listRuns(store.db).map((run) => ({ run, night: nights.get(run.run) }));
  } finally {
    store.close();
  }
}

/** Decides on the night of a run; the store is locked meanwhile. */
export function decideOnRun(
  path: string,
  run: number,
  quality: 'accepted' | 'rejected',
  command: string,
): RunNight {
  openForReading({ path, clock: systemClock, command }).close();
  const store = openForWriting({ path, clock: systemClock, command });
  try {
    return decide(store.db, run, quality);
  } finally {
    store.close();
  }
}

export function runsJson(runs: readonly RunWithNight[]): string {
  const records = runs.map(({ run, night }) => ({
    ...runRecord(run),
    night: night === undefined ? null : nightRecord(night),
  }));
  return `${JSON.stringify(records, null, 2)}\n`;
}

function nightRecord(night: RunNight): Record<string, unknown> {
  if ('repositories' in night) {
    const { date, kind, repositories, added, vanished, quality, reasons } = night;
    return {
      night: date,
      [listedWords[kind].many.toLowerCase()]: repositories,
      added,
      vanished,
      quality,
      reasons,
    };
  }
  const { date, models, changed, vanished, stalled, quality, reasons } = night;
  return { night: date, models, changed, vanished, stalled, quality, reasons };
}

export function runsText(runs: readonly RunWithNight[], terminal: Terminal): string {
  if (runs.length === 0) return 'No crawl yet. next: oai crawl\n';
  const rows = runs.map(({ run, night }) => [
    String(run.run),
    formatTime(run.startedAt),
    run.status,
    nightText(night),
    String(run.models),
    String(run.modelsNew),
    run.finishedAt === null || run.source !== null ? '-' : formatDuration(run.finishedAt - run.startedAt),
    queryText(run),
  ]);
  const reasons = runs.flatMap(({ night }) =>
    night?.quality === 'suspect' ? [`run ${night.run} is suspect: ${night.reasons.join('; ')}`] : [],
  );
  return [...textTable(columns, rows, textStyle(terminal)).lines, ...reasons, ''].join('\n');
}

function nightText(night: RunNight | undefined): string {
  if (night === undefined) return '-';
  const marks = [
    night.quality === 'good' ? '' : night.quality,
    'stalled' in night && night.stalled ? 'stalled' : '',
  ].filter((mark) => mark !== '');
  return [night.date, ...marks].join(' ');
}

function queryText({ source, query }: Run): string {
  if (source !== null) return `file:${safeText(source)}`;
  const { repository, author, limit } = query;
  const parts = [
    ...(repository === 'model' ? [] : [listedWords[repository].many]),
    ...(author === null ? [] : [`--author ${safeText(author)}`]),
    ...(limit === null ? [] : [`--limit ${limit}`]),
  ];
  return parts.length === 0 ? 'whole Hub' : parts.join(' ');
}

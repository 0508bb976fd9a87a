import { systemClock } from '../clock.js';
import { type TextColumn, textTable } from '../render/text-table.js';
import { textStyle } from '../render/text-style.js';
import { safeText } from '../render/safe-text.js';
import { listNights, type Night } from '../store/night.js';
import { openForReading, openForWriting } from '../store/open.js';
import { type CrawlQuery, listRuns, type Run } from '../store/run.js';
import { decide } from '../store/verdict.js';
import { formatDuration, formatTime } from './format.js';
import { runRecord } from './run-record.js';
import type { Terminal } from './terminal.js';

const columns: TextColumn[] = [
  { label: 'run', align: 'right', fit: 'whole' },
  { label: 'started', align: 'left', fit: 'whole' },
  { label: 'status', align: 'left', fit: 'whole' },
  { label: 'night', align: 'left', fit: 'whole' },
  { label: 'models', align: 'right', fit: 'whole' },
  { label: 'new', align: 'right', fit: 'whole' },
  { label: 'took', align: 'right', fit: 'whole' },
  { label: 'query', align: 'left', fit: 'cut' },
];

export interface RunWithNight {
  run: Run;
  /** Absent while the run is unfinished, and when a later one took its day. */
  night: Night | undefined;
}

export function readRuns(path: string): RunWithNight[] {
  const store = openForReading({ path, clock: systemClock, command: 'oai runs' });
  try {
    const nights = new Map(listNights(store.db).map((night) => [night.run, night]));
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
): Night {
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

function nightRecord(night: Night): Record<string, unknown> {
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
    run.finishedAt === null ? '-' : formatDuration(run.finishedAt - run.startedAt),
    queryText(run.query),
  ]);
  const reasons = runs.flatMap(({ night }) =>
    night?.quality === 'suspect' ? [`run ${night.run} is suspect: ${night.reasons.join('; ')}`] : [],
  );
  return [...textTable(columns, rows, textStyle(terminal)).lines, ...reasons, ''].join('\n');
}

function nightText(night: Night | undefined): string {
  if (night === undefined) return '-';
  const marks = [night.quality === 'good' ? '' : night.quality, night.stalled ? 'stalled' : ''].filter(
    (mark) => mark !== '',
  );
  return [night.date, ...marks].join(' ');
}

function queryText({ author, limit }: CrawlQuery): string {
  const parts = [
    ...(author === null ? [] : [`--author ${safeText(author)}`]),
    ...(limit === null ? [] : [`--limit ${limit}`]),
  ];
  return parts.length === 0 ? 'whole Hub' : parts.join(' ');
}

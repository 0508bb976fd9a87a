import { systemClock } from '../clock.js';
import { type TextColumn, textTable } from '../render/text-table.js';
import { textStyle } from '../render/text-style.js';
import { safeText } from '../render/safe-text.js';
import { openForReading } from '../store/open.js';
import { type CrawlQuery, listRuns, type Run } from '../store/run.js';
import { formatDuration, formatTime } from './format.js';
import type { Terminal } from './terminal.js';

const columns: TextColumn[] = [
  { label: 'run', align: 'right', fit: 'whole' },
  { label: 'started', align: 'left', fit: 'whole' },
  { label: 'status', align: 'left', fit: 'whole' },
  { label: 'models', align: 'right', fit: 'whole' },
  { label: 'new', align: 'right', fit: 'whole' },
  { label: 'changed', align: 'right', fit: 'whole' },
  { label: 'took', align: 'right', fit: 'whole' },
  { label: 'query', align: 'left', fit: 'cut' },
];

export function readRuns(path: string): Run[] {
  const store = openForReading({ path, clock: systemClock, command: 'oai runs' });
  try {
    return listRuns(store.db);
  } finally {
    store.close();
  }
}

export function runsText(runs: readonly Run[], terminal: Terminal): string {
  if (runs.length === 0) return 'No crawl yet. next: oai crawl\n';
  const rows = runs.map((run) => [
    String(run.run),
    formatTime(run.startedAt),
    run.status,
    String(run.models),
    String(run.modelsNew),
    String(run.modelsChanged),
    run.finishedAt === null ? '-' : formatDuration(run.finishedAt - run.startedAt),
    queryText(run.query),
  ]);
  return `${textTable(columns, rows, textStyle(terminal)).lines.join('\n')}\n`;
}

function queryText({ author, limit }: CrawlQuery): string {
  const parts = [
    ...(author === null ? [] : [`--author ${safeText(author)}`]),
    ...(limit === null ? [] : [`--limit ${limit}`]),
  ];
  return parts.length === 0 ? 'whole Hub' : parts.join(' ');
}

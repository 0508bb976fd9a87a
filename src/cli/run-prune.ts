import { statSync } from 'node:fs';
import { systemClock } from '../clock.js';
import { textStyle } from '../render/text-style.js';
import { type TextColumn, textTable } from '../render/text-table.js';
import type { Night } from '../store/night.js';
import { listNights } from '../store/night.js';
import { openForReading, openForWriting } from '../store/open.js';
import {
  type KeepPolicy,
  planPrune,
  pruneNights,
  type PrunePlan,
  storedBytes,
  vacuum,
} from '../store/prune.js';
import { formatBytes, plural } from './format.js';
import type { Terminal } from './terminal.js';

/** What a prune did, or would do. Sizes in bytes. */
export interface PruneResult extends PrunePlan {
  dryRun: boolean;
  /** Inside the file; of a dry run what the columns of the nights that would go take. */
  freedBytes: number;
  /** The file before and after; null where it was not rewritten. */
  vacuumed: { before: number; after: number } | null;
}

const columns: TextColumn[] = [
  { label: 'night', align: 'left', fit: 'whole' },
  { label: 'run', align: 'right', fit: 'whole' },
  { label: 'models', align: 'right', fit: 'whole' },
  { label: 'goes because', align: 'left', fit: 'cut' },
];

/** @throws MissingDataError when there is no store, LockedError when another process writes to it */
export function prune(
  path: string,
  keep: KeepPolicy,
  { dryRun, vacuum: rewrite }: { dryRun: boolean; vacuum: boolean },
): PruneResult {
  const options = { path, clock: systemClock, command: 'oai prune' };
  // Of a store that is not there: opened for writing it would be made.
  const reading = openForReading(options);
  try {
    if (dryRun) {
      const plan = planPrune(listNights(reading.db), keep);
      return { ...plan, dryRun, freedBytes: storedBytes(reading.db, plan.removed), vacuumed: null };
    }
  } finally {
    reading.close();
  }
  const store = openForWriting(options);
  try {
    const outcome = pruneNights(store, keep);
    const before = statSync(path).size;
    if (rewrite) vacuum(store);
    return { ...outcome, dryRun, vacuumed: rewrite ? { before, after: statSync(path).size } : null };
  } finally {
    store.close();
  }
}

/** As `--json` prints it. */
export function pruneRecord({
  kept,
  removed,
  dryRun,
  freedBytes,
  vacuumed,
}: PruneResult): Record<string, unknown> {
  return {
    dry_run: dryRun,
    nights_kept: kept.length,
    nights_removed: removed.map((night) => ({
      night: night.date,
      run: night.run,
      models: night.models,
      quality: night.quality,
      whole: night.whole,
    })),
    bytes_freed: freedBytes,
    vacuumed,
  };
}

export function pruneText(result: PruneResult, terminal: Terminal): string {
  const { kept, removed, dryRun, freedBytes, vacuumed } = result;
  if (removed.length === 0 && vacuumed === null)
    return `Nothing to prune: ${plural(kept.length, 'night')} kept.\n`;
  const rows = removed.map((night) => [night.date, String(night.run), String(night.models), reason(night)]);
  const table = removed.length === 0 ? [] : [...textTable(columns, rows, textStyle(terminal)).lines, ''];
  const summary = dryRun
    ? `${plural(removed.length, 'night')} would go, ${kept.length} stay; they take ${formatBytes(freedBytes)}. Nothing was removed.`
    : `${plural(removed.length, 'night')} removed, ${kept.length} kept; ${spaceText(freedBytes)}.`;
  const rewritten =
    vacuumed === null
      ? []
      : [
          `The file was rewritten: ${formatBytes(vacuumed.before)} before, ${formatBytes(vacuumed.after)} now.`,
        ];
  return [...table, summary, ...rewritten].map((line) => `${line}\n`).join('');
}

function spaceText(freedBytes: number): string {
  return freedBytes >= 0
    ? `${formatBytes(freedBytes)} freed inside the file`
    : `${formatBytes(-freedBytes)} more in use for keyframes`;
}

function reason({ whole, quality }: Night): string {
  if (!whole) return 'part of the Hub, older than the kept days';
  if (quality === 'suspect' || quality === 'rejected') return `${quality}, older than the kept days`;
  return 'no rule keeps it';
}

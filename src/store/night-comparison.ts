import type { Database } from 'better-sqlite3';
import type { NightMetrics } from './current-values.js';
import type { Night } from './night.js';
import { NightChain } from './night-chain.js';
import { chunkCount, metricColumns } from './night-columns.js';
import type { NightComparison } from './night-quality.js';
import { existingRun, type Run } from './run.js';

/**
 * A finished run beside an earlier night.
 * @throws DamagedStoreError when that night cannot be read
 */
export function compareNights(
  db: Database,
  now: NightMetrics,
  run: Run,
  day: number,
  reference: Night,
): NightComparison {
  const chain = new NightChain(db);
  const size = now.present.length;
  const changed = new Uint8Array(size);
  const downloadsChanged = new Uint8Array(size);
  const then = existingRun(db, reference.run);
  const fieldsLost = run.fieldsRefused.filter((field) => !then.fieldsRefused.includes(field));
  let totalBefore = 0;
  for (const metric of metricColumns) {
    const earlier = chain.column(metric, reference, size);
    const values = now[metric];
    if (metric === 'downloads_30d') totalBefore = sum(earlier);
    if (hasValue(earlier) && !hasValue(values)) fieldsLost.push(metric);
    const isDownloads = metric.startsWith('downloads');
    for (let position = 0; position < size; position += 1) {
      if (Object.is(earlier[position], values[position])) continue;
      changed[position] = 1;
      if (isDownloads) downloadsChanged[position] = 1;
    }
  }
  verifyChains(chain, reference, size);
  const before = chain.column('present', reference, size);
  const counts = { models: 0, before: 0, both: 0, changed: 0, downloadsChanged: 0 };
  for (let position = 0; position < size; position += 1) {
    if (before[position] === 1) counts.before += 1;
    if (now.present[position] !== 1) continue;
    counts.models += 1;
    if (before[position] !== 1) continue;
    counts.both += 1;
    counts.changed += changed[position] ?? 0;
    counts.downloadsChanged += downloadsChanged[position] ?? 0;
  }
  return {
    since: reference.date,
    days: day - reference.day,
    modelsBefore: reference.models,
    models: counts.models,
    both: counts.both,
    changed: counts.changed,
    downloadsChanged: counts.downloadsChanged,
    vanished: counts.before - counts.both,
    totalBefore,
    total: sum(now.downloads_30d),
    fieldsLost,
    // Files of the same Hub have different names.
    endpointChanged: then.source === null && run.source === null && then.endpoint !== run.endpoint,
  };
}

/** Its copy reads well, but the nights after it will stand on its chain. */
function verifyChains(chain: NightChain, reference: Night, size: number): void {
  for (const name of ['present', ...metricColumns] as const) {
    for (let chunk = 0; chunk < chunkCount(size); chunk += 1) chain.verify(name, reference, chunk);
  }
}

function hasValue(values: Float64Array): boolean {
  return values.some((value) => !Number.isNaN(value));
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) if (!Number.isNaN(value)) total += value;
  return total;
}

import type { Night, NightQuality } from '../store/night.js';
import { dayOf } from '../store/night.js';
import type { CrawlQuery, Run, RunStatus } from '../store/run.js';
import type { TableReader } from './table-reader.js';

/** Every night, in the order they were taken. */
export function readNights(reader: TableReader): Night[] {
  const nights = reader.table('nights');
  type Column<T> = T[];
  const [keys, runs, dates, whole, models, changed, vanished, stalled, qualities, reasons, counts] =
    reader.columns<
      [
        keys: Column<number>,
        runs: Column<number>,
        dates: Column<string>,
        whole: Column<number>,
        models: Column<number>,
        changed: Column<number | null>,
        vanished: Column<number | null>,
        stalled: Column<number>,
        qualities: Column<NightQuality>,
        reasons: Column<string>,
        counts: Column<string>,
      ]
    >(
      [nights],
      `SELECT night_key, run, toString(night), toUInt8(whole), models, changed, vanished, toUInt8(stalled), quality, reasons, counts
       FROM ${nights.sql} ORDER BY night_key`,
    );
  return keys.map((nightKey, row) => {
    const date = dates[row] ?? '';
    return {
      nightKey,
      run: runs[row] ?? NaN,
      date,
      day: dayOf(Date.parse(date)),
      whole: whole[row] === 1,
      models: models[row] ?? NaN,
      changed: changed[row] ?? null,
      vanished: vanished[row] ?? null,
      stalled: stalled[row] === 1,
      quality: qualities[row] ?? 'suspect',
      reasons: JSON.parse(reasons[row] ?? '[]') as string[],
      counts: JSON.parse(counts[row] ?? '{}') as Record<string, number>,
    };
  });
}

const numbers = [
  'run',
  'started_at_ms',
  'finished_at_ms',
  'pages',
  'entries',
  'models',
  'models_new',
  'models_changed',
  'duplicates',
  'quarantined',
  'requests',
  'retries',
  'rate_limited',
  'wait_ms',
  'bytes',
] as const;
const texts = [
  'source',
  'endpoint',
  'query',
  'status',
  'stop_reason',
  'fields_asked',
  'fields_refused',
  'tool_version',
] as const;

/** Every run, the newest first. */
export function readRuns(reader: TableReader): Run[] {
  const runs = reader.table('runs');
  const names = [...numbers, ...texts];
  const columns = reader.columns<(number | string | null)[][]>(
    [runs],
    `SELECT toUInt8(whole), ${names.join(', ')} FROM ${runs.sql} ORDER BY run DESC`,
  );
  const [whole = [], ...others] = columns;
  return whole.map((isWhole, row) => {
    const cell = (name: string): number | string | null =>
      others[names.findIndex((each) => each === name)]?.[row] ?? null;
    const number = (name: (typeof numbers)[number]): number => Number(cell(name));
    const text = (name: (typeof texts)[number]): string => String(cell(name));
    const orNull = (name: (typeof texts)[number]): string | null => (cell(name) === null ? null : text(name));
    return {
      run: number('run'),
      source: orNull('source'),
      endpoint: text('endpoint'),
      query: JSON.parse(text('query')) as CrawlQuery,
      whole: isWhole === 1,
      status: text('status') as RunStatus,
      stopReason: orNull('stop_reason'),
      startedAt: number('started_at_ms'),
      finishedAt: cell('finished_at_ms') === null ? null : number('finished_at_ms'),
      fieldsAsked: JSON.parse(text('fields_asked')) as string[],
      fieldsRefused: JSON.parse(text('fields_refused')) as string[],
      pages: number('pages'),
      entries: number('entries'),
      models: number('models'),
      modelsNew: number('models_new'),
      modelsChanged: number('models_changed'),
      duplicates: number('duplicates'),
      quarantined: number('quarantined'),
      requests: number('requests'),
      retries: number('retries'),
      rateLimited: number('rate_limited'),
      waitMs: number('wait_ms'),
      bytes: number('bytes'),
      toolVersion: text('tool_version'),
    };
  });
}

import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Clock } from '../../src/clock.js';
import { systemClock } from '../../src/clock.js';
import { parseFieldMap } from '../../src/exchange/field-map.js';
import { fileIdentity } from '../../src/exchange/import-files.js';
import {
  type ImportedNight,
  type ImportEvent,
  importModels,
  type ImportOptions,
} from '../../src/exchange/import-models.js';
import type { ImportSource } from '../../src/exchange/import-source.js';
import { readCsv } from '../../src/exchange/read-csv.js';
import { readHubStats } from '../../src/exchange/read-hub-stats.js';
import { readNdjson } from '../../src/exchange/read-ndjson.js';
import { openForWriting } from '../../src/store/open.js';

interface TableToImport {
  map: string;
  /** Null where the file has a column of dates. */
  date: string | null;
  separator?: string;
}

type Settings = Partial<Pick<ImportOptions, 'accept'>> & {
  clock?: Clock;
  name?: string;
  /** Ends it after so many batches of rows that were stored. */
  stopAfter?: number;
  stopAtFirst?: ImportEvent['kind'];
  onEvent?: (event: ImportEvent) => void;
};

export interface Imported {
  complete: boolean;
  nights: ImportedNight[];
  events: ImportEvent[];
}

/** Imports a file into the store at `path` as `oai import` does. */
export async function importSource(
  path: string,
  file: string,
  source: ImportSource,
  { date, map }: { date: string | null; map: string },
  { clock = systemClock, name = basename(file), stopAfter, stopAtFirst, onEvent, ...settings }: Settings = {},
): Promise<Imported> {
  const events: ImportEvent[] = [];
  const stop = new AbortController();
  const store = openForWriting({ path, clock, command: 'test' });
  try {
    const complete = await importModels({
      store,
      clock,
      file: { name, ...(await fileIdentity(file)), map, date, source },
      stopSignal: stop.signal,
      onEvent: (event) => {
        events.push(event);
        onEvent?.(event);
        if (events.filter(({ kind }) => kind === 'rows').length === stopAfter) stop.abort();
        if (event.kind === stopAtFirst) stop.abort();
      },
      ...settings,
    });
    const nights = events.flatMap((event) => (event.kind === 'night' ? [event] : []));
    return { complete, nights, events };
  } finally {
    store.close();
  }
}

export function importCsv(
  path: string,
  file: string,
  { map, date, separator }: TableToImport,
  settings: Settings = {},
): Promise<Imported> {
  const source = readCsv(file, parseFieldMap(map), separator ?? null);
  return importSource(path, file, source, { date, map }, settings);
}

export function importNdjson(
  path: string,
  file: string,
  { map, date, separator }: TableToImport,
  settings: Settings = {},
): Promise<Imported> {
  const source = readNdjson(file, parseFieldMap(map), separator ?? null);
  return importSource(path, file, source, { date, map }, settings);
}

export async function importParquet(
  path: string,
  file: string,
  date: string,
  settings: Settings = {},
): Promise<Imported> {
  return importSource(path, file, await readHubStats(file), { date, map: '' }, settings);
}

export function writeParquet(file: string, options: Parameters<typeof parquetWriteBuffer>[0]): void {
  writeFileSync(file, Buffer.from(parquetWriteBuffer(options)));
}

import { basename } from 'node:path';
import { systemClock } from '../clock.js';
import { storeFlag } from '../config/settings.js';
import { fileIdentity } from '../exchange/import-files.js';
import {
  type ImportedNight,
  type ImportEvent,
  type ImportFile,
  importModels,
} from '../exchange/import-models.js';
import { safeText } from '../render/safe-text.js';
import { openForWriting } from '../store/open.js';
import { formatDuration, plural } from './format.js';
import type { Interruption } from './interruption.js';
import { runRecord } from './run-record.js';
import type { Terminal } from './terminal.js';

const LINE_EVERY_MS = 60_000;

/** A file to import, described without having read its rows. */
export interface FileToImport {
  path: string;
  /** What runs and reports name as the source; the file's own name unless told. */
  name?: string;
  /** The day it speaks of; null where each row says its own. */
  date: string | null;
  /** How its columns are read, where that is a choice. */
  map?: string;
  open: () => Promise<ImportFile['source']>;
}

export interface ImportCommand {
  path: string;
  files: readonly FileToImport[];
  accept: boolean;
  json: boolean;
}

/** Imports the files in their order, telling the terminal how it goes. The answer is what became of each night. */
export async function runImport(
  terminal: Terminal,
  interruption: Interruption,
  command: ImportCommand,
): Promise<void> {
  const progress = new ImportProgress(terminal);
  const store = openForWriting({ path: command.path, clock: systemClock, command: 'oai import' });
  interruption.stopSignal.addEventListener('abort', () => {
    terminal.warning('stopping after the rows in hand');
  });
  let complete = true;
  try {
    for (const file of command.files) {
      const { name = basename(file.path), date, map = '' } = file;
      progress.read(name);
      const identity = await fileIdentity(file.path);
      complete = await importModels({
        store,
        clock: systemClock,
        file: { name, ...identity, map, date, source: await file.open() },
        accept: command.accept,
        stopSignal: interruption.stopSignal,
        onEvent: (event) => progress.event(event),
      });
      if (!complete) break;
    }
  } finally {
    store.close();
  }
  answer(terminal, command, progress.nights, complete);
}

class ImportProgress {
  readonly nights: ImportedNight[] = [];
  readonly #terminal: Terminal;
  readonly #startedAt = systemClock.monotonic();
  #nextLineAt = systemClock.monotonic() + LINE_EVERY_MS;
  #file = '';
  #source = '';
  #saidByName = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** A file comes next. */
  read(name: string): void {
    this.#file = name;
  }

  event(event: ImportEvent): void {
    switch (event.kind) {
      case 'begun':
        this.#begun(event);
        break;
      case 'checked':
        this.#rows(event.rows, 'checked');
        break;
      case 'rows':
        this.#rows(event.rows, 'stored');
        break;
      case 'by-name':
        if (this.#saidByName) break;
        this.#saidByName = true;
        this.#terminal.info(
          'the file gives no `_id`: a model is taken for the one of its name, so one that is renamed counts as another',
        );
        break;
      case 'gives-up':
        this.#terminal.warning(
          `the unfinished crawl of ${safeText(event.run.endpoint)} (run ${event.run.run}, ${plural(event.run.models, 'model')}) will not be gone on with: values of the file come among its own`,
        );
        break;
      case 'bad-field':
        this.#terminal.warning(
          `every ${event.field} of the first ${plural(event.rows, 'row')} is bad, such as ${safeText(event.reason)}; the field is set aside where it is, and the rest of the row stored`,
        );
        break;
      case 'night':
        this.nights.push(event);
        break;
    }
  }

  #begun({ run, date, resumed }: Extract<ImportEvent, { kind: 'begun' }>): void {
    const source = safeText(run.source ?? '');
    if (resumed) {
      this.#terminal.info(`going on with ${source}: ${plural(run.entries, 'row')} of ${date} so far`);
    } else if (source !== this.#source) {
      this.#terminal.info(`${source}: from ${date}`);
    }
    this.#source = source;
  }

  #rows(rows: number, what: string): void {
    const now = systemClock.monotonic();
    if (now < this.#nextLineAt) return;
    this.#nextLineAt = now + LINE_EVERY_MS;
    this.#terminal.info(
      `${safeText(this.#file)}: ${what} ${plural(rows, 'row')} after ${formatDuration(now - this.#startedAt)}`,
    );
  }
}

function answer(
  terminal: Terminal,
  { path, json }: ImportCommand,
  nights: readonly ImportedNight[],
  complete: boolean,
): void {
  terminal.answer(
    json
      ? `${JSON.stringify({ store: path, complete, nights: nights.map(nightRecord) }, null, 2)}\n`
      : importText(nights, path),
  );
  const over = nights.filter(({ passedOver }) => passedOver);
  if (over.length > 0) {
    terminal.info(
      `${plural(over.length, 'night')} up to ${over.at(-1)?.run.query.file?.date ?? ''} ${over.length === 1 ? 'was' : 'were'} passed over: imported from this file when it was another, and left as ${over.length === 1 ? 'it is' : 'they are'}`,
    );
  }
  const suspect = nights.filter(({ night }) => night?.quality === 'suspect');
  const [first] = suspect;
  if (first?.night !== undefined) {
    terminal.warning(
      `${plural(suspect.length, 'night')} of ${nights.length} ${suspect.length === 1 ? 'is' : 'are'} suspect, and reports leave ${suspect.length === 1 ? 'it' : 'them'} out; of ${first.night.date}: ${first.night.reasons.join('; ')}`,
    );
    terminal.hint(
      'oai runs tells why; for a sample in which models come and go, the same import with --accept',
    );
  }
  if (complete) terminal.hint(`next: oai report concentration${storeFlag(path, process.env)}`);
  else terminal.warning('interrupted; run the same command again and it goes on from the last rows');
}

function nightRecord({
  run,
  night,
  skipped,
  passedOver,
  rowsByName,
}: ImportedNight): Record<string, unknown> {
  return {
    night: run.query.file?.date ?? null,
    source: run.source,
    imported_before: skipped && !passedOver,
    passed_over: passedOver,
    rows_by_name: rowsByName,
    quality: night?.quality ?? null,
    reasons: night?.reasons ?? [],
    run: runRecord(run),
  };
}

function importText(nights: readonly ImportedNight[], path: string): string {
  const bySource = new Map<string, ImportedNight[]>();
  for (const night of nights) {
    const source = night.run.source ?? '';
    bySource.set(source, [...(bySource.get(source) ?? []), night]);
  }
  return [...bySource].map(([source, of]) => `${safeText(source)}: ${nightsText(of)}; ${path}\n`).join('');
}

function nightsText(nights: readonly ImportedNight[]): string {
  const fresh = nights.filter(({ skipped }) => !skipped);
  const over = nights.filter(({ passedOver }) => passedOver).length;
  const before = nights.length - fresh.length - over;
  const sum = (of: (imported: ImportedNight) => number): number => fresh.reduce((n, each) => n + of(each), 0);
  const days = fresh.map(({ run }) => run.query.file?.date ?? '');
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const skipped = [
    ...(before === 0 ? [] : [`${plural(before, 'night')} imported before`]),
    ...(over === 0 ? [] : [`${plural(over, 'night')} passed over`]),
  ];
  if (fresh.length === 0) return skipped.join('; ');
  return [
    ...skipped,
    `${plural(fresh.length, 'night')} of ${first === last ? first : `${first} to ${last}`}`,
    `${plural(
      sum(({ run }) => run.entries),
      'row',
    )}, ${plural(fresh.at(-1)?.run.models ?? 0, 'model')} on the last (${sum(({ run }) => run.modelsNew)} new in all)`,
    `${sum(({ run }) => run.quarantined)} quarantined, ${sum(({ run }) => run.duplicates)} repeated`,
  ].join('; ');
}

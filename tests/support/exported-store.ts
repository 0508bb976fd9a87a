import { readFileSync } from 'node:fs';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { type Clock, systemClock } from '../../src/clock.js';
import { StoppedEarlyError } from '../../src/errors.js';
import { type ExportOptions, type ExportOutcome, exportTables } from '../../src/exchange/export-tables.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { defaultWire } from '../../src/local-hub/default-wire.js';
import { oddValues } from '../../src/local-hub/faults/odd-values.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import type { LocalHub, LocalOwner } from '../../src/local-hub/types.js';
import { jsonText } from '../../src/render/json-text.js';
import { safeText } from '../../src/render/safe-text.js';
import { openForReading } from '../../src/store/open.js';
import { askInto } from './authors.js';
import { crawlInto } from './crawl.js';
import { rejection } from './fault-run.js';
import { crawlKind, plainRepositories } from './repositories.js';
import { hostileNames } from '../render/hostile-names.js';
import { variedModels } from './varied-models.js';

const owners: LocalOwner[] = [
  {
    type: 'org',
    name: 'author-1',
    fullname: '=1+1 \u001B[31m通义',
    isVerified: true,
    plan: 'team',
    numFollowers: 7,
    numModels: -5,
  },
  { type: 'user', name: 'author-2', fullname: '', isPro: false },
];

/**
 * A store with some of everything: models with odd values and names, several nights with renames, models that vanish and come
 * back, a suspect night, one of a single author, an unfinished run, what was set aside, accounts, datasets and Spaces.
 * @returns the Hub that it was crawled from, to be closed
 */
export async function storeOfEverything(path: string): Promise<LocalHub> {
  const wire = { ...defaultWire, maxLimit: 100 };
  const models = [...variedModels(350, 8), ...oddModels()];
  const byName = new Map(owners.map((owner) => [owner.name, owner]));
  const hub = await startLocalHub({
    clock: systemClock,
    source: recordedSource(models),
    datasets: recordedSource(
      plainRepositories(9, (index) => ({
        tags: ['region:us', 'task_categories:robotics', `topic-${index}`],
      })),
    ),
    spaces: recordedSource(plainRepositories(4, () => ({ sdk: 'gradio' }))),
    owners: { find: (name) => byName.get(name.toLowerCase()) },
    quota: { anonymous: 1_000_000 },
    wire,
  });
  let clock = clockAt('2026-08-01');
  const crawl = (settings: Parameters<typeof crawlInto>[2] = {}): ReturnType<typeof crawlInto> =>
    crawlInto(path, hub.endpoint, { clock, extraFields: ['gguf'], ...settings });
  await crawl();
  await askInto(path, hub.endpoint, { clock });
  await crawlKind('dataset', path, hub.endpoint, { clock });
  await crawlKind('space', path, hub.endpoint, { clock });
  clock = clockAt('2026-08-02');
  const vanished = models.splice(40, 3);
  const [renamed] = models.splice(60, 1, {
    ...only(models[60]),
    id: 'author-1/renamed',
    downloads: 2 ** 40 - 1,
  });
  await crawl();
  clock = clockAt('2026-09-15');
  models.push(...vanished);
  byName.delete('author-2');
  await crawl();
  await askInto(path, hub.endpoint, { clock, maxAgeMs: 0 });
  clock = clockAt('2026-09-16');
  await crawl({ query: { repository: 'model', author: 'author-3', limit: null } });
  const away = models.splice(0, 250);
  await crawl();
  models.unshift(...away);
  clock = clockAt('2026-09-17');
  models.push({ ...only(renamed), _id: firstObjectIdOf(1_760_000_000) });
  const error = await rejection(crawl({ maxPages: 2, concurrency: 1 }));
  if (!(error instanceof StoppedEarlyError))
    throw new Error('the last crawl should have stopped', { cause: error });
  return hub;
}

function clockAt(day: string): Clock {
  return { ...systemClock, now: () => Date.parse(`${day}T03:00:00Z`) };
}

function only<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('no such model');
  return value;
}

function oddModels(): ListedModel[] {
  const plain = (index: number): ListedModel => ({
    _id: firstObjectIdOf(1_750_000_000 + index),
    id: `author-1/odd-${index}`,
    downloads: index,
    likes: 1,
    createdAt: '2025-06-15T15:06:40.000Z',
    private: false,
    tags: [
      'license:mit',
      'base_model:gpt2',
      'base_model:finetune:gpt2',
      'base_model:quantized:author-0/model-3',
    ],
  });
  const named = hostileNames
    .filter((name) => name !== '')
    .map((name, index) => ({
      ...plain(index),
      id: `=odd${index}/${name}`,
      tags: [name, ...(plain(index).tags ?? [])],
    }));
  // As strangers send them: of no type of ours.
  const strange = oddValues.flatMap(({ fields }, index) =>
    typeof fields === 'object' && fields !== null ? [Object.assign(plain(100 + index), fields)] : [],
  );
  return [...named, ...strange, { ...plain(300), safetensors: { total: Number.MAX_SAFE_INTEGER } }];
}

/** Exports the store at `path`; every table as Parquet unless told. */
export function exportStore(
  path: string,
  folder: string,
  options: Partial<Omit<ExportOptions, 'folder'>> = {},
): ExportOutcome {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    const rules = { csvText: safeText, jsonLine: (row: unknown) => jsonText(row) };
    return exportTables(store, { folder, rules, clock: systemClock, ...options });
  } finally {
    store.close();
  }
}

/** The rows of a Parquet file as hyparquet reads them. */
export async function parquetRows(file: string): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(file) });
}

export function ndjsonRows(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

import { listModels } from '@huggingface/hub';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { isObjectId, objectIdSeconds } from '../../src/domain/object-id.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { walk } from './walk.js';

const EXPAND =
  'author gated lastModified sha private downloads downloadsAllTime tags pipeline_tag library_name'
    .concat(' likes trendingScore createdAt safetensors')
    .split(' ')
    .map((field) => `&expand=${field}`)
    .join('');

const hubs: LocalHub[] = [];
afterAll(() => Promise.all(hubs.map((hub) => hub.close())));

async function serve(models: ListedModel[]): Promise<LocalHub> {
  const source = recordedSource(models);
  const hub = await startLocalHub({ source, clock: systemClock, quota: { anonymous: 1_000_000 } });
  hubs.push(hub);
  return hub;
}

const total = (rows: ListedModel[]) => rows.reduce((sum, { downloads = 0 }) => sum + downloads, 0);

describe('the whole Hub of July 2022, walked over HTTP', () => {
  let rows: ListedModel[];
  beforeAll(async () => {
    const hub = await serve(await readRecorded('july-2022'));
    rows = await walk(`${hub.endpoint}/api/models?sort=createdAt&limit=1000${EXPAND}`);
  });

  test('has the known number of models and downloads', () => {
    expect(rows).toHaveLength(55_524);
    expect(new Set(rows.map(({ _id }) => _id)).size).toBe(55_524);
    expect(total(rows)).toBe(199_235_153);
    expect(rows.filter(({ downloads }) => downloads === 0)).toHaveLength(17_150);
  });

  test('shows no field that the recording lacks, whatever was asked for', () => {
    const fields = new Set(rows.flatMap((row) => Object.keys(row)));
    expect([...fields].sort()).toEqual(['_id', 'downloads', 'id', 'pipeline_tag', 'private', 'sha']);
    expect(rows.filter((row) => row.pipeline_tag === undefined)).toHaveLength(18_549);
    expect(rows.some((row) => row.pipeline_tag === '')).toBe(false);
  });

  test('lies in the dense bucket of the legacy import', () => {
    expect(rows.every(({ _id }) => isObjectId(_id) && _id.startsWith('621ffdc0'))).toBe(true);
  });
});

describe('the sample of August 2026, walked over HTTP', () => {
  let hub: LocalHub;
  let rows: ListedModel[];
  beforeAll(async () => {
    hub = await serve(await readRecorded('august-2026'));
    rows = await walk(`${hub.endpoint}/api/models?sort=createdAt&limit=1000${EXPAND}`);
  });

  test('has the known number of models, downloads and gaps', () => {
    expect(rows).toHaveLength(15_904);
    expect(total(rows)).toBe(911_067_134);
    const without = (field: keyof ListedModel) => rows.filter((row) => row[field] === undefined).length;
    expect(without('pipeline_tag')).toBe(6_852);
    expect(without('library_name')).toBe(5_406);
    expect(without('safetensors')).toBe(8_030);
    expect(without('downloadsAllTime')).toBe(15_904);
    expect(without('private')).toBe(15_904);
  });

  test('has ids of the creation second, and never the value true for gated', () => {
    for (const { _id, createdAt } of rows) {
      expect(objectIdSeconds(_id)).toBe(Date.parse(createdAt ?? '') / 1000);
    }
    expect(new Set(rows.map(({ gated }) => gated))).toEqual(new Set([false, 'auto']));
    expect(rows.filter(({ gated }) => gated === 'auto')).toHaveLength(461);
  });

  test('reads the same through the official client', async () => {
    const seen = new Map<string, number>();
    for await (const { id, downloads } of listModels({ hubUrl: hub.endpoint, sort: 'createdAt' })) {
      seen.set(id, downloads);
    }
    expect(seen).toEqual(new Map(rows.map((row) => [row._id, row.downloads])));
  });

  test('gives the same ids on every reading', async () => {
    const again = await readRecorded('august-2026');
    expect(new Set(again.map(({ _id }) => _id))).toEqual(new Set(rows.map(({ _id }) => _id)));
  });
});

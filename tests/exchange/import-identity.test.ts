import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { isMadeUpId, madeUpId } from '../../src/domain/made-up-id.js';
import { checkStore } from '../../src/store/check.js';
import { hubIdQuantiles } from '../../src/store/hub-id-quantiles.js';
import { openForReading } from '../../src/store/open.js';
import { queryOne } from '../support/dump.js';
import { importCsv } from '../support/imports.js';
import { plainModels } from '../support/models.js';
import { HubOverTime } from '../support/nights.js';
import { tempFolder } from '../support/temp.js';

interface Stored {
  model_key: number;
  hub_id: string;
  name: string;
  first_seen_run: number;
}

function stored(path: string): Stored[] {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return store.db
      .prepare<[], Stored>(
        'SELECT model_key, lower(hex(hub_id)) AS hub_id, name, first_seen_run FROM model ORDER BY 1',
      )
      .all();
  } finally {
    store.close();
  }
}

function quantiles(path: string): string[] {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return hubIdQuantiles(store.db);
  } finally {
    store.close();
  }
}

const byName = (date: string) => ({ map: 'name=id,downloads_30d=downloads', date });
const csvOf = (models: readonly ListedModel[]) =>
  `id,downloads\n${models.map(({ id, downloads }) => `${id},${downloads ?? ''}`).join('\n')}\n`;

it('an id made from a name is one of no model of the Hub, and always the same', () => {
  expect(madeUpId('gpt2')).toBe(madeUpId('gpt2'));
  expect(madeUpId('gpt2')).toMatch(/^00000000[0-9a-f]{16}$/);
  expect(madeUpId('gpt2')).not.toBe(madeUpId('GPT2'));
  expect(isMadeUpId(madeUpId('gpt2'))).toBe(true);
  expect(isMadeUpId('621ffdc036468d709f174328')).toBe(false);
});

it('a crawl takes models that were imported by name for those it finds under that name, and their history goes on', async () => {
  const folder = tempFolder();
  const [path, file] = [join(folder, 'oai.db'), join(folder, 'names.csv')];
  const models = plainModels(60);
  // One of the file is gone since.
  writeFileSync(file, `${csvOf(models)}old/gone,5\n`);
  await importCsv(path, file, byName('2025-06-01'));
  const before = stored(path);
  expect(before).toHaveLength(61);
  expect(before.every(({ hub_id, name }) => hub_id === madeUpId(name))).toBe(true);
  expect(quantiles(path)).toEqual([]);
  expect(checkStore(path)).toEqual([]);

  const hub = await HubOverTime.start([...models, ...plainModels(63).slice(60)], path);
  const run = await hub.night('2025-06-02');
  expect(run).toMatchObject({ models: 63, modelsNew: 3 });
  const after = stored(path);
  expect(after.slice(0, 61)).toEqual(
    before.map((model) => ({
      ...model,
      hub_id: models.find(({ id }) => id === model.name)?._id ?? model.hub_id,
    })),
  );
  expect(queryOne(path, 'SELECT quality FROM night WHERE run_key = 2')).toBe('good');
  expect(queryOne(path, 'SELECT count(*) FROM model_absence')).toBe(1);
  expect(quantiles(path)).toEqual([...models, ...plainModels(63).slice(60)].map(({ _id }) => _id).sort());
  expect(checkStore(path)).toEqual([]);
});

it('an import by name takes a model for the one of the store that has the name now, ids and facts kept', async () => {
  const folder = tempFolder();
  const [path, file] = [join(folder, 'oai.db'), join(folder, 'names.csv')];
  const models = plainModels(30);
  const hub = await HubOverTime.start(models, path);
  await hub.night('2025-06-01');
  models.splice(0, 1, { ...plainModels(1)[0], _id: models[0]?._id ?? '', id: 'new/name' });
  await hub.night('2025-06-02');
  const before = stored(path);
  // The freed name is nobody's now: who has it in the file is another model.
  writeFileSync(file, `${csvOf(models)}author-0/model-0,1\n`);
  const { nights } = await importCsv(path, file, byName('2025-06-03'));
  expect(nights[0]?.run).toMatchObject({ models: 31, modelsNew: 1 });
  const after = stored(path);
  expect(after.slice(0, 30)).toEqual(before);
  expect(after[30]).toMatchObject({ name: 'author-0/model-0', hub_id: madeUpId('author-0/model-0') });
  // What the file does not have is as the store knew it.
  expect(
    queryOne(path, 'SELECT count(*) FROM model WHERE licence_key IS NOT NULL AND created_at IS NOT NULL'),
  ).toBe(30);
  expect(checkStore(path)).toEqual([]);
});

it('a later import that has the ids replaces those made from names, and a rename is then one', async () => {
  const folder = tempFolder();
  const [path, file] = [join(folder, 'oai.db'), join(folder, 'models.csv')];
  const id = '621ffdc036468d709f174328';
  writeFileSync(file, 'id,_id\na/one,\nb/two,\n');
  await importCsv(path, file, { map: 'name=id,hub_id=_id', date: '2025-06-01' });
  writeFileSync(file, `id,_id\na/one,${id}\nb/two,\n`);
  await importCsv(path, file, { map: 'name=id,hub_id=_id', date: '2025-06-02' });
  writeFileSync(file, `id,_id\nc/renamed,${id}\nb/two,\n`);
  await importCsv(path, file, { map: 'name=id,hub_id=_id', date: '2025-06-03' });
  expect(stored(path)).toEqual([
    { model_key: 1, hub_id: id, name: 'c/renamed', first_seen_run: 1 },
    { model_key: 2, hub_id: madeUpId('b/two'), name: 'b/two', first_seen_run: 1 },
  ]);
  expect(queryOne(path, 'SELECT name FROM model_rename')).toBe('a/one');
  expect(checkStore(path)).toEqual([]);
});

it.each([0, 1200])('rows of a model with and without its id, %i rows apart, are one model', async (apart) => {
  const id = '64a000000000000000000001';
  const between = Array.from({ length: apart }, (_, index) => `b/m${index},`);
  for (const [first, last] of [
    ['a/x,', `a/x,${id}`],
    [`a/x,${id}`, 'a/x,'],
  ]) {
    const folder = tempFolder();
    const [path, file] = [join(folder, 'oai.db'), join(folder, 'models.csv')];
    writeFileSync(file, `id,_id\n${[first, ...between, last].join('\n')}\n`);
    const { nights } = await importCsv(path, file, { map: 'name=id,hub_id=_id', date: '2025-06-01' });
    expect(nights[0]?.run).toMatchObject({ models: apart + 1, duplicates: 1 });
    expect(queryOne(path, "SELECT group_concat(lower(hex(hub_id))) FROM model WHERE name = 'a/x'")).toBe(id);
    expect(checkStore(path)).toEqual([]);
  }
});

it('a row by name is of the model that this import renamed to it, not of the one that had the name', async () => {
  const [one, two] = ['64a000000000000000000001', '64a000000000000000000002'];
  const folder = tempFolder();
  const [path, file] = [join(folder, 'oai.db'), join(folder, 'models.csv')];
  const table = (date: string) => ({ map: 'name=id,hub_id=_id,likes=likes', date });
  writeFileSync(file, `id,_id,likes\na/x,${one},1\na/y,${two},1\n`);
  await importCsv(path, file, table('2025-06-01'));
  const between = Array.from({ length: 1000 }, (_, index) => `b/m${index},,`);
  writeFileSync(
    file,
    `id,_id,likes\na/y,,2\n${between.join('\n')}\na/z,${one},3\n${between.join('\n')}\na/z,,4\na/x,,5\n`,
  );
  await importCsv(path, file, table('2025-06-02'));
  expect(
    queryOne(
      path,
      "SELECT group_concat(name || likes, ' ') FROM (SELECT * FROM model WHERE name LIKE 'a/%' ORDER BY name)",
    ),
  ).toBe('a/x5 a/y2 a/z4');
});

it('an `_id` in the form of those made from names, and a name with space around it, are set aside', async () => {
  const folder = tempFolder();
  const [path, file] = [join(folder, 'oai.db'), join(folder, 'models.csv')];
  writeFileSync(file, `id,_id\na/one,${madeUpId('b/two')}\na/two,\n" a/three",\n"a/four\t",\n`);
  const { nights } = await importCsv(path, file, { map: 'name=id,hub_id=_id', date: '2025-06-01' });
  expect(nights[0]).toMatchObject({ rowsByName: 1, run: { entries: 4, models: 1, quarantined: 3 } });
  expect(queryOne(path, 'SELECT group_concat(reason, char(10)) FROM quarantine')).toBe(
    [
      'row 1: _id: made from a name, and none of the Hub',
      'row 3: id: space before or after it',
      'row 4: id: space before or after it',
    ].join('\n'),
  );
});

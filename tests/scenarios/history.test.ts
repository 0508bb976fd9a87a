import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MissingDataError, UsageError } from '../../src/errors.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { defaultWire } from '../../src/local-hub/default-wire.js';
import { concentration } from '../../src/reports/concentration.js';
import { checkStore } from '../../src/store/check.js';
import type { NightColumn } from '../../src/store/night-columns.js';
import { queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { HubOverTime, readNight } from '../support/nights.js';
import { noContext } from '../support/reports.js';
import { tempFolder } from '../support/temp.js';

const storePath = () => join(tempFolder(), 'oai.db');

/** Values of a night by name, models that it lacks left out. */
function valuesOf(path: string, asOf: string, column: NightColumn): Record<string, number> {
  return readNight(path, { asOf }, (night) => {
    const present = night.column('present');
    const values = night.column(column);
    const positions = [...present.keys()].filter((position) => present[position] === 1);
    return Object.fromEntries(
      night.names(positions).map((name, i) => [name, values[positions[i] ?? 0] ?? NaN]),
    );
  });
}

const report = (path: string, params: Record<string, unknown>, choice = {}) =>
  readNight(path, choice, (night) => concentration.run(night, params, noContext));

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new Error(`nothing at ${index}`);
  return value;
}

describe('a store of several nights', () => {
  it('reads every night back as it was, over more than one keyframe', { timeout: 60_000 }, async () => {
    const models = plainModels(40, (index) => ({ trendingScore: index / 10 }));
    const over = await HubOverTime.start(models, storePath());
    const expected: Record<string, Record<string, number>> = {};
    for (let day = 1; day <= 70; day += 1) {
      const date = new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10);
      for (const [index, model] of models.entries()) {
        if ((index + day) % 3 === 0) model.downloads = (model.downloads ?? 0) + ((index * day) % 11) - 2;
        if (model.downloads !== undefined && model.downloads < 0) delete model.downloads;
        model.downloads ??= 0;
      }
      expected[date] = Object.fromEntries(models.map(({ id, downloads }) => [id, downloads ?? NaN]));
      await over.night(date);
    }
    for (const [date, values] of Object.entries(expected)) {
      expect(valuesOf(over.path, date, 'downloads_30d')).toEqual(values);
    }
    const keyframes = `SELECT count(*) FROM night_column WHERE column_name = 'downloads_30d' AND substr(data, 2, 1) = x'00'`;
    expect(queryOne(over.path, keyframes)).toBe(3);
  });

  it('tells how concentrated each night was, as each night alone does, with and without the histograms', async () => {
    const models = plainModels(30, (index) => ({ downloads: index ** 3 }));
    const over = await HubOverTime.start(models, storePath());
    const dates = ['2026-03-01', '2026-03-02', '2026-03-03'];
    for (const date of dates) {
      for (const [index, model] of models.entries()) model.downloads = (model.downloads ?? 0) + (index % 4);
      await over.night(date);
    }
    const overTime = () => report(over.path, { overTime: true }).result['over_time'];
    const alone = dates.map((date) => {
      const { n, total, gini } = report(over.path, {}, { asOf: date }).result;
      return { night: date, n, total, gini };
    });
    expect(overTime()).toMatchObject(alone);
    const kept = overTime();
    const db = new Database(over.path);
    db.exec(
      'DELETE FROM night_histogram WHERE night_key <> 2; UPDATE night_histogram SET data = zeroblob(9)',
    );
    db.close();
    expect(overTime()).toEqual(kept);
    expect(() => report(over.path, { overTime: true, by: 'author' })).toThrow(UsageError);
    await over.night('2026-03-04', { query: { repository: 'model', author: null, limit: 5 } });
    expect(() => report(over.path, { overTime: true }, { run: 4 })).toThrow(MissingDataError);
  });

  it('answers for a day without a night from the night before, named, and not at all before the first', async () => {
    const over = await HubOverTime.start(plainModels(3), storePath());
    await over.night('2026-03-01');
    await over.night('2026-03-05');
    expect(readNight(over.path, { asOf: '2026-03-04' }, ({ night }) => night.date)).toBe('2026-03-01');
    expect(readNight(over.path, { asOf: '2030-01-01' }, ({ night }) => night.date)).toBe('2026-03-05');
    expect(() => readNight(over.path, { asOf: '2026-02-28' }, ({ night }) => night)).toThrow(
      MissingDataError,
    );
    expect(() => readNight(over.path, { asOf: '2026-02-28' }, ({ night }) => night)).toThrow(
      /no night at or before 2026-02-28/,
    );
    expect(() => readNight(over.path, { asOf: '2026-02-30' }, ({ night }) => night)).toThrow(/not a date/);
  });

  it('keeps one night a day: the last complete crawl of it', async () => {
    const models = plainModels(60);
    const over = await HubOverTime.start(models, storePath());
    await over.night('2026-03-01');
    await over.night('2026-03-02');
    at(models, 0).downloads = 99;
    await over.night('2026-03-02');
    expect(queryOne(over.path, 'SELECT count(*) FROM night')).toBe(2);
    expect(valuesOf(over.path, '2026-03-02', 'downloads_30d')['author-0/model-0']).toBe(99);
    expect(valuesOf(over.path, '2026-03-01', 'downloads_30d')['author-0/model-0']).toBe(0);
  });

  it('notes models that vanish and come back, and rewrites nothing of the past', async () => {
    const models = plainModels(100);
    const gone = at(models, 50);
    const over = await HubOverTime.start(models, storePath());
    await over.night('2026-03-01');
    models.splice(50, 1);
    await over.night('2026-03-02');
    await over.night('2026-03-03');
    const absence = () =>
      queryOne(
        over.path,
        `SELECT group_concat(date(gone_day * 86400, 'unixepoch') || ' ' || coalesce(date(back_day * 86400, 'unixepoch'), 'gone')) FROM model_absence`,
      );
    expect(absence()).toBe('2026-03-02 gone');
    expect(queryOne(over.path, 'SELECT vanished FROM night ORDER BY night_key LIMIT 1 OFFSET 1')).toBe(1);
    models.push(gone);
    await over.night('2026-03-04');
    expect(absence()).toBe('2026-03-02 2026-03-04');
    expect(Object.keys(valuesOf(over.path, '2026-03-01', 'present'))).toHaveLength(100);
    expect(Object.keys(valuesOf(over.path, '2026-03-03', 'present'))).toHaveLength(99);
    expect(Object.keys(valuesOf(over.path, '2026-03-04', 'present'))).toHaveLength(100);
  });

  it('knows a renamed model, a reused name and a renamed author by the names of each night', async () => {
    const models = plainModels(4, (index) => ({ id: `old/model-${index}` }));
    const over = await HubOverTime.start(models, storePath());
    await over.night('2026-03-01');
    at(models, 0).id = 'old/renamed';
    at(models, 1).id = 'old/model-0';
    await over.night('2026-03-02');
    for (const model of models) model.id = model.id.replace('old/', 'new/');
    await over.night('2026-03-03');
    expect(Object.keys(valuesOf(over.path, '2026-03-01', 'downloads_30d')).sort()).toEqual([
      'old/model-0',
      'old/model-1',
      'old/model-2',
      'old/model-3',
    ]);
    expect(valuesOf(over.path, '2026-03-01', 'downloads_30d')['old/model-0']).toBe(0);
    expect(valuesOf(over.path, '2026-03-02', 'downloads_30d')['old/model-0']).toBe(1);
    expect(valuesOf(over.path, '2026-03-03', 'downloads_30d')['new/model-0']).toBe(1);
    const authorOf = (asOf: string) =>
      readNight(over.path, { asOf }, (night) => {
        const [key] = night.column('author_key');
        return queryOne(over.path, `SELECT name FROM author WHERE author_key = ${key}`);
      });
    expect([authorOf('2026-03-01'), authorOf('2026-03-03')]).toEqual(['old', 'new']);
    expect(queryOne(over.path, 'SELECT count(*) FROM model')).toBe(4);
  });
});

describe('downloads within a window', () => {
  // Five models: one grows, one falls, one is created inside, one has no all-time count, one goes.
  async function windowed(): Promise<string> {
    const models: ListedModel[] = plainModels(5, (index) => ({
      id: `a/${index}`,
      downloadsAllTime: 100 * (index + 1),
    }));
    const created = at(models, 2);
    const [, , , lacking, going] = models;
    created._id = 'ffffffff0000000000000000';
    created.createdAt = '2026-03-15T00:00:00.000Z';
    delete lacking?.downloadsAllTime;
    const listed = models.filter((model) => model !== created);
    const over = await HubOverTime.start(listed, storePath());
    await over.night('2026-03-01');
    at(models, 0).downloadsAllTime = 150;
    at(models, 1).downloadsAllTime = 180;
    created.downloadsAllTime = 30;
    listed.splice(listed.indexOf(going ?? created), 1, created);
    await over.night('2026-03-31', {});
    return over.path;
  }

  it('are the difference of two nights; what is new starts at zero, what fell is listed', async () => {
    const path = await windowed();
    const { result } = report(path, { metric: 'window', from: '2026-03-01' }, { includeSuspect: true });
    expect(result).toMatchObject({
      n: 2,
      total: 80,
      counted: {
        window: { from: '2026-03-01', to: '2026-03-31' },
        lacking: 1,
        gone: 1,
        negative: [{ model: 'a/1', change: -20 }],
      },
    });
  });

  it('need two different nights and a beginning', async () => {
    const path = await windowed();
    const all = { includeSuspect: true };
    expect(() => report(path, { metric: 'window' }, all)).toThrow(/needs its beginning/);
    expect(() => report(path, { metric: 'window', from: '2026-01-01' }, all)).toThrow(MissingDataError);
    expect(() => report(path, { metric: 'window', from: '2026-03-02', to: '2026-03-20' }, all)).toThrow(
      /no window/,
    );
    expect(() => report(path, { metric: '30d', from: '2026-03-02' }, all)).toThrow(/--metric window/);
  });
});

describe('downloads in the first year', () => {
  it('stop at the first birthday of a model, where a night is close enough to it', async () => {
    const createdAt = ['2026-01-01', '2025-02-10', '2024-01-01'];
    const models = plainModels(3, (index) => ({
      id: `a/${index}`,
      createdAt: `${at(createdAt, index)}T00:00:00.000Z`,
      downloadsAllTime: 10,
    }));
    const over = await HubOverTime.start(models, storePath());
    for (const [date, count] of [
      ['2026-02-01', 20],
      ['2026-02-09', 30],
      ['2026-02-20', 40],
    ] as const) {
      for (const model of models) model.downloadsAllTime = count;
      await over.night(date);
    }
    const { result } = report(over.path, { metric: 'first-year' }, { includeSuspect: true });
    // The young one has all it has; the second turned one on 10 February; the third long before the first night.
    expect(result).toMatchObject({ n: 2, total: 70, counted: { lacking: 1 } });
  });
});

describe('the verdict on a night', () => {
  it('keeps a suspect night out of reports, with its reason, until somebody asks', async () => {
    const models = plainModels(100);
    const over = await HubOverTime.start(models, storePath());
    await over.night('2026-03-01');
    models.splice(0, 40);
    await over.night('2026-03-02');
    expect(queryOne(over.path, 'SELECT quality FROM night ORDER BY night_key DESC')).toBe('suspect');
    expect(queryOne(over.path, 'SELECT reasons FROM night ORDER BY night_key DESC')).toMatch(
      /40\.0 % of the models of 2026-03-01 are missing/,
    );
    expect(report(over.path, {}).provenance).toMatchObject({ night: '2026-03-01', quality: 'good' });
    expect(report(over.path, {}, { includeSuspect: true }).provenance).toMatchObject({
      night: '2026-03-02',
      quality: 'suspect',
    });
    expect(queryOne(over.path, 'SELECT count(*) FROM model_absence')).toBe(0);
  });

  it('does not let a suspect crawl take the place of a good one of the same day', async () => {
    const models = plainModels(100);
    const over = await HubOverTime.start(models, storePath());
    await over.night('2026-03-01');
    await over.night('2026-03-02');
    const [removed] = [models.splice(0, 40)];
    await over.night('2026-03-02');
    expect(queryOne(over.path, `SELECT group_concat(quality) FROM night`)).toBe('good,good,suspect');
    expect(readNight(over.path, {}, ({ models: count }) => count)).toBe(100);
    models.push(...removed);
    await over.night('2026-03-03');
    expect(readNight(over.path, { asOf: '2026-03-03' }, ({ models: count }) => count)).toBe(100);
    expect(readNight(over.path, { asOf: '2026-03-02' }, ({ models: count }) => count)).toBe(100);
  });

  it('marks a night in which no counter moved', async () => {
    const models = plainModels(50);
    const over = await HubOverTime.start(models, storePath());
    await over.night('2026-03-01');
    for (const model of models) model.likes = (model.likes ?? 0) + 1;
    await over.night('2026-03-02');
    at(models, 0).downloads = 5;
    await over.night('2026-03-03');
    expect(queryOne(over.path, 'SELECT group_concat(stalled) FROM night')).toBe('0,1,0');
    expect(queryOne(over.path, 'SELECT group_concat(changed) FROM night')).toBe('50,1');
  });

  it('finds a clock that went back suspect, and loses nothing', async () => {
    const over = await HubOverTime.start(plainModels(30), storePath());
    await over.night('2026-03-10');
    await over.night('2026-03-05');
    await over.night('2026-03-11');
    expect(queryOne(over.path, 'SELECT group_concat(quality) FROM night')).toBe('good,suspect,good');
    expect(readNight(over.path, {}, ({ night }) => night.date)).toBe('2026-03-11');
  });
});

describe('a night is not lost or falsified', () => {
  it('by damage to what was present in the night before', async () => {
    const over = await HubOverTime.start(plainModels(50), storePath());
    await over.night('2026-03-01');
    const db = new Database(over.path);
    db.exec(`UPDATE night_column SET data = zeroblob(10) WHERE column_name = 'present'`);
    db.close();
    await over.night('2026-03-02');
    expect(queryOne(over.path, 'SELECT quality FROM night ORDER BY night_key DESC')).toBe('suspect');
    expect(readNight(over.path, { run: 2 }, (night) => night.models)).toBe(50);
  });

  it('by a field that was asked for, then not, then said to be nothing', async () => {
    const models = plainModels(20, (index) => ({ library_name: 'transformers', gguf: { total: index + 1 } }));
    const path = storePath();
    const over = await HubOverTime.start(models, path);
    const known = () =>
      queryOne(path, 'SELECT count(library_key) || ' + " ' ' || count(gguf_parameters) FROM model");
    await over.night('2026-03-01', { extraFields: ['gguf'] });
    expect(known()).toBe('20 20');
    for (const model of models) {
      delete model.library_name;
      delete model.gguf;
    }
    over.wire.expandFields = defaultWire.expandFields.filter((field) => field !== 'library_name');
    await over.night('2026-03-02');
    expect(known()).toBe('20 20');
    over.wire.expandFields = [...defaultWire.expandFields];
    await over.night('2026-03-03', { extraFields: ['gguf'] });
    expect(known()).toBe('0 0');
  });

  it.each(['1969-12-31T23:58:00.000Z', '0001-01-01T00:00:00.000Z'])(
    'by a creation on %s',
    async (createdAt) => {
      const models = plainModels(50);
      const over = await HubOverTime.start(models, storePath());
      await over.night('2026-03-01');
      models.push(
        ...plainModels(51)
          .slice(50)
          .map((model) => ({ ...model, createdAt })),
      );
      await over.night('2026-03-02');
      await over.night('2026-03-03');
      expect(queryOne(over.path, 'SELECT count(*) FROM model WHERE created_at IS NULL')).toBe(1);
      expect(queryOne(over.path, `SELECT field || ': ' || reason FROM quarantine`)).toBe(
        'createdAt: before 1970',
      );
      expect(checkStore(over.path)).toEqual([]);
    },
  );

  it('by a base that was deleted and made anew under its name', async () => {
    const models = plainModels(30);
    at(models, 1).tags = ['base_model:finetune:author-3/model-3', 'base_model:author-3/model-3'];
    const over = await HubOverTime.start(models, storePath());
    const base = at(models, 3);
    base.id = 'author-3/model-3';
    await over.night('2026-03-01');
    models[3] = { ...base, _id: 'f'.repeat(24) };
    await over.night('2026-03-02');
    expect(queryOne(over.path, 'SELECT lower(hex(hub_id)) FROM base JOIN model USING (model_key)')).toBe(
      'f'.repeat(24),
    );
  });

  it('by a damaged night before it', async () => {
    const models = plainModels(50);
    const over = await HubOverTime.start(models, storePath());
    await over.night('2026-03-01');
    const db = new Database(over.path);
    db.exec(`UPDATE night_column SET data = zeroblob(10) WHERE column_name = 'likes'`);
    db.close();
    at(models, 3).likes = 77;
    await over.night('2026-03-02');
    expect(queryOne(over.path, 'SELECT quality || reasons FROM night ORDER BY night_key DESC')).toMatch(
      /^suspect.*likes of the night 2026-03-01 cannot be read.*oai check/,
    );
    expect(readNight(over.path, { run: 2 }, (night) => night.column('likes')[46])).toBe(77);
    await over.night('2026-03-03');
    expect(readNight(over.path, { run: 2 }, (night) => night.column('likes')[46])).toBe(77);
    expect(checkStore(over.path).map(({ what }) => what)).toEqual([
      'chunk 0 of likes: a night chunk has format version 0',
    ]);
  });

  it('by a damaged night before it whose copy is lost as well', async () => {
    const models = plainModels(50);
    const over = await HubOverTime.start(models, storePath());
    await over.night('2026-03-01');
    const db = new Database(over.path);
    db.exec(
      `UPDATE night_column SET data = zeroblob(10) WHERE column_name = 'likes'; DELETE FROM newest_column`,
    );
    db.close();
    at(models, 3).likes = 77;
    await over.night('2026-03-02');
    expect(queryOne(over.path, 'SELECT quality FROM night ORDER BY night_key DESC')).toBe('suspect');
    expect(queryOne(over.path, 'SELECT reasons FROM night ORDER BY night_key DESC')).toMatch(
      /likes of the night 2026-03-01 cannot be read.*oai check/,
    );
    expect(readNight(over.path, { run: 2 }, (night) => night.column('likes')[46])).toBe(77);
  });

  it('by a Hub that no longer gives a field: what was known stays, and the night is suspect', async () => {
    const models = plainModels(50, (index) => ({ safetensors: { total: index + 1 } }));
    const path = storePath();
    const over = await HubOverTime.start(models, path);
    await over.night('2026-03-01');
    for (const model of models) {
      delete model.createdAt;
      delete model.safetensors;
      delete model.tags;
    }
    const refused = ['createdAt', 'safetensors', 'tags'];
    over.wire.expandFields = defaultWire.expandFields.filter((field) => !refused.includes(field));
    const run = await over.night('2026-03-02');
    expect(run).toMatchObject({ fieldsRefused: refused, modelsChanged: 0 });
    expect(
      queryOne(path, 'SELECT count(created_at) + count(parameters) + count(licence_key) FROM model'),
    ).toBe(150);
    expect(queryOne(path, 'SELECT reasons FROM night ORDER BY night_key DESC')).toMatch(
      /no model has createdAt any more/,
    );
  });

  it('by names that a run of one author saw while it was stopped', async () => {
    const models = plainModels(1500, (index) => ({ id: `au${index % 2}/m${index}` }));
    const over = await HubOverTime.start(models, storePath());
    await over.night('2026-03-01');
    await expect(over.night('2026-03-02', { maxPages: 1 })).rejects.toThrow();
    at(models, 0).id = 'au0/renamed';
    await over.night('2026-03-02', { query: { repository: 'model', author: 'au0', limit: null } });
    await over.night('2026-03-03');
    const nameOn = (asOf: string) => readNight(over.path, { asOf }, (night) => night.names([1499]));
    expect([nameOn('2026-03-01'), nameOn('2026-03-03')]).toEqual([['au0/m0'], ['au0/renamed']]);
  });

  it('by a second and a third crawl of its day, suspect or good', async () => {
    const models = plainModels(200);
    const listed = [...models];
    const over = await HubOverTime.start(listed, storePath());
    const crawlWithout = async (date: string, count: number) => {
      listed.splice(0, listed.length, ...models.slice(count));
      await over.night(date);
    };
    await crawlWithout('2026-03-01', 0);
    await crawlWithout('2026-03-02', 1);
    await crawlWithout('2026-03-02', 100);
    await crawlWithout('2026-03-02', 1);
    expect(queryOne(over.path, `SELECT group_concat(quality) FROM night`)).toBe('good,good');
    expect(queryOne(over.path, 'SELECT count(*) FROM model_absence')).toBe(1);
  });
});

describe('a window', () => {
  it('is of the night that ends it, of the trust that was asked for, and of the whole Hub', async () => {
    const models = plainModels(100, (index) => ({ id: `au1/m${index}`, downloadsAllTime: 100 }));
    const listed = [...models];
    const over = await HubOverTime.start(listed, storePath());
    await over.night('2026-01-01');
    for (const model of models) model.downloadsAllTime = 110;
    await over.night('2026-01-02');
    for (const model of models)
      Object.assign(model, { downloadsAllTime: 150, id: model.id.replace('au1', 'au2') });
    listed.splice(0, 40);
    await over.night('2026-01-03');
    const window = (to: string, choice = {}) =>
      report(over.path, { metric: 'window', from: '2026-01-01', to, by: 'author' }, choice);
    expect(window('2026-01-03')).toMatchObject({
      provenance: { night: '2026-01-02' },
      result: { n: 1, total: 1000 },
    });
    expect(window('2026-01-03', { includeSuspect: true })).toMatchObject({
      provenance: { night: '2026-01-03', quality: 'suspect' },
      result: { n: 1, total: 3000, counted: { gone: 40 } },
    });
    const author = await over.night('2026-01-04', {
      query: { repository: 'model', author: 'au2', limit: null },
    });
    expect(() => report(over.path, { metric: 'window', from: '2026-01-01' }, { run: author.run })).toThrow(
      /part of the Hub/,
    );
  });
});

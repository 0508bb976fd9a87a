import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  crawl,
  type CrawlOptions,
  openStore,
  renderReport,
  type RenderOptions,
  type ReportOptions,
  reports,
  UsageError,
} from '../../src/index.js';
import { changingHub } from '../support/changing-hub.js';
import { rejection } from '../support/fault-run.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

/** Options as a program without types may give them. */
type Untyped = Readonly<Record<string, unknown>>;

describe('crawl', () => {
  it.each<[name: string, takes: string, ...values: unknown[]]>([
    ['limit', 'a whole number from 1', NaN, 0, -5, 1.5, Infinity, '50', null],
    ['concurrency', 'a whole number from 1', NaN, 0, -1, 1e300, '2'],
    ['maxPages', 'a whole number from 1', NaN, 0, Infinity],
    ['author', 'a text that is not empty', '', ' ', 5],
    ['keepPages', 'a text that is not empty', '', true],
    ['maxTimeMs', 'a number of milliseconds above 0', NaN, Infinity, 0, -1, '1h'],
    ['patienceMs', 'a number of milliseconds above 0', NaN, Infinity, 0],
    ['budget', 'a number above 0 and up to 1', NaN, 0, 1.1, '0.5'],
    ['repository', 'one of model, dataset, space', 'models', ''],
    ['expand', 'a list of fields; there is gguf', 'gguf', ['config']],
    ['restart', 'true or false', 'no', 1],
    ['endpoint', 'an http or https address', 5],
    ['token', 'a text', 5],
    ['signal', 'an AbortSignal', {}],
    ['onEvent', 'a function', {}],
  ])('refuses %s unless it is %s, and makes no store', async (name, takes, ...values) => {
    const db = join(tempFolder(), 'oai.db');
    for (const value of values) {
      const options: Untyped = { db, endpoint: 'http://127.0.0.1:9', [name]: value };
      const error = await rejection(crawl(options as unknown as CrawlOptions));
      expect(error, String(value)).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({
        message: `The option ${name} of crawl cannot be used.`,
        todo: `Give ${takes}.`,
      });
    }
    expect(existsSync(db)).toBe(false);
  });

  it.each<[options: unknown, message: string]>([
    [undefined, 'crawl takes an object of options.'],
    [{}, 'The option db of crawl cannot be used.'],
    [{ db: 5 }, 'The option db of crawl cannot be used.'],
    [{ db: '' }, 'The option db of crawl cannot be used.'],
    [{ db: 'oai.db', maxpages: 5 }, 'crawl has no option maxpages.'],
    [{ db: 'oai.db', repository: 'space', expand: ['gguf'] }, 'crawl has no option expand for a space.'],
    [{ db: 'oai.db', repository: 'dataset', keepPages: 'p' }, 'crawl has no option keepPages for a dataset.'],
  ])('refuses %j', async (options, message) => {
    const error = await rejection(crawl(options as CrawlOptions));
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ message });
  });

  it('leaves an unfinished crawl of the whole Hub to those who ask for all of it', async () => {
    const { hub } = await changingHub(plainModels(300));
    const settings = { db: join(tempFolder(), 'oai.db'), endpoint: hub.endpoint, concurrency: 1 };
    await rejection(crawl({ ...settings, maxPages: 1 }));
    expect(await rejection(crawl({ ...settings, limit: NaN }))).toBeInstanceOf(UsageError);
    const store = openStore(settings.db);
    expect(store.nights()).toEqual([]);
    expect(store.runs()).toMatchObject([{ status: 'stopped', pages: 1 }]);
    store.close();
  });
});

describe('reports and renderReport', () => {
  it('refuse an option that they do not take, naming what they do', async () => {
    const { hub } = await changingHub(plainModels(50));
    const db = join(tempFolder(), 'oai.db');
    await crawl({ db, endpoint: hub.endpoint });
    const store = openStore(db);
    for (const [options, todo] of [
      [{ registry: { profile: 'bogus' } }, /one of default, steward, parent-seat/],
      [{ registry: { folder: ['x'] } }, /folders/],
      [{ night: { asof: '2026-01-01' } }, /asOf/],
      [{ parameters: {} }, /params/],
    ] as const satisfies [Untyped, RegExp][]) {
      const error = await rejection(reports.run('tail', { store, ...options } as ReportOptions));
      expect(error, JSON.stringify(options)).toBeInstanceOf(UsageError);
      expect(String((error as UsageError).todo)).toMatch(todo);
    }
    expect(await rejection(reports.run('tail', {} as ReportOptions))).toBeInstanceOf(UsageError);
    const output = await reports.run('tail', { store });
    store.close();
    expect(() => renderReport(output, 'xml' as 'json')).toThrow(UsageError);
    for (const options of [
      { language: 'xx' },
      { width: NaN },
      { chart: 0 },
      { colour: 'yes' },
      { color: true },
    ] satisfies Untyped[]) {
      expect(() => renderReport(output, 'table', options as RenderOptions)).toThrow(UsageError);
    }
    expect(renderReport(output, 'md', { language: 'ru', width: undefined })).toMatch(/[а-я]/);
  });
});

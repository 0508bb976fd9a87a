import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { oai } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const path = join(sharedFolder(), 'oai.db');
const models = plainModels(60, (index) => ({ id: `${index < 2 ? 'old' : 'rest'}/model-${index}`, likes: 7 }));
const [first, second, ...others] = models;
const mover = others.at(-1);
if (first === undefined || second === undefined || mover === undefined) throw new Error('there are models');

/** What changes on the Hub before each night; no other counter moves. */
const nights: [date: string, change: (models: ListedModel[]) => void][] = [
  [
    '2026-03-01',
    () => {
      first.downloads = 10;
      second.downloads = 1;
    },
  ],
  [
    '2026-03-02',
    () => {
      Object.assign(first, { id: 'new/renamed', downloads: 20 });
      second.downloads = 2;
    },
  ],
  // None on the third.
  [
    '2026-03-04',
    (hub) => {
      hub.splice(0, 1);
      mover.downloads = 1000;
    },
  ],
  [
    '2026-03-05',
    (hub) => {
      hub.unshift(Object.assign(first, { downloads: 50 }));
      mover.downloads = 1001;
    },
  ],
  ['2026-03-06', () => undefined],
  ['2026-03-07', (hub) => hub.splice(10, 40)],
  [
    '2026-03-08',
    (hub) => {
      hub.splice(10, 0, ...others.slice(8, 48));
      delete first.downloads;
      second.id = 'old/model-0';
    },
  ],
];

beforeAll(async () => {
  const hub = await startLocalHub({
    source: recordedSource(models),
    clock: systemClock,
    quota: { anonymous: 1e6 },
  });
  for (const [date, change] of nights) {
    change(models);
    await crawlInto(path, hub.endpoint, {
      clock: { ...systemClock, now: () => Date.parse(`${date}T03:00:00Z`) },
    });
  }
  await hub.close();
});

const series = (...args: string[]) => oai(['series', '--db', path, ...args]);

interface Day {
  night: string;
  value: number | null;
  state: string;
  models: number | null;
}

interface Output {
  result: {
    days_without_night: number;
    suspect_days: number;
    series: { name: string; hub_id: string | null; former_names: string[]; days: Day[] }[];
  };
}

async function json(...args: string[]): Promise<Output['result']> {
  const { code, stdout, stderr } = await series('--json', ...args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return (JSON.parse(stdout) as Output).result;
}

const daysOf = ({ days = [] }: { days?: Day[] } = {}) =>
  days.map(({ night, value, state }) => `${night.slice(8)} ${value ?? '-'} ${state}`);

describe('oai series', () => {
  it('tells apart a night without the model, a value that is lacking and a day without a night', async () => {
    const { series: found, ...counts } = await json('new/renamed');
    expect(daysOf(found[0])).toEqual([
      '01 10 seen',
      '02 20 seen',
      '03 - no night',
      '04 - absent',
      '05 50 seen',
      '06 50 stalled',
      '07 - no night',
      '08 - unknown',
    ]);
    expect(counts).toMatchObject({ nights: 6, days_without_night: 2, suspect_days: 1, stalled_nights: 1 });
  });

  it('finds a model by its name, a former name and its _id', async () => {
    const id = String(first._id);
    for (const reference of ['new/renamed', id, id.toUpperCase()]) {
      const { series: found } = await json(reference);
      expect(found).toMatchObject([{ name: 'new/renamed', hub_id: id, former_names: ['old/model-0'] }]);
    }
  });

  it('shows every model that has or had a name, with its _id, the present one first', async () => {
    const { series: found } = await json('old/model-0', 'new/renamed');
    expect(found.map(({ name, hub_id }) => [name, hub_id])).toEqual([
      ['old/model-0', second._id],
      ['new/renamed', first._id],
    ]);
    const { stdout } = await series('old/model-0', '--format', 'csv');
    const rows = parse<{ model: string; hub_id: string }>(stdout, { columns: true });
    expect(new Set(rows.map(({ hub_id }) => hub_id))).toEqual(new Set([first._id, second._id]));
  });

  it('adds up for an author the models that had its name on each night', async () => {
    const { series: found } = await json('--author', 'old');
    expect(daysOf(found[0])).toEqual([
      '01 11 seen',
      '02 2 seen',
      '03 - no night',
      '04 2 seen',
      '05 2 seen',
      '06 2 stalled',
      '07 - no night',
      '08 2 seen',
    ]);
    expect(found[0]?.days.map(({ models }) => models)).toEqual([2, 1, null, 1, 1, 1, null, 1]);
    const { series: renamed } = await json('--author', 'new');
    expect(daysOf(renamed[0]).slice(0, 2)).toEqual(['01 - absent', '02 20 seen']);
  });

  it('adds up an author of many models as it does one of few', async () => {
    const { series: found } = await json('--author', 'rest', '--from', '2026-03-01', '--to', '2026-03-02');
    const sum = Array.from({ length: 58 }, (_, index) => index + 2).reduce((a, b) => a + b, 0);
    expect(daysOf(found[0])).toEqual([`01 ${sum} seen`, `02 ${sum} seen`]);
    expect(found[0]?.days[0]?.models).toBe(58);
  });

  it('shows another metric; stalled download counters are none of its business', async () => {
    const { series: found } = await json('new/renamed', '--metric', 'likes', '--from', '2026-03-05');
    expect(daysOf(found[0])).toEqual(['05 7 seen', '06 7 seen', '07 - no night', '08 7 seen']);
    const { series: trending } = await json('new/renamed', '--metric', 'trending', '--to', '2026-03-01');
    expect(daysOf(trending[0])).toEqual(['01 - unknown']);
  });

  it('draws a line with gaps, and says where the history ends', async () => {
    const { stdout } = await series('new/renamed', '--from', '2026-01-01', '--to', '2026-03-07');
    expect(stdout).toContain('▁▃  ██\n');
    expect(stdout).toContain('The history of this store begins on 2026-03-01.');
    expect(stdout).toContain('The newest night at or before 2026-03-07 is 2026-03-06.');
    expect(stdout).toMatch(/^2026-03-03 +new\/renamed +no night/m);
    expect(stdout).toMatch(/^2026-03-04 +new\/renamed +absent/m);
    expect(
      stdout.startsWith('new/renamed: 50 downloads (last 30 days) on 2026-03-06, 10 on 2026-03-01.'),
    ).toBe(true);
    const ascii = await oai(['series', 'new/renamed', '--db', path], { LANG: 'C' });
    expect(ascii.stdout).toMatch(/^\.- {2}@@\s*$/m);
  });

  it('prints every format, and a file by its suffix', async () => {
    const file = join(tempFolder(), 'series.csv');
    expect(await series('new/renamed', '-o', file)).toMatchObject({ code: 0, stdout: '' });
    const rows = parse<Record<string, string>>(readFileSync(file, 'utf8'), { columns: true });
    expect(rows.map(({ night, downloads_30d }) => `${night} ${downloads_30d}`).slice(0, 3)).toEqual([
      '2026-03-01 10',
      '2026-03-02 20',
      '2026-03-03 ',
    ]);
    const { stdout: lines } = await series('new/renamed', '--format', 'ndjson');
    expect(JSON.parse(lines.split('\n')[0] ?? '')).toMatchObject({
      table: 'series',
      night: '2026-03-01',
      downloads_30d: 10,
      state: 'seen',
    });
    const { stdout: markdown } = await series('new/renamed', '--format', 'md');
    expect(markdown).toContain('| 2026-03-03 | new/renamed |');
  });

  it.each([
    ['an unknown model', ['nobody/nothing'], 5, 'There is no model nobody/nothing in this store.'],
    ['an unknown author', ['--author', 'nobody'], 5, 'There is no author nobody in this store.'],
    [
      'a time before the history',
      ['new/renamed', '--to', '2026-02-01'],
      5,
      'no night at or before 2026-02-01',
    ],
    ['a time after it', ['new/renamed', '--from', '2026-04-01'], 5, 'no night from 2026-04-01 on'],
    ['days in the wrong order', ['new/renamed', '--from', '2026-03-05', '--to', '2026-03-02'], 2, 'is after'],
    ['a day that is none', ['new/renamed', '--from', '2026-02-30'], 2, 'is not a date'],
    ['neither model nor author', [], 2, 'of models or of one author'],
    ['model and author', ['new/renamed', '--author', 'old'], 2, 'of models or of one author'],
    ['a metric that it does not know', ['new/renamed', '--metric', 'window'], 2, 'Allowed choices'],
  ])('refuses %s', async (_, args, code, message) => {
    const finished = await series(...args);
    expect(finished).toMatchObject({ code, stdout: '' });
    expect(finished.stderr).toContain(message);
  });

  it('makes no store where there is none', async () => {
    const nowhere = join(tempFolder(), 'none.db');
    expect(await oai(['series', 'a/b', '--db', nowhere])).toMatchObject({ code: 5 });
    expect(existsSync(nowhere)).toBe(false);
  });
});

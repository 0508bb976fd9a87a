import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { fieldsOf, importTargets, parseFieldMap } from '../../src/exchange/field-map.js';
import { exchangeTables } from '../../src/exchange/tables.js';
import { openForReading } from '../../src/store/open.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { importCsv, importNdjson } from '../support/imports.js';
import { tempFolder } from '../support/temp.js';

/** A file of its own folder, with the path of a store beside it. */
function fileOf(name: string, content: string | Buffer): { file: string; path: string } {
  const folder = tempFolder();
  const file = join(folder, name);
  writeFileSync(file, content);
  return { file, path: join(folder, 'oai.db') };
}

function models(path: string): Record<string, unknown>[] {
  return (dumpStore(path) as { models: Record<string, unknown>[] }).models;
}

/** Of every night its day, and what it saw of each model's downloads. */
function history(path: string): unknown {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return store.db
      .prepare("SELECT date(day * 86400, 'unixepoch') AS day, models FROM night ORDER BY night_key")
      .raw()
      .all();
  } finally {
    store.close();
  }
}

const full =
  'id,downloads,all,likes,score,created,changed,gated,private,task,library,licence,base,size,tags\n';
const map =
  'name=id,downloads_30d=downloads,downloads_all_time=all,likes=likes,trending_score=score,created_at=created,modified_at=changed,gated=gated,private=private,pipeline_tag=task,library=library,licence=licence,base=base,parameters=size,tags=tags';

describe('a CSV file', () => {
  it('fills every column that it has, and leaves an empty cell missing', async () => {
    const { file, path } = fileOf(
      'models.csv',
      `${full}a/one,12,3000000000,7,1.5,2024-05-08,1715126400,manual,False,text-generation,transformers,mit,b/base,7000000000,"[""en"",""region:us""]"\na/two,,,,,,,,,,,,,,\n`,
    );
    const { nights } = await importCsv(path, file, { map, date: '2025-01-02' });
    expect(nights[0]?.run).toMatchObject({ models: 2, quarantined: 0 });
    const [one, two] = models(path).sort((a, b) => (String(a['name']) < String(b['name']) ? -1 : 1));
    expect(one).toMatchObject({
      name: 'a/one',
      author: 'a',
      downloads_30d: 12,
      downloads_all_time: 3_000_000_000,
      likes: 7,
      trending_score: 1.5,
      created_at: Date.UTC(2024, 4, 8) / 1000,
      modified_at: 1_715_126_400,
      gated: 'manual',
      private: 0,
      pipeline_tag: 'text-generation',
      library: 'transformers',
      licence: 'license:mit',
      parameters: 7_000_000_000,
    });
    expect([...(one?.['tags'] as string[])].sort()).toEqual([
      'base_model:b/base',
      'en',
      'license:mit',
      'region:us',
    ]);
    expect(two).toMatchObject({
      name: 'a/two',
      downloads_30d: null,
      downloads_all_time: null,
      likes: null,
      created_at: null,
      private: null,
      gated: null,
      parameters: null,
      tags: [],
    });
  });

  it('sets a bad cell aside with its row, and stores the rest of the row', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `a/m${index},${index},False`);
    rows[3] = 'a/m3,-1,False';
    rows[5] = 'a/m5,1.5,True';
    rows[7] = 'a/m7,99999999999999,open';
    rows[9] = ',5,auto';
    const { file, path } = fileOf('models.csv', `id,downloads,gated\r\n${rows.join('\r\n')}\r\n`);
    const { nights } = await importCsv(path, file, {
      map: 'name=id,downloads_30d=downloads,gated=gated',
      date: '2025-01-02',
    });
    expect(nights[0]?.run).toMatchObject({ entries: 40, models: 39, quarantined: 5 });
    const { quarantine } = dumpStore(path) as {
      quarantine: { name: string | null; field: string | null; reason: string }[];
    };
    expect(quarantine.map(({ name, field, reason }) => [reason.split(':')[0], name, field]).sort()).toEqual([
      ['row 10', null, null],
      ['row 4', 'a/m3', 'downloads'],
      ['row 6', 'a/m5', 'downloads'],
      ['row 6', 'a/m5', 'gated'],
      ['row 8', 'a/m7', 'downloads'],
    ]);
    expect(queryOne(path, 'SELECT count(*) FROM model WHERE downloads_30d IS NULL')).toBe(3);
  });

  it('whose column is not what the map says is refused, and leaves the store as it was', async () => {
    const { file, path } = fileOf('models.csv', 'id,task\na/one,text\na/two,\na/three,text\n');
    const meant = { map: 'name=id,downloads_30d=task', date: '2025-01-02' };
    await expect(importCsv(path, file, meant)).rejects.toThrow(/every downloads is bad \(2 of 3 rows/);
    expect(queryOne(path, 'SELECT count(*) FROM run')).toBe(0);
    await expect(importCsv(path, file, { ...meant, map: 'name=task,likes=nothing' })).rejects.toMatchObject({
      why: 'Its columns are id, task.',
    });
    const empty = fileOf('empty.csv', 'id,task\n');
    await expect(importCsv(empty.path, empty.file, { map: 'name=id', date: '2025-01-02' })).rejects.toThrow(
      /has no rows/,
    );
    const torn = fileOf('torn.csv.gz', gzipSync(full + 'a/one,1\n'.repeat(9)).subarray(0, 60));
    await expect(importCsv(torn.path, torn.file, { map: 'name=id', date: '2025-01-02' })).rejects.toThrow(
      /cannot be read/,
    );
    const ragged = fileOf('ragged.csv', 'id,task\na/one,text\na/two\n');
    await expect(
      importCsv(ragged.path, ragged.file, { map: 'name=id', date: '2025-01-02' }),
    ).rejects.toMatchObject({
      why: expect.stringContaining('line 3') as unknown,
    });
  });

  it('parts the tags of a cell as told', async () => {
    const { file, path } = fileOf('models.csv', 'id,tags\na/one,en; license:mit ;\n');
    await importCsv(path, file, { map: 'name=id,tags=tags', date: '2025-01-02', separator: ';' });
    expect(models(path)[0]).toMatchObject({ tags: ['en', 'license:mit'], licence: 'license:mit' });
  });
});

describe('a file with a column of dates', () => {
  const map = 'name=id,date=day,downloads_30d=downloads';
  const history721 =
    'day,id,downloads\n2025-01-01,a/one,5\n2025-01-01,a/two,6\n2025-01-03T04:00:00Z,a/one,7\n2025-01-03,a/two,6\n';

  it('is a night for each day, and is taken once', async () => {
    const { file, path } = fileOf('days.csv', history721);
    const first = await importCsv(path, file, { map, date: null });
    expect(first.nights.map(({ run, skipped }) => [run.query.file?.date, skipped])).toEqual([
      ['2025-01-01', false],
      ['2025-01-03', false],
    ]);
    const again = await importCsv(path, file, { map, date: null });
    expect(again.nights.map(({ skipped }) => skipped)).toEqual([true, true]);
    expect(history(path)).toEqual([
      ['2025-01-01', 2],
      ['2025-01-03', 2],
    ]);
  });

  it('goes on where rows were added at its end', async () => {
    const { file, path } = fileOf('days.csv', history721);
    await importCsv(path, file, { map, date: null });
    writeFileSync(file, `${history721}2025-01-04,a/one,8\n`);
    // The file is another one now, and the store is past its first day.
    const { nights: longer } = await importCsv(path, file, { map, date: null });
    expect(longer.map(({ passedOver }) => passedOver)).toEqual([true, false, false]);
    writeFileSync(file, 'day,id,downloads\n2025-01-03,a/one,9\n2025-01-03,a/two,6\n2025-01-04,a/one,8\n');
    const { nights } = await importCsv(path, file, { map, date: null });
    expect(nights.map(({ run, passedOver }) => [run.query.file?.date, passedOver])).toEqual([
      ['2025-01-03', true],
      ['2025-01-04', false],
    ]);
    expect(
      queryOne(path, "SELECT count(*) FROM night WHERE date(day * 86400, 'unixepoch') = '2025-01-03'"),
    ).toBe(1);
  });

  it('must be in order of date, or the row that is not is named', async () => {
    const { file, path } = fileOf('days.csv', `${history721}2025-01-01,a/three,1\n`);
    await expect(importCsv(path, file, { map, date: null })).rejects.toThrow(
      /row 5 is of 2025-01-01, after 2025-01-03/,
    );
    const other = fileOf('days.csv', `${history721}someday,a/three,1\n`);
    await expect(importCsv(other.path, other.file, { map, date: null })).rejects.toThrow(
      /Row 5 has no date: day is "someday"/,
    );
  });
});

describe('the day of an import', () => {
  const meant = (date: string) => ({ map: 'name=id,likes=likes', date });

  it('is at the end of the history, never before it nor to come', async () => {
    const { file, path } = fileOf('models.csv', 'id,likes\na/one,1\n');
    const clock = { ...systemClock, now: () => Date.UTC(2025, 5, 15, 12) };
    await importCsv(path, file, meant('2025-06-14'), { clock });
    await expect(
      importCsv(path, file, meant('2025-06-13'), { clock, name: 'older.csv' }),
    ).rejects.toMatchObject({
      todo: expect.stringContaining('a new store') as unknown,
    });
    await expect(importCsv(path, file, meant('2025-06-16'), { clock })).rejects.toThrow(/a day to come/);
    await importCsv(path, file, meant('2025-06-15'), { clock });
    // Its end is not yet: the night is of now.
    expect(queryOne(path, 'SELECT max(finished_at) FROM run')).toBe(clock.now());
    expect(queryOne(path, 'SELECT min(finished_at) FROM run')).toBe(Date.UTC(2025, 5, 14, 23, 59, 59));
  });

  it('is not taken from another source, but again from the same one', async () => {
    const { file, path } = fileOf('models.csv', 'id,likes\na/one,1\n');
    await importCsv(path, file, meant('2025-06-14'));
    writeFileSync(file, 'id,likes\na/one,2\n');
    await expect(importCsv(path, file, meant('2025-06-14'), { name: 'other.csv' })).rejects.toThrow(
      /has a night of 2025-06-14 already, from models.csv/,
    );
    const { nights } = await importCsv(path, file, meant('2025-06-14'));
    expect(nights).toMatchObject([{ skipped: false, night: { quality: 'good' } }]);
    expect(history(path)).toEqual([['2025-06-14', 1]]);
    expect(queryOne(path, 'SELECT likes FROM model')).toBe(2);
  });

  it('that the checks find suspect counts when it is accepted, with its reasons', async () => {
    const { file, path } = fileOf(
      'days.csv',
      'day,id\n2025-01-01,a/one\n2025-01-01,a/two\n2025-01-02,a/one\n',
    );
    const dated = { map: 'name=id,date=day', date: null };
    const judged = await importCsv(path, file, dated);
    expect(judged.nights.map(({ night }) => night?.quality)).toEqual(['good', 'suspect']);
    const accepted = await importCsv(path, file, dated, { accept: true });
    expect(accepted.nights).toMatchObject([
      { skipped: true, night: { quality: 'good' } },
      { skipped: true, night: { quality: 'accepted', reasons: [expect.stringContaining('missing')] } },
    ]);
  });
});

describe('a file with an object a line', () => {
  it('is read by paths, the lines that are no object set aside', async () => {
    const lines = [
      ...Array.from({ length: 6 }, (_, index) =>
        JSON.stringify({
          _id: (0x65000000 + index).toString(16).padEnd(24, '0'),
          id: `a/m${index}`,
          safetensors: { total: index },
          tags: ['en'],
        }),
      ),
      '{"id": "a/cut',
      '[1]',
      'null',
      '{"id":"a/late"}',
    ];
    const { file, path } = fileOf('models.jsonl.gz', gzipSync(`${lines.join('\n')}\n\n`));
    const { nights, events } = await importNdjson(path, file, {
      map: 'hub_id=_id,name=id,parameters=safetensors.total,tags=tags',
      date: '2025-01-02',
    });
    expect(nights[0]?.run).toMatchObject({ entries: 10, models: 7, quarantined: 3 });
    expect(queryOne(path, 'SELECT sum(parameters) FROM model')).toBe(15);
    // One has no id of its own.
    expect(events.filter(({ kind }) => kind === 'by-name')).toHaveLength(1);
    await expect(
      importNdjson(path, file, { map: 'name=id,likes=card.likes', date: '2025-01-03' }),
    ).rejects.toThrow(/has no card.likes in its first 10 lines/);
  });

  it('with a date that is a number but no time is refused, or set aside where it is no date of the row', async () => {
    const { file, path } = fileOf('models.jsonl', '{"id":"a/one","date":20260101}\n');
    await expect(importNdjson(path, file, { map: 'name=id,date=date', date: null })).rejects.toMatchObject({
      message: 'Row 1 has no date: date is 20260101.',
      why: expect.stringContaining('such as 2026-01-31') as unknown,
    });
    const lines = [2022, 1_715_126_400_000, 1_715_126_400, 1_715_126_401].map((created, index) =>
      JSON.stringify({ id: `a/m${index}`, created }),
    );
    writeFileSync(file, lines.join('\n'));
    const { nights } = await importNdjson(path, file, {
      map: 'name=id,created_at=created',
      date: '2025-01-02',
    });
    expect(nights[0]?.run).toMatchObject({ models: 4, quarantined: 2 });
    expect(queryOne(path, 'SELECT min(created_at) FROM model')).toBe(1_715_126_400);
  });

  it('of 15,904 real models gives what the file says of each', { timeout: 60_000 }, async () => {
    const file = fileURLToPath(new URL('../../data/recorded/hub-2026-08-radar.jsonl.gz', import.meta.url));
    const path = join(tempFolder(), 'oai.db');
    const { readFileSync } = await import('node:fs');
    const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
    const { nights } = await importNdjson(path, file, {
      map: 'name=id,author=author,downloads_30d=downloads_30d,likes=likes,trending_score=trending_score,created_at=created_at,pipeline_tag=pipeline_tag,library=library,parameters=parameters,tags=tags',
      date: '2026-08-22',
    });
    // One model states more elements than any number holds exactly.
    expect(nights[0]?.run).toMatchObject({ models: 15_904, quarantined: 1 });
    const stored = new Map(models(path).map((model) => [model['name'], model]));
    for (const line of lines) {
      const row = JSON.parse(line) as Record<string, unknown>;
      const { parameters } = row;
      expect(stored.get(row['id']), String(row['id'])).toMatchObject({
        author: row['author'],
        downloads_30d: row['downloads_30d'],
        likes: row['likes'],
        trending_score: row['trending_score'],
        created_at: Math.floor(Date.parse(String(row['created_at'])) / 1000),
        pipeline_tag: row['pipeline_tag'],
        library: row['library'],
        parameters: Number.isSafeInteger(parameters) ? parameters : null,
      });
    }
  });
});

describe('--map', () => {
  it('takes columns of `models`, and date and removed', () => {
    const columns = new Set<string>([
      ...Object.keys(exchangeTables.models.columns),
      'tags',
      'date',
      'removed',
    ]);
    expect(Object.keys(importTargets).filter((target) => !columns.has(target))).toEqual([]);
    expect(fieldsOf(parseFieldMap('name=id, licence=a=b,tags=t,date=d'))).toEqual(['id', 'tags']);
    expect(parseFieldMap('name=id, licence=a=b').get('licence')).toBe('a=b');
  });

  it.each([
    ['name=id,download=x', /cannot be read at "download=x"/],
    ['name=id,likes', /cannot be read at "likes"/],
    ['name=id,likes=a,likes=b', /cannot be read at "likes=b"/],
    ['likes=a', /does not say which column has the name/],
    ['name=id,toString=x', /cannot be read at "toString=x"/],
  ])('%s is refused', (text, message) => {
    expect(() => parseFieldMap(text)).toThrow(message);
  });
});

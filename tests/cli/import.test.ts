import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { oai, startOai } from '../support/cli.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { writeParquet } from '../support/imports.js';
import { mulberry32 } from '../support/random.js';
import { tempFolder } from '../support/temp.js';

const recorded = fileURLToPath(new URL('../../data/recorded/hub-2026-05-evaleval.parquet', import.meta.url));

function folderWith(csv: string): { file: string; db: string[]; path: string } {
  const folder = tempFolder();
  const [file, path] = [join(folder, 'models.csv'), join(folder, 'oai.db')];
  writeFileSync(file, csv);
  return { file, path, db: ['--db', path] };
}

const small = 'id,downloads\na/one,5\na/two,\n';
const map = ['--map', 'name=id,downloads_30d=downloads'];

describe('oai import', () => {
  it('tells on stdout what became of the file, and on stderr how its models are recognised', async () => {
    const { file, db } = folderWith(small);
    const done = await oai(['import', 'csv', file, '--date', '2025-01-02', ...map, ...db]);
    expect(done.code, done.stderr).toBe(0);
    expect(done.stdout).toMatch(
      /^models\.csv: 1 night of 2025-01-02; 2 rows, 2 models on the last \(2 new in all\); 0 quarantined, 0 repeated; /,
    );
    expect(done.stderr).toContain('the file gives no `_id`: a model is taken for the one of its name');
    const again = await oai(['import', 'csv', file, '--date', '2025-01-02', ...map, ...db]);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/^models\.csv: 1 night imported before; /);
  });

  it('marks what it imported wherever a crawl would name its Hub', async () => {
    const { file, db } = folderWith(small);
    await oai(['import', 'csv', file, '--date', '2025-01-02', ...map, ...db, '--quiet']);
    expect((await oai(['runs', ...db], { COLUMNS: '120' })).stdout).toContain('file:models.csv');
    const status = await oai(['status', ...db]);
    expect(status.stdout).toMatch(
      /newest night\s+2025-01-02, 2 models, run 1 \(imported from models\.csv\), \d+ d/,
    );
    const stale = await oai(['status', '--max-age', '36h', ...db]);
    expect(stale.code).toBe(5);
    const report = await oai(['report', 'concentration', ...db]);
    expect(report.stdout.replaceAll(/\s+/g, ' ')).toContain('imported from models.csv');
    const russian = await oai(['report', 'concentration', ...db, '--format', 'html', '--lang', 'ru']);
    expect(russian.stdout).toContain('models.csv');
    const json = await oai(['report', 'concentration', ...db, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      provenance: { endpoint: 'file:models.csv', night: '2025-01-02' },
    });
    expect((await oai(['check', ...db])).code).toBe(0);
  });

  it('as JSON gives a record for each night', async () => {
    const folder = tempFolder();
    const path = join(folder, 'oai.db');
    const done = await oai(['import', 'hub-stats', recorded, '--date', '2026-05-24', '--db', path, '--json']);
    expect(done.code, done.stderr).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      store: path,
      complete: true,
      nights: [
        {
          night: '2026-05-24',
          source: 'hub-2026-05-evaleval.parquet',
          imported_before: false,
          quality: 'good',
          passed_over: false,
          rows_by_name: 4167,
          run: { run: 1, status: 'complete', models: 4167, quarantined: 0, identity: 'name' },
        },
      ],
    });
  });

  it('imports a folder of snapshots in order of date, and goes past those it has', async () => {
    const folder = tempFolder();
    const names = Array.from({ length: 30 }, (_, index) => `a/m${index}`);
    for (const [at, day] of ['2025-01-15', '2025-01-08', '2025-01-01'].entries()) {
      writeParquet(join(folder, `models-${day}.parquet`), {
        columnData: [
          { name: 'id', data: names, type: 'STRING' },
          { name: 'downloads', data: names.map((_, index) => index - at + 10), type: 'INT32' },
        ],
      });
    }
    const args = ['import', 'hub-stats', folder, '--db', join(folder, 'oai.db'), '--json'];
    const nights = async () => {
      const { code, stdout, stderr } = await oai(args);
      expect(code, stderr).toBe(0);
      const record = JSON.parse(stdout) as { nights: { night: string; imported_before: boolean }[] };
      return record.nights.map(({ night, imported_before }) => [night, imported_before]);
    };
    const inOrder = ['2025-01-01', '2025-01-08', '2025-01-15'];
    expect(await nights()).toEqual(inOrder.map((day) => [day, false]));
    expect(await nights()).toEqual(inOrder.map((day) => [day, true]));
  });

  it('tells how many days of a file that grew it passed over, and by what its models are known', async () => {
    const days = 'day,id,_id\n2025-01-01,a/one,\n2025-01-02,a/one,64a000000000000000000001\n';
    const { file, db } = folderWith(days);
    const args = ['import', 'csv', file, '--map', 'name=id,hub_id=_id,date=day', ...db];
    expect((await oai(args)).code).toBe(0);
    writeFileSync(file, `${days}2025-01-03,a/one,\n`);
    const grown = await oai([...args, '--json']);
    expect(grown.stderr).toContain('1 night up to 2025-01-01 was passed over');
    expect(JSON.parse(grown.stdout)).toMatchObject({
      nights: [
        { night: '2025-01-01', imported_before: false, passed_over: true, rows_by_name: null },
        { night: '2025-01-02', passed_over: false, rows_by_name: 0, run: { identity: 'hub_id' } },
        { night: '2025-01-03', passed_over: false, rows_by_name: 1 },
      ],
    });
    writeFileSync(file, `${days}2025-01-03,a/one,\n2025-01-04,a/one,\n`);
    expect((await oai([...args, '--quiet'])).stdout).toMatch(
      /^models\.csv: 2 nights passed over; 2 nights of 2025-01-03 to 2025-01-04; /,
    );
  });

  it('warns of nights that reports will leave out, and says how to take them', async () => {
    const { file, db } = folderWith('day,id\n2025-01-01,a/one\n2025-01-01,a/two\n2025-01-02,a/one\n');
    const args = ['import', 'csv', file, '--map', 'name=id,date=day', ...db];
    const { stderr } = await oai(args);
    expect(stderr).toMatch(
      /warning: 1 night of 2 is suspect.*50\.0 % of the models of 2025-01-01 are missing/,
    );
    expect(stderr).toContain('--accept');
    const accepted = await oai([...args, '--accept', '--quiet']);
    expect(accepted.stderr).toBe('');
    expect((await oai(['runs', ...db])).stdout).toContain('2025-01-02 accepted');
  });

  it.each([
    ['without a date', [], /does not say of which day/],
    ['with a day that is none', ['--date', '2025-02-30'], /There is no such day/],
    [
      'with tags parted by nothing',
      ['--date', '2025-01-02', '--tag-separator', ''],
      /--tag-separator is empty/,
    ],
    [
      'with a log of changes without dates',
      ['--date', '2025-01-02', '--changes'],
      /--changes needs a column of dates/,
    ],
  ])('%s ends with exit code 2 and makes no store', async (_, flags, message) => {
    const { file, db, path } = folderWith(small);
    const { code, stdout, stderr } = await oai(['import', 'csv', file, ...map, ...flags, ...db]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(() => queryOne(path, 'SELECT 1')).toThrow();
  });
});

it(
  'an import that is killed again and again ends with the store of one that was let be',
  { timeout: 120_000 },
  async () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `a${index % 50}/m${index}`);
    const rows = ['2025-01-01', '2025-01-02'].flatMap((day, at) =>
      names.map((name, index) => `${day},${name},${index + at}`),
    );
    const { file, path, db } = folderWith(`day,id,downloads\n${rows.join('\n')}\n`);
    const args = ['import', 'csv', file, '--map', 'name=id,date=day,downloads_30d=downloads'];
    const calm = `${path}.calm`;
    expect((await oai([...args, '--db', calm])).code).toBe(0);
    const random = mulberry32(20_261_124);
    let [kills, code] = [0, null as number | null];
    while (code === null && kills < 8) {
      const { process: child, finished } = startOai([...args, ...db]);
      const delayMs = random() * 400;
      // It has begun to write, or goes on.
      child.stderr?.once('data', () => void systemClock.sleep(delayMs).then(() => child.kill('SIGKILL')));
      const ended = await finished;
      expect(ended.signal === 'SIGKILL' || ended.code === 0, ended.stderr).toBe(true);
      code = ended.code;
      if (code === null) kills += 1;
      expect(queryOne(path, 'PRAGMA integrity_check')).toBe('ok');
    }
    const last = await oai([...args, ...db]);
    expect(last.code, last.stderr).toBe(0);
    expect(dumpStore(path)).toEqual(dumpStore(calm));
    expect(queryOne(path, 'SELECT group_concat(status || entries) FROM run')).toBe(
      'complete20000,complete20000',
    );
    expect(queryOne(path, 'SELECT sum(duplicates) FROM run')).toBe(0);
  },
);

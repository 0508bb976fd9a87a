import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { openForWriting } from '../../src/store/open.js';
import { oai } from '../support/cli.js';
import { queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { HubOverTime } from '../support/nights.js';
import { tempFolder } from '../support/temp.js';

/** Five nights in a row; 2026-03-01 is a Sunday. */
async function fiveNights(): Promise<string> {
  const models = plainModels(30);
  const over = await HubOverTime.start(models, join(tempFolder(), 'oai.db'));
  for (const day of [1, 2, 3, 4, 5]) {
    for (const model of models) model.downloads = (model.downloads ?? 0) + day;
    await over.night(`2026-03-0${day}`);
  }
  return over.path;
}

const nights = (path: string) =>
  queryOne(path, `SELECT group_concat(date(day * 86400, 'unixepoch')) FROM night`);

describe('oai prune', () => {
  it('tells with --dry-run what would go, and lets it be', async () => {
    const path = await fiveNights();
    const text = await oai(['prune', '--dry-run', '--keep-daily', '2', '--keep-weekly', '2', '--db', path]);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/^2026-03-02 +2 +30 +no rule keeps it$/m);
    expect(text.stdout).toContain('2 nights would go, 3 stay');
    const { stdout } = await oai(['prune', '--dry-run', '--keep-daily', '1', '--json', '--db', path]);
    expect(JSON.parse(stdout)).toMatchObject({
      dry_run: true,
      nights_kept: 2,
      nights_removed: [{ night: '2026-03-02', run: 2, quality: 'good', whole: true }, { run: 3 }, { run: 4 }],
    });
    expect(nights(path)).toBe('2026-03-01,2026-03-02,2026-03-03,2026-03-04,2026-03-05');
  });

  it('removes what no rule keeps, and gives the space back with --vacuum', async () => {
    const path = await fiveNights();
    const { code, stdout } = await oai([
      'prune',
      '--keep-daily',
      '1',
      '--keep-weekly',
      '0',
      '--keep-monthly',
      '0',
      '--vacuum',
      '--db',
      path,
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /4 nights removed, 1 kept; .* (freed inside the file|more in use for keyframes)\./,
    );
    expect(stdout).toContain('The file was rewritten');
    expect(nights(path)).toBe('2026-03-05');
    expect(await oai(['check', '--db', path])).toMatchObject({ code: 0 });
    expect(queryOne(path, 'PRAGMA freelist_count')).toBe(0);
    expect(queryOne(path, 'SELECT count(*) FROM run')).toBe(5);
  });

  it('keeps 90 days, 104 weeks and every month unless told otherwise', async () => {
    const path = await fiveNights();
    expect(await oai(['prune', '--db', path])).toMatchObject({
      code: 0,
      stdout: 'Nothing to prune: 5 nights kept.\n',
    });
    const { stdout } = await oai(['prune', '--help']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/default: 90.*default: 104.*default: all/);
  });

  it('exits 4 and names the holder while another process writes', async () => {
    const path = await fiveNights();
    const writer = openForWriting({ path, clock: systemClock, command: 'oai crawl' });
    const finished = await oai(['prune', '--keep-daily', '1', '--db', path]);
    writer.close();
    expect(finished).toMatchObject({ code: 4, stdout: '' });
    expect(finished.stderr).toContain(`Process ${process.pid} (oai crawl`);
  });

  it.each([
    [['--keep-daily', '-1'], 2],
    [['--keep-weekly', 'many'], 2],
    [[], 5],
  ])('refuses %j where there is no store', async (flags, code) => {
    const nowhere = join(tempFolder(), 'none.db');
    expect(await oai(['prune', ...flags, '--db', nowhere])).toMatchObject({ code, stdout: '' });
    expect(existsSync(nowhere)).toBe(false);
  });
});

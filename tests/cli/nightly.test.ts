import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { type Finished, oai, type Running, startOai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

const DAY_MS = 86_400_000;
const silent = { stdout: '', stderr: '' };

function nightlyArgs(hub: LocalHub, path: string, ...args: string[]): string[] {
  return ['nightly', '--endpoint', hub.endpoint, '--db', path, '--budget', '1', ...args];
}

interface Job {
  path: string;
  folder: string;
  hub: LocalHub;
  models: ListedModel[];
  nightly: (...args: string[]) => Promise<Finished>;
}

/** A store with the night of so many days ago, and the Hub it came from. */
async function lastNight(models: ListedModel[], daysAgo = 1): Promise<Job> {
  const folder = tempFolder();
  const path = join(folder, 'oai.db');
  const hub = await serve({ source: recordedSource(models), quota: { anonymous: 1e6 } });
  const now = () => systemClock.now() - daysAgo * DAY_MS;
  await crawlInto(path, hub.endpoint, { clock: { ...systemClock, now } });
  for (const model of models) model.downloads = (model.downloads ?? 0) + 1;
  return { path, folder, hub, models, nightly: (...args) => oai(nightlyArgs(hub, path, ...args)) };
}

describe('oai nightly', () => {
  it('says nothing when all is well, and leaves a night, reports and a backup', async () => {
    const { path, folder, nightly } = await lastNight(plainModels(40));
    const [reports, backup] = [join(folder, 'reports'), join(folder, 'copy.db')];
    const args = ['--reports', reports, '--backup', backup];
    expect(await nightly(...args)).toMatchObject({ code: 0, ...silent });
    expect(queryOne(path, `SELECT count(*) FROM night WHERE quality = 'good'`)).toBe(2);
    expect(
      readdirSync(reports)
        .filter((name) => name.startsWith('concentration'))
        .sort(),
    ).toEqual(['concentration-1.svg', 'concentration-2.svg', 'concentration.json', 'concentration.md']);
    const report = JSON.parse(readFileSync(join(reports, 'concentration.json'), 'utf8')) as object;
    expect(report).toMatchObject({ provenance: { run: 2, models: 40 } });
    expect(await oai(['check', '--db', backup])).toMatchObject({ code: 0 });
    expect(queryOne(backup, 'SELECT count(*) FROM night')).toBe(2);
    // A retried job overwrites the copy of the one before.
    expect(await nightly(...args)).toMatchObject({ code: 0, ...silent });
  });

  it('prints what it did with --json', async () => {
    const { path, folder, nightly } = await lastNight(plainModels(40));
    const backup = join(folder, 'copy.db');
    const { code, stdout, stderr } = await nightly(
      '--json',
      '--backup',
      backup,
      '--keep-daily',
      '1',
      '--keep-weekly',
      '0',
      '--keep-monthly',
      '0',
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      store: path,
      crawled: true,
      complete: true,
      quality: 'good',
      reasons: [],
      stalled: false,
      run: { run: 2, status: 'complete', models: 40 },
      reports: null,
      backup: { file: backup },
      prune: { dry_run: false, nights_kept: 1, nights_removed: [{ run: 1 }] },
      errors: [],
    });
    expect(queryOne(path, 'SELECT count(*) FROM night')).toBe(1);
    expect(queryOne(backup, 'SELECT count(*) FROM night')).toBe(2);
  });

  it('crawls the next evening though the last crawl ended on the same UTC day, after midnight', async () => {
    const { path, nightly } = await lastNight(plainModels(40), 0.8);
    const db = new Database(path);
    db.exec('UPDATE run SET started_at = started_at - 2000000');
    db.close();
    expect(JSON.parse((await nightly('--json')).stdout)).toMatchObject({ crawled: true });
  });

  it('does not ask the Hub again right after a crawl, unless told to', async () => {
    const { hub, nightly } = await lastNight(plainModels(40), 0);
    expect((await nightly('--authors', '2')).code).toBe(0);
    const asked = hub.requests.length;
    const { stdout } = await nightly('--json', '--authors', '2');
    expect(hub.requests.length).toBe(asked);
    expect(JSON.parse(stdout)).toMatchObject({ crawled: false, complete: true, run: { run: 1 } });
    expect(JSON.parse((await nightly('--json', '--force')).stdout)).toMatchObject({
      crawled: true,
      run: { run: 2 },
    });
    expect(hub.requests.length).toBeGreaterThan(asked);
  });

  it('crawls when only part of the Hub was crawled that day', async () => {
    const folder = tempFolder();
    const path = join(folder, 'oai.db');
    const hub = await serve({ source: recordedSource(plainModels(10)) });
    await crawlInto(path, hub.endpoint, { query: { repository: 'model', author: null, limit: 3 } });
    expect(await oai(nightlyArgs(hub, path))).toMatchObject({ code: 0, ...silent });
    expect(queryOne(path, 'SELECT count(*) FROM night WHERE whole = 1')).toBe(1);
  });

  it('goes on with what the last night left', async () => {
    const path = join(tempFolder(), 'oai.db');
    const hub = await serve({ source: recordedSource(plainModels(3500)) });
    const first = await oai([
      'crawl',
      '--max-pages',
      '2',
      '--endpoint',
      hub.endpoint,
      '--db',
      path,
      '--budget',
      '1',
    ]);
    expect(first.code).toBe(3);
    const { stdout } = await oai(nightlyArgs(hub, path, '--json'));
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, run: { run: 1, models: 3500, pages: 4 } });
  });

  it('stops after --max-time with exit code 3 and an unfinished run, having done nothing else', async () => {
    const folder = tempFolder();
    const [path, backup] = [join(folder, 'oai.db'), join(folder, 'copy.db')];
    const hub = await serve({ source: recordedSource(plainModels(3500)), latencyMs: 20 });
    const { code, stdout, stderr } = await oai(
      nightlyArgs(hub, path, '--json', '--max-time', '0.01s', '--backup', backup),
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/^oai: The crawl stopped at --max-time\./);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: false,
      run: { run: 1, status: 'stopped' },
      errors: [{ exit_code: 3 }],
    });
    expect(existsSync(backup)).toBe(false);
  });

  it('says in one line why a night is suspect, keeps it from the reports, and exits 0', async () => {
    const { path, folder, models, nightly } = await lastNight(plainModels(60));
    models.splice(0, 30);
    const reports = join(folder, 'reports');
    const { code, stdout, stderr } = await nightly('--reports', reports);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(
      /^warning: night 20\S+ \(run 2\): suspect: 50\.0 % of the models .* are missing[^\n]*\n$/,
    );
    expect(stderr).toContain('oai runs accept 2');
    expect(existsSync(reports)).toBe(false);
    const { stdout: json } = await nightly('--json');
    expect(JSON.parse(json)).toMatchObject({
      crawled: false,
      quality: 'suspect',
      reasons: [expect.any(String)],
    });
    expect(queryOne(path, `SELECT quality FROM night WHERE run_key = 2`)).toBe('suspect');
  });

  it('says in one line what else is worth a look', async () => {
    const { models, nightly } = await lastNight(
      plainModels(40, (index) => ({ likes: index === 3 ? -1 : 1 })),
    );
    for (const model of models) model.downloads = (model.downloads ?? 0) - 1;
    const { code, stdout, stderr } = await nightly();
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(
      /^warning: night \S+ \(run 2\): stalled: no download counter has moved since the night before; 1 entry or field set aside\n$/,
    );
  });

  it('exits 4 at once and names the holder when one is running, from its first page to its end', async () => {
    const path = join(tempFolder(), 'oai.db');
    const running: Running[] = [];
    const others: Finished[] = [];
    const hub = await serve({
      source: recordedSource(plainModels(1500)),
      intercept: async ({ index }) => {
        if (index === 1)
          others.push(await oai(['nightly', '--endpoint', 'http://127.0.0.1:9', '--db', path]));
        return undefined;
      },
    });
    running.push(startOai(nightlyArgs(hub, path)));
    expect(await running[0]?.finished).toMatchObject({ code: 0, ...silent });
    expect(others).toMatchObject([{ code: 4, stdout: '' }]);
    expect(others[0]?.stderr).toContain(`Process ${running[0]?.process.pid} (oai nightly`);
  });

  it('prunes though the backup cannot be written, and exits 2', async () => {
    const { path, folder, nightly } = await lastNight(plainModels(40));
    const file = join(folder, 'nowhere', 'copy.db');
    const { code, stdout, stderr } = await nightly(
      '--json',
      '--backup',
      file,
      '--keep-daily',
      '1',
      '--keep-weekly',
      '0',
      '--keep-monthly',
      '0',
    );
    expect(code).toBe(2);
    expect(stderr).toContain(`The backup ${file} cannot be written.`);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: true,
      backup: null,
      prune: { nights_kept: 1 },
      errors: [{ exit_code: 2 }],
    });
    expect(queryOne(path, 'SELECT count(*) FROM night')).toBe(1);
  });

  it('keeps the last page and exits 143 when it is terminated', async () => {
    const path = join(tempFolder(), 'oai.db');
    const running: Running[] = [];
    const hub = await serve({
      source: recordedSource(plainModels(3500)),
      latencyMs: 50,
      intercept: ({ index }) => {
        if (index === 1) running[0]?.process.kill('SIGTERM');
        return undefined;
      },
    });
    running.push(startOai(nightlyArgs(hub, path, '--json')));
    const finished = await running[0]?.finished;
    expect(finished?.code).toBe(143);
    expect(finished?.stderr).toBe('warning: interrupted; the next one goes on from the last page\n');
    expect(JSON.parse(finished?.stdout ?? '')).toMatchObject({ complete: false, run: { status: 'stopped' } });
    expect(await oai(nightlyArgs(hub, path))).toMatchObject({ code: 0, ...silent });
    expect(queryOne(path, 'SELECT count(*) FROM model')).toBe(3500);
  });

  it.each([
    ['a bad endpoint', ['--endpoint', 'ftp://x']],
    ['a bad duration', ['--max-time', 'soon']],
    ['a bad count', ['--keep-daily', '-3']],
  ])('refuses %s before anything is made', async (_, args) => {
    const path = join(tempFolder(), 'oai.db');
    expect(await oai(['nightly', '--db', path, ...args])).toMatchObject({ code: 2, stdout: '' });
    expect(existsSync(path)).toBe(false);
  });
});

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { openForWriting } from '../../src/store/open.js';
import { oai, type Running, startOai } from '../support/cli.js';
import { serve } from '../support/crawl.js';
import { queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('oai crawl', () => {
  it('prints one summary line on stdout and the rest on stderr', async () => {
    const hub = await serve({ source: recordedSource(plainModels(1500)) });
    const path = join(tempFolder(), 'oai.db');
    const { code, stdout, stderr } = await oai(['crawl', '--db', path, '--endpoint', hub.endpoint]);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stdout).toMatch(/^Run 1 complete: 1,500 models \(1500 new, 0 changed\); 2 pages, 3 requests/);
    expect(stderr).toContain(`Run 1 begins: ${hub.endpoint}`);
    expect(stderr).toContain('next: oai report concentration');
  });

  it('takes the store and the endpoint from the environment, and prints the run with --json', async () => {
    const hub = await serve({ source: recordedSource(plainModels(30)) });
    const path = join(tempFolder(), 'deep', 'oai.db');
    const { code, stdout, stderr } = await oai(['crawl', '--json', '--quiet'], {
      OAI_DB: path,
      HF_ENDPOINT: `${hub.endpoint}/`,
    });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(json(stdout)).toMatchObject({
      run: 1,
      status: 'complete',
      whole: true,
      models: 30,
      models_new: 30,
      endpoint: hub.endpoint,
      query: { repository: 'model', author: null, limit: null },
    });
    expect(existsSync(path)).toBe(true);
  });

  it('stops at --max-pages with exit code 3 and goes on from there', async () => {
    const hub = await serve({ source: recordedSource(plainModels(2500)) });
    const args = ['crawl', '--db', join(tempFolder(), 'oai.db'), '--endpoint', hub.endpoint];
    const stopped = await oai([...args, '--max-pages', '1']);
    expect(stopped.code).toBe(3);
    expect(stopped.stdout).toMatch(/^Run 1 stopped: 1,000 models/);
    expect(stopped.stderr).toMatch(
      /oai: The crawl stopped at --max-pages 1\.\n {2}why: .+\n {2}do: .+goes on/,
    );
    const resumed = await oai([...args, '--json']);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain('Going on with run 1');
    expect(json(resumed.stdout)).toMatchObject({ run: 1, models: 2500, pages: 3, requests: 4 });
  });

  it('stops at --max-time with exit code 3', async () => {
    const hub = await serve({ source: recordedSource(plainModels(2500)), latencyMs: 30 });
    const { code } = await oai([
      'crawl',
      '--db',
      join(tempFolder(), 'oai.db'),
      '--endpoint',
      hub.endpoint,
      '--max-time',
      '0.001s',
    ]);
    expect(code).toBe(3);
  });

  it('takes the newest n with --limit, without asking for more', async () => {
    const hub = await serve({ source: recordedSource(plainModels(2500)) });
    const path = join(tempFolder(), 'oai.db');
    const { code, stdout } = await oai([
      'crawl',
      '--db',
      path,
      '--endpoint',
      hub.endpoint,
      '--limit',
      '1200',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ models: 1200, whole: false, requests: 2 });
    expect(queryOne(path, 'SELECT min(downloads_30d) FROM model')).toBe(1300);
    const report = await oai(['report', 'concentration', '--db', path]);
    expect(report.code).toBe(5);
    expect(report.stderr).toContain('--run 1');
    const sample = await oai(['report', 'concentration', '--db', path, '--run', '1', '--json']);
    expect(json(sample.stdout)).toMatchObject({
      finding: expect.stringContaining('(Of the newest 1200 models alone.)') as string,
      provenance: { scope: 'the newest 1200 models' },
      result: { n: 1200 },
    });
  });

  it('walks one namespace with --author', async () => {
    const hub = await serve({ source: recordedSource(plainModels(70)) });
    const { stdout } = await oai([
      'crawl',
      '--db',
      join(tempFolder(), 'oai.db'),
      '--endpoint',
      hub.endpoint,
      '--author',
      'author-3',
      '--json',
    ]);
    expect(json(stdout)).toMatchObject({ models: 10, whole: false });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'finishes the page it waits for on %s and says how to resume',
    async (signal) => {
      const expected = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal];
      const started: Running[] = [];
      const hub = await serve({
        source: recordedSource(plainModels(4500)),
        latencyMs: 50,
        intercept: ({ index }) => {
          if (index === 1) started[0]?.process.kill(signal);
          return undefined;
        },
      });
      const path = join(tempFolder(), 'oai.db');
      const args = ['crawl', '--db', path, '--endpoint', hub.endpoint];
      const running = startOai(args);
      started.push(running);
      const { code, stderr } = await running.finished;
      expect(code).toBe(expected);
      expect(stderr).toContain('run the same command again');
      // The signal comes with the request for page 2, ahead of page 1 or after it.
      expect([1, 2]).toContain(queryOne(path, 'SELECT pages FROM run'));
      expect(queryOne(path, 'SELECT status FROM run')).toBe('stopped');
      const resumed = await oai([...args, '--json']);
      expect(json(resumed.stdout)).toMatchObject({ run: 1, status: 'complete', models: 4500, pages: 5 });
    },
  );

  it('stops at once on the second signal, while it waits for a page', async () => {
    const path = join(tempFolder(), 'oai.db');
    const started: Running[] = [];
    const hub = await serve({
      source: recordedSource(plainModels(3000)),
      intercept: async ({ index }) => {
        if (index !== 1) return undefined;
        // Asked for ahead, while the page before is on its way into the store: only then is it waited for.
        while (queryOne(path, 'SELECT models FROM run') !== 1000) await systemClock.sleep(20);
        started[0]?.process.kill('SIGINT');
        return { status: 200, headers: {}, body: '[]', delayMs: 3_600_000 };
      },
    });
    const running = startOai(['crawl', '--db', path, '--endpoint', hub.endpoint]);
    started.push(running);
    running.process.stderr?.on('data', (text: string) => {
      if (text.includes('once more to stop at once')) running.process.kill('SIGINT');
    });
    const { code, stderr } = await running.finished;
    expect(code).toBe(130);
    expect(stderr).toContain('stopped at once');
    expect(queryOne(path, 'SELECT models FROM run')).toBe(1000);
  });

  it('waits for a Hub that is down as long as --patience says', async () => {
    const { code, stderr } = await oai([
      'crawl',
      '--db',
      join(tempFolder(), 'oai.db'),
      '--endpoint',
      'http://127.0.0.1:1',
      '--patience',
      '0.2s',
    ]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/without one success/);
  });

  it('goes on when nobody reads what it says', async () => {
    const hub = await serve({ source: recordedSource(plainModels(1500)), latencyMs: 50 });
    const path = join(tempFolder(), 'oai.db');
    const { process: child, finished } = startOai(['crawl', '--db', path, '--endpoint', hub.endpoint]);
    child.stderr?.destroy();
    expect((await finished).code).toBe(0);
    expect(queryOne(path, 'SELECT status FROM run')).toBe('complete');
  });

  it('exits 4 at once when another process writes, and names it', async () => {
    const path = join(tempFolder(), 'oai.db');
    const holder = openForWriting({ path, clock: systemClock, command: 'oai crawl' });
    const { code, stderr } = await oai(['crawl', '--db', path, '--endpoint', 'http://127.0.0.1:1']);
    holder.close();
    expect(code).toBe(4);
    expect(stderr).toContain(`Process ${process.pid} (oai crawl`);
  });

  it('exits 6 when the Hub refuses the token, and never shows it', async () => {
    const hub = await serve({ source: recordedSource(plainModels(10)) });
    const folder = tempFolder();
    const token = 'hf_verySecretTokenOfTheTest';
    const { code, stdout, stderr } = await oai(
      ['crawl', '--db', join(folder, 'oai.db'), '--endpoint', hub.endpoint],
      {
        HF_TOKEN: token,
        OAI_LOG: 'debug',
      },
    );
    expect(code).toBe(6);
    expect(stdout + stderr).not.toContain(token);
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name)).includes(token)).toBe(false);
    expect(hub.requests.every(({ hadAuthorization }) => hadAuthorization)).toBe(true);
  });

  it('sends no token when HF_HUB_DISABLE_IMPLICIT_TOKEN is set, and finds it in HF_HOME otherwise', async () => {
    const hub = await serve({
      source: recordedSource(plainModels(10)),
      tokens: new Map([['hf_filed', { user: 'me', plan: 'free' as const }]]),
    });
    const folder = tempFolder();
    writeFileSync(join(folder, 'token'), 'hf_filed\n');
    const args = ['crawl', '--authors', '0', '--db', join(folder, 'oai.db'), '--endpoint', hub.endpoint];
    expect((await oai(args, { HF_HOME: folder, HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' })).code).toBe(0);
    expect((await oai(args, { HF_HOME: folder })).code).toBe(0);
    expect(hub.requests.map(({ hadAuthorization }) => hadAuthorization)).toEqual([false, false, true, true]);
  });

  it.each([
    [['crawl', '--limit', '0'], /whole number from 1/],
    [['crawl', '--limit', 'all'], /whole number from 1/],
    [['crawl', '--max-time', 'soon'], /not a duration/],
    [['crawl', '--budget', '2'], /--budget.*is not a value/],
    [['crawl', '--endpoint', 'ftp://x'], /--endpoint.*is not a value/],
    [['crawl', '--token', 'hf_x'], /unknown option/],
    [['crwal'], /unknown command.*\n.*crawl/],
  ])('exits 2 on %j', async (args, message) => {
    const { code, stdout, stderr } = await oai([...args], { OAI_DB: join(tempFolder(), 'oai.db') });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  it('exits 3 when the Hub cannot be reached, and keeps what it has', { timeout: 60_000 }, async () => {
    const hub = await serve({
      source: recordedSource(plainModels(2500)),
      intercept: ({ index }) => (index === 0 ? undefined : { status: 403, headers: {}, body: 'no' }),
    });
    const path = join(tempFolder(), 'oai.db');
    const { code, stderr } = await oai(['crawl', '--db', path, '--endpoint', hub.endpoint]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/403/);
    expect(queryOne(path, 'SELECT models FROM run')).toBe(1000);
  });
});

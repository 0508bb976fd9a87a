import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import type { Intercept, LocalHub, LocalHubOptions } from '../../src/local-hub/types.js';
import { oai, startOai } from '../support/cli.js';
import { serve } from '../support/crawl.js';
import { queryOne } from '../support/dump.js';
import { tempFolder } from '../support/temp.js';

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;
const isOverview = (path: string): boolean => path.includes('/overview');

/** A Hub of 300 models by 40 authors, all of whom it knows. */
function hubOf(options: Partial<LocalHubOptions> = {}): Promise<LocalHub> {
  const source = generatedSource({ models: 300, seed: 5, authors: 40 });
  return serve({ source, owners: source.owners, quota: { anonymous: 100_000 }, ...options });
}

const overviews = (hub: LocalHub): string[] => hub.requests.map(({ path }) => path).filter(isOverview);
const store = (hub: LocalHub, path: string): string[] => ['--endpoint', hub.endpoint, '--db', path];

describe('oai crawl', () => {
  it('asks about the authors once the models are stored, and says so in its one line', async () => {
    const hub = await hubOf();
    const path = join(tempFolder(), 'oai.db');
    const { code, stdout, stderr } = await oai(['crawl', ...store(hub, path)]);
    expect(code).toBe(0);
    const authors = queryOne(path, 'SELECT count(*) FROM author');
    expect(stdout).toMatch(/^Run 1 complete: 300 models .*; \d+ authors asked about \(.+\), 0 due; .+\n$/);
    expect(stdout).toContain(`${String(authors)} authors asked about`);
    expect(stderr).toContain(`Asking the Hub about ${String(authors)} authors`);
    expect(queryOne(path, 'SELECT count(*) FROM author_overview WHERE seen_at IS NOT NULL')).toBe(authors);
  });

  it.each([
    [['--authors', '3'], 3],
    [['--authors', '0'], 0],
    [['--limit', '50'], 0],
    [['--limit', '50', '--authors', '2'], 2],
  ])('with %j asks about %i', async (flags, expected) => {
    const hub = await hubOf();
    const { stdout, code } = await oai([
      'crawl',
      '--json',
      ...flags,
      ...store(hub, join(tempFolder(), 'oai.db')),
    ]);
    expect(code).toBe(0);
    const asked = json(stdout)['authors'] as { asked: number } | undefined;
    expect(asked?.asked ?? 0).toBe(expected);
    expect(overviews(hub).length).toBeGreaterThanOrEqual(expected);
    if (expected === 0) expect(overviews(hub)).toEqual([]);
  });

  it('exits 3 with its finished run when the authors cannot be had; oai crawl authors goes on', async () => {
    let isDown = true;
    const refuse: Intercept = ({ path }) =>
      isDown && isOverview(path) ? { status: 403, headers: {}, body: '{"error":"no"}' } : undefined;
    const hub = await hubOf({ intercept: refuse });
    const path = join(tempFolder(), 'oai.db');
    const failed = await oai(['crawl', '--json', ...store(hub, path)]);
    expect(failed.code).toBe(3);
    expect(json(failed.stdout)).toMatchObject({
      status: 'complete',
      models: 300,
      authors: { complete: false, asked: 0 },
    });
    expect(failed.stderr).toContain('run 1 is complete; `oai crawl authors` goes on with the authors');
    expect(failed.stderr).toMatch(/oai: The Hub answered 403 to GET \/api\/organizations\//);
    isDown = false;
    const { code, stdout } = await oai(['crawl', 'authors', '--json', ...store(hub, path)]);
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ complete: true, gone: 0, failed: 0, due: 0 });
    expect(queryOne(path, 'SELECT count(*) FROM run')).toBe(1);
  });
});

describe('oai crawl authors', () => {
  it('asks about every due author, and oai status and oai check know of them', async () => {
    const hub = await hubOf();
    const path = join(tempFolder(), 'oai.db');
    await oai(['crawl', '--authors', '5', ...store(hub, path)]);
    const authors = Number(queryOne(path, 'SELECT count(*) FROM author'));
    const before = json((await oai(['status', '--json', '--db', path])).stdout);
    expect(before).toMatchObject({ authors, authors_known: 5, authors_due: authors - 5 });
    const { code, stdout } = await oai(['crawl', 'authors', ...store(hub, path)]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${authors - 5} authors asked about \\(.+\\), 0 due; `));
    expect((await oai(['status', '--db', path])).stdout).toMatch(
      new RegExp(`^authors +${authors} known, 0 due: `, 'm'),
    );
    expect((await oai(['check', '--db', path])).code).toBe(0);
    expect((await oai(['crawl', 'authors', ...store(hub, path)])).stdout).toMatch(/^0 authors asked about/);
  });

  it('stops at --max-time with exit code 3, and at a signal with its own', async () => {
    let onOverview = (): void => undefined;
    const hub = await hubOf({
      intercept: ({ path }) => {
        if (isOverview(path)) onOverview();
        return undefined;
      },
    });
    const path = join(tempFolder(), 'oai.db');
    await oai(['crawl', '--authors', '0', ...store(hub, path)]);
    const late = await oai(['crawl', 'authors', '--max-time', '0.001s', ...store(hub, path)]);
    expect(late.code).toBe(3);
    expect(late.stderr).toContain('stopped at --max-time');
    const running = startOai(['crawl', 'authors', '--concurrency', '1', ...store(hub, path)]);
    onOverview = () => void running.process.kill('SIGTERM');
    const { code, stderr } = await running.finished;
    expect(code).toBe(143);
    expect(stderr).toContain('goes on with the authors still due');
    onOverview = () => undefined;
    expect((await oai(['crawl', 'authors', ...store(hub, path)])).stdout).toMatch(/, 0 due; /);
  });

  it('says what to do without a crawl, with another Hub and with a bad option', async () => {
    const hub = await hubOf();
    const path = join(tempFolder(), 'oai.db');
    const early = await oai(['crawl', 'authors', ...store(hub, path)]);
    expect([early.code, early.stdout]).toEqual([5, '']);
    expect(early.stderr).toContain('Run `oai crawl` first');
    await oai(['crawl', '--authors', '0', ...store(hub, path)]);
    const other = await oai(['crawl', 'authors', '--endpoint', 'http://127.0.0.1:1', '--db', path]);
    expect([other.code, other.stdout]).toEqual([2, '']);
    expect(other.stderr).toContain(`Add --endpoint ${hub.endpoint}`);
    expect((await oai(['crawl', 'authors', '--authors', '-1', ...store(hub, path)])).code).toBe(2);
    expect((await oai(['crawl', '--authors-max-age', 'old', ...store(hub, path)])).code).toBe(2);
  });

  it(
    'killed again and again asks for at most those in flight twice, and ends whole',
    { timeout: 120_000 },
    async () => {
      let killAt = Infinity;
      let requests = 0;
      let kill = (): void => undefined;
      const hub = await hubOf({
        intercept: ({ path }) => {
          if (isOverview(path) && ++requests >= killAt) kill();
          return undefined;
        },
      });
      const path = join(tempFolder(), 'oai.db');
      await oai(['crawl', '--authors', '0', ...store(hub, path)]);
      let kills = 0;
      for (const fatal of [3, 9, 14]) {
        const running = startOai(['crawl', 'authors', '--concurrency', '2', ...store(hub, path)]);
        killAt = requests + fatal;
        kill = () => void running.process.kill('SIGKILL');
        if ((await running.finished).signal === 'SIGKILL') kills += 1;
        killAt = Infinity;
      }
      expect(kills).toBe(3);
      const calm = await oai(['crawl', 'authors', ...store(hub, path)]);
      expect(calm.code).toBe(0);
      const answered = new Map<string, number>();
      for (const { path: asked, status } of hub.requests) {
        if (isOverview(asked) && status === 200) answered.set(asked, (answered.get(asked) ?? 0) + 1);
      }
      const twice = [...answered.values()].reduce((sum, times) => sum + times - 1, 0);
      expect(twice).toBeLessThanOrEqual(kills * 2);
      expect(queryOne(path, 'SELECT count(*) FROM author_change')).toBe(answered.size);
      expect((await oai(['check', '--db', path])).code).toBe(0);
    },
  );
});

describe('oai nightly', () => {
  it('asks about so many authors a night, however often it is tried again', async () => {
    const hub = await hubOf();
    const path = join(tempFolder(), 'oai.db');
    const nightly = (n: number) =>
      oai(['nightly', '--json', '--budget', '1', '--authors', String(n), ...store(hub, path)]);
    expect(json((await nightly(6)).stdout)).toMatchObject({ crawled: true, authors: { asked: 6 } });
    expect(json((await nightly(6)).stdout)).toMatchObject({ crawled: false, authors: null });
    expect(json((await nightly(8)).stdout)).toMatchObject({ crawled: false, authors: { asked: 2 } });
    expect(queryOne(path, 'SELECT count(*) FROM author_overview')).toBe(8);
  });

  it('makes its backup though the authors cannot be had, and ends with 3', async () => {
    const refused = { status: 403, headers: {}, body: '{"error":"no"}' };
    const hub = await hubOf({ intercept: ({ path }) => (isOverview(path) ? refused : undefined) });
    const folder = tempFolder();
    const copy = join(folder, 'copy.db');
    const args = ['nightly', '--json', '--backup', copy, ...store(hub, join(folder, 'oai.db'))];
    const { code, stdout } = await oai(args);
    expect(code).toBe(3);
    expect(json(stdout)).toMatchObject({
      complete: true,
      quality: 'good',
      authors: null,
      errors: [{ exit_code: 3 }],
    });
    expect(queryOne(copy, 'SELECT count(*) FROM night')).toBe(1);
  });
});

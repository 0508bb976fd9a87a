import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import type { LocalHub, LocalHubOptions } from '../../src/local-hub/types.js';
import { oai } from '../support/cli.js';
import { serve } from '../support/crawl.js';
import { tempFolder } from '../support/temp.js';

const json = (text: string): unknown => JSON.parse(text);

/** 300 models, 100 datasets, 150 Spaces. */
function hubOf(options: Partial<LocalHubOptions> = {}): Promise<LocalHub> {
  const { datasets, spaces, ...source } = generatedSource({ models: 300, seed: 5 });
  return serve({ source, datasets, spaces, quota: { anonymous: 100_000 }, ...options });
}

const at = (hub: LocalHub, path: string): string[] => ['--endpoint', hub.endpoint, '--db', path];

describe('oai crawl datasets and oai crawl spaces', () => {
  it('say what they crawled, and reports, status, runs and check go by it', async () => {
    const hub = await hubOf();
    const path = join(tempFolder(), 'oai.db');
    const db = ['--db', path];
    await oai(['crawl', '--authors', '0', '--quiet', ...at(hub, path)]);
    const before = await oai(['report', 'robotics', ...db]);
    expect(before).toMatchObject({ code: 5, stdout: '' });
    expect(before.stderr).toContain('oai crawl datasets');

    const datasets = await oai(['crawl', 'datasets', ...at(hub, path)]);
    expect(datasets.code).toBe(0);
    expect(datasets.stdout).toMatch(/^Run 2 complete: 100 datasets \(100 new, 0 changed\); 1 page, /);
    expect(datasets.stderr).toContain('next: oai report robotics');
    expect(datasets.stdout + datasets.stderr).not.toMatch(/\bmodels?\b/);
    const spaces = await oai(['crawl', 'spaces', '--json', ...at(hub, path)]);
    expect(json(spaces.stdout)).toMatchObject({
      run: 3,
      query: { repository: 'space', author: null, limit: null },
      spaces: 150,
      spaces_new: 150,
    });
    expect(json(spaces.stdout)).not.toHaveProperty('models');

    const report = await oai(['report', 'robotics', ...db]);
    expect(report).toMatchObject({ code: 0, stderr: '' });
    expect(report.stdout.replaceAll(/\s+/g, ' ')).toContain('datasets: 100, crawled on');
    const status = await oai(['status', ...db]);
    expect(status.stdout).toMatch(/^datasets {6}100 datasets on \d{4}-\d\d-\d\d, run 2, \S.* old$/m);
    expect(status.stdout).toMatch(/^spaces {8}150 Spaces on \d{4}-\d\d-\d\d, run 3, \S.* old$/m);
    expect(status.stdout).toMatch(/^newest night {2}.*300 models, run 1/m);
    const runs = await oai(['runs', ...db]);
    expect(runs.stdout).toMatch(/^ +3 .* 150 +150 .* Spaces$/m);
    expect(json((await oai(['runs', '--json', ...db])).stdout)).toMatchObject([
      { spaces: 150, night: { spaces: 150, quality: 'good' } },
      { datasets: 100, night: { datasets: 100, quality: 'good' } },
      { models: 300, night: { models: 300, quality: 'good' } },
    ]);
    expect(await oai(['check', ...db])).toMatchObject({ code: 0 });
  });

  it('stop resumably at a bound, and status names the command that goes on', async () => {
    const hub = await hubOf({ wire: { maxLimit: 20 } });
    const path = join(tempFolder(), 'oai.db');
    const stopped = await oai(['crawl', 'datasets', '--max-pages', '2', ...at(hub, path)]);
    expect(stopped.code).toBe(3);
    expect(stopped.stdout).toContain('Run 1 stopped: 40 datasets');
    const { stdout } = await oai(['status', '--db', path], { HF_ENDPOINT: hub.endpoint });
    expect(stdout).toMatch(/^unfinished {4}run 1 since .*: 40 datasets in 2 pages of /m);
    expect(stdout).toMatch(/^next {10}oai crawl datasets --db /m);
    const done = await oai(['crawl', 'datasets', ...at(hub, path)]);
    expect(done.code).toBe(0);
    expect(done.stdout).toContain('Run 1 complete: 100 datasets');
    expect(done.stderr).toContain('Going on with run 1');
    expect(done.stderr).toContain('next: oai report robotics');
    expect((await oai(['report', 'robotics', '--db', path])).code).toBe(0);
  });

  it('take one namespace or the newest few, and then say that it is a part', async () => {
    const hub = await hubOf();
    const path = join(tempFolder(), 'oai.db');
    const { stdout, stderr, code } = await oai(['crawl', 'spaces', '--limit', '7', ...at(hub, path)]);
    expect(code).toBe(0);
    expect(stdout).toContain('7 Spaces (7 new');
    expect(stderr).toContain('these are a part of the Spaces; reports need all of them');
    expect((await oai(['crawl', 'spaces', '--author', ' ', ...at(hub, path)])).code).toBe(2);
    expect((await oai(['crawl', 'datasets', '--authors', '3', ...at(hub, path)])).code).toBe(2);
  });
});

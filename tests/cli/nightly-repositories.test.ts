import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ListedRepository } from '../../src/domain/listed-model.js';
import type { LocalHubOptions } from '../../src/local-hub/types.js';
import { oai } from '../support/cli.js';
import { queryOne } from '../support/dump.js';
import { crawlKind, plainRepositories, RepositoryHub } from '../support/repositories.js';
import { tempFolder } from '../support/temp.js';

const json = (text: string): unknown => JSON.parse(text);

async function hubOf(
  datasets: ListedRepository[],
  spaces: ListedRepository[] = [],
  options: Partial<LocalHubOptions> = {},
): Promise<{ world: RepositoryHub; folder: string; at: string[]; db: string[] }> {
  const folder = tempFolder();
  const world = await RepositoryHub.start(join(folder, 'oai.db'), { datasets, spaces }, options);
  const db = ['--db', world.path];
  return { world, folder, at: ['--endpoint', world.hub.endpoint, '--budget', '1', ...db], db };
}

it('oai nightly --datasets --spaces crawls them after the models, once a night', async () => {
  const { world, folder, at } = await hubOf(plainRepositories(40), plainRepositories(20));
  const args = ['nightly', '--datasets', '--spaces', '--reports', join(folder, 'reports'), ...at];
  expect(await oai(args)).toMatchObject({ code: 0, stdout: '' });
  expect(queryOne(world.path, 'SELECT group_concat(kind) FROM repository_night')).toBe('dataset,space');
  expect(existsSync(join(folder, 'reports', 'repositories.json'))).toBe(true);
  const asked = world.hub.requests.length;
  const again = await oai([...args, '--json', '--authors', '0']);
  expect(json(again.stdout)).toMatchObject({
    crawled: false,
    datasets: { crawled: false, quality: 'good', run: { datasets: 40 } },
    spaces: { crawled: false, quality: 'good', run: { spaces: 20 } },
    errors: [],
  });
  expect(world.hub.requests.length).toBe(asked);
  expect(json((await oai(['nightly', '--json', '--authors', '0', ...at])).stdout)).not.toHaveProperty(
    'datasets',
  );
});

it('oai nightly goes on with the rest when a listing cannot be had, and ends with its exit code', async () => {
  const { folder, at } = await hubOf([], plainRepositories(20));
  const backup = join(folder, 'copy.db');
  const args = ['--datasets', '--spaces', '--authors', '0', '--json', '--backup', backup];
  const { code, stdout, stderr } = await oai(['nightly', ...args, ...at]);
  expect(code).toBe(3);
  expect(stderr).toContain('The Hub listed no datasets at all.');
  expect(json(stdout)).toMatchObject({
    complete: true,
    datasets: null,
    spaces: { crawled: true, run: { spaces: 20 } },
    backup: { file: backup },
    errors: [{ exit_code: 3, what: 'The Hub listed no datasets at all.' }],
  });
});

it('oai nightly --max-time ends a crawl of datasets too, and the next one goes on', async () => {
  // Six requests in five minutes: forty pages take longer than any patience here.
  const { world, at } = await hubOf(plainRepositories(200), [], {
    quota: { anonymous: 6 },
    wire: { maxLimit: 5 },
  });
  await oai(['crawl', '--authors', '0', '--quiet', ...at]);
  const { code, stdout } = await oai(['nightly', '--datasets', '--json', '--max-time', '1s', ...at]);
  expect(code).toBe(3);
  expect(json(stdout)).toMatchObject({ crawled: false, datasets: null });
  expect(queryOne(world.path, 'SELECT status FROM run WHERE run_key = 2')).toBe('stopped');
});

it('a suspect crawl of datasets is told of by the crawl, the night, the doctor, the status and the metrics', async () => {
  const { world, at, db } = await hubOf(plainRepositories(60));
  await oai(['crawl', '--authors', '0', '--quiet', ...at]);
  await crawlKind('dataset', world.path, world.hub.endpoint);
  const good = await oai(['status', ...db]);
  expect(good.stdout).toMatch(/^datasets {6}60 datasets on \d{4}-\d\d-\d\d, run 2, \S.* old$/m);

  world.datasets.splice(0, 30);
  const crawl = await oai(['crawl', 'datasets', ...at]);
  expect(crawl.code).toBe(0);
  expect(crawl.stderr).toMatch(
    /^warning: run 3 is suspect: 50\.0 % of the datasets .* are missing.*`oai runs accept 3`.*$/m,
  );
  expect(crawl.stderr).not.toContain('next:');
  const night = await oai(['nightly', '--datasets', '--authors', '0', ...at]);
  expect(night).toMatchObject({ code: 0, stdout: '' });
  expect(night.stderr).toMatch(
    /^warning: datasets \(run 3\): suspect: 50\.0 % [^\n]*oai runs accept 3[^\n]*\n$/,
  );

  const doctor = await oai(['doctor', '--json', '--endpoint', world.hub.endpoint, ...db]);
  const { checks } = json(doctor.stdout) as { checks: { name: string; text: string; mend: string }[] };
  const check = checks.find(({ name }) => name === 'night');
  expect(check).toMatchObject({ verdict: 'warn', mend: `oai runs --db ${world.path}` });
  expect(check?.text).toMatch(/; 1 newer crawl of datasets, suspect$/);

  const { stdout: metrics } = await oai(['status', '--format', 'prometheus', ...db]);
  const finished = Number(queryOne(world.path, 'SELECT finished_at FROM run WHERE run_key = 2'));
  expect(metrics).toContain(
    `oai_newest_datasets_night_timestamp_seconds{store="${world.path}"} ${finished / 1000}\n`,
  );
  expect(metrics).toContain(`oai_newest_datasets_night_datasets{store="${world.path}"} 60\n`);
  expect(metrics).toContain(`oai_suspect_datasets_nights{store="${world.path}"} 1\n`);
  expect(metrics).not.toContain('spaces');
});

it('oai crawl says that a night of models is suspect', async () => {
  const { world, at } = await hubOf([]);
  await oai(['crawl', '--authors', '0', '--quiet', ...at]);
  const few = await RepositoryHub.start(world.path, {});
  const other = ['--endpoint', few.hub.endpoint, '--db', world.path];
  const { stderr } = await oai(['crawl', '--authors', '0', ...other]);
  expect(stderr).toMatch(/^warning: run 2 is suspect: .*`oai runs accept 2`/m);
});

it('oai schedule passes --datasets and --spaces on to every scheduler', async () => {
  for (const scheduler of ['cron', 'systemd', 'launchd', 'github-actions', 'kubernetes']) {
    const { stdout } = await oai(['schedule', scheduler, '--datasets', '--spaces']);
    expect(stdout).toMatch(/--quiet.*\s.*--datasets.*\s.*--spaces/);
    expect((await oai(['schedule', scheduler])).stdout).not.toMatch(/--datasets|--spaces/);
  }
});

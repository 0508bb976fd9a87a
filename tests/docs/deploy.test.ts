import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { bin, oai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { queryOne } from '../support/dump.js';
import {
  type Night,
  nightOnGitHub,
  readWorkflow,
  type Release,
  wholeCopies,
} from '../support/github-workflow.js';
import { plainModels } from '../support/models.js';
import { findTool } from '../support/system-tool.js';
import { tempFolder } from '../support/temp.js';
import { systemClock } from '../../src/clock.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import type { LocalHub } from '../../src/local-hub/types.js';
import { version } from '../../src/version.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const workflowText = read('docs/deploy/github-nightly.yml');
const workflow = readWorkflow(workflowText);
const tools = ['bash', 'jq', 'zstd', 'sha256sum'].map(findTool);
const DAY_MS = 86_400_000;

/** A release as docs/deploy.md makes it, with the package and nothing else. */
function newRelease(): Release {
  const folder = tempFolder();
  const release = { assets: join(folder, 'assets'), log: join(folder, 'calls.ndjson') };
  mkdirSync(release.assets);
  writeFileSync(join(release.assets, `oai-${version}.tgz`), 'a package');
  return release;
}

/** The store that a release would give to the next night. */
function kept(release: Release): string {
  const store = join(tempFolder(), 'kept.db');
  const newest = wholeCopies(readdirSync(release.assets)).at(-1);
  const script = `cd "$1" && sha256sum --check --quiet "$2.sha256" && cat "$2".zst.* | zstd -d -q -o "$3"`;
  const { status, stderr } = spawnSync('bash', ['-c', script, '-', release.assets, newest ?? '', store], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return store;
}

const hubOf = (models: number): Promise<LocalHub> =>
  serve({ source: recordedSource(plainModels(models)), quota: { anonymous: 1e6 } });

if (workflow === undefined || tools.includes(undefined)) {
  describe('docs/deploy/github-nightly.yml', () => {
    it('is of this version', () => expect(workflowText).toContain(`OAI_VERSION: ${version}\n`));
  });
} else {
  const night = (release: Release, hub: LocalHub, more: Partial<Night> = {}) =>
    nightOnGitHub({ workflow, release, bin, env: { HF_ENDPOINT: hub.endpoint, OAI_BUDGET: '1' }, ...more });

  /** At no moment was there no whole copy to begin the next night from. */
  const expectNeverWithout = (release: Release): void => {
    const states = readFileSync(release.log, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { assets: string[] });
    const first = states.findIndex(({ assets }) => assets.some((name) => name.endsWith('.sha256')));
    expect(first).toBeGreaterThan(0);
    for (const { assets } of states.slice(first)) expect(wholeCopies(assets)).not.toEqual([]);
  };

  const [fromCopy, toKeep] = ['Copy and check the store', 'Keep the store'];

  /** The steps after the crawl alone, with a store crawled so many days ago. */
  const keepACrawl = async (release: Release, hub: LocalHub, daysAgo: number, more: Partial<Night>) => {
    const workspace = tempFolder();
    const now = () => systemClock.now() - daysAgo * DAY_MS;
    await crawlInto(join(workspace, 'oai.db'), hub.endpoint, { clock: { ...systemClock, now } });
    const steps = { from: fromCopy, to: toKeep, oaiInstalled: true };
    return night(release, hub, { ...steps, workspace, ...more });
  };

  /** The release after a night of yesterday, number 1001. */
  const afterANight = async (hub: LocalHub): Promise<Release> => {
    const release = newRelease();
    const { log, failed } = await keepACrawl(release, hub, 1, { runId: 1001 });
    expect(failed, log).toBeUndefined();
    return release;
  };
  const runIds = (release: Release): string[] =>
    wholeCopies(readdirSync(release.assets)).map((copy) => copy.split('-').at(-1) ?? '');

  describe('docs/deploy/github-nightly.yml, step by step', () => {
    it('makes a store on the first night', async () => {
      const [release, hub] = [newRelease(), await hubOf(300)];
      const first = await night(release, hub);
      expect(first.failed, first.log).toBeUndefined();
      expect(first.log).toContain('::notice::No store yet');
      expect(first.actions).toEqual(['actions/setup-node', 'actions/upload-artifact']);
      expect(existsSync(join(first.workspace, 'reports', 'concentration.json'))).toBe(true);
      expect(queryOne(kept(release), 'SELECT count(*) FROM model')).toBe(300);
    });

    it('goes on with the store on the next night, and makes a site of it where that is wanted', async () => {
      const hub = await hubOf(300);
      const release = await afterANight(hub);
      const second = await night(release, hub, { runId: 1002, vars: { OAI_PAGES: 'true' } });
      expect(second.failed, second.log).toBeUndefined();
      expect(second.summary).toContain('"crawled": true');
      expect(queryOne(kept(release), 'SELECT count(*) FROM night')).toBe(2);
      expect(existsSync(join(second.workspace, 'site', 'index.html'))).toBe(true);
      expect(second.actions).toContain('actions/upload-pages-artifact');
      expectNeverWithout(release);
    });

    it('keeps the two newest copies, each in parts, and is never without one', async () => {
      const hub = await hubOf(300);
      const release = await afterANight(hub);
      for (const runId of [1002, 1003]) {
        const { failed, log } = await keepACrawl(release, hub, 1003 - runId, { runId });
        expect(failed, log).toBeUndefined();
      }
      expect(runIds(release)).toEqual(['1002', '1003']);
      const assets = readdirSync(release.assets);
      expect(assets.filter((name) => name.includes('-1001'))).toEqual([]);
      expect(assets.filter((name) => name.includes('-1003.zst.')).length).toBeGreaterThan(2);
      expectNeverWithout(release);
    });

    it('keeps what a night stopped early has got, and the next one goes on from there', async () => {
      const release = newRelease();
      const source = recordedSource(plainModels(3500));
      const hub = await serve({ source, quota: { anonymous: 1e6 }, latencyMs: 20 });
      const first = await night(release, hub, { overrides: { MAX_TIME: '0.01s' } });
      expect(first.failed, first.log).toBeUndefined();
      expect(first.log).toContain('::warning::Stopped early.');
      expect(first.outputs['crawl.code']).toBe('3');
      expect(queryOne(kept(release), 'SELECT status FROM run')).toBe('stopped');
      const second = await night(release, hub, { runId: 1002 });
      expect(second.failed, second.log).toBeUndefined();
      const store = kept(release);
      expect(queryOne(store, 'SELECT count(*) FROM run')).toBe(1);
      expect(queryOne(store, 'SELECT status FROM run')).toBe('complete');
      expect(queryOne(store, 'SELECT count(*) FROM model')).toBe(3500);
    });

    it('is red when the Hub refuses the token, with the night before still there', async () => {
      const hub = await hubOf(100);
      const release = await afterANight(hub);
      const { failed, log, outputs } = await night(release, hub, {
        runId: 1002,
        secrets: { HF_TOKEN: 'hf_refused' },
      });
      expect(failed).toBe('Tell how the night went');
      expect(outputs['crawl.code']).toBe('6');
      expect(log).toContain('::error::oai nightly ended with exit code 6');
      expect(log).not.toContain('hf_refused');
      expect(runIds(release)).toContain('1001');
      expect(queryOne(kept(release), 'SELECT count(*) FROM night')).toBe(1);
      expectNeverWithout(release);
    });

    it.each<[what: string, more: Partial<Night>, step: string, says: string]>([
      ['a part cannot be sent', { overrides: { GH_FAILS: '^upload .*zst.001' } }, toKeep, ''],
      ['the checksums cannot be sent', { overrides: { GH_FAILS: '^upload .*sha256' } }, toKeep, ''],
      ['a part arrives cut', { overrides: { GH_CUT: 'zst.001' } }, toKeep, 'zst.001 did not arrive whole'],
      ['the store is damaged', { before: { [fromCopy]: damage } }, fromCopy, 'damage'],
    ])('is red and leaves the newest whole copy alone when %s', async (_, more, step, says) => {
      const hub = await hubOf(300);
      const release = await afterANight(hub);
      const { failed, log } = await keepACrawl(release, hub, 0, { runId: 1002, ...more });
      expect(failed, log).toBe(step);
      expect(log).toContain(says);
      expect(runIds(release)).toEqual(['1001']);
      kept(release);
      const next = await keepACrawl(release, hub, 0, { runId: 1003 });
      expect(next.failed, next.log).toBeUndefined();
      expect(runIds(release)).toEqual(['1001', '1003']);
      expectNeverWithout(release);
    });

    it.each([
      ['the list of assets cannot be had', '^view'],
      ['a part cannot be fetched', '^download .*zst'],
    ])('is red before it crawls when %s', async (_, fails) => {
      const hub = await hubOf(100);
      const release = await afterANight(hub);
      const [assets, asked] = [readdirSync(release.assets), hub.requests.length];
      const { failed } = await night(release, hub, { runId: 1002, overrides: { GH_FAILS: fails } });
      expect(failed).toBe('Fetch the store');
      expect(readdirSync(release.assets)).toEqual(assets);
      expect(hub.requests.length).toBe(asked);
    });

    it('does not begin from a copy that has changed', async () => {
      const hub = await hubOf(100);
      const release = await afterANight(hub);
      const part = readdirSync(release.assets).find((name) => name.endsWith('.zst.000')) ?? '';
      writeFileSync(join(release.assets, part), 'something else');
      const before = readdirSync(release.assets);
      const { failed, log } = await night(release, hub, { runId: 1002 });
      expect(failed).toBe('Fetch the store');
      expect(log).toContain('FAILED');
      expect(readdirSync(release.assets)).toEqual(before);
    });
  });

  describe('docs/deploy/github-nightly.yml', () => {
    const jobs = Object.values(workflow.jobs);
    const steps = jobs.flatMap((job) => job.steps);

    it('never runs twice at once, not on the hour, and not for ever', () => {
      expect(workflow.concurrency).toEqual({ group: 'oai-nightly', 'cancel-in-progress': false });
      expect(workflow.true.schedule.map(({ cron }) => cron.split(' ')[0])).toEqual(['43']);
      for (const job of jobs) expect(job['timeout-minutes']).toBeLessThanOrEqual(300);
    });

    it('may do no more than it needs, job by job', () => {
      expect(workflow.permissions).toEqual({});
      expect(workflow.jobs['nightly']?.permissions).toEqual({ contents: 'write' });
      expect(workflow.jobs['pages']?.permissions).toEqual({ pages: 'write', 'id-token': 'write' });
    });

    it('pins every action to a commit, with its version beside it', () => {
      const uses = steps.flatMap((step) => step.uses ?? []);
      expect(uses.length).toBeGreaterThan(3);
      for (const action of uses) {
        expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
        expect(workflowText).toContain(`${action} # v`);
      }
    });

    it('shows the token to the crawl alone, and puts no expression into a script', () => {
      const holders = steps.filter((step) => JSON.stringify(step).includes('secrets.'));
      expect(holders.map(({ name }) => name)).toEqual(['Crawl']);
      expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
    });

    it('has scripts that shellcheck finds nothing wrong with', () => {
      const shellcheck = findTool('shellcheck');
      for (const { name = '', run } of steps) {
        if (run === undefined || shellcheck === undefined) continue;
        const { stdout } = spawnSync(shellcheck, ['-'], {
          input: `#!/bin/bash -e\n${run}`,
          encoding: 'utf8',
        });
        expect(stdout, name).toBe('');
      }
      expect(steps.filter(({ run }) => run !== undefined).length).toBeGreaterThan(5);
    });

    it('is of this version', () => expect(workflow.env['OAI_VERSION']).toBe(version));
  });
}

describe('docs/deploy.md', () => {
  const page = read('docs/deploy.md');

  it('gives commands of oai that there are', async () => {
    const commands = [...page.matchAll(/^(?:podman|docker) run .* oai( .*)?$/gm)].map(([, words]) =>
      (words ?? '').trim().split(' ').filter(Boolean),
    );
    expect(commands.length).toBeGreaterThan(3);
    const exec = /^Exec=(.*)$/m.exec(page)?.[1]?.split(' ') ?? [];
    for (const words of [...commands, exec]) {
      const { code, stdout } = await oai([...words.filter((word) => !/^(-|\d)/.test(word)), '--help']);
      expect(code).toBe(0);
      for (const flag of words.filter((word) => word.startsWith('--'))) expect(stdout).toContain(flag);
    }
  });

  it('gives docker what docker has, and no token on a command line', () => {
    const lines = page.split('\n').filter((line) => /^(podman|docker) /.test(line));
    expect(lines.filter((line) => line.startsWith('docker run'))).not.toEqual([]);
    expect(lines.filter((line) => /^docker.*(--secret| secret )/.test(line))).toEqual([]);
    // The name alone: the value comes from the environment.
    expect(lines.filter((line) => /(-e|--env) \S*=/.test(line))).toEqual([]);
  });

  it('names the release, the version and the files that there are', () => {
    expect(page).toContain(`gh release create oai-store oai-${version}.tgz`);
    for (const [, path = ''] of page.matchAll(/\]\(([^)#]+)/g)) {
      expect(existsSync(join(root, 'docs', path)), path).toBe(true);
    }
  });
});

/** One that only `oai check` sees. */
function damage(workspace: string): void {
  const db = new Database(join(workspace, 'oai.db'));
  db.exec('UPDATE night SET models = 7');
  db.close();
}

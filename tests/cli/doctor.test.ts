import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { listingFields } from '../../src/crawl/crawl-models.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { defaultWire } from '../../src/local-hub/default-wire.js';
import type { LocalHubOptions } from '../../src/local-hub/types.js';
import { openForWriting } from '../../src/store/open.js';
import { oai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

const TOKEN = 'hf_tokenOfTheDoctorTest';
const source = recordedSource(plainModels(30));
const names = ['endpoint', 'token', 'quota', 'clock', 'disk', 'store', 'lock', 'night', 'schedule'];

interface Diagnosis {
  name: string;
  verdict: string;
  text: string;
  mend: string | null;
}

const hubWith = (options: Partial<Omit<LocalHubOptions, 'clock'>> = {}) => serve({ source, ...options });

/** A store with one night, as `oai crawl` leaves it. */
async function crawled(): Promise<string> {
  const path = join(tempFolder(), 'oai.db');
  await crawlInto(path, (await hubWith()).endpoint);
  return path;
}

/** Without crontab and systemctl, so that the tester's own schedule does not show. */
const environment = (env: Record<string, string> = {}) => ({
  PATH: tempFolder(),
  HOME: tempFolder(),
  ...env,
});

async function examine(endpoint: string, path: string, env: Record<string, string> = {}) {
  const args = ['doctor', '--json', '--endpoint', endpoint, '--db', path];
  const { code, stdout, stderr } = await oai(args, environment(env));
  expect(stderr).toBe('');
  const { exit_code, checks } = JSON.parse(stdout) as { exit_code: number; checks: Diagnosis[] };
  expect(exit_code).toBe(code);
  expect(checks.map(({ name }) => name)).toEqual(names);
  for (const { verdict, mend } of checks) expect(mend === null).toBe(verdict === 'ok');
  return {
    code,
    stdout,
    wrong: checks.filter(({ verdict }) => verdict !== 'ok').map(({ name, verdict }) => `${verdict} ${name}`),
    check: (name: string) => checks.find((each) => each.name === name),
  };
}

describe('oai doctor', () => {
  it('says ok in words for all that is well, and what mends the rest, with exit code 0', async () => {
    const hub = await hubWith();
    const path = await crawled();
    const { code, stdout, stderr } = await oai(
      ['doctor', '--db', path],
      environment({ HF_ENDPOINT: hub.endpoint }),
    );
    expect(stderr).toBe('');
    expect(stdout.split('\n').map((line) => line.slice(0, 14).trimEnd())).toEqual([
      ...names.slice(0, -1).map((name) => `ok    ${name}`),
      'WARN  schedule',
      '',
      '',
    ]);
    expect(stdout).toContain(`answers, and knows all ${listingFields.length} fields`);
    expect(stdout).toContain('                mend: oai schedule cron --install\n');
    expect(stdout).toMatch(/ok {4}quota {5}49\d of 500 requests left, a new window in/);
    expect(code).toBe(0);
  });

  it('names the account and the plan of a token, and never the token', async () => {
    const hub = await hubWith({ tokens: new Map([[TOKEN, { user: 'ada', plan: 'pro' as const }]]) });
    const { code, stdout, check } = await examine(hub.endpoint, await crawled(), { HF_TOKEN: TOKEN });
    expect(check('token')?.text).toBe('known to the Hub: ada, PRO');
    expect(check('quota')?.text).toMatch(/of 2500 requests left/);
    expect(stdout).not.toContain(TOKEN);
    expect(hub.requests.every(({ hadAuthorization }) => hadAuthorization)).toBe(true);
    expect(hub.requests.some(({ path }) => path === '/api/whoami-v2')).toBe(true);
    expect(code).toBe(0);
  });

  it('exits 6 for a token the Hub does not know, and still tells of the endpoint', async () => {
    const { code, stdout, check, wrong } = await examine((await hubWith()).endpoint, await crawled(), {
      HF_TOKEN: TOKEN,
    });
    expect(wrong).toEqual(['fail token', 'warn schedule']);
    expect(check('token')?.mend).toMatch(/settings\/tokens/);
    expect(check('quota')?.text).toMatch(/of 500 requests left/);
    expect(stdout).not.toContain(TOKEN);
    expect(code).toBe(6);
  });

  it.each([
    ['api_org_AnOlderToken', 6],
    ['hf_é of two words', 2],
  ])('tells of %j, which is no token, with exit code %i', async (token, expected) => {
    const hub = await hubWith();
    const { code, stdout, check } = await examine(hub.endpoint, await crawled(), { HF_TOKEN: token });
    expect(check('endpoint')?.verdict).toBe('ok');
    expect(check('token')?.verdict).toBe('fail');
    expect(stdout).not.toContain(token);
    expect(code).toBe(expected);
  });

  it('sends the token to no other origin, wherever the answer leads', async () => {
    const elsewhere = await hubWith();
    const hub = await hubWith({
      tokens: new Map([[TOKEN, { user: 'ada', plan: 'free' as const }]]),
      intercept: ({ url }) =>
        url.pathname === '/api/whoami-v2'
          ? { status: 307, headers: { Location: `${elsewhere.endpoint}/api/whoami-v2` }, body: '' }
          : undefined,
    });
    const { code, check } = await examine(hub.endpoint, await crawled(), { HF_TOKEN: TOKEN });
    expect(check('token')).toMatchObject({ verdict: 'fail' });
    expect(check('token')?.text).toContain('nothing was sent there');
    expect(elsewhere.requests).toEqual([]);
    expect(code).toBe(3);
  });

  it.each([
    ['no JSON', 'not json'],
    ['another form', '[]'],
    ['no authorisation', '{"type":"user","name":"ada"}'],
  ])('does not take for an account what is %s', async (_, body) => {
    const hub = await hubWith({
      tokens: new Map([[TOKEN, { user: 'ada', plan: 'free' as const }]]),
      intercept: ({ url }) =>
        url.pathname === '/api/whoami-v2' ? { status: 200, headers: {}, body } : undefined,
    });
    const { code, check } = await examine(hub.endpoint, await crawled(), { HF_TOKEN: TOKEN });
    expect(check('token')?.verdict).toBe('fail');
    expect(code).toBe(3);
  });

  it('shows the name of an account without what steers a terminal', async () => {
    const hub = await hubWith({
      tokens: new Map([[TOKEN, { user: 'a\u001B[2J\u202Eb', plan: 'free' as const }]]),
    });
    const { check } = await examine(hub.endpoint, await crawled(), { HF_TOKEN: TOKEN });
    expect(check('token')?.text).toBe('known to the Hub: a\\u{1B}[2J\\u{202E}b, free');
  });

  it('exits 3 when nothing answers at the endpoint, and names what to look at', async () => {
    const hub = await hubWith();
    await hub.close();
    const { code, check, wrong } = await examine(hub.endpoint, await crawled());
    expect(wrong).toEqual(['fail endpoint', 'warn quota', 'warn clock', 'warn schedule']);
    expect(check('endpoint')?.text).toMatch(/gives no page of models\. .*ECONNREFUSED/);
    expect(check('endpoint')?.mend).toContain(`curl -sSi '${hub.endpoint}/api/models?limit=1'`);
    expect(code).toBe(3);
  });

  it('names the fields that the Hub refuses', async () => {
    const expandFields = defaultWire.expandFields.filter(
      (field) => !['safetensors', 'downloadsAllTime'].includes(field),
    );
    const { code, check } = await examine(
      (await hubWith({ wire: { expandFields } })).endpoint,
      await crawled(),
    );
    expect(check('endpoint')).toMatchObject({ verdict: 'warn' });
    expect(check('endpoint')?.text).toContain('does not know downloadsAllTime, safetensors;');
    expect(code).toBe(0);
  });

  it('tells a spent quota from the refusal itself, without waiting for the next window', async () => {
    const hub = await hubWith({ quota: { anonymous: 1, windowS: 300 } });
    const { code, check } = await examine(hub.endpoint, await crawled());
    expect(check('endpoint')?.verdict).toBe('ok');
    expect(check('quota')).toMatchObject({ verdict: 'warn' });
    expect(check('quota')?.text).toMatch(/^0 of 1 requests left, a new window in \d min/);
    expect(code).toBe(0);
  });

  it('does without quota headers', async () => {
    const { check } = await examine(
      (await hubWith({ wire: { rateLimitHeaders: false } })).endpoint,
      await crawled(),
    );
    expect(check('quota')).toMatchObject({ verdict: 'ok', text: 'the Hub tells none' });
  });

  it.each([
    [3_600_000, 'behind'],
    [-86_400_000, 'ahead of'],
  ])('warns of a clock that differs from the Hub by %i ms', async (offsetMs, direction) => {
    const date = new Date(systemClock.now() + offsetMs).toUTCString();
    const hub = await hubWith({
      intercept: (_, answer) => {
        const reply = answer();
        return { ...reply, headers: { ...reply.headers, Date: date } };
      },
    });
    const { code, check } = await examine(hub.endpoint, await crawled());
    expect(check('clock')).toMatchObject({ verdict: 'warn' });
    expect(check('clock')?.text).toContain(`${direction} the Hub`);
    expect(code).toBe(0);
  });

  it('exits 5 when there is no store, and makes none', async () => {
    const path = join(tempFolder(), 'none', 'oai.db');
    const { code, check, wrong } = await examine((await hubWith()).endpoint, path);
    expect(wrong).toEqual(['fail store', 'fail night', 'warn schedule']);
    expect(check('store')?.mend).toBe('oai crawl');
    expect(() => readFileSync(path)).toThrow('ENOENT');
    expect(code).toBe(5);
  });

  it('exits 5 when no crawl of the whole Hub has finished', async () => {
    const hub = await hubWith();
    const path = join(tempFolder(), 'oai.db');
    await crawlInto(path, hub.endpoint, { query: { repository: 'model', author: null, limit: 10 } });
    const { code, wrong } = await examine(hub.endpoint, path);
    expect(wrong).toEqual(['fail night', 'warn schedule']);
    expect(code).toBe(5);
  });

  it('exits 4 when another process is writing, and names it', async () => {
    const path = await crawled();
    const holder = openForWriting({ path, clock: systemClock, command: 'oai crawl' });
    const { code, check, wrong } = await examine((await hubWith()).endpoint, path);
    holder.close();
    expect(wrong).toEqual(['fail lock', 'warn schedule']);
    expect(check('lock')?.text).toContain(`Process ${process.pid} (oai crawl, since `);
    expect(code).toBe(4);
  });

  it('exits 2 for a database of another program, and leaves it as it is', async () => {
    const path = join(tempFolder(), 'other.db');
    const other = new Database(path);
    other.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)');
    other.close();
    const before = readFileSync(path);
    const { code, check } = await examine((await hubWith()).endpoint, path);
    expect(check('store')?.text).toContain('SQLite file of another program');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(code).toBe(2);
  });

  it.each(['no database at all', ''])('tells what a file with the text %j lacks', async (text) => {
    const path = join(tempFolder(), 'oai.db');
    writeFileSync(path, text);
    const { code, check } = await examine((await hubWith()).endpoint, path);
    expect(check('store')?.verdict).toBe(text === '' ? 'warn' : 'fail');
    expect(code).toBe(text === '' ? 0 : 2);
  });

  it('exits 2 for a damaged store', async () => {
    const path = await crawled();
    const db = new Database(path);
    db.unsafeMode(true);
    db.pragma('writable_schema = 1');
    // An index that its table knows nothing of.
    db.exec(
      "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'tag') WHERE name = 'night_day'",
    );
    db.close();
    const { code, check } = await examine((await hubWith()).endpoint, path);
    expect(check('store')).toMatchObject({ verdict: 'fail' });
    expect(check('store')?.text).toContain('is damaged');
    expect(code).toBe(2);
  });

  it('warns of migrations to do, and does none', async () => {
    const path = await crawled();
    const db = new Database(path);
    db.exec('DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)');
    db.close();
    const { code, check } = await examine((await hubWith()).endpoint, path);
    expect(check('store')?.text).toMatch(/of an older oai, 1 migration to do/);
    expect(check('night')?.text).toBe('unknown until the store is upgraded');
    expect(code).toBe(0);
  });

  it('warns when the disk has less room than the store takes, and of a log that is not merged', async () => {
    const path = await crawled();
    // Sparse: as large as it says, and no block of the disk behind it.
    truncateSync(path, 8e12);
    writeFileSync(`${path}-wal`, '');
    truncateSync(`${path}-wal`, 1.5e9);
    const { code, check } = await examine((await hubWith()).endpoint, path);
    expect(check('disk')).toMatchObject({ verdict: 'warn' });
    expect(check('store')?.text).toMatch(/1\.5 GB not yet merged/);
    expect(code).toBe(0);
  });

  it('warns when the newest night is older than a day and a half', async () => {
    const path = await crawled();
    const db = new Database(path);
    db.exec('UPDATE run SET finished_at = finished_at - 2 * 86400000');
    db.close();
    const { check } = await examine((await hubWith()).endpoint, path);
    expect(check('night')).toMatchObject({ verdict: 'warn' });
    expect(check('night')?.text).toMatch(/2 d 0 h old/);
  });

  it('tells of a suspect night after the newest good one', async () => {
    const path = await crawled();
    const db = new Database(path);
    db.exec("UPDATE night SET quality = 'suspect'");
    db.close();
    const { code, check } = await examine((await hubWith()).endpoint, path);
    expect(check('night')).toMatchObject({ verdict: 'fail', mend: `oai runs --db ${path}` });
    expect(code).toBe(5);
  });

  it('finds a timer, and says when systemd does not run it', async () => {
    const [hub, path, config, tools] = [await hubWith(), await crawled(), tempFolder(), tempFolder()];
    const env = { XDG_CONFIG_HOME: config, PATH: tools };
    await oai(['schedule', 'systemd', '--install'], env);
    const { check } = await examine(hub.endpoint, path, env);
    expect(check('schedule')).toMatchObject({
      verdict: 'warn',
      mend: 'systemctl --user enable --now oai-nightly.timer',
    });
    writeFileSync(join(tools, 'systemctl'), '#!/bin/sh\necho enabled\n', { mode: 0o755 });
    expect((await examine(hub.endpoint, path, env)).check('schedule')?.verdict).toBe('ok');
  });

  it('exits 2 for an endpoint that is none', async () => {
    const { code, stderr } = await oai(['doctor', '--endpoint', 'nowhere'], environment());
    expect(code).toBe(2);
    expect(stderr).toMatch(/not a value for endpoint/);
  });
});

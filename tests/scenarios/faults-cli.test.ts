import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import type { HubResponse } from '../../src/local-hub/types.js';
import { type Finished, oai, startOai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { PAGE_MODELS, serveFault, TOKEN } from '../support/fault-run.js';
import { inParallel } from '../support/in-parallel.js';
import { tempFolder } from '../support/temp.js';

const source = generatedSource({ models: 7 * PAGE_MODELS + 20, seed: 7 });
const args = (path: string, endpoint: string) => [
  'crawl',
  '--authors',
  '0',
  '--db',
  path,
  '--endpoint',
  endpoint,
  '--json',
];

/** Faults that the built command meets with its real clock, and what it exits with. */
const exits: [name: string, code: number, says: RegExp][] = [
  ['429-first-page', 0, /quota is spent; waiting 3/],
  ['429-quota-left', 0, /quota is spent; waiting 2/],
  ['429-retry-after-date', 0, /quota is spent; waiting 2/],
  ['500-once', 0, /status 500: Internal Error.*trying again/],
  ['html-as-json', 0, /whose body is not JSON: Hugging Face; trying again/],
  ['truncated-json-no-length', 0, /whose body is not JSON.*trying again/],
  ['reset-before-headers', 0, /fetch failed.*trying again/],
  ['cut-page', 0, /Run 1 begins/],
  ['link-missing', 0, /full page came without a link/],
  ['odd-values', 0, /was set aside/],
  ['503-always', 3, /failed 5 times in a row\.\n {2}why: .*503.*\n {2}do: .*same command/],
  ['405-captcha', 3, /answered 405.*\n {2}why: Human Verification.*\n {2}do: .*same command/],
  ['link-other-origin', 3, /another server.*\n {2}why: http:\/\/127\.0\.0\.1:9 .*\n {2}do: /],
  ['cursor-refused-for-ever', 3, /refused cursor.*\n {2}why: .*\n {2}do: .*same command/],
  ['401-revoked', 6, /does not know the token\.\n {2}why: Invalid cred.*\n {2}do: .*goes on from there/],
];

function expectNoToken({ stdout, stderr }: Finished, folder: string): void {
  expect(stdout + stderr).not.toContain(TOKEN);
  for (const name of readdirSync(folder))
    expect(readFileSync(join(folder, name)).includes(TOKEN)).toBe(false);
}

describe('the built command', () => {
  it('exits with the right code on a fault, says what to do, and goes on', { timeout: 120_000 }, async () => {
    const calm = await serve({ source, wire: { maxLimit: PAGE_MODELS } });
    const calmPath = join(tempFolder(), 'calm.db');
    await crawlInto(calmPath, calm.endpoint);
    const servers = await Promise.all(
      exits.map(async (exit) => ({ exit, hub: await serveFault(exit[0], source), folder: tempFolder() })),
    );
    await inParallel(servers, 3, async ({ exit: [name, code, says], hub, folder }) => {
      const path = join(folder, 'oai.db');
      const env = { HF_TOKEN: TOKEN, OAI_LOG: 'debug' };
      const finished = await oai(args(path, hub.endpoint), env);
      expect([name, finished.code, finished.stderr]).toEqual([name, code, expect.stringMatching(says)]);
      expectNoToken(finished, folder);
      if (name === 'odd-values') return;
      if (code !== 0) {
        hub.heal();
        const resumed = await oai(args(path, hub.endpoint), env);
        expect([name, resumed.code]).toEqual([name, 0]);
        expect(JSON.parse(resumed.stdout)).toMatchObject({ run: 1, status: 'complete', models: 300 });
      }
      expect(dumpStore(path), name).toEqual(dumpStore(calmPath));
    });
  });

  it('refuses a second crawl at once, naming the first, and takes over when that is killed', async () => {
    let reached = (): void => undefined;
    const thirdPage = new Promise<void>((resolve) => (reached = resolve));
    const hub = await serve({
      source,
      wire: { maxLimit: PAGE_MODELS },
      intercept: ({ index }) => {
        if (index !== 2) return undefined;
        reached();
        return { status: 200, headers: {}, body: '[]', delayMs: 3_600_000 };
      },
    });
    const path = join(tempFolder(), 'oai.db');
    const first = startOai(args(path, hub.endpoint));
    await thirdPage;
    const second = await oai(args(path, hub.endpoint));
    expect(second.code).toBe(4);
    expect(second.stderr).toContain(`Process ${first.process.pid} (oai crawl`);
    first.process.kill('SIGKILL');
    expect((await first.finished).signal).toBe('SIGKILL');
    const third = await oai(args(path, hub.endpoint));
    expect([third.code, JSON.parse(third.stdout)]).toMatchObject([0, { run: 1, status: 'complete' }]);
  });
});

describe('the token', () => {
  const elsewhereOf = () => serve({ source, wire: { maxLimit: PAGE_MODELS } });
  const leaks: [what: string, reply: (elsewhere: string, answer: HubResponse) => HubResponse][] = [
    [
      'a redirect',
      (elsewhere) => ({ status: 307, headers: { Location: `${elsewhere}/api/models?limit=40` }, body: '' }),
    ],
    [
      'a link',
      (elsewhere, answer) => ({
        ...answer,
        headers: { ...answer.headers, Link: `<${elsewhere}/api/models?limit=40>; rel="next"` },
      }),
    ],
  ];

  it.each(leaks)('does not follow %s to another origin', async (_, reply) => {
    const elsewhere = await elsewhereOf();
    const hub = await serve({
      source,
      wire: { maxLimit: PAGE_MODELS },
      tokens: new Map([[TOKEN, { user: 'me', plan: 'free' }]]),
      intercept: ({ index }, answer) => (index === 1 ? reply(elsewhere.endpoint, answer()) : undefined),
    });
    const folder = tempFolder();
    const path = join(folder, 'oai.db');
    const finished = await oai(args(path, hub.endpoint), { HF_TOKEN: TOKEN, OAI_LOG: 'debug' });
    expect(finished.code).toBe(3);
    expect(finished.stderr).toContain('nothing was sent there');
    expect(elsewhere.requests).toEqual([]);
    expect(hub.requests.map(({ hadAuthorization }) => hadAuthorization)).toEqual([true, true]);
    expectNoToken(finished, folder);
    expect((await oai(args(path, hub.endpoint), { HF_TOKEN: TOKEN })).code).toBe(0);
  });

  it('that the Hub itself repeats in an error stays out of messages and the store', async () => {
    const hub = await serve({
      source,
      wire: { maxLimit: PAGE_MODELS },
      tokens: new Map([[TOKEN, { user: 'me', plan: 'free' }]]),
      intercept: ({ index }) =>
        index === 0
          ? undefined
          : {
              status: 403,
              headers: { 'X-Error-Code': TOKEN, 'X-Request-Id': `Root=${TOKEN}` },
              body: JSON.stringify({ error: `${TOKEN} may not do that, Bearer ${TOKEN}` }),
            },
    });
    const folder = tempFolder();
    const path = join(folder, 'oai.db');
    const finished = await oai(args(path, hub.endpoint), { HF_TOKEN: TOKEN, OAI_LOG: 'debug' });
    expect(finished.code).toBe(3);
    expect(finished.stderr).toContain('may not do that');
    expectNoToken(finished, folder);
    expect(queryOne(path, 'SELECT stop_reason FROM run')).toContain('403');
  });
});

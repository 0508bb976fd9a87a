import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { systemClock, type Clock } from '../../src/clock.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { LocalHub, LocalHubOptions, TokenHolder } from '../../src/local-hub/types.js';
import { model } from './walk.js';

const tokens = new Map<string, TokenHolder>([
  ['hf_free', { user: 'ann', plan: 'free' }],
  ['hf_pro', { user: 'pia', plan: 'pro' }],
]);
const asAnn = { headers: { authorization: 'Bearer hf_free' } };

const hubs: LocalHub[] = [];
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

async function serve(options: Partial<LocalHubOptions> = {}): Promise<LocalHub> {
  const hub = await startLocalHub({
    source: recordedSource([model(1), model(2, { id: 'Someone/Big-Model' })]),
    clock: systemClock,
    tokens,
    ...options,
  });
  hubs.push(hub);
  return hub;
}

/** Stands still until told; the windows of the quota are read from it. */
function handClock(): Clock & { advance(ms: number): void } {
  let nowMs = 1_790_000_000_000;
  return {
    now: () => nowMs,
    monotonic: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
    advance(ms) {
      nowMs += ms;
    },
  };
}

test('every response carries the quota, and errors and redirects cost one as well', async () => {
  const clock = handClock();
  const hub = await serve({ clock, quota: { anonymous: 4 } });
  const seen: (string | null)[] = [];
  for (const path of ['/api/models', '/api/models?sort=x', '/api/models/someone/big-model', '/nowhere']) {
    const response = await fetch(hub.endpoint + path, { redirect: 'manual' });
    seen.push(`${response.status} ${response.headers.get('ratelimit')}`);
    expect(response.headers.get('ratelimit-policy')).toBe('"fixed window";"api";q=4;w=300');
    clock.advance(60_250);
  }
  expect(seen).toEqual([
    '200 "api";r=3;t=300',
    '400 "api";r=2;t=240',
    '307 "api";r=1;t=180',
    '404 "api";r=0;t=120',
  ]);
  const spent = await fetch(`${hub.endpoint}/api/models`);
  expect(spent.status).toBe(429);
  expect(spent.headers.get('ratelimit')).toBe('"api";r=0;t=59');
  const { error } = (await spent.json()) as { error: string };
  expect(error).toMatch(/^We had to rate limit your IP \(127\.0\.0\.1\)\. To continue using our service, /);
  expect(spent.headers.get('x-error-message')).toBe(error);
  clock.advance(59_000);
  expect((await fetch(`${hub.endpoint}/api/models`)).status).toBe(200);
});

test('windows are per user, so a spent token leaves the address and other users theirs', async () => {
  const quota = { anonymous: 1, free: 1, pro: 3, windowS: 0.5 };
  const hub = await serve({ clock: handClock(), quota, wire: { body429: 'text', retryAfter: true } });
  const url = `${hub.endpoint}/api/models`;
  expect((await fetch(url, asAnn)).headers.get('ratelimit-policy')).toBe('"fixed window";"api";q=1;w=1');
  const spent = await fetch(url, asAnn);
  expect(spent.status).toBe(429);
  expect(spent.headers.get('retry-after')).toBe('1');
  expect(spent.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await spent.text()).toMatch(/^We had to rate limit you, you hit the quota of 1 api requests per /);
  expect((await fetch(url)).status).toBe(200);
  const pro = await fetch(url, { headers: { authorization: 'Bearer hf_pro' } });
  expect(pro.headers.get('ratelimit')).toBe('"api";r=2;t=1');
});

test('the quota headers can be switched off, as they were until 2025', async () => {
  const hub = await serve({ wire: { rateLimitHeaders: false } });
  const response = await fetch(`${hub.endpoint}/api/models`);
  expect(response.headers.has('ratelimit')).toBe(false);
  expect(response.headers.has('ratelimit-policy')).toBe(false);
});

test('a bad token is refused everywhere, and the log tells who called without keeping a token', async () => {
  const hub = await serve();
  await fetch(`${hub.endpoint}/api/models?limit=1`, asAnn);
  const refused = await fetch(`${hub.endpoint}/api/models`, { headers: { authorization: 'Bearer hf_bad' } });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toEqual({ error: 'Invalid credentials in Authorization header' });
  expect(hub.requests).toEqual([
    { method: 'GET', path: '/api/models?limit=1', status: 200, hadAuthorization: true, caller: 'user:ann' },
    { method: 'GET', path: '/api/models', status: 401, hadAuthorization: true, caller: 'ip:127.0.0.1' },
  ]);
  expect(JSON.stringify(hub.requests)).not.toContain('hf_');
});

test('a missing model is 401 to strangers and RepoNotFound to users', async () => {
  const hub = await serve();
  const stranger = await fetch(`${hub.endpoint}/api/models/no/such`);
  expect(stranger.status).toBe(401);
  expect(await stranger.json()).toEqual({ error: 'Invalid username or password.' });
  expect(stranger.headers.has('x-error-code')).toBe(false);
  const user = await fetch(`${hub.endpoint}/api/models/no/such`, asAnn);
  expect(user.status).toBe(404);
  expect(user.headers.get('x-error-code')).toBe('RepoNotFound');
});

test.each(['someone/big-model', 'Old/Name', 'big-model'])(
  '%s is sent on to the present name with a relative Location and a text body',
  async (name) => {
    const models = new Map([
      ['Old/Name', 'Someone/Big-Model'],
      ['big-model', 'Someone/Big-Model'],
    ]);
    const hub = await serve({ redirects: { models } });
    const url = `${hub.endpoint}/api/models/${name}?expand=downloads`;
    const response = await fetch(url, { redirect: 'manual' });
    const location = '/api/models/Someone/Big-Model?expand=downloads';
    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe(location);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.has('etag')).toBe(false);
    expect(await response.text()).toBe(`Temporary Redirect. Redirecting to ${location}`);
    const followed = await fetch(url);
    expect(await followed.json()).toEqual({ _id: model(2)._id, id: 'Someone/Big-Model', downloads: 2 });
  },
);

test('a private model is nowhere', async () => {
  const source = recordedSource([model(1, { private: true })]);
  const hub = await serve({ source });
  expect((await fetch(`${hub.endpoint}/api/models/author-1/model-1`, asAnn)).status).toBe(404);
  expect(await (await fetch(`${hub.endpoint}/api/models`, asAnn)).json()).toEqual([]);
});

test('bodies carry the weak ETag of their plain bytes and a request id of the client’s trace', async () => {
  const hub = await serve();
  const response = await fetch(`${hub.endpoint}/api/models`, { headers: { 'x-amzn-trace-id': 'trace-7' } });
  const body = await response.text();
  const sha1 = createHash('sha1').update(body).digest('base64');
  expect(response.headers.get('etag')).toBe(`W/"${body.length.toString(16)}-${sha1.slice(0, 27)}"`);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('x-request-id')).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};trace-7$/);
  expect(response.headers.get('x-powered-by')).toBe('huggingface-moon');
});

test.each([
  ['gzip', 'gzip', true],
  ['gzip, br', 'br', true],
  ['identity', undefined, true],
  ['gzip, br', undefined, false],
])('a client that accepts %s gets %s where compression is %s', async (accepted, expected, compression) => {
  const hub = await serve({ wire: { compression } });
  const encoding = await new Promise((resolve, reject) => {
    get(`${hub.endpoint}/api/models`, { headers: { 'accept-encoding': accepted } }, (response) => {
      response.resume();
      resolve(response.headers['content-encoding']);
    }).on('error', reject);
  });
  expect(encoding).toBe(expected);
  const response = await fetch(`${hub.endpoint}/api/models`, { headers: { 'accept-encoding': accepted } });
  expect(await response.json()).toHaveLength(2);
});

test('an interceptor can replace an answer, bare of the Hub’s headers, or change one header of it', async () => {
  const hub = await serve({
    intercept: ({ index }, answer) => {
      if (index === 0) {
        return { status: 503, headers: { 'Content-Type': 'text/html' }, body: '<html>', bare: true };
      }
      if (index === 1) {
        const usual = answer();
        return { ...usual, headers: { ...usual.headers, ratelimit: '"api";r=7;t=9' } };
      }
      return undefined;
    },
  });
  const balancer = await fetch(`${hub.endpoint}/api/models`);
  expect([balancer.status, await balancer.text()]).toEqual([503, '<html>']);
  expect(balancer.headers.has('ratelimit')).toBe(false);
  const changed = await fetch(`${hub.endpoint}/api/models`);
  expect(changed.headers.get('ratelimit')).toBe('"api";r=7;t=9');
  expect(await changed.json()).toHaveLength(2);
  const usual = await fetch(`${hub.endpoint}/api/models`);
  expect(usual.headers.get('ratelimit')).toMatch(/^"api";r=497;/);
  expect(hub.requests.map(({ status }) => status)).toEqual([503, 200, 200]);
});

test('an interceptor can break the connection before the headers or inside the body', async () => {
  const hub = await serve({
    intercept: ({ index }, answer) => ({ ...answer(), cutAfterBytes: index === 0 ? 0 : 10 }),
  });
  await expect(fetch(`${hub.endpoint}/api/models`)).rejects.toThrow('fetch failed');
  const cut = await fetch(`${hub.endpoint}/api/models`);
  expect(cut.status).toBe(200);
  await expect(cut.text()).rejects.toThrow('terminated');
});

test('a failing source is a 500, not a hanging client', async () => {
  const source = recordedSource([]);
  source.page = () => {
    throw new Error('the disk is gone');
  };
  const hub = await serve({ source });
  const response = await fetch(`${hub.endpoint}/api/models`);
  expect([response.status, await response.text()]).toEqual([500, 'Error: the disk is gone']);
});

test('latency passes on the clock the server was given', async () => {
  const clock = handClock();
  const hub = await serve({ clock, latencyMs: 250 });
  const before = clock.monotonic();
  await fetch(`${hub.endpoint}/api/models`);
  expect(clock.monotonic() - before).toBe(250);
});

test('close breaks a request that is still waiting and frees the port', async () => {
  let arrived: () => void = () => {};
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  const hub = await serve({
    latencyMs: 60_000,
    intercept: () => {
      arrived();
      return undefined;
    },
  });
  const waiting = fetch(`${hub.endpoint}/api/models`);
  const failure = expect(waiting).rejects.toThrow('fetch failed');
  await arrival;
  await hub.close();
  await hub.close();
  await failure;
  const again = await serve({ port: Number(new URL(hub.endpoint).port) });
  expect(again.endpoint).toBe(hub.endpoint);
});

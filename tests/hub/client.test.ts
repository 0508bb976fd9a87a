import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { StoppedEarlyError, TokenRefusedError, UsageError } from '../../src/errors.js';
import { HubClient, type HubClientOptions, type HubEvent } from '../../src/hub/client.js';
import { HubProtocolError, HubRequestError, HubUnavailableError } from '../../src/hub/hub-error.js';
import { loopbackServer, sendJson } from './loopback-server.js';
import { InstantClock } from './virtual-clock.js';

const TOKEN = 'hf_notARealToken0123456789';

function clientOf(endpoint: string, options: Partial<HubClientOptions> = {}) {
  const clock = new InstantClock();
  const events: HubEvent[] = [];
  const client = new HubClient({
    endpoint,
    userAgent: 'oai-test/0',
    clock,
    random: () => 1,
    unknownIntervalMs: 0,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { client, clock, events };
}

/** Everything a reader could see of an error. */
function textOf(error: unknown): string {
  return error instanceof Error
    ? JSON.stringify({ ...error, message: error.message, stack: error.stack })
    : '';
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('HubClient.get', () => {
  it('answers with the parsed body, its decoded size and the counters', async () => {
    const body = { text: 'é'.repeat(100) };
    const server = await loopbackServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(body)));
    });
    const { client } = clientOf(`${server.origin}/`);
    const answer = await client.get('/api/models?limit=1');
    const bytes = Buffer.byteLength(JSON.stringify(body));
    expect(answer).toMatchObject({ status: 200, body, bytes, url: `${server.origin}/api/models?limit=1` });
    expect(client.counters).toEqual({ requests: 1, retries: 0, rateLimited: 0, waitMs: 0, bytes });
  });

  it('asks for JSON under its own name, with a token only when it has one', async () => {
    const server = await loopbackServer((_, response) => {
      sendJson(response, []);
    });
    await clientOf(server.origin).client.get('/a');
    await clientOf(server.origin, { token: '' }).client.get('/b');
    await clientOf(server.origin, { token: TOKEN }).client.get('/c');
    const headers = server.requests.map((request) => request.headers);
    expect(headers.map((one) => one.authorization)).toEqual([undefined, undefined, `Bearer ${TOKEN}`]);
    expect(headers[0]).toMatchObject({ accept: 'application/json', 'user-agent': 'oai-test/0' });
  });

  it('takes a path from the endpoint with its prefix, and a URL of the origin as it is', async () => {
    const server = await loopbackServer((_, response) => {
      sendJson(response, []);
    });
    const { client } = clientOf(`${server.origin}/mirror/`);
    await client.get('/api/models');
    await client.get('api/models');
    await client.get(`${server.origin}/api/models#part`);
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/mirror/api/models',
      '/mirror/api/models',
      '/api/models',
    ]);
  });

  it('tells the quota of every answer', async () => {
    const server = await loopbackServer((_, response) => {
      sendJson(response, [], {
        headers: { RateLimit: '"api";r=474;t=142', 'RateLimit-Policy': '"fixed window";"api";q=500;w=300' },
      });
    });
    const { client, events } = clientOf(server.origin);
    await client.get('/');
    expect(events).toEqual([
      { kind: 'quota', quota: { remaining: 474, resetS: 142, limit: 500, windowS: 300 } },
    ]);
  });

  it.each([['ftp://hub.test'], ['hub.test'], ['https://name:word@hub.test']])(
    'refuses the endpoint %s',
    (endpoint) => {
      expect(() => clientOf(endpoint)).toThrow(UsageError);
    },
  );

  it('does not quote a token it cannot send', () => {
    const make = () => clientOf('http://127.0.0.1', { token: `${TOKEN}\nx: y` });
    expect(make).toThrow(UsageError);
    try {
      make();
    } catch (error) {
      expect(textOf(error)).not.toContain(TOKEN);
    }
  });
});

describe('a transient failure', () => {
  const failures: [string, Parameters<typeof loopbackServer>[0]][] = [
    ...[408, 500, 502, 503, 504].map((status): [string, Parameters<typeof loopbackServer>[0]] => [
      `status ${status}`,
      (_, response) => {
        sendJson(response, { error: 'busy' }, { status });
      },
    ]),
    [
      'a reset connection',
      (request) => {
        request.socket.destroy();
      },
    ],
    [
      'a body cut short of its length',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('[1,', () => request.socket.destroy());
      },
    ],
    [
      'a body cut short in a chunk',
      (request, response) => {
        response.writeHead(200);
        response.write('[1,', () => request.socket.destroy());
      },
    ],
    [
      'half a JSON text',
      (_, response) => {
        response.end('[{"_id":');
      },
    ],
    [
      'an empty body',
      (_, response) => {
        response.end();
      },
    ],
    [
      'HTML that calls itself JSON',
      (_, response) => {
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('<html><title>Sorry</title></html>');
      },
    ],
    [
      'a broken compression',
      (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end('[]');
      },
    ],
  ];

  it.each(failures)('is tried again: %s', async (_, fail) => {
    const server = await loopbackServer((request, response, count) => {
      if (count <= 2) fail(request, response, count);
      else sendJson(response, ['good']);
    });
    const { client, clock, events } = clientOf(server.origin);
    expect((await client.get('/api/models')).body).toEqual(['good']);
    expect(client.counters).toMatchObject({ requests: 3, retries: 2, rateLimited: 0, waitMs: 0 });
    expect(clock.sleeps).toEqual([1000, 2000]);
    expect(events.map((event) => event.kind === 'retry' && event.attempt)).toEqual([1, 2]);
  });

  it('ends as unavailable, saying what failed and how often, after the last try', async () => {
    const server = await loopbackServer((_, response) => {
      response.writeHead(504, { 'content-type': 'text/html' });
      response.end('<html><head><title>504 Gateway Time-out</title></head></html>');
    });
    const { client } = clientOf(server.origin);
    const error = await rejection(client.get('/api/models?limit=1000'));
    expect(error).toBeInstanceOf(HubUnavailableError);
    expect(error).toBeInstanceOf(StoppedEarlyError);
    expect(error).toMatchObject({
      message: 'GET /api/models?limit=1000 failed 5 times in a row.',
      why: 'The last failure: status 504: 504 Gateway Time-out',
    });
    expect((error as HubUnavailableError).todo).toContain('same command');
    expect(server.requests).toHaveLength(5);
  });

  it('of a Hub that has answered before is tried again until patience is over, not five times', async () => {
    const server = await loopbackServer((_, response, count) => {
      const isUp = count === 1 || count === 22;
      sendJson(response, isUp ? ['up'] : { error: 'down' }, { status: isUp ? 200 : 503 });
    });
    const { client, clock } = clientOf(server.origin, { retry: { capMs: 10_000 } });
    await client.get('/1');
    expect((await client.get('/2')).body).toEqual(['up']);
    const upAtMs = clock.monotonic();
    const error = await rejection(client.get('/3'));
    expect(error).toBeInstanceOf(HubUnavailableError);
    expect(error).toMatchObject({
      message: 'GET /3 would take more than 900 s without one success.',
      why: expect.stringContaining('status 503: down') as string,
    });
    expect(clock.monotonic() - upAtMs).toBeGreaterThan(880_000);
    expect(clock.monotonic() - upAtMs).toBeLessThanOrEqual(900_000);
  });

  it('is a server that is not there', async () => {
    const { client } = clientOf('http://127.0.0.1:9', { retry: { tries: 2 } });
    const error = await rejection(client.get('/'));
    expect(error).toBeInstanceOf(HubUnavailableError);
    expect(client.counters).toMatchObject({ requests: 2, retries: 1 });
  });

  it('is an answer whose body does not end in time', async () => {
    const server = await loopbackServer((_, response) => {
      response.writeHead(200);
      response.write('[');
    });
    const { client, events } = clientOf(server.origin, { timeoutMs: 60, retry: { tries: 2 } });
    expect(await rejection(client.get('/'))).toBeInstanceOf(HubUnavailableError);
    expect(events).toMatchObject([{ kind: 'retry', reason: 'no complete answer within 0.06 s' }]);
    expect(server.requests).toHaveLength(2);
  });

  it('is an answer of which not even the headers come in time', async () => {
    const server = await loopbackServer(() => undefined);
    const { client } = clientOf(server.origin, { timeoutMs: 60, retry: { tries: 1 } });
    expect(await rejection(client.get('/'))).toMatchObject({ message: 'GET / failed once.' });
  });

  it('is a body the caller does not accept', async () => {
    const server = await loopbackServer((_, response, count) => {
      sendJson(response, count === 1 ? { error: 'try later' } : [1]);
    });
    const { client, events } = clientOf(server.origin);
    const accepts = (body: unknown): body is unknown[] => Array.isArray(body);
    expect((await client.get('/', { accepts })).body).toEqual([1]);
    expect(events).toMatchObject([{ kind: 'retry', reason: expect.stringContaining('try later') as string }]);
  });

  it('waits as long as a 503 asks for', async () => {
    const server = await loopbackServer((_, response, count) => {
      if (count > 1) sendJson(response, []);
      else sendJson(response, {}, { status: 503, headers: { 'retry-after': '42' } });
    });
    const { client, clock } = clientOf(server.origin);
    await client.get('/');
    expect(clock.sleeps).toEqual([42_000]);
  });
});

describe('a refusal', () => {
  it.each([
    [400, '{"error":"Invalid cursor"}', 'Invalid cursor'],
    [401, '{"error":"Invalid username or password."}', 'Invalid username or password.'],
    [403, '{"error":["no","entry"]}', 'no; entry'],
    [404, '{"errors":[{"message":"gone"}]}', 'gone'],
    [405, '<html><head><title>Human Verification</title></head></html>', 'Human Verification'],
    [410, '', ''],
  ])('with status %i is not tried again', async (status, body, hubMessage) => {
    const server = await loopbackServer((_, response) => {
      response.writeHead(status, { 'x-request-id': 'Root=1-abc', 'x-error-code': 'SomeCode' }).end(body);
    });
    const { client } = clientOf(server.origin);
    const error = await rejection(client.get('/api/models/x?a=b'));
    expect(error).toBeInstanceOf(HubRequestError);
    expect(error).toMatchObject({
      status,
      hubMessage,
      errorCode: 'SomeCode',
      requestId: 'Root=1-abc',
      url: '/api/models/x?a=b',
    });
    expect(textOf(error)).toContain('Root=1-abc');
    expect(client.counters).toMatchObject({ requests: 1, retries: 0 });
  });

  it('of the token says where to get another one', async () => {
    const server = await loopbackServer((_, response) => {
      sendJson(response, { error: 'Invalid credentials in Authorization header' }, { status: 401 });
    });
    const error = await rejection(clientOf(server.origin, { token: TOKEN }).client.get('/'));
    expect(error).toBeInstanceOf(TokenRefusedError);
    expect((error as TokenRefusedError).todo).toContain('settings/tokens');
    const withoutToken = await rejection(clientOf(server.origin).client.get('/'));
    expect(withoutToken).toBeInstanceOf(HubRequestError);
  });

  it('shows a server text shortened and harmless', async () => {
    const server = await loopbackServer((_, response) => {
      sendJson(response, { error: `\u001b[2J\n${'long '.repeat(500)}` }, { status: 400 });
    });
    const error = await rejection(clientOf(server.origin).client.get('/'));
    expect((error as HubRequestError).why?.length).toBe(300);
    expect((error as HubRequestError).why).not.toMatch(/\p{Cc}/u);
  });

  it.each([400, 401, 429, 500])(
    'never repeats the token the server sent back with status %i',
    async (status) => {
      const server = await loopbackServer((request, response) => {
        const error = `${request.headers.authorization ?? ''} is bad, ${TOKEN}`;
        sendJson(response, { error }, { status, headers: { 'x-error-code': TOKEN, 'x-request-id': TOKEN } });
      });
      const { client, events } = clientOf(server.origin, { token: TOKEN });
      const error = await rejection(client.get(`/api/models?secret=${TOKEN}`));
      expect(error).toBeInstanceOf(Error);
      expect(textOf(error)).toContain('***');
      expect(textOf(error) + JSON.stringify(events)).not.toContain(TOKEN);
    },
  );
});

describe('a 429', () => {
  const WINDOW = '"fixed window";"api";q=500;w=300';

  it.each<[string, Record<string, string>, number]>([
    ['until the reset', { RateLimit: '"api";r=0;t=7', 'RateLimit-Policy': WINDOW }, 8_000],
    ['by Retry-After in seconds', { 'retry-after': '20' }, 20_000],
    [
      'by Retry-After as a date of the server',
      { date: 'Mon, 23 Nov 2026 08:00:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 08:00:21 GMT' },
      21_000,
    ],
    [
      'by Retry-After where requests are left',
      { RateLimit: '"api";r=400;t=200', 'RateLimit-Policy': WINDOW, 'retry-after': '9' },
      9_000,
    ],
    ['for a while when nothing is told', {}, 15_000],
  ])('waits %s and uses up no retry', async (_, headers, leastMs) => {
    const server = await loopbackServer((request, response, count) => {
      if (count > 1) sendJson(response, ['good']);
      else response.writeHead(429, headers).end('We had to rate limit your IP.');
    });
    const { client, clock, events } = clientOf(server.origin, { retry: { tries: 1 } });
    expect((await client.get('/')).body).toEqual(['good']);
    expect(client.counters).toMatchObject({ requests: 2, retries: 0, rateLimited: 1 });
    expect(client.counters.waitMs).toBe(clock.monotonic());
    expect(client.counters.waitMs).toBeGreaterThanOrEqual(leastMs);
    expect(client.counters.waitMs).toBeLessThan(leastMs + 100);
    expect(events).toContainEqual({ kind: 'wait', reason: 'rate-limit', ms: leastMs });
  });

  it('again after the wait that was told waits again, longer', async () => {
    const server = await loopbackServer((_, response, count) => {
      if (count > 4) sendJson(response, []);
      else sendJson(response, { error: 'slow down' }, { status: 429, headers: { 'retry-after': '1' } });
    });
    const { client, events } = clientOf(server.origin);
    await client.get('/');
    expect(events.map((event) => event.kind === 'wait' && event.ms)).toEqual([1_000, 15_000, 30_000, 60_000]);
  });

  it('starts at the short wait again once there was a success', async () => {
    const server = await loopbackServer((_, response, count) => {
      if (count % 3 === 0) sendJson(response, []);
      else sendJson(response, {}, { status: 429 });
    });
    const { client, events } = clientOf(server.origin);
    await client.get('/');
    await client.get('/');
    expect(events.map((event) => event.kind === 'wait' && event.ms)).toEqual([
      15_000, 30_000, 15_000, 30_000,
    ]);
  });

  it('of several requests in flight is one refusal', async () => {
    const server = await loopbackServer((_, response, count) => {
      if (count > 3) sendJson(response, []);
      else sendJson(response, {}, { status: 429 });
    });
    const { client, clock } = clientOf(server.origin);
    await Promise.all([client.get('/1'), client.get('/2'), client.get('/3')]);
    expect(client.counters).toMatchObject({ requests: 6, rateLimited: 3 });
    expect(clock.monotonic()).toBeLessThan(60_000);
  });

  it('that does not end stops the work, resumable, when patience is over', async () => {
    const server = await loopbackServer((_, response) => {
      sendJson(response, { error: 'slow down' }, { status: 429 });
    });
    const { client, clock } = clientOf(server.origin);
    const error = await rejection(client.get('/'));
    expect(error).toBeInstanceOf(StoppedEarlyError);
    expect(textOf(error)).toContain('slow down');
    expect(clock.monotonic()).toBeLessThanOrEqual(900_000);
    expect(server.requests.length).toBeGreaterThan(4);
  });

  it('that asks for more than our patience is not waited for', async () => {
    const server = await loopbackServer((_, response) => {
      sendJson(response, {}, { status: 429, headers: { 'retry-after': '86400' } });
    });
    const { client, clock } = clientOf(server.origin);
    expect(await rejection(client.get('/'))).toBeInstanceOf(StoppedEarlyError);
    expect(clock.sleeps).toEqual([]);
  });
});

describe('a redirect', () => {
  it('on the origin is followed, query kept, each hop counted', async () => {
    const server = await loopbackServer((request, response) => {
      if (request.url === '/api/models/new?full=1') sendJson(response, { id: 'new' });
      else response.writeHead(307, { location: '/api/models/new?full=1' }).end('Temporary Redirect');
    });
    const { client } = clientOf(server.origin, { token: TOKEN });
    const answer = await client.get('/api/models/old?full=1');
    expect(answer).toMatchObject({ body: { id: 'new' }, url: `${server.origin}/api/models/new?full=1` });
    expect(client.counters.requests).toBe(2);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${TOKEN}`,
      `Bearer ${TOKEN}`,
    ]);
  });

  it('to another server is not followed, so that the token stays here', async () => {
    const other = await loopbackServer((_, response) => {
      sendJson(response, ['stolen']);
    });
    const server = await loopbackServer((_, response) => {
      response.writeHead(302, { location: `${other.origin}/api/models` }).end();
    });
    const { client } = clientOf(server.origin, { token: TOKEN });
    const error = await rejection(client.get('/api/models'));
    expect(error).toBeInstanceOf(HubProtocolError);
    expect(error).toBeInstanceOf(StoppedEarlyError);
    expect(textOf(error)).toContain(other.origin);
    expect(other.requests).toEqual([]);
  });

  it('in a circle ends', async () => {
    const server = await loopbackServer((request, response) => {
      response.writeHead(308, { location: `${request.url ?? ''}x` }).end();
    });
    expect(await rejection(clientOf(server.origin).client.get('/'))).toBeInstanceOf(HubProtocolError);
    expect(server.requests).toHaveLength(6);
  });

  it.each([[{}], [{ location: 'http://' }]])('to nowhere cannot be trusted: %j', async (headers) => {
    const server = await loopbackServer((_, response) => {
      response.writeHead(307, headers).end();
    });
    expect(await rejection(clientOf(server.origin).client.get('/'))).toBeInstanceOf(HubProtocolError);
  });
});

describe('an address of another origin', () => {
  it.each([
    ['another host', () => 'http://hub.invalid/api/models'],
    ['another scheme', (origin: string) => origin.replace('http:', 'https:')],
    ['credentials', (origin: string) => origin.replace('//', '//name:word@')],
    ['no network at all', () => 'data:application/json,[]'],
    ['nothing at all', () => 'http://'],
  ])('is never asked: %s', async (_, urlOf) => {
    const server = await loopbackServer((request, response) => {
      sendJson(response, []);
    });
    const { client } = clientOf(server.origin, { token: TOKEN });
    expect(await rejection(client.get(urlOf(server.origin)))).toBeInstanceOf(HubProtocolError);
    expect(client.counters.requests).toBe(0);
  });
});

describe('an abort', () => {
  const reason = new Error('the reader has had enough');

  it('before the start sends nothing', async () => {
    const server = await loopbackServer((_, response) => {
      sendJson(response, []);
    });
    const get = clientOf(server.origin).client.get('/', { signal: AbortSignal.abort(reason) });
    expect(await rejection(get)).toBe(reason);
    expect(server.requests).toEqual([]);
  });

  it('during an answer ends it', async () => {
    const controller = new AbortController();
    const server = await loopbackServer((_, response) => {
      response.writeHead(200);
      response.write('[', () => {
        controller.abort(reason);
      });
    });
    const { client } = clientOf(server.origin, { retry: { tries: 1 } });
    expect(await rejection(client.get('/', { signal: controller.signal }))).toBe(reason);
  });

  it.each([
    ['a rate-limit wait', 429, 'wait'],
    ['a backoff', 503, 'retry'],
  ])('during %s ends it', async (_, status, kind) => {
    const server = await loopbackServer((request, response) => {
      sendJson(response, {}, { status, headers: { 'retry-after': '600' } });
    });
    const controller = new AbortController();
    const { client } = clientOf(server.origin, {
      clock: systemClock,
      onEvent: (event) => {
        // The sleep begins right after its event.
        if (event.kind === kind) setImmediate(() => controller.abort(reason));
      },
    });
    expect(await rejection(client.get('/', { signal: controller.signal }))).toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  it('leaves nothing behind for the requests after it', async () => {
    const controller = new AbortController();
    const server = await loopbackServer((_, response, count) => {
      if (count === 1) controller.abort(reason);
      else sendJson(response, ['good']);
    });
    const { client } = clientOf(server.origin);
    expect(await rejection(client.get('/', { signal: controller.signal }))).toBe(reason);
    expect((await client.get('/')).body).toEqual(['good']);
  });
});

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerRequest, type Answering } from './answer-request.js';
import { defaultQuota, defaultWire } from './default-wire.js';
import { ownerDirectory } from './owner-overview.js';
import { RateLimiter, rateLimitHeaders, type Caller, type Charge } from './rate-limiter.js';
import { recordedSource } from './recorded-source.js';
import { sendResponse } from './send-response.js';
import type { LocalHub, LocalHubOptions, RequestRecord, TokenTable } from './types.js';

const NO_TOKENS: TokenTable = new Map();

/** Starts the stand-in of the Hub's HTTP API on loopback. @throws the socket's error when the port is taken. */
export async function startLocalHub(options: LocalHubOptions): Promise<LocalHub> {
  const { clock, latencyMs = 0, tokens = NO_TOKENS, intercept, host = '127.0.0.1' } = options;
  const limiter = new RateLimiter({ ...defaultQuota, ...options.quota }, clock);
  const requests: RequestRecord[] = [];
  const closing = new AbortController();
  let received = 0;

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A wait cut short by close() is not a failure; a bug must be seen and must not hang the client.
      if (closing.signal.aborted || response.headersSent) response.destroy();
      else response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const answering: Answering = {
    sources: {
      model: options.source,
      dataset: options.datasets ?? recordedSource([]),
      space: options.spaces ?? recordedSource([]),
    },
    // Read anew for every request, so that a Hub can change under a client.
    get wire() {
      return { ...defaultWire, ...options.wire };
    },
    endpoint,
    issuedCursors: new Set(),
    owners: options.owners ?? ownerDirectory([]),
    redirects: {
      models: options.redirects?.models ?? new Map(),
      owners: options.redirects?.owners ?? new Map(),
    },
  };

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const index = received++;
    const { method = 'GET', url: path = '/' } = message;
    const url = new URL(endpoint + path);
    const { authorization } = message.headers;
    const holder = tokens.get(authorization?.replace(/^Bearer /, '') ?? '');
    const caller: Caller =
      holder === undefined
        ? { plan: 'anonymous', key: `ip:${message.socket.remoteAddress ?? host}` }
        : { plan: holder.plan, key: `user:${holder.user}` };
    const charge = limiter.charge(caller);
    const badToken = authorization !== undefined && holder === undefined;
    const answer = () => answerRequest({ method, url, caller, charge, holder, badToken }, answering);
    const overridden = await intercept?.({ index, method, path, url, caller: caller.key }, answer);
    const reply = overridden ?? answer();
    const delayMs = latencyMs + (reply.delayMs ?? 0);
    if (delayMs > 0) await clock.sleep(delayMs, closing.signal);
    requests.push({
      method,
      path,
      status: reply.status,
      hadAuthorization: authorization !== undefined,
      caller: caller.key,
    });
    const headers = reply.bare === true ? {} : hubHeaders(message, index, charge);
    await sendResponse(message, response, reply, {
      headers,
      compression: answering.wire.compression,
      clock,
      closing: closing.signal,
    });
  }

  function hubHeaders(message: IncomingMessage, index: number, charge: Charge): Record<string, string> {
    const root = `Root=1-${Math.floor(clock.now() / 1000).toString(16)}-${index.toString(16).padStart(24, '0')}`;
    const trace = message.headers['x-amzn-trace-id'];
    return {
      'X-Powered-By': 'huggingface-moon',
      'X-Request-Id': typeof trace === 'string' ? `${root};${trace}` : root,
      'cross-origin-opener-policy': 'same-origin',
      'Referrer-Policy': 'strict-origin-when-cross-origin',
      'Access-Control-Expose-Headers':
        'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link',
      Vary: 'Origin',
      ...(answering.wire.rateLimitHeaders ? rateLimitHeaders(charge) : {}),
    };
  }

  let closed: Promise<void> | undefined;
  return {
    endpoint,
    requests,
    close() {
      closed ??= new Promise((resolve, reject) => {
        closing.abort();
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

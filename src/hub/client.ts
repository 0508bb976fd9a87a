import type { Clock } from '../clock.js';
import { UsageError } from '../errors.js';
import { Endpoint } from './endpoint.js';
import { exchange, type Answer } from './exchange.js';
import { HubProtocolError, HubUnavailableError, refusalError } from './hub-error.js';
import { Patience, type PatienceOptions } from './patience.js';
import { Pacer, type WaitReason } from './pacer.js';
import { parseQuota, type Quota } from './quota.js';
import { statusVerdict } from './retry.js';
import { errorMessage, hideSecret, serverText } from './server-text.js';

const MAX_REDIRECTS = 5;

export type HubEvent =
  /** A sleep begins: after a 429, or to stay inside the quota (told from one second on). */
  | { kind: 'wait'; reason: WaitReason; ms: number }
  /** Try number `attempt` (from 1) failed; the next begins in `ms`. */
  | { kind: 'retry'; attempt: number; reason: string; ms: number }
  | { kind: 'quota'; quota: Quota };

export interface HubClientOptions extends PatienceOptions {
  /** `https://huggingface.co` or a mirror; may have a path prefix. */
  endpoint: string;
  token?: string | undefined;
  userAgent: string;
  clock: Clock;
  /** Share of the quota we may use, 0 < share <= 1; 0.95 unless told. */
  budget?: number | undefined;
  /** For one whole response, body included; 120,000 unless told. */
  timeoutMs?: number | undefined;
  onEvent?: ((event: HubEvent) => void) | undefined;
  /** Milliseconds between requests while the server tells no quota; the documented quota's share unless told. */
  unknownIntervalMs?: number | undefined;
}

export interface GetOptions {
  /** Ends everything at once. */
  signal?: AbortSignal | undefined;
  /** Ends waiting, for the quota or before another try; a request under way is let finish. */
  waitSignal?: AbortSignal | undefined;
  /** Called when the headers of a 200 have come, before its body is read; again when the body has to be asked for again. */
  onHeaders?: ((headers: Headers, url: string) => void) | undefined;
  /** Asked after each failure of the request, with their number: whether to give it up before patience does. */
  givesUp?: ((failures: number) => boolean) | undefined;
}

export interface HubResponse<T = unknown> {
  status: number;
  headers: Headers;
  /** Parsed JSON. */
  body: T;
  /** Decoded size of the body. */
  bytes: number;
  /** Where the answer came from, after redirects; absolute, without secrets. */
  url: string;
}

export interface HubCounters {
  /** Requests sent: first tries, retries and redirects alike. */
  requests: number;
  retries: number;
  /** Answers with status 429. */
  rateLimited: number;
  /** Time during which at least one request was held back by pacing or a 429. */
  waitMs: number;
  /** Decoded bytes of all bodies. */
  bytes: number;
}

type Guard<T> = (body: unknown) => body is T;

interface Call<T> {
  accepts: Guard<T>;
  /** Ends a request under way. */
  signal: AbortSignal | undefined;
  /** Ends waiting for one. */
  wait: AbortSignal | undefined;
  onHeaders: GetOptions['onHeaders'];
  givesUp: GetOptions['givesUp'];
}

type Attempt<T> =
  | { kind: 'success'; response: HubResponse<T> }
  | { kind: 'redirect'; location: string | null }
  | { kind: 'rate-limited'; answer: Answer; sentAtMs: number }
  | { kind: 'transient'; reason: string; retryAfterMs?: number | undefined };

/**
 * GETs JSON from one Hub: paced by the quota the server tells, patient with 429, stubborn with transient failures.
 * Nothing but the endpoint's own origin is ever asked, and the token goes nowhere else.
 */
export class HubClient {
  readonly #options: HubClientOptions;
  readonly #endpoint: Endpoint;
  readonly #headers: Headers;
  readonly #pacer: Pacer;
  readonly #patience: Patience;
  readonly #counts = { requests: 0, retries: 0, rateLimited: 0, bytes: 0 };

  /** @throws UsageError when the endpoint, the token or the budget cannot be used. */
  constructor(options: HubClientOptions) {
    const { clock, token, budget, unknownIntervalMs, onEvent } = options;
    this.#options = options;
    this.#endpoint = new Endpoint(options.endpoint, token);
    this.#headers = requestHeaders(options.userAgent, token);
    this.#patience = new Patience(clock, options);
    this.#pacer = new Pacer(clock, {
      budget,
      // Source: https://huggingface.co/docs/hub/rate-limits, anonymous and free accounts.
      documentedLimit: this.#headers.has('authorization') ? 1000 : 500,
      unknownIntervalMs,
      onWait: (reason, ms) => {
        if (reason === 'rate-limit' || ms >= 1000) onEvent?.({ kind: 'wait', reason, ms });
      },
    });
  }

  /** The endpoint without a trailing slash. */
  get endpoint(): string {
    return this.#endpoint.href;
  }

  /** Scheme, host and port of the endpoint. */
  get origin(): string {
    return this.#endpoint.origin;
  }

  get counters(): HubCounters {
    return { ...this.#counts, waitMs: this.#pacer.waitedMs };
  }

  /**
   * The parsed JSON of a 200. A path is taken from the endpoint (prefix included), a URL must be on its origin. A body
   * that is not JSON, or that `accepts` turns down, is asked for again.
   *
   * @throws HubRequestError when the Hub refuses, TokenRefusedError when it does not know the token,
   * HubUnavailableError when it cannot be had, HubProtocolError when its answer leads elsewhere, or the signal's reason.
   */
  get(pathOrUrl: string, options?: GetOptions): Promise<HubResponse>;
  get<T>(pathOrUrl: string, options: GetOptions & { accepts: Guard<T> }): Promise<HubResponse<T>>;
  async get(
    pathOrUrl: string,
    {
      signal,
      waitSignal,
      onHeaders,
      givesUp,
      accepts = isAnything,
    }: GetOptions & { accepts?: Guard<unknown> } = {},
  ): Promise<HubResponse> {
    const first = this.#endpoint.resolve(pathOrUrl);
    let url = first;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const wait = eitherOf(signal, waitSignal);
      const attempt = await this.#persist(url, { accepts, signal, wait, onHeaders, givesUp });
      if (attempt.kind === 'success') return attempt.response;
      url = this.#endpoint.redirect(attempt.location, url);
    }
    throw new HubProtocolError(
      `The Hub redirected GET ${this.#shown(first)} more than ${MAX_REDIRECTS} times.`,
      `The last redirect led to ${this.#shown(url)}.`,
    );
  }

  async #persist<T>(url: URL, call: Call<T>): Promise<Extract<Attempt<T>, { kind: 'success' | 'redirect' }>> {
    const startedMs = this.#options.clock.monotonic();
    let failures = 0;
    for (;;) {
      const attempt = await this.#attempt(url, call);
      switch (attempt.kind) {
        case 'success':
        case 'redirect':
          return attempt;
        case 'rate-limited': {
          this.#counts.rateLimited += 1;
          const ms = this.#patience.rateLimitMs(attempt.answer.headers, attempt.sentAtMs);
          this.#checkPatience(url, startedMs, ms, `status 429: ${this.#said(attempt.answer)}`);
          this.#pacer.hold(ms);
          break;
        }
        case 'transient': {
          failures += 1;
          const isGivenUp = call.givesUp?.(failures) === true;
          const ms = isGivenUp ? null : this.#patience.backoffMs(failures, attempt.retryAfterMs);
          if (ms === null) throw this.#failed(url, failures, attempt.reason);
          this.#checkPatience(url, startedMs, ms, attempt.reason);
          this.#counts.retries += 1;
          this.#options.onEvent?.({ kind: 'retry', attempt: failures, reason: attempt.reason, ms });
          await this.#options.clock.sleep(ms, call.wait);
        }
      }
    }
  }

  async #attempt<T>(url: URL, { accepts, signal, wait, ...call }: Call<T>): Promise<Attempt<T>> {
    const { timeoutMs = 120_000, onEvent } = this.#options;
    const sentAtMs = await this.#pacer.acquire(wait);
    this.#counts.requests += 1;
    let quota: Quota | undefined;
    const onHeaders = (status: number, headers: Headers) => {
      quota = parseQuota(headers);
      this.#pacer.settle(sentAtMs, quota);
      if (Object.keys(quota).length > 0) onEvent?.({ kind: 'quota', quota });
      if (statusVerdict(status) === 'success')
        call.onHeaders?.(headers, hideSecret(url.href, this.#options.token));
    };
    const result = await exchange(url, { headers: this.#headers, timeoutMs, signal, onHeaders }).finally(
      () => {
        if (quota === undefined) this.#pacer.settle(sentAtMs, {});
      },
    );
    if ('failure' in result) return { kind: 'transient', reason: this.#clean(result.failure) };
    this.#counts.bytes += result.bytes;
    switch (statusVerdict(result.status)) {
      case 'success':
        return this.#read(url, result, accepts);
      case 'redirect':
        return { kind: 'redirect', location: result.headers.get('location') };
      case 'rate-limited':
        return { kind: 'rate-limited', answer: result, sentAtMs };
      case 'transient': {
        const reason = `status ${result.status}: ${this.#said(result)}`;
        return { kind: 'transient', reason, retryAfterMs: this.#patience.retryAfterMs(result.headers) };
      }
      case 'refused':
        throw refusalError(this.#endpoint.shown(url), result, this.#options.token);
    }
  }

  #read<T>(url: URL, answer: Answer, accepts: Guard<T>): Attempt<T> {
    let body: unknown;
    try {
      body = JSON.parse(answer.text);
    } catch {
      return { kind: 'transient', reason: `status 200 whose body is not JSON: ${this.#said(answer)}` };
    }
    if (!accepts(body)) {
      return { kind: 'transient', reason: `status 200 whose body is of another form: ${this.#said(answer)}` };
    }
    this.#patience.succeed();
    const { status, headers, bytes } = answer;
    const shown = hideSecret(url.href, this.#options.token);
    return { kind: 'success', response: { status, headers, body, bytes, url: shown } };
  }

  #failed(url: URL, failures: number, reason: string): HubUnavailableError {
    const times = failures === 1 ? 'once' : `${failures} times in a row`;
    return new HubUnavailableError(`GET ${this.#shown(url)} failed ${times}.`, `The last failure: ${reason}`);
  }

  #checkPatience(url: URL, startedMs: number, waitMs: number, reason: string): void {
    if (this.#patience.allows(startedMs, waitMs)) return;
    const { patienceMs } = this.#patience;
    throw new HubUnavailableError(
      `GET ${this.#shown(url)} would take more than ${Math.round(patienceMs / 1000)} s without one success.`,
      `The last failure: ${reason}; the next try is due in ${Math.ceil(waitMs / 1000)} s.`,
    );
  }

  #said({ headers, text }: Answer): string {
    return this.#clean(errorMessage(headers, text)) || 'no reason given';
  }

  #shown(url: URL): string {
    return this.#clean(this.#endpoint.shown(url));
  }

  #clean(text: string): string {
    return serverText(text, this.#options.token);
  }
}

function isAnything(body: unknown): body is unknown {
  return body !== undefined;
}

function requestHeaders(userAgent: string, token: string | undefined): Headers {
  const headers = new Headers({ accept: 'application/json', 'user-agent': userAgent });
  if (token === undefined || token === '') return headers;
  // Checked here: what only the transport would refuse looks like a broken connection.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError('The token has characters that no token has.', {
      todo: 'Copy it again from https://huggingface.co/settings/tokens.',
    });
  }
  headers.set('authorization', `Bearer ${token}`);
  return headers;
}

function eitherOf(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a === undefined || b === undefined ? (a ?? b) : AbortSignal.any([a, b]);
}

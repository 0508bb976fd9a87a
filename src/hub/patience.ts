import type { Clock } from '../clock.js';
import { parseHttpDate, parseQuota, parseRetryAfter } from './quota.js';
import { backoffMs, defaultRetry, rateLimitWaitMs, type RetryOptions } from './retry.js';

export interface PatienceOptions {
  retry?: Partial<RetryOptions> | undefined;
  /** A number in [0, 1), for the jitter. */
  random?: (() => number) | undefined;
  /** Failures and refusals for so long without one success end a call; 15 minutes unless told. */
  patienceMs?: number | undefined;
}

/** How long a client waits after a failure or a 429, and when it gives up, by how all its requests fared. */
export class Patience {
  readonly patienceMs: number;
  readonly #clock: Clock;
  readonly #retry: RetryOptions;
  readonly #random: () => number;
  #lastSuccessMs = -Infinity;
  #rateLimitedUntilMs = -Infinity;
  #rateLimitsInARow = 0;

  constructor(clock: Clock, { retry, random = Math.random, patienceMs = 900_000 }: PatienceOptions) {
    this.#clock = clock;
    this.#retry = { ...defaultRetry, ...retry };
    this.#random = random;
    this.patienceMs = patienceMs;
  }

  succeed(): void {
    this.#lastSuccessMs = this.#clock.monotonic();
    this.#rateLimitsInARow = 0;
  }

  /** Milliseconds until the next try after `failures` of a request; null to give it up. */
  backoffMs(failures: number, retryAfterMs = 0): number | null {
    // An endpoint that never answered is likely wrong; one that did has an outage, and patience ends that.
    if (failures >= this.#retry.tries && this.#lastSuccessMs === -Infinity) return null;
    return Math.max(retryAfterMs, backoffMs(failures, this.#random(), this.#retry));
  }

  /** Milliseconds for which a 429 to a request sent at `sentAtMs` (monotonic) asks all to wait. */
  rateLimitMs(headers: Headers, sentAtMs: number): number {
    // Requests in flight together are refused together: that is one refusal.
    if (sentAtMs >= this.#rateLimitedUntilMs) this.#rateLimitsInARow += 1;
    const ms = rateLimitWaitMs(
      {
        quota: parseQuota(headers),
        retryAfterMs: this.retryAfterMs(headers),
        earlier: Math.max(0, this.#rateLimitsInARow - 1),
      },
      this.#retry,
    );
    this.#rateLimitedUntilMs = this.#clock.monotonic() + ms;
    return ms;
  }

  /** Milliseconds that `Retry-After` asks for; undefined where it is not there or cannot be read. */
  retryAfterMs(headers: Headers): number | undefined {
    // A date of the server is read by the server's own clock: ours may be wrong.
    const nowMs = parseHttpDate(headers.get('date')) ?? this.#clock.now();
    return parseRetryAfter(headers.get('retry-after'), nowMs);
  }

  /** Whether a call begun at `startedMs` (monotonic) may wait `waitMs` more. */
  allows(startedMs: number, waitMs: number): boolean {
    const sinceMs = Math.max(startedMs, this.#lastSuccessMs);
    return this.#clock.monotonic() + waitMs - sinceMs <= this.patienceMs;
  }
}

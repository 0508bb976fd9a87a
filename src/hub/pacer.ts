import type { Clock } from '../clock.js';
import { UsageError } from '../errors.js';
import type { Quota } from './quota.js';
import { observeQuota, paceWaitMs, usableRequests, windowAt, type QuotaWindow } from './quota-window.js';

/** `pace`: to stay inside our share of the quota; `rate-limit`: the Hub answered 429. */
export type WaitReason = 'pace' | 'rate-limit';

export interface PacerOptions {
  /** The share of each window's quota we may use, 0 < share <= 1; 0.95 unless told. */
  budget?: number | undefined;
  /** Requests per five minutes to reckon with where the server does not tell; 500 unless told. */
  documentedLimit?: number | undefined;
  /** Milliseconds between requests while the server tells no quota; the documented quota's share unless told. */
  unknownIntervalMs?: number | undefined;
  /** Called before each sleep. */
  onWait?: ((reason: WaitReason, ms: number) => void) | undefined;
}

/**
 * Lets requests go at the pace of the quota the server tells: a fixed window, shared by all requests of one account or
 * address, ours or not. Each `acquire` needs one `settle`.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #budget: number;
  readonly #documentedLimit: number;
  readonly #onWait: ((reason: WaitReason, ms: number) => void) | undefined;
  #unknownIntervalMs: number;
  #window: QuotaWindow | undefined;
  #lastSentAtMs: number | undefined;
  #heldUntilMs = -Infinity;
  #inFlight = 0;
  #waitedMs = 0;
  #waitCountedToMs = -Infinity;

  /** @throws UsageError when the budget is not a share above 0. */
  constructor(clock: Clock, options: PacerOptions = {}) {
    const { budget = 0.95, documentedLimit = 500 } = options;
    if (!(budget > 0 && budget <= 1)) {
      throw new UsageError(`The quota budget ${budget} is not a share above 0 and up to 1.`);
    }
    this.#clock = clock;
    this.#budget = budget;
    this.#documentedLimit = documentedLimit;
    this.#unknownIntervalMs = options.unknownIntervalMs ?? 300_000 / usableRequests(documentedLimit, budget);
    this.#onWait = options.onWait;
  }

  /** Milliseconds during which at least one request was kept waiting. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** Waits for a slot and takes it. Resolves to the moment it goes (monotonic); rejects with the signal's reason. */
  async acquire(signal?: AbortSignal): Promise<number> {
    for (;;) {
      signal?.throwIfAborted();
      const nowMs = this.#clock.monotonic();
      const { reason, ms } = this.#nextWait(nowMs);
      if (ms <= 0) return this.#take(nowMs);
      // Whoever wakes first takes the slot, the others look again: what the server told meanwhile counts.
      await this.#sleep(reason, Math.ceil(ms), signal);
    }
  }

  /** Ends what `acquire` began: the response's headers have come, or (with an empty quota) never will. */
  settle(sentAtMs: number, quota: Quota): void {
    this.#inFlight -= 1;
    const receivedAtMs = this.#clock.monotonic();
    const seen = { quota, sentAtMs, receivedAtMs, inFlight: this.#inFlight };
    this.#window = observeQuota(this.#window, seen, this.#documentedLimit);
    if (this.#window === undefined && quota.limit !== undefined && quota.windowS !== undefined) {
      this.#unknownIntervalMs = (quota.windowS * 1000) / usableRequests(quota.limit, this.#budget);
    }
  }

  /** Lets nothing go for `ms` from now. */
  hold(ms: number): void {
    this.#heldUntilMs = Math.max(this.#heldUntilMs, this.#clock.monotonic() + ms);
  }

  #nextWait(nowMs: number): { reason: WaitReason; ms: number } {
    if (nowMs < this.#heldUntilMs) return { reason: 'rate-limit', ms: this.#heldUntilMs - nowMs };
    if (this.#window === undefined) {
      return { reason: 'pace', ms: (this.#lastSentAtMs ?? -Infinity) + this.#unknownIntervalMs - nowMs };
    }
    this.#window = windowAt(this.#window, nowMs, this.#inFlight);
    return { reason: 'pace', ms: paceWaitMs(this.#window, this.#budget, nowMs, this.#lastSentAtMs) };
  }

  #take(nowMs: number): number {
    this.#inFlight += 1;
    this.#lastSentAtMs = nowMs;
    if (this.#window !== undefined) {
      this.#window = { ...this.#window, remaining: this.#window.remaining - 1 };
    }
    return nowMs;
  }

  async #sleep(reason: WaitReason, ms: number, signal: AbortSignal | undefined): Promise<void> {
    const startMs = this.#clock.monotonic();
    this.#onWait?.(reason, ms);
    try {
      await this.#clock.sleep(ms, signal);
    } finally {
      // Requests that wait at the same time wait once.
      const endMs = this.#clock.monotonic();
      this.#waitedMs += Math.max(0, endMs - Math.max(startMs, this.#waitCountedToMs));
      this.#waitCountedToMs = Math.max(this.#waitCountedToMs, endMs);
    }
  }
}

import type { Clock } from '../clock.js';
import type { Plan, Quota } from './types.js';

/** Whom the Hub charges: the user of a token, else the address. */
export interface Caller {
  plan: 'anonymous' | Plan;
  /** `user:NAME` or `ip:ADDRESS`. */
  key: string;
}

/** One caller's window after a request was charged to it. */
export interface Charge {
  allowed: boolean;
  remaining: number;
  quota: number;
  /** Whole seconds to the end of the window, rounded up. */
  resetS: number;
  /** Whole seconds, rounded up. */
  windowS: number;
}

/** Fixed windows that open with a caller's first request. */
export class RateLimiter {
  readonly #quota: Quota;
  readonly #clock: Clock;
  readonly #windows = new Map<string, { openedMs: number; used: number }>();

  constructor(quota: Quota, clock: Clock) {
    this.#quota = quota;
    this.#clock = clock;
  }

  charge(caller: Caller): Charge {
    const nowMs = this.#clock.monotonic();
    const lengthMs = this.#quota.windowS * 1000;
    let window = this.#windows.get(caller.key);
    if (window === undefined || nowMs - window.openedMs >= lengthMs) {
      window = { openedMs: nowMs, used: 0 };
      this.#windows.set(caller.key, window);
    }
    const quota = this.#quota[caller.plan];
    const allowed = window.used < quota;
    if (allowed) window.used += 1;
    return {
      allowed,
      remaining: quota - window.used,
      quota,
      resetS: Math.ceil((window.openedMs + lengthMs - nowMs) / 1000),
      windowS: Math.ceil(this.#quota.windowS),
    };
  }
}

/** `RateLimit` and `RateLimit-Policy` as the Hub writes them. */
export function rateLimitHeaders(charge: Charge): Record<string, string> {
  return {
    RateLimit: `"api";r=${charge.remaining};t=${charge.resetS}`,
    'RateLimit-Policy': `"fixed window";"api";q=${charge.quota};w=${charge.windowS}`,
  };
}

/** The two recorded texts of the window's 429. */
export function rateLimitText(caller: Caller, charge: Charge): string {
  if (caller.plan === 'anonymous') {
    return `We had to rate limit your IP (${caller.key.slice('ip:'.length)}). To continue using our service, create a HF account or login to your existing account, and make sure you pass a HF_TOKEN if you're using the API.`;
  }
  const period = charge.windowS % 60 === 0 ? `${charge.windowS / 60} minutes` : `${charge.windowS} seconds`;
  return `We had to rate limit you, you hit the quota of ${charge.quota} api requests per ${period} period. Upgrade to a PRO user or Team/Enterprise organization account (https://hf.co/pricing) to get higher limits. See https://huggingface.co/docs/hub/rate-limits`;
}

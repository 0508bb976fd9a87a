import type { Quota } from './quota.js';

export interface RetryOptions {
  /** Times a request is sent to a Hub that has not answered yet; once it has, only patience gives up on failures. */
  tries: number;
  /** Ceiling of the first backoff in milliseconds; it doubles with each try. */
  baseMs: number;
  /** Ceiling of every backoff in milliseconds. */
  capMs: number;
  /** Waits in milliseconds after 429s in a row that tell no time; the last one repeats. */
  rateLimitWaitsMs: readonly number[];
}

export const defaultRetry: RetryOptions = {
  tries: 5,
  baseMs: 1000,
  capMs: 30_000,
  rateLimitWaitsMs: [15_000, 30_000, 60_000, 120_000, 300_000],
};

/** What a status asks of the client: use, follow, wait, send again, or give up at once. */
export type StatusVerdict = 'success' | 'redirect' | 'rate-limited' | 'transient' | 'refused';

export function statusVerdict(status: number): StatusVerdict {
  if (status === 200) return 'success';
  if (status === 429) return 'rate-limited';
  if ([301, 302, 303, 307, 308].includes(status)) return 'redirect';
  // 501 and 505 say what the server never does.
  const transient = status === 408 || (status >= 500 && status !== 501 && status !== 505);
  return transient ? 'transient' : 'refused';
}

/**
 * Exponential backoff with full jitter, in milliseconds. `failures` counts the failed tries (from 1), `random` is a
 * number in [0, 1). Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function backoffMs(failures: number, random: number, { baseMs, capMs }: RetryOptions): number {
  return random * Math.min(capMs, baseMs * 2 ** (failures - 1));
}

export interface RateLimited {
  quota: Quota;
  retryAfterMs: number | undefined;
  /** 429s in a row before this one. */
  earlier: number;
}

/**
 * How long a 429 asks us to wait, in milliseconds: the longer of `t` (only if nothing is left: a 429 with requests left
 * comes from another limit) and `Retry-After`. A server that told a time and refuses again after it is not believed a
 * second time: the wait grows as it does when nothing is told.
 */
export function rateLimitWaitMs(
  { quota, retryAfterMs, earlier }: RateLimited,
  { rateLimitWaitsMs }: RetryOptions,
): number {
  const untilReset =
    quota.remaining === 0 && quota.resetS !== undefined ? (quota.resetS + 1) * 1000 : undefined;
  const told = untilReset ?? retryAfterMs;
  const step = told === undefined ? earlier : earlier - 1;
  const grown = step < 0 ? 0 : (rateLimitWaitsMs[step] ?? rateLimitWaitsMs.at(-1) ?? 0);
  return Math.max(untilReset ?? 0, retryAfterMs ?? 0, grown);
}

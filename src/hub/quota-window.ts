import type { Quota } from './quota.js';

/** What is known of the fixed window we are in. Times are monotonic milliseconds. */
export interface QuotaWindow {
  readonly limit: number;
  readonly windowMs: number;
  /** Requests left: the server's count, less those of ours it may not have counted yet. */
  readonly remaining: number;
  /** The reset is not before this. */
  readonly resetFromMs: number;
  /** The reset is not after this: from here on a request falls into the next window. */
  readonly resetToMs: number;
  /** False while the window was only begun by the clock and no response has told of it. */
  readonly confirmed: boolean;
}

export interface Observation {
  quota: Quota;
  sentAtMs: number;
  receivedAtMs: number;
  /** Our other requests that are still unanswered. */
  inFlight: number;
}

const WINDOW_MS = 300_000;
/** `t` is whole seconds and the server does not say which way it rounds. */
const ROUNDING_MS = 1000;
/** Timers may fire a little early. */
const SLACK_MS = 25;

/**
 * The window after a response. Responses come in any order: one of an earlier window is ignored, one of the same
 * window can only lower `remaining` and narrow the reset, one of a later window replaces what was known. `undefined`
 * as long as no response has told how many requests are left.
 */
export function observeQuota(
  window: QuotaWindow | undefined,
  { quota, sentAtMs, receivedAtMs, inFlight }: Observation,
  documentedLimit: number,
): QuotaWindow | undefined {
  if (quota.remaining === undefined) return window;
  const limit = Math.max(quota.limit ?? window?.limit ?? documentedLimit, quota.remaining);
  const windowMs = quota.windowS === undefined ? (window?.windowMs ?? WINDOW_MS) : quota.windowS * 1000;
  const resetMs = quota.resetS === undefined ? undefined : quota.resetS * 1000;
  const seen: QuotaWindow = {
    limit,
    windowMs,
    remaining: quota.remaining - inFlight,
    resetFromMs: sentAtMs + (resetMs === undefined ? 0 : resetMs - ROUNDING_MS),
    // A reset is never further away than a whole window, whatever t says.
    resetToMs:
      receivedAtMs + Math.min(resetMs === undefined ? windowMs : resetMs + ROUNDING_MS, windowMs) + SLACK_MS,
    confirmed: true,
  };
  if (window === undefined) return seen;
  if (seen.resetToMs < window.resetFromMs) return window;
  const isLater = sentAtMs >= window.resetToMs || seen.resetFromMs > window.resetToMs;
  if (isLater || !window.confirmed) return seen;
  return {
    ...seen,
    remaining: Math.min(window.remaining, seen.remaining),
    resetFromMs: Math.max(window.resetFromMs, seen.resetFromMs),
    resetToMs: Math.min(window.resetToMs, seen.resetToMs),
  };
}

/** The window at `nowMs`: once the reset is past, a fresh one that the next response will confirm or correct. */
export function windowAt(window: QuotaWindow, nowMs: number, inFlight: number): QuotaWindow {
  if (nowMs < window.resetToMs) return window;
  return {
    ...window,
    remaining: window.limit - inFlight,
    resetFromMs: Math.max(nowMs, window.resetFromMs + window.windowMs),
    resetToMs: nowMs + window.windowMs + SLACK_MS,
    confirmed: false,
  };
}

/** How many requests a window we may send: the budget's share of the quota, at least one. */
export function usableRequests(limit: number, budget: number): number {
  // 0.29 * 100 is 28.999999999999996.
  return Math.max(1, Math.floor(limit * budget + 1e-9));
}

/**
 * Milliseconds until the next request may go. At once while more than half of our share is left, so that a short walk
 * never waits; then evenly over the time to the reset; when our share is used up, at the reset.
 */
export function paceWaitMs(
  window: QuotaWindow,
  budget: number,
  nowMs: number,
  lastSentAtMs: number | undefined,
): number {
  const usable = usableRequests(window.limit, budget);
  const allowed = window.remaining - (window.limit - usable);
  if (allowed <= 0) return Math.max(0, window.resetToMs - nowMs);
  if (allowed > usable / 2 || lastSentAtMs === undefined) return 0;
  // One part more than requests: the last request goes before the reset, not at it.
  const slotMs = lastSentAtMs + (window.resetToMs - lastSentAtMs) / (allowed + 1);
  return Math.max(0, slotMs - nowMs);
}

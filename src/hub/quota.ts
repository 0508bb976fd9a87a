/** What one response tells of the caller's quota. A member the server did not tell, or told as nonsense, is absent. */
export interface Quota {
  /** Requests left in the window (`r`). */
  remaining?: number;
  /** Seconds to the reset (`t`), whole ones on the Hub. */
  resetS?: number;
  /** Requests a window (`q`). */
  limit?: number;
  /** Length of the window in seconds (`w`). */
  windowS?: number;
}

const LIST_ITEM = /(?:"[^"]*"|[^",])+/g;
const QUOTED = /"[^"]*"/g;
const INTEGER = /^\d{1,15}$/;
const SECONDS = /^\d{1,9}(?:\.\d{1,6})?$/;
const HTTP_DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .*\d{2}:\d{2}:\d{2}/i;

/**
 * Reads `RateLimit: "api";r=474;t=142` and `RateLimit-Policy: "fixed window";"api";q=500;w=300`. Of several items the
 * one named `"api"` counts, else the first that tells anything. Never throws.
 * Source: https://huggingface.co/docs/hub/rate-limits (a subset of draft-ietf-httpapi-ratelimit-headers-09).
 */
export function parseQuota(headers: Headers): Quota {
  const limits = bestItem(headers.get('ratelimit'), ['r', 't']);
  const policy = bestItem(headers.get('ratelimit-policy'), ['q', 'w']);
  return {
    ...member('remaining', limits.get('r'), INTEGER, 0),
    ...member('resetS', limits.get('t'), SECONDS, 0),
    ...member('limit', policy.get('q'), INTEGER, 1),
    ...member('windowS', policy.get('w'), SECONDS, 0.000_001),
  };
}

/**
 * Milliseconds to wait by a `Retry-After` value: whole seconds, or an HTTP-date seen from `nowMs` (wall time, Unix
 * milliseconds). `undefined` for anything else.
 */
export function parseRetryAfter(value: string | null | undefined, nowMs: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = parseHttpDate(text);
  return atMs === undefined ? undefined : Math.max(0, atMs - nowMs);
}

/** Unix milliseconds of an HTTP-date (RFC 9110 5.6.7), `undefined` for anything else. */
export function parseHttpDate(value: string | null | undefined): number | undefined {
  const text = value?.trim() ?? '';
  // Date.parse alone would take "-5" for a month and the zoneless asctime form for local time.
  if (!HTTP_DATE.test(text)) return undefined;
  const ms = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(ms) ? undefined : ms;
}

function bestItem(header: string | null, keys: readonly string[]): Map<string, string> {
  const items = (header?.match(LIST_ITEM) ?? [])
    .map((item) => ({ isApi: item.includes('"api"'), parameters: parametersOf(item) }))
    .filter(({ parameters }) => keys.some((key) => parameters.has(key)));
  return (items.find(({ isApi }) => isApi) ?? items[0])?.parameters ?? new Map<string, string>();
}

function parametersOf(item: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of item.replace(QUOTED, '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0) parameters.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim());
  }
  return parameters;
}

function member(key: keyof Quota, text: string | undefined, form: RegExp, least: number): Quota {
  if (text === undefined || !form.test(text)) return {};
  const value = Number(text);
  return value < least ? {} : { [key]: value };
}

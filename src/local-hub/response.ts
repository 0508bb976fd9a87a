import type { HubResponse } from './types.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

export const PAGE_NOT_FOUND = "Sorry, we can't find the page you are looking for.";

export function jsonResponse(body: unknown, headers: Record<string, string> = {}): HubResponse {
  return { status: 200, headers: { 'Content-Type': JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

/** `X-Error-Message` repeats the body's `error`. */
export function errorResponse(status: number, error: string, code?: string): HubResponse {
  const headers = { 'Content-Type': JSON_TYPE, 'X-Error-Message': error };
  return {
    status,
    headers: code === undefined ? headers : { ...headers, 'X-Error-Code': code },
    body: JSON.stringify({ error }),
  };
}

/** `text` alone, for the errors whose body may not be JSON. */
export function textErrorResponse(status: number, text: string): HubResponse {
  return { status, headers: { 'Content-Type': TEXT_TYPE, 'X-Error-Message': text }, body: text };
}

/** A 307 to a path on this server; the query is kept, as the Hub does. */
export function redirectResponse(pathname: string, search: string): HubResponse {
  const location = pathname + search;
  return {
    status: 307,
    headers: { 'Content-Type': TEXT_TYPE, Location: location, Vary: 'Origin, Accept' },
    body: `Temporary Redirect. Redirecting to ${location}`,
  };
}

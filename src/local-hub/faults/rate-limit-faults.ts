import { errorResponse, textErrorResponse } from '../response.js';
import type { HubResponse } from '../types.js';
import { always, breaking, type Fault, first, forEver } from './fault.js';

const TEXT =
  "We had to rate limit your IP (127.0.0.1). To continue using our service, create a HF account or login to your existing account, and make sure you pass a HF_TOKEN if you're using the API.";

function quotaHeaders(remaining: number, resetS: number): Record<string, string> {
  return {
    RateLimit: `"api";r=${remaining};t=${resetS}`,
    'RateLimit-Policy': '"fixed window";"api";q=500;w=300',
  };
}

/** A 429 with these headers; `bare` with no other. */
function refusal(
  headers: Record<string, string>,
  { form = errorResponse, bare = false }: { form?: typeof textErrorResponse; bare?: boolean } = {},
): () => HubResponse {
  return () => {
    const response = form(429, TEXT);
    return { ...response, headers: { ...response.headers, ...headers }, bare };
  };
}

/** The window's 429, the other limits' 429, and servers that tell little or lie. */
export const rateLimitFaults: Record<string, Fault> = {
  '429-first-page': breaking(
    '429 to the first request, r=0 and t=2',
    first(1, 1),
    refusal(quotaHeaders(0, 2)),
  ),
  '429-burst': breaking('three 429 in a row, r=0 and t=2', first(3), refusal(quotaHeaders(0, 2))),
  '429-quota-left': breaking(
    '429 with r=477 left and Retry-After: 2',
    first(1),
    refusal({ ...quotaHeaders(477, 142), 'Retry-After': '2' }),
  ),
  '429-no-headers': breaking('429 that tells no time at all', first(2), refusal({}, { bare: true })),
  '429-lying-reset': breaking(
    '429 with t=1, and 429 again after it, four times',
    first(4),
    refusal(quotaHeaders(0, 1)),
  ),
  '429-json': breaking('429 with a JSON body', first(1), refusal(quotaHeaders(0, 1))),
  '429-text': breaking(
    '429 with a text/plain body',
    first(1),
    refusal(quotaHeaders(0, 1), { form: textErrorResponse }),
  ),
  '429-retry-after-date': breaking(
    '429 with Retry-After as an HTTP-date two seconds after its Date',
    first(1),
    refusal(
      { Date: 'Wed, 21 Oct 2026 07:28:00 GMT', 'Retry-After': 'Wed, 21 Oct 2026 07:28:02 GMT' },
      { bare: true },
    ),
  ),
  '429-for-ever': breaking('429 from the third page on, for ever', forEver, refusal(quotaHeaders(0, 60))),
  'quota-shared': breaking(
    'another client spends 90 of the 500 between two of our requests',
    always,
    (answer, { index }) => ({
      ...answer,
      headers: { ...answer.headers, ...quotaHeaders(Math.max(0, 410 - 90 * index), 2) },
    }),
  ),
};

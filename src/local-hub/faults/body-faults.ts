import { jsonResponse } from '../response.js';
import type { HubResponse } from '../types.js';
import { type Breakage, breaking, type Fault, first, forEver } from './fault.js';

/** Longer than any client waits. */
const NEVER_MS = 3_600_000;

const errorObject: Breakage = () => jsonResponse({ error: 'Something went wrong, try again later' });

const truncated: Breakage = (answer) => ({
  ...answer,
  body: answer.body.slice(0, Math.floor(answer.body.length / 2)),
});

function entriesOf({ body }: HubResponse): unknown[] {
  return JSON.parse(body) as unknown[];
}

/** Bodies that are not what the status promises, or that do not come, or not whole. */
export const bodyFaults: Record<string, Fault> = {
  'error-object': breaking('status 200 with an error object', first(1), errorObject),
  'error-object-for-ever': breaking('the same from the third page on, for ever', forEver, errorObject),
  'empty-page': breaking('an empty list with a link to a next page', first(1), (answer) => ({
    ...answer,
    body: '[]',
  })),
  'truncated-json': breaking('half of the JSON, its Content-Length right', first(1), truncated),
  'truncated-json-no-length': breaking(
    'half of the JSON without Content-Length, ended by closing the connection',
    first(1),
    (...asked) => ({ ...truncated(...asked), lengthless: true }),
  ),
  'cut-page': breaking('valid JSON with half of the entries and the link of all', first(1), (answer) => {
    const entries = entriesOf(answer);
    return { ...answer, body: JSON.stringify(entries.slice(0, Math.ceil(entries.length / 2))) };
  }),
  'repeated-entries': breaking('entries that come twice on one page', first(1), (answer) => {
    const entries = entriesOf(answer);
    return { ...answer, body: JSON.stringify([...entries, ...entries.slice(0, 5)]) };
  }),
  'reset-before-headers': breaking('connection reset before the headers', first(1), (answer) => ({
    ...answer,
    cutAfterBytes: 0,
  })),
  'reset-mid-body': breaking('connection broken in the middle of the body', first(1), (answer) => ({
    ...answer,
    cutAfterBytes: 300,
  })),
  'stalled-headers': breaking('headers that never come', first(1), (answer) => ({
    ...answer,
    delayMs: NEVER_MS,
  })),
  trickle: breaking('a body of one byte a second', first(1), (answer) => ({ ...answer, byteEveryMs: 1000 })),
};

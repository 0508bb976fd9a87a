import { faults } from '../../src/local-hub/faults/faulty-hub.js';
import type { HubResponse, Intercept } from '../../src/local-hub/types.js';

/** Faults that cost a crawl with a real clock a second or two at most. */
const names = [
  '429-json',
  '500-once',
  '502-once',
  '504-once',
  'html',
  'error-object',
  'empty-page',
  'truncated-json',
  'truncated-json-no-length',
  'cut-page',
  'repeated-entries',
  'reset-before-headers',
  'reset-mid-body',
  'link-missing-once',
  'link-relative',
  'link-same-page',
  'link-garbage',
  'cursor-refused',
];

/**
 * Breaks the given share of the answers, each in a way drawn from `random`. Only pages between the first and the last:
 * beside them nothing tells that one is not whole.
 */
export function randomFaults(random: () => number, share: number): Intercept {
  return (request, answer): HubResponse | undefined => {
    const whole = answer();
    const isInner = request.url.searchParams.has('cursor') && whole.headers['Link'] !== undefined;
    if (random() >= share || !isInner) return undefined;
    const breakage = faults[names[Math.floor(random() * names.length)] ?? '']?.breakage;
    if (breakage === undefined) throw new Error('a fault without a breakage cannot be drawn');
    return breakage(whole, request, { page: 1, attempt: 1 });
  };
}

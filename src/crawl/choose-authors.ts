import type { DueKeys } from '../store/author-due.js';

/**
 * Which of the due authors to ask for, in order: those never asked about before the stale ones. Where there are places for
 * some only, half of them are kept for stale ones: the long tail of the never asked would keep the most downloaded
 * waiting for years.
 */
export function chooseAuthors({ neverAsked, stale }: DueKeys, atMost = Infinity): Uint32Array {
  const kept = Math.min(stale.length, Math.floor(atMost / 2));
  const first = neverAsked.subarray(0, Math.max(0, atMost - kept));
  const rest = stale.subarray(0, Math.max(0, atMost - first.length));
  return joined(first, rest);
}

function joined(first: Uint32Array, rest: Uint32Array): Uint32Array {
  const both = new Uint32Array(first.length + rest.length);
  both.set(first);
  both.set(rest, first.length);
  return both;
}

import { drawBits } from './draw.js';

const LEGACY_SECONDS = 0x621ffdc0;
export const NEWEST_SECONDS = Date.parse('2026-09-17T00:00:00.000Z') / 1000;
/** Share of the Hub that was there before March 2022 and carries the import's date. */
const LEGACY_SHARE = 0.01;
const SHA_PURPOSE = 30;

export interface GeneratedIds {
  /** Creation of the `i`-th repository by age, 0 the oldest, in Unix seconds. */
  secondsAt: (i: number) => number;
  /** Its `_id`, which ascends strictly with `i`. */
  objectIdAt: (i: number) => string;
}

/** When each of `size` generated repositories was created, and its `_id`. */
export function generatedIds(size: number, seed: number): GeneratedIds {
  const legacy = Math.ceil(size * LEGACY_SHARE);
  const machine = drawBits(seed, 0, SHA_PURPOSE).toString(16).padStart(8, '0') + '9f';

  function secondsAt(i: number): number {
    if (i < legacy) return LEGACY_SECONDS;
    // The Hub's growth is about linear in time, so its size is about quadratic.
    const age = Math.sqrt((i - legacy + 1) / (size - legacy));
    return LEGACY_SECONDS + Math.floor(age * (NEWEST_SECONDS - LEGACY_SECONDS));
  }

  function objectIdAt(i: number): string {
    return secondsAt(i).toString(16).padStart(8, '0') + machine + i.toString(16).padStart(6, '0');
  }

  return { secondsAt, objectIdAt };
}

import { setTimeout as delay } from 'node:timers/promises';

/** The only source of time. Wall time dates what is stored; monotonic time paces, so a clock that jumps cannot. */
export interface Clock {
  /** Wall time, milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Monotonic time in milliseconds from an arbitrary start. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      // Node clamps a longer timer to 1 ms; a day is more than any caller waits at once.
      await delay(Math.min(Math.max(0, ms), 86_400_000), undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // Node rejects with an error of its own; callers compare with the reason they gave.
      signal?.throwIfAborted();
      throw error;
    }
  },
};

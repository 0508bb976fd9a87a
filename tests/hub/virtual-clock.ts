import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/clock.js';

interface Sleeper {
  atMs: number;
  wake: () => void;
}

/** A clock that stands still while anything can run, then jumps to the next sleeper: hours pass in no time. */
export class VirtualClock implements Clock {
  readonly sleeps: number[] = [];
  #nowMs: number;
  #sleepers: Sleeper[] = [];

  constructor(startMs = 5_000) {
    this.#nowMs = startMs;
  }

  now(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeps.push(ms);
    return new Promise((resolve, reject) => {
      const abort = () => {
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      if (signal?.aborted === true) abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.push({ atMs: this.#nowMs + Math.max(0, ms), wake: resolve });
    });
  }

  /** Lets the work run to its end, jumping whenever all of it sleeps. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    for (;;) {
      await setImmediate();
      if (isDone) return work;
      this.#sleepers.sort((a, b) => a.atMs - b.atMs);
      const next = this.#sleepers.shift();
      if (next === undefined) continue;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
    }
  }
}

/** A clock whose sleeps take no time on the wall: for tests against a real server, where nothing else sleeps. */
export class InstantClock implements Clock {
  readonly sleeps: number[] = [];
  #nowMs = 0;

  now(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    this.#nowMs += ms;
    return Promise.resolve();
  }
}

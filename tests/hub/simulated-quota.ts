import type { Quota } from '../../src/hub/quota.js';
import type { VirtualClock } from './virtual-clock.js';

/** A number in [0, 1) from a linear congruential generator: the same run every time. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

export interface SimulatedQuotaOptions {
  limit: number;
  windowS: number;
  /** How the server makes whole seconds of the time to the reset. */
  round: (seconds: number) => number;
  /** Milliseconds from sending to the response; the server counts the request at a random moment in between. */
  latencyMs: () => number;
  random: () => number;
  /** The windows' start against the clock's zero, in milliseconds. */
  phaseMs?: number;
}

/** The server's side of a fixed-window quota, in virtual time. */
export class SimulatedQuota {
  /** Requests served by window number; refused ones are not in it. */
  readonly served = new Map<number, number>();
  refused = 0;
  readonly #clock: VirtualClock;
  readonly #options: SimulatedQuotaOptions;
  readonly #used = new Map<number, number>();

  constructor(clock: VirtualClock, options: SimulatedQuotaOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  windowNumber(): number {
    const { windowS, phaseMs = 0 } = this.#options;
    return Math.floor((this.#clock.monotonic() - phaseMs) / (windowS * 1000));
  }

  /** Another client's requests, answered to nobody here. */
  steal(requests: number): void {
    const number = this.windowNumber();
    this.#used.set(number, Math.min(this.#options.limit, (this.#used.get(number) ?? 0) + requests));
  }

  async request(): Promise<Quota> {
    const { latencyMs, random } = this.#options;
    const total = latencyMs();
    const before = total * random();
    await this.#clock.sleep(before);
    const quota = this.#count();
    await this.#clock.sleep(total - before);
    return quota;
  }

  #count(): Quota {
    const { limit, windowS, round, phaseMs = 0 } = this.#options;
    const number = this.windowNumber();
    const used = this.#used.get(number) ?? 0;
    if (used < limit) {
      this.#used.set(number, used + 1);
      this.served.set(number, (this.served.get(number) ?? 0) + 1);
    } else {
      this.refused += 1;
    }
    const resetMs = (number + 1) * windowS * 1000 + phaseMs - this.#clock.monotonic();
    return { limit, windowS, remaining: Math.max(0, limit - used - 1), resetS: round(resetMs / 1000) };
  }
}

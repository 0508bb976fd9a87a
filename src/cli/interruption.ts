import { setMaxListeners } from 'node:events';
import { exitCodes } from './exit-code.js';
import type { Terminal } from './terminal.js';

const codes = {
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
  SIGHUP: exitCodes.hangUp,
} as const;
type Signal = keyof typeof codes;

/**
 * The first SIGINT, SIGTERM or SIGHUP asks for an end after the step in hand, the second for one at once.
 * `exitCode` is what the process should end with, or undefined while no signal came.
 */
export class Interruption {
  readonly #stop = new AbortController();
  readonly #abort = new AbortController();
  readonly #handlers: [Signal, () => void][] = [];
  #exitCode: number | undefined;

  constructor() {
    // Every request under way listens, and there are several at once.
    setMaxListeners(0, this.#stop.signal, this.#abort.signal);
    for (const signal of Object.keys(codes) as Signal[]) {
      const handler = (): void => {
        if (this.#stop.signal.aborted) this.#abort.abort(new InterruptedError());
        this.#exitCode ??= codes[signal];
        this.#stop.abort(new InterruptedError());
      };
      process.on(signal, handler);
      this.#handlers.push([signal, handler]);
    }
  }

  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  get abortSignal(): AbortSignal {
    return this.#abort.signal;
  }

  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Ends the watch when the work is done. A process that was asked to end keeps its exit code, should one more signal come. */
  dispose(): void {
    for (const [signal, handler] of this.#handlers) {
      if (this.#exitCode !== undefined) process.on(signal, () => process.exit(this.#exitCode));
      process.off(signal, handler);
    }
  }
}

/** Why work ended: the user asked. */
export class InterruptedError extends Error {
  constructor() {
    super('interrupted');
    this.name = 'InterruptedError';
  }
}

/** Runs `work` until it ends or a signal ends it; a signal's exit code wins, and the error it caused is told. */
export async function interruptibly(
  terminal: Terminal,
  work: (interruption: Interruption) => Promise<number>,
): Promise<number> {
  const interruption = new Interruption();
  try {
    const exitCode = await work(interruption);
    return interruption.exitCode ?? exitCode;
  } catch (error) {
    if (interruption.exitCode === undefined) throw error;
    terminal.failure(error);
    return interruption.exitCode;
  } finally {
    interruption.dispose();
  }
}

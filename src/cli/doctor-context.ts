import { systemClock, type Clock } from '../clock.js';
import { StoppedEarlyError, TokenRefusedError, UsageError } from '../errors.js';
import { HubClient } from '../hub/client.js';
import type { Quota } from '../hub/quota.js';
import { version } from '../version.js';

/** No check takes longer. */
const TIMEOUT_MS = 10_000;

export interface DoctorSettings {
  path: string;
  endpoint: string;
  token: string | undefined;
}

/** What one small answer of the Hub told beside its body. */
export interface Probe {
  /** False when there was none; a refusal may still have told the quota. */
  answered: boolean;
  quota: Quota;
  /** The `Date` header. */
  date: string | null;
  /** Our own time when it came, milliseconds since 1970-01-01 UTC. */
  localMs: number;
}

type Question<T> = (client: HubClient, signal: AbortSignal) => Promise<T>;

/** What the checks share: the settings, and a Hub that is asked once and not for long. */
export class DoctorContext {
  readonly path: string;
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly clock: Clock = systemClock;
  readonly timeoutMs = TIMEOUT_MS;
  #quota: Quota = {};
  #probe: Promise<Probe> | undefined;

  constructor({ path, endpoint, token }: DoctorSettings) {
    this.path = path;
    this.endpoint = endpoint;
    this.token = token;
  }

  /** Asks with the token; without it when the token cannot be used, which is for its own check to tell. */
  async ask<T>(question: Question<T>): Promise<T> {
    try {
      return await this.askWithToken(question);
    } catch (error) {
      const aboutToken = error instanceof TokenRefusedError || error instanceof UsageError;
      if (this.token === undefined || !aboutToken) throw error;
      return this.#ask(question, undefined);
    }
  }

  askWithToken<T>(question: Question<T>): Promise<T> {
    return this.#ask(question, this.token);
  }

  /** One small page, asked for once: its quota and its date. */
  probe(): Promise<Probe> {
    this.#probe ??= this.#askSmall();
    return this.#probe;
  }

  async #askSmall(): Promise<Probe> {
    try {
      const { headers } = await this.ask((client, signal) => client.get('/api/models?limit=1', { signal }));
      return { answered: true, quota: this.#quota, date: headers.get('date'), localMs: this.clock.now() };
    } catch (error) {
      if (!(error instanceof StoppedEarlyError)) throw error;
      return { answered: false, quota: this.#quota, date: null, localMs: this.clock.now() };
    }
  }

  async #ask<T>(question: Question<T>, token: string | undefined): Promise<T> {
    const client = new HubClient({
      endpoint: this.endpoint,
      token,
      userAgent: `oai/${version}; node/${process.versions.node}`,
      clock: this.clock,
      budget: 1,
      timeoutMs: TIMEOUT_MS,
      patienceMs: TIMEOUT_MS,
      unknownIntervalMs: 0,
      retry: { tries: 1 },
      onEvent: (event) => {
        if (event.kind === 'quota') this.#quota = event.quota;
      },
    });
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      return await question(client, signal);
    } catch (error) {
      if (error !== signal.reason) throw error;
      throw new StoppedEarlyError(`The Hub gave no answer within ${TIMEOUT_MS / 1000} s.`, { cause: error });
    }
  }
}

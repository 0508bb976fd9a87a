import { setMaxListeners } from 'node:events';
import { StoppedEarlyError } from '../errors.js';
import { authorOverview } from '../hub/author-overview.js';
import { HubProtocolError, HubRequestError } from '../hub/hub-error.js';
import { readAuthorOverview } from '../domain/read-author-overview.js';
import type { AuthorAnswer } from '../hub/author-overview.js';
import type { DueAuthor } from '../store/author-due.js';
import type { AuthorAnswered, AuthorWriter } from '../store/author-writer.js';
import type { AuthorTally } from './author-events.js';
import type { AuthorCrawlOptions } from './crawl-authors.js';

/** A longer timer of Node fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Failures of one request after which its author is left for another time, where it may be the author's fault alone. */
const TRIES = 5;
/** From so many authors in a row on that could not be had, it is the Hub's. */
const FAILED_IN_A_ROW = 10;

export interface AuthorSignals {
  /** Ends requests under way. */
  signal: AbortSignal;
  /** Ends waiting for the quota or for another try. */
  waitSignal: AbortSignal;
}

/** One process's part of asking for authors: what it asks, stores and counts, and what ends it. */
export class AuthorSession {
  readonly tally: AuthorTally = {
    asked: 0,
    organisations: 0,
    users: 0,
    gone: 0,
    unreadable: 0,
    changed: 0,
    failed: 0,
  };
  readonly #options: AuthorCrawlOptions;
  readonly #writer: AuthorWriter;
  readonly #startedMs: number;
  readonly #deadline: AbortSignal | undefined;
  readonly #ending = new AbortController();
  #over: 'stopped' | { error: unknown } | null = null;
  #failedInARow = 0;
  #lastFailure: unknown;

  constructor(options: AuthorCrawlOptions, writer: AuthorWriter) {
    const { clock, maxTimeMs } = options;
    this.#options = options;
    this.#writer = writer;
    this.#startedMs = clock.monotonic();
    this.#deadline =
      maxTimeMs === undefined
        ? undefined
        : AbortSignal.timeout(Math.floor(Math.min(Math.max(0, maxTimeMs), LONGEST_TIMER_MS)));
    // Every request under way listens.
    setMaxListeners(0, this.#ending.signal, ...(this.#deadline === undefined ? [] : [this.#deadline]));
  }

  /** Whether nothing more is to be asked. */
  get isOver(): boolean {
    return this.#over !== null;
  }

  /** Lets `work` ask with signals that it alone uses: Node 20 keeps what is derived from a signal as long as that lives. */
  async withSignals<T>(work: (signals: AuthorSignals) => Promise<T>): Promise<T> {
    const { abortSignal, stopSignal } = this.#options;
    const [request, wait] = [new AbortController(), new AbortController()];
    setMaxListeners(0, request.signal, wait.signal);
    const ends = [stopSignal, this.#deadline, this.#ending.signal].filter((each) => each !== undefined);
    const links = [
      ...(abortSignal === undefined ? [] : [{ from: abortSignal, to: request }]),
      ...ends.map((from) => ({ from, to: wait })),
    ].map(({ from, to }) => ({ from, pass: () => to.abort(from.reason) }));
    for (const { from, pass } of links) {
      if (from.aborted) pass();
      else from.addEventListener('abort', pass, { once: true });
    }
    try {
      return await work({ signal: request.signal, waitSignal: wait.signal });
    } finally {
      for (const { from, pass } of links) from.removeEventListener('abort', pass);
    }
  }

  /** Asks for an author and stores the answer. Never throws: what ends the session is kept. */
  async ask(author: DueAuthor, signals: AuthorSignals): Promise<void> {
    if (this.#mustStop()) return;
    let gaveUp = false;
    try {
      const answer = await authorOverview(this.#options.client, author.name, {
        ...signals,
        askFirst: author.kind ?? (author.mostDownloaded ? 'organisation' : 'user'),
        givesUp: (failures) => (gaveUp = failures >= TRIES && this.#failedInARow < FAILED_IN_A_ROW - 1),
      });
      this.#store(author, answer);
    } catch (error) {
      this.#fail(author, error, gaveUp);
    }
  }

  /** @returns false when the user asked for an end @throws what ended the session before all were asked for */
  end(): boolean {
    if (this.#over === 'stopped') return false;
    if (this.#over !== null) throw this.#over.error;
    if (this.tally.asked === 0 && this.tally.failed > 0) throw this.#lastFailure;
    return true;
  }

  #mustStop(): boolean {
    const { stopSignal, maxTimeMs, clock } = this.#options;
    if (stopSignal?.aborted === true) this.#over ??= 'stopped';
    else if (maxTimeMs !== undefined && clock.monotonic() - this.#startedMs >= maxTimeMs) {
      this.#over ??= { error: outOfTime() };
    }
    return this.isOver;
  }

  #store(author: DueAuthor, answer: AuthorAnswer): void {
    const { tally } = this;
    const answered = answeredOf(author, answer);
    if (this.#writer.write(answered)) tally.changed += 1;
    this.#failedInARow = 0;
    tally.asked += 1;
    const { account } = answered;
    if (typeof account === 'string') tally[account] += 1;
    else tally[account.kind === 'user' ? 'users' : 'organisations'] += 1;
    for (const { field, reason } of answered.quarantined) {
      this.#options.onEvent?.({ kind: 'author-set-aside', name: author.name, field, reason });
    }
    this.#options.onEvent?.({ kind: 'author-asked', tally: { ...tally } });
  }

  #fail(author: DueAuthor, error: unknown, gaveUp: boolean): void {
    if (this.#options.stopSignal?.aborted === true && error === this.#options.stopSignal.reason) {
      this.#over ??= 'stopped';
    } else if (this.#deadline?.aborted === true && error === this.#deadline.reason) {
      this.#over ??= { error: outOfTime() };
    } else if (!gaveUp && !(isRefusal(error) && this.#failedInARow < FAILED_IN_A_ROW - 1)) {
      this.#over ??= { error };
      this.#ending.abort(new Error('another author ended the session'));
    } else {
      this.#failedInARow += 1;
      this.#lastFailure = error;
      this.tally.failed += 1;
      this.#options.onEvent?.({ kind: 'author-failed', name: author.name, reason: reasonOf(error) });
    }
  }
}

/** Whether it may be that author alone whom the Hub does not answer for; an outage ends after `patience` only. */
function isRefusal(error: unknown): boolean {
  return error instanceof HubRequestError || error instanceof HubProtocolError;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof StoppedEarlyError)) return String(error);
  return error.why === undefined ? error.message : `${error.message} ${error.why}`;
}

function outOfTime(): StoppedEarlyError {
  return new StoppedEarlyError('Asking for the authors stopped at --max-time.', {
    why: 'It was asked to.',
    todo: 'Run `oai crawl authors`: it goes on with those that are still due.',
  });
}

function answeredOf({ authorKey, name }: DueAuthor, answer: AuthorAnswer): AuthorAnswered {
  const none = { authorKey, unread: new Set<never>(), quarantined: [] };
  switch (answer.kind) {
    case 'gone':
      return { ...none, account: 'gone' };
    case 'unaskable':
      return {
        ...none,
        account: 'unreadable',
        quarantined: [{ field: null, reason: 'no account can have that name', json: JSON.stringify(name) }],
      };
    case 'account': {
      const { record, rejections, unread } = readAuthorOverview(answer.body);
      const json = JSON.stringify(answer.body);
      return {
        authorKey,
        account: record ?? 'unreadable',
        unread,
        quarantined: rejections.map((rejection) => ({ ...rejection, json })),
      };
    }
  }
}

/**
 * Every failure `oai` expects, named by what happens next. The command line turns the class into an exit code
 * (see `cli/exit-code.ts`); nothing branches on the text.
 */
export interface ErrorDetail {
  /** One line: why it happened. */
  why?: string;
  /** One line: what the reader can do about it. */
  todo?: string;
  cause?: unknown;
}

export abstract class OaiError extends Error {
  readonly why: string | undefined;
  readonly todo: string | undefined;

  constructor(what: string, detail: ErrorDetail = {}) {
    super(what, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = new.target.name;
    this.why = detail.why;
    this.todo = detail.todo;
  }
}

/** The command or its configuration cannot be acted on; nothing was started. */
export class UsageError extends OaiError {}

/** What the store holds cannot be read back. */
export class DamagedStoreError extends UsageError {}

/** The work stopped before its end; everything done is kept and the same command goes on from there. */
export class StoppedEarlyError extends OaiError {}

/** Another process, or another crawl of this one, writes to the store. */
export class LockedError extends OaiError {}

/** The store does not hold what the question needs. */
export class MissingDataError extends OaiError {}

/** What was to be checked does not hold; the answer has been given all the same. */
export class CheckFailedError extends OaiError {}

/** The Hub refused the token. */
export class TokenRefusedError extends OaiError {}

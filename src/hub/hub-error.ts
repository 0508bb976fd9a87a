import { StoppedEarlyError, TokenRefusedError, type ErrorDetail } from '../errors.js';
import type { Answer } from './exchange.js';
import { errorMessage, serverText } from './server-text.js';

const RESUME = 'Everything read so far is kept: run the same command again later and it goes on from there.';

export interface HubRefusal {
  status: number;
  /** Path and query of the request, without secrets. */
  url: string;
  /** What the Hub said, cleaned but not shortened; empty when it said nothing. */
  hubMessage: string;
  /** `X-Error-Code`, such as `RepoNotFound`. */
  errorCode: string | undefined;
  /** `X-Request-Id`: what the Hub's support asks for. */
  requestId: string | undefined;
}

/** The Hub refused a request, and would refuse it again at once: 400, 401, 403, 404, 405... */
export class HubRequestError extends StoppedEarlyError implements HubRefusal {
  readonly status: number;
  readonly url: string;
  readonly hubMessage: string;
  readonly errorCode: string | undefined;
  readonly requestId: string | undefined;

  constructor(refusal: HubRefusal) {
    super(
      `The Hub answered ${refusal.status} to GET ${serverText(refusal.url, undefined)}.`,
      refusalDetail(refusal),
    );
    this.status = refusal.status;
    this.url = refusal.url;
    this.hubMessage = refusal.hubMessage;
    this.errorCode = refusal.errorCode;
    this.requestId = refusal.requestId;
  }
}

/** The Hub could not be had: retries used up, or nothing but refusals for too long. Resumable. */
export class HubUnavailableError extends StoppedEarlyError {
  constructor(what: string, why: string) {
    super(what, { why, todo: RESUME });
  }
}

/** An answer that cannot be trusted, such as a redirect or a next page on another server. Resumable. */
export class HubProtocolError extends StoppedEarlyError {
  constructor(what: string, why: string) {
    super(what, {
      why,
      todo: `Check the endpoint (HF_ENDPOINT), and any proxy in between. ${RESUME}`,
    });
  }
}

/** The error of a refusal. `url` is path and query without secrets; `token` is kept out of all texts. */
export function refusalError(
  url: string,
  { status, headers, text }: Pick<Answer, 'status' | 'headers' | 'text'>,
  token: string | undefined,
): HubRequestError | TokenRefusedError {
  // Long enough for the list of allowed fields, which is read from it.
  const hubMessage = serverText(errorMessage(headers, text), token, 4000);
  if (status === 401 && token !== undefined && token !== '' && /invalid credentials/i.test(hubMessage)) {
    return new TokenRefusedError('The Hub does not know the token.', {
      why: serverText(hubMessage, undefined),
      todo:
        'Make a token at https://huggingface.co/settings/tokens, or unset HF_TOKEN to go on without one; ' +
        'then run the same command again and it goes on from there.',
    });
  }
  const header = (name: string) => {
    const value = headers.get(name);
    return value === null ? undefined : serverText(value, token);
  };
  const errorCode = header('x-error-code');
  return new HubRequestError({ status, url, hubMessage, errorCode, requestId: header('x-request-id') });
}

function refusalDetail({ status, hubMessage, errorCode, requestId }: HubRefusal): ErrorDetail {
  const why = [
    hubMessage === '' ? 'The Hub gave no reason' : serverText(hubMessage, undefined),
    errorCode === undefined ? '' : `code ${errorCode}`,
    requestId === undefined ? '' : `request id ${requestId}`,
  ];
  return { why: why.filter((part) => part !== '').join('; '), todo: `${remedy(status)}${RESUME}` };
}

function remedy(status: number): string {
  if (status === 401)
    return 'It may be missing, private or gated; set HF_TOKEN to a token that may read it. ';
  return status === 403 ? 'Use a token of an account that may read it. ' : '';
}

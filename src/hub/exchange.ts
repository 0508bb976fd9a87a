/** A whole response. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Decoded size of the body. */
  bytes: number;
}

/** What became of a request: its answer, or why there is none. */
export type Exchange = Answer | { failure: string };

export interface ExchangeOptions {
  headers: Headers;
  /** For the whole response, body included. */
  timeoutMs: number;
  signal: AbortSignal | undefined;
  /** Called when the headers have come, before the body is read. */
  onHeaders: (status: number, headers: Headers) => void;
}

/**
 * Sends one GET; redirects are not followed. A network failure, a timeout or a body cut short is a `failure`; only an
 * abort rejects, with the signal's reason.
 */
export async function exchange(url: URL, options: ExchangeOptions): Promise<Exchange> {
  const { headers, timeoutMs, signal, onHeaders } = options;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = () => {
    controller.abort(signal?.reason);
  };
  // By hand: on Node 20 AbortSignal.any() keeps each combined signal as long as the caller's lives.
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    controller.abort(new DOMException(`no complete answer within ${timeoutMs / 1000} s`, 'TimeoutError'));
  }, timeoutMs);
  const ended = endOf(controller.signal);
  try {
    const request = fetch(url, { headers, redirect: 'manual', signal: controller.signal });
    const response = await outcome(Promise.race([request, ended]), signal);
    if ('failure' in response) return response;
    const { status, headers: received } = response.value;
    onHeaders(status, received);
    const body = await outcome(Promise.race([response.value.arrayBuffer(), ended]), signal);
    if ('failure' in body) {
      // The status of an error says enough without its text.
      return status === 200 ? body : { status, headers: received, text: '', bytes: 0 };
    }
    const text = new TextDecoder().decode(body.value);
    return { status, headers: received, text, bytes: body.value.byteLength };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Rejects with the reason of an abort: on Node 20 a body whose request is aborted at its end may never settle. */
function endOf(signal: AbortSignal): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  ended.catch(() => undefined);
  return ended;
}

async function outcome<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<{ value: T } | { failure: string }> {
  try {
    return { value: await promise };
  } catch (error) {
    signal?.throwIfAborted();
    return { failure: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown network failure';
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return [error.message, cause.message, code].filter((part) => part !== '').join(', ');
}

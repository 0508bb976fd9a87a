import { UsageError } from '../errors.js';
import { HubProtocolError } from './hub-error.js';
import { hideSecret, serverText } from './server-text.js';

/** The one server that may be asked. Every address a request goes to is made here. */
export class Endpoint {
  /** As given, without query and trailing slash. */
  readonly href: string;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly #token: string | undefined;

  /**
   * @param token only to keep it out of messages.
   * @throws UsageError unless `endpoint` is an http(s) address without credentials.
   */
  constructor(endpoint: string, token: string | undefined) {
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || hasCredentials(url)) {
      throw new UsageError('The endpoint is not an http(s) address without credentials.', {
        todo: 'Set HF_ENDPOINT to an address such as https://huggingface.co.',
      });
    }
    this.origin = url.origin;
    this.href = (url.origin + url.pathname).replace(/\/+$/, '');
    this.#token = token;
  }

  /** A path is taken from the endpoint, prefix included; a URL must be on the origin. @throws HubProtocolError */
  resolve(pathOrUrl: string): URL {
    const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(pathOrUrl);
    const href = isAbsolute ? pathOrUrl : `${this.href}/${pathOrUrl.replace(/^\//, '')}`;
    if (!URL.canParse(href)) {
      throw new HubProtocolError('The next address to ask is no URL.', serverText(pathOrUrl, this.#token));
    }
    return this.#own(new URL(href));
  }

  /** Where a redirect of `from` leads. @throws HubProtocolError when that is nowhere or elsewhere. */
  redirect(location: string | null, from: URL): URL {
    if (location === null || !URL.canParse(location, from.href)) {
      throw new HubProtocolError(
        `The Hub redirected GET ${this.shown(from)} to nowhere.`,
        location === null
          ? 'The redirect has no Location.'
          : `Its Location is no URL: ${serverText(location, this.#token)}`,
      );
    }
    return this.#own(new URL(location, from));
  }

  /** Path and query without secrets, for messages. */
  shown(url: URL): string {
    return hideSecret(url.pathname + url.search, this.#token);
  }

  #own(url: URL): URL {
    if (url.origin !== this.origin || hasCredentials(url)) {
      throw new HubProtocolError(
        `The next address to ask is not on ${this.origin}.`,
        `It is on ${serverText(`${url.protocol}//${url.host}`, this.#token)}; nothing was sent there.`,
      );
    }
    url.hash = '';
    return url;
  }
}

function hasCredentials(url: URL): boolean {
  return url.username !== '' || url.password !== '';
}

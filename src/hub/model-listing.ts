import { z } from 'zod';
import { isObjectId } from '../domain/object-id.js';
import { listedWords, type ListedKind } from '../domain/repository-record.js';
import type { GetOptions, HubClient } from './client.js';
import { HubProtocolError, HubRequestError } from './hub-error.js';
import { nextLink } from './next-link.js';
import { serverText } from './server-text.js';

/** Where a page begins: at the newest entry, at a page's `next`, or just after (older than) a stored `_id`. */
export type ListingPosition =
  { kind: 'start' } | { kind: 'link'; path: string } | { kind: 'before'; hubId: string };

export interface ListingPage {
  /** Entries as sent; not validated. */
  items: unknown[];
  /** Path and query of the next page on the endpoint's origin; `null` on the last page. */
  next: string | null;
  /** Decoded size of the body. */
  bytes: number;
  /** Path and query this page came from. */
  url: string;
  /** Fields that it was not asked with, because the Hub had refused them. */
  refusedFields: readonly string[];
}

/** The next page as a page's headers tell it, before its body has come. */
export interface AnnouncedPage {
  /** Path and query; what the body shows may lead elsewhere (see {@link ListingPage.next}). */
  path: string;
  /** Entries from this `_id` on are not on it; `null` where its cursor does not say. */
  below: string | null;
}

export interface PageOptions extends Pick<GetOptions, 'signal' | 'waitSignal'> {
  /** Called when the headers link to another page on the same server. */
  onNext?: ((next: AnnouncedPage) => void) | undefined;
}

export interface ModelListingOptions {
  /** What is listed; models unless told. */
  repository?: ListedKind | undefined;
  /** Values of `expand`. `_id` and `id` always come and may not be asked for. */
  fields: readonly string[];
  /** Entries a page; the Hub clamps it to 1,000. */
  limit?: number | undefined;
  /** Only this namespace. */
  author?: string | undefined;
}

const ALLOWED_FIELDS = /"expand" must be one of \[([^\]]*)\]/;

/**
 * Pages of `GET /api/models`, or of datasets or Spaces, newest first. Sorted by `createdAt` because that cursor is on the immutable `_id`: a long
 * walk neither repeats nor skips, and any position can be rebuilt from the last `_id` stored.
 */
export class ModelListing {
  readonly #client: HubClient;
  readonly #options: ModelListingOptions;
  readonly #refused = new Set<string>();

  constructor(client: HubClient, options: ModelListingOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Fields this Hub does not know, in the order they were asked for. */
  get refusedFields(): readonly string[] {
    return this.#options.fields.filter((field) => this.#refused.has(field));
  }

  /**
   * @throws HubRequestError with status 400 when the Hub refuses the cursor, HubProtocolError when the next page is on
   * another server, and all that `HubClient.get` throws.
   */
  async page(position: ListingPosition, { onNext, ...signals }: PageOptions = {}): Promise<ListingPage> {
    const onHeaders = (headers: Headers, asked: string): void => {
      const next = linkTarget(headers.get('link'), new URL(asked));
      if (next?.origin !== this.#client.origin || next.href === asked) return;
      onNext?.({ path: next.pathname + next.search, below: cursorBound(next) });
    };
    let url = this.#url(position);
    for (;;) {
      try {
        const response = await this.#client.get(url, { ...signals, onHeaders, accepts: isList });
        const asked = new URL(response.url);
        return {
          items: response.body,
          next: this.#next(response.headers.get('link'), asked, response.body),
          bytes: response.bytes,
          url: asked.pathname + asked.search,
          refusedFields: this.#notAskedBy(url),
        };
      } catch (error) {
        const accepted = this.#withoutRefusedFields(url, error);
        if (accepted === undefined) throw error;
        url = accepted;
      }
    }
  }

  #url(position: ListingPosition): string {
    if (position.kind === 'link') return originUrl(position.path, this.#client.endpoint);
    const { fields, limit = 1000, author, repository = 'model' } = this.#options;
    const parameters = [`limit=${limit}`, 'sort=createdAt'];
    for (const field of fields) {
      if (!this.#refused.has(field)) parameters.push(`expand=${encodeURIComponent(field)}`);
    }
    if (author !== undefined) parameters.push(`author=${encodeURIComponent(author)}`);
    if (position.kind === 'before')
      parameters.push(`cursor=${encodeURIComponent(cursorBefore(position.hubId))}`);
    return `/api/${listedWords[repository].many.toLowerCase()}?${parameters.join('&')}`;
  }

  /** Refused fields that a request goes without: not those that another request learnt of while it was under way. */
  #notAskedBy(url: string): string[] {
    return this.refusedFields.filter((field) => withoutExpand(url, new Set([field])) === url);
  }

  /** The same page without the fields this error refuses; `undefined` when there is nothing to drop, or nothing left. */
  #withoutRefusedFields(url: string, error: unknown): string | undefined {
    if (!(error instanceof HubRequestError) || error.status !== 400) return undefined;
    const allowed = ALLOWED_FIELDS.exec(error.hubMessage)?.[1]
      ?.split(',')
      .map((field) => field.trim());
    if (allowed === undefined) return undefined;
    const refused = this.#options.fields.filter((field) => !allowed.includes(field));
    if (refused.length === this.#options.fields.length) return undefined;
    const accepted = withoutExpand(url, new Set(refused));
    if (accepted === url) return undefined;
    for (const field of refused) this.#refused.add(field);
    return accepted;
  }

  #next(link: string | null, asked: URL, items: readonly unknown[]): string | null {
    const next = linkTarget(link, asked);
    if (next === null) return null;
    if (next.origin !== this.#client.origin) {
      throw new HubProtocolError(
        'The next page of the listing is on another server.',
        `${serverText(next.origin, undefined)} instead of ${this.#client.origin}; nothing was sent there.`,
      );
    }
    return next.pathname + withoutSkipping(next, items);
  }
}

function linkTarget(link: string | null, asked: URL): URL | null {
  const target = nextLink(link);
  return target === undefined || !URL.canParse(target, asked.href) ? null : new URL(target, asked);
}

/**
 * The query of the next page. Where its cursor lies past the last entry received, the page was cut short on its way: it
 * goes on from that entry instead.
 */
function withoutSkipping(next: URL, items: readonly unknown[]): string {
  const bound = cursorBound(next);
  const last = items
    .map((item) => identified.safeParse(item).data?._id ?? '')
    .reduce((least, id) => (id !== '' && (least === '' || id < least) ? id : least), '');
  if (bound === null || last === '' || bound >= last) return next.search;
  return next.search.replace(/([?&]cursor=)[^&]*/, `$1${encodeURIComponent(cursorBefore(last))}`);
}

function cursorBound(next: URL): string | null {
  return createdAtCursor.safeParse(next.searchParams.get('cursor')).data ?? null;
}

const identified = z.object({ _id: z.string().refine(isObjectId) });

/** The `_id` that a cursor of the form of {@link cursorBefore} names. */
const createdAtCursor = z
  .base64()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.object({ _id: z.object({ $lt: z.string().refine(isObjectId) }) }))
  .transform(({ _id }) => _id.$lt);

/** The `createdAt` cursor of the entries older than `hubId`. Source: two recorded cursors of 2026-05. */
function cursorBefore(hubId: string): string {
  return Buffer.from(JSON.stringify({ _id: { $lt: hubId } })).toString('base64');
}

/** A page's path carries the endpoint's prefix already, so it is taken from the origin; the client checks the origin. */
function originUrl(path: string, endpoint: string): string {
  return URL.canParse(path, endpoint) ? new URL(path, endpoint).href : path;
}

/** By hand, not by URLSearchParams: the rest of the query, the cursor above all, must stay as the server wrote it. */
function withoutExpand(url: string, fields: ReadonlySet<string>): string {
  const at = url.indexOf('?');
  if (at === -1) return url;
  const kept = url
    .slice(at + 1)
    .split('&')
    .filter((parameter) => {
      const [[key, value] = ['', '']] = new URLSearchParams(parameter);
      return !((key === 'expand' || key === 'expand[]') && fields.has(value));
    });
  return `${url.slice(0, at)}?${kept.join('&')}`;
}

function isList(body: unknown): body is unknown[] {
  return Array.isArray(body);
}

import type { Clock } from '../clock.js';
import type { ListedModel } from '../domain/listed-model.js';
import type { Cursor } from './cursor.js';
import type { Order } from './sort-order.js';

/** What a listing request selects. Several `search` or `tags` are ANDed. */
export interface ModelFilters {
  /** Exact namespace. */
  author?: string;
  /** Substrings of the repository id, compared without case. */
  search: readonly string[];
  /** Tags, where a pipeline tag or a library counts as one. */
  tags: readonly string[];
  pipelineTag?: string;
  gated?: boolean;
  hideDisabled: boolean;
}

export interface ModelQuery {
  order: Order;
  filters: ModelFilters;
  /** Evaluated against the rows as they are now; undefined starts at the top. */
  cursor?: Cursor;
  /** At most this many rows. */
  limit: number;
}

/** The models behind a local Hub, or its datasets or Spaces. */
export interface ModelSource {
  /** Rows in order. @throws RefusedQueryError when this source cannot answer the query. */
  page(query: ModelQuery): readonly ListedModel[];
  /** The public model of that name; a name that differs only in case finds its model when there is no exact one. */
  find(id: string): ListedModel | undefined;
}

export type Plan = 'free' | 'pro';

export interface TokenHolder {
  user: string;
  plan: Plan;
}

/** Requests allowed in one fixed window, per user or per address. */
export interface Quota extends Record<'anonymous' | Plan, number> {
  /** Window length in seconds; may be a fraction. */
  windowS: number;
}

/** What `/api/users/{name}/overview` and `/api/organizations/{name}/overview` tell; counts not given stay absent. */
export interface LocalOwner {
  type: 'user' | 'org';
  name: string;
  fullname?: string;
  details?: string;
  /** Users only. */
  isPro?: boolean;
  /** Organisations only. */
  isVerified?: boolean;
  /** Organisations only; absent when there is none. */
  plan?: string;
  numUsers?: number;
  numModels?: number;
  numDatasets?: number;
  numSpaces?: number;
  numFollowers?: number;
  /** Users only. ISO 8601. */
  createdAt?: string;
}

export interface OwnerDirectory {
  /** Finds a name without regard to case. */
  find(name: string): LocalOwner | undefined;
}

/** Every point of the wire format that is not settled by a recording; the defaults are in `default-wire.ts`. */
export interface WireSwitches {
  /** Page size when the request names none. */
  defaultLimit: number;
  /** Larger limits are silently cut to this. */
  maxLimit: number;
  invalidSort: 'refuse' | 'ignore';
  /** `direction=1` on the sorts by value: refused since 2025, honoured until 2024. */
  ascendingValueSort: 'refuse' | 'ignore' | 'honour';
  /** Whether `direction=1` walks `sort=createdAt` from the oldest. */
  ascendingCreatedAt: boolean;
  /** `id` is the known form; `value` is the form of the other sorts. */
  createdAtCursor: 'id' | 'value';
  /** Cursors this Hub did not issue, such as one rebuilt from a stored `_id`. */
  foreignCursors: 'accept' | 'refuse';
  /** Whether an exactly full last page links to an empty one. */
  linkOnFullLastPage: boolean;
  /** Whether `Link` names the default sort when the request did not (2024-25). */
  defaultSortInLink: boolean;
  /** Values of `expand` this Hub knows; any other is a 400 that lists these. */
  expandFields: readonly string[];
  datasetFields: readonly string[];
  spaceFields: readonly string[];
  listDisabled: boolean;
  body429: 'json' | 'text';
  /** Whether a 429 of the window carries `Retry-After`. */
  retryAfter: boolean;
  rateLimitHeaders: boolean;
  /** gzip and br for clients that accept them. */
  compression: boolean;
}

export interface HubRequest {
  /** 0 for the first request of this server. */
  index: number;
  method: string;
  /** Path and query as sent. */
  path: string;
  url: URL;
  /** `user:NAME` or `ip:ADDRESS`. */
  caller: string;
}

export interface HubResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Send none of the Hub's own headers, as a balancer in front of it would. */
  bare?: boolean;
  /** Wait this long before the headers. */
  delayMs?: number;
  /** Break the connection after this many bytes of the body as sent; 0 breaks it before the headers. */
  cutAfterBytes?: number;
  /** Send no Content-Length: the end of the connection ends the body. */
  lengthless?: boolean;
  /** Send the body in single bytes, so many milliseconds apart. */
  byteEveryMs?: number;
}

/** Sees every request after it was charged; `answer()` is what the Hub would say. Undefined leaves that answer. */
export type Intercept = (
  request: HubRequest,
  answer: () => HubResponse,
) => HubResponse | undefined | Promise<HubResponse | undefined>;

export interface RequestRecord {
  method: string;
  /** Path and query as sent. */
  path: string;
  status: number;
  hadAuthorization: boolean;
  /** `user:NAME` or `ip:ADDRESS`. */
  caller: string;
}

/** Who holds a token; a Map serves. */
export type TokenTable = Pick<ReadonlyMap<string, TokenHolder>, 'get'>;

export interface LocalHubOptions {
  source: ModelSource;
  /** What `/api/datasets` lists; none unless told. */
  datasets?: ModelSource;
  /** What `/api/spaces` lists; none unless told. */
  spaces?: ModelSource;
  clock: Clock;
  /** 0, the default, takes a free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  quota?: Partial<Quota>;
  /** Known tokens. They start with `hf_`, or the official client refuses to send them. */
  tokens?: TokenTable;
  owners?: OwnerDirectory;
  /** Former name to present name. */
  redirects?: { models?: ReadonlyMap<string, string>; owners?: ReadonlyMap<string, string> };
  wire?: Partial<WireSwitches>;
  /** Added to every response. */
  latencyMs?: number;
  intercept?: Intercept;
}

export interface LocalHub {
  /** `http://HOST:PORT`, no trailing slash. */
  endpoint: string;
  /** In the order they were answered. */
  requests: readonly RequestRecord[];
  /** Breaks open connections and frees the port. */
  close(): Promise<void>;
}

import type { ListedKind } from '../domain/repository-record.js';
import { listModels } from './list-models.js';
import { modelInfo } from './model-info.js';
import { organizationOverview, userOverview, whoAmI } from './owner-overview.js';
import { rateLimitText, type Caller, type Charge } from './rate-limiter.js';
import { RefusedQueryError } from './refused-query-error.js';
import { errorResponse, PAGE_NOT_FOUND, textErrorResponse } from './response.js';
import type { HubResponse, ModelSource, OwnerDirectory, TokenHolder, WireSwitches } from './types.js';

/** What one server answers from. */
export interface Answering {
  sources: Readonly<Record<ListedKind, ModelSource>>;
  wire: WireSwitches;
  endpoint: string;
  issuedCursors: Set<string>;
  owners: OwnerDirectory;
  redirects: { models: ReadonlyMap<string, string>; owners: ReadonlyMap<string, string> };
}

const listings: ReadonlyMap<string, ListedKind> = new Map([
  ['models', 'model'],
  ['datasets', 'dataset'],
  ['spaces', 'space'],
]);

export interface ChargedRequest {
  method: string;
  url: URL;
  caller: Caller;
  charge: Charge;
  /** Whose token came, if it is a known one. */
  holder: TokenHolder | undefined;
  badToken: boolean;
}

/** The Hub's answer to a request that was charged. Never throws for what a client sent. */
export function answerRequest(request: ChargedRequest, answering: Answering): HubResponse {
  if (!request.charge.allowed) return rateLimited(request, answering.wire);
  if (request.badToken) return errorResponse(401, 'Invalid credentials in Authorization header');
  try {
    return route(request, answering);
  } catch (error) {
    if (error instanceof RefusedQueryError) return errorResponse(400, error.message);
    if (error instanceof URIError) return errorResponse(400, 'Bad Request');
    throw error;
  }
}

function rateLimited({ caller, charge }: ChargedRequest, wire: WireSwitches): HubResponse {
  const text = rateLimitText(caller, charge);
  const response = wire.body429 === 'json' ? errorResponse(429, text) : textErrorResponse(429, text);
  if (wire.retryAfter) response.headers['Retry-After'] = String(charge.resetS);
  return response;
}

function route({ method, url, holder }: ChargedRequest, answering: Answering): HubResponse {
  const { sources, wire, owners, redirects } = answering;
  const [root, kind, ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const [name = '', second] = rest;
  if (method === 'GET' && root === 'api') {
    const listed = rest.length === 0 ? listings.get(kind ?? '') : undefined;
    if (listed !== undefined) return listModels(url, { ...answering, kind: listed });
    if (kind === 'models' && rest.length <= 2) {
      const anonymous = holder === undefined;
      return modelInfo(rest.join('/'), url, {
        source: sources.model,
        wire,
        redirects: redirects.models,
        anonymous,
      });
    }
    if (kind === 'whoami-v2' && rest.length === 0) return whoAmI(holder);
    if (second === 'overview' && rest.length === 2) {
      if (kind === 'users') return userOverview(name, url, owners, redirects.owners);
      if (kind === 'organizations') return organizationOverview(name, owners, redirects.owners);
    }
  }
  return errorResponse(404, PAGE_NOT_FOUND);
}

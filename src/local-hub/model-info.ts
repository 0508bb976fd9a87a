import { expandFields } from './list-models.js';
import { errorResponse, jsonResponse, redirectResponse } from './response.js';
import type { HubResponse, ModelSource, WireSwitches } from './types.js';
import { wireShape } from './wire-shape.js';

export interface InfoContext {
  source: ModelSource;
  wire: WireSwitches;
  /** Former id to present id. */
  redirects: ReadonlyMap<string, string>;
  anonymous: boolean;
}

/** Answers `GET /api/models/{id}`; a former name or another case is a 307 to the present one. */
export function modelInfo(id: string, url: URL, context: InfoContext): HubResponse {
  const model = context.source.find(id);
  if (model?.id === id) {
    const expand = expandFields(url.searchParams, context.wire.expandFields);
    return jsonResponse(wireShape('info', { expand, full: false })(model));
  }
  const present = context.redirects.get(id) ?? model?.id;
  if (present !== undefined) {
    const path = present.split('/').map(encodeURIComponent).join('/');
    return redirectResponse(`/api/models/${path}`, url.search);
  }
  // The Hub does not tell strangers whether a private model exists.
  if (context.anonymous) return errorResponse(401, 'Invalid username or password.');
  return errorResponse(404, 'Repository not found', 'RepoNotFound');
}

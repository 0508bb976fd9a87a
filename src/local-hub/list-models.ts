import { cursorAfter, parseCursor, type Cursor } from './cursor.js';
import { isTrue, modelFilters } from './model-filters.js';
import { RefusedQueryError } from './refused-query-error.js';
import { jsonResponse } from './response.js';
import type { ListedKind } from '../domain/repository-record.js';
import { isSortKey, type Order, type SortKey } from './sort-order.js';
import type { HubResponse, ModelSource, WireSwitches } from './types.js';
import { wireShape } from './wire-shape.js';

const DEFAULT_SORT = 'trendingScore';

const fieldsOf = { model: 'expandFields', dataset: 'datasetFields', space: 'spaceFields' } as const;

export interface ListingContext {
  kind: ListedKind;
  sources: Readonly<Record<ListedKind, ModelSource>>;
  wire: WireSwitches;
  /** Origin that `Link` names. */
  endpoint: string;
  /** Cursors this Hub handed out. */
  issuedCursors: Set<string>;
}

/** Answers `GET /api/models`, `/api/datasets` or `/api/spaces`. @throws RefusedQueryError for what the Hub answers with 400. */
export function listModels(url: URL, context: ListingContext): HubResponse {
  const { kind, wire } = context;
  const source = context.sources[kind];
  const known = wire[fieldsOf[kind]];
  const parameters = url.searchParams;
  const expand = expandFields(parameters, known);
  const order = orderOf(parameters, wire);
  const limit = limitOf(parameters.get('limit'), wire);
  const cursor = cursorOf(parameters.get('cursor'), context);
  const filters = modelFilters(parameters, wire.listDisabled);
  const query = { order, filters, ...(cursor !== undefined && { cursor }) };
  // One more than the page tells whether it is the last.
  const rows = source.page({ ...query, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const body = page.map(
    wireShape(kind === 'model' ? 'listing' : kind, { expand, full: isTrue(parameters.get('full')) }),
  );
  const last = page.at(-1);
  if (last === undefined || rows.length < limit + (wire.linkOnFullLastPage ? 0 : 1))
    return jsonResponse(body);
  const next = cursorAfter(last, order, filters.search.length > 0);
  context.issuedCursors.add(next);
  return jsonResponse(body, { Link: `<${nextUrl(url, next, context)}>; rel="next"` });
}

/** The values of `expand`. @throws RefusedQueryError naming the allowed ones, in the text clients parse. */
export function expandFields(parameters: URLSearchParams, known: readonly string[]): string[] {
  const asked = [...parameters.getAll('expand'), ...parameters.getAll('expand[]')];
  if (asked.every((field) => known.includes(field))) return asked;
  throw new RefusedQueryError(`"expand" must be one of [${known.join(', ')}]`);
}

function orderOf(parameters: URLSearchParams, wire: WireSwitches): Order {
  const key = sortKeyOf(parameters.get('sort'), wire);
  const ascending = parameters.get('direction') === '1';
  if (key === 'createdAt') {
    return {
      key: wire.createdAtCursor === 'id' ? '_id' : 'createdAt',
      ascending: ascending && wire.ascendingCreatedAt,
    };
  }
  if (ascending && wire.ascendingValueSort === 'refuse') {
    throw new RefusedQueryError(`Ascending order is not allowed for sort=${key}`);
  }
  return { key, ascending: ascending && wire.ascendingValueSort === 'honour' };
}

function sortKeyOf(sort: string | null, { invalidSort }: WireSwitches): SortKey {
  if (sort === null) return DEFAULT_SORT;
  if (isSortKey(sort) && sort !== '_id') return sort;
  if (invalidSort === 'ignore') return DEFAULT_SORT;
  throw new RefusedQueryError('Invalid sort parameter');
}

function limitOf(text: string | null, { defaultLimit, maxLimit }: WireSwitches): number {
  if (text === null) return Math.min(defaultLimit, maxLimit);
  if (!/^\d+$/.test(text) || Number(text) === 0) {
    throw new RefusedQueryError('"limit" must be a positive number');
  }
  return Math.min(Number(text), maxLimit);
}

function cursorOf(text: string | null, { wire, issuedCursors }: ListingContext): Cursor | undefined {
  if (text === null) return undefined;
  if (text === '') throw new RefusedQueryError('"cursor" is not allowed to be empty');
  const cursor = parseCursor(text);
  if (cursor === undefined || (wire.foreignCursors === 'refuse' && !issuedCursors.has(text))) {
    throw new RefusedQueryError('Invalid cursor');
  }
  return cursor;
}

function nextUrl(url: URL, cursor: string, { endpoint, wire }: ListingContext): string {
  const echoed = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('cursor='));
  if (wire.defaultSortInLink && !url.searchParams.has('sort')) echoed.push(`sort=${DEFAULT_SORT}`);
  return `${endpoint}${url.pathname}?${[...echoed, `cursor=${encodeURIComponent(cursor)}`].join('&')}`;
}

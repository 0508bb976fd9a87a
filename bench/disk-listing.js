import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCursor } from '../dist/local-hub/cursor.js';
import { PAGE_SIZE, pageFile } from './pages.js';

/** How every entry of a prepared page begins; inside a JSON string its quotes would be escaped. */
const ENTRY = '{"_id":"';
const ID_LENGTH = 24;

/**
 * Answers `GET /api/models?sort=createdAt`, newest first from anywhere, with prepared pages, cut and joined as text: the
 * server must not be what is measured. Any other request is left alone.
 */
export function diskListing(path) {
  const { lastIds, models } = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'));

  let held;

  /** A page's text, and where in it each entry begins; at the end where an entry after the last would. */
  function readPage(page) {
    if (held?.page === page) return held;
    const text = readFileSync(pageFile(path, page), 'utf8');
    const starts = [1];
    for (let at = text.indexOf(`,${ENTRY}`); at !== -1; at = text.indexOf(`,${ENTRY}`, at + 1))
      starts.push(at + 1);
    held = { page, text, starts: [...starts, text.length] };
    return held;
  }

  const idAt = ({ text, starts }, entry) => text.substr(starts[entry] + ENTRY.length, ID_LENGTH);

  /** How many entries come before the first whose `_id` is below `id`. */
  function entriesBefore(id) {
    const page = lastIds.findIndex((last) => last < id);
    if (page === -1) return models;
    const read = readPage(page);
    let entry = 0;
    while (idAt(read, entry) >= id) entry += 1;
    return page * PAGE_SIZE + entry;
  }

  function answer(url, first, limit) {
    const parts = [];
    let lastId;
    for (let at = first; at < Math.min(first + limit, models);) {
      const read = readPage(Math.floor(at / PAGE_SIZE));
      const from = at % PAGE_SIZE;
      const to = Math.min(read.starts.length - 1, from + first + limit - at);
      parts.push(read.text.slice(read.starts[from], read.starts[to] - 1));
      lastId = idAt(read, to - 1);
      at += to - from;
    }
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    if (first + limit < models) headers.Link = `<${nextUrl(url, lastId)}>; rel="next"`;
    return { status: 200, headers, body: `[${parts.join()}]` };
  }

  return ({ url }) => {
    const { pathname, searchParams } = url;
    const newestFirst = searchParams.get('sort') === 'createdAt' && !searchParams.has('direction');
    const filtered = ['author', 'search', 'filter'].some((name) => searchParams.has(name));
    const limit = Number(searchParams.get('limit'));
    if (pathname !== '/api/models' || !newestFirst || filtered || !(limit <= PAGE_SIZE)) return undefined;
    const cursor = searchParams.get('cursor');
    const bound = cursor === null ? undefined : belowId(cursor);
    if (cursor !== null && bound === undefined) return undefined;
    return answer(url, bound === undefined ? 0 : entriesBefore(bound), limit);
  };
}

/** The `_id` of a cursor that asks for what lies below it; undefined for any other. */
function belowId(cursor) {
  const clauses = parseCursor(cursor);
  const [condition, another] = clauses?.length === 1 ? clauses[0] : [];
  return another === undefined && condition?.field === '_id' && condition.operator === 'below'
    ? condition.value
    : undefined;
}

function nextUrl(url, lastId) {
  const next = new URL(url);
  next.searchParams.set('cursor', Buffer.from(JSON.stringify({ _id: { $lt: lastId } })).toString('base64'));
  return next.href;
}

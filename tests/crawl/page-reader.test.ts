import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { PageReader } from '../../src/crawl/page-reader.js';
import { HubClient } from '../../src/hub/client.js';
import { ModelListing } from '../../src/hub/model-listing.js';
import { HubRequestError } from '../../src/hub/hub-error.js';
import { type Handler, loopbackServer, sendJson } from '../hub/loopback-server.js';
import { rejection } from '../support/fault-run.js';

const always = () => true;
const pathOf = (page: number) => `/api/models?cursor=${page}`;

async function readerOf(handler: Handler, signal?: AbortSignal) {
  const server = await loopbackServer(handler);
  const client = new HubClient({
    endpoint: server.origin,
    userAgent: 'oai-test',
    clock: systemClock,
    unknownIntervalMs: 0,
  });
  const listing = new ModelListing(client, { fields: [] });
  return { server, reader: new PageReader(listing, { signal, waitSignal: undefined }) };
}

const numberOf = (url = '') => Number(new URL(url, 'http://hub.test').searchParams.get('cursor'));

describe('PageReader', () => {
  it('asks for the next page when the headers have come, before the body has', async () => {
    const held: (() => void)[] = [];
    const { server, reader } = await readerOf((request, response) => {
      const page = numberOf(request.url);
      // The body of a page waits for the request for the next one.
      held.splice(0).forEach((send) => send());
      response.writeHead(200, page < 4 ? { link: `<${pathOf(page + 1)}>; rel="next"` } : {});
      response.flushHeaders();
      const send = () => response.end(JSON.stringify([{ page }]));
      if (page < 4) held.push(send);
      else send();
    });
    const read: unknown[] = [];
    for (let page = 1; page <= 4; page += 1) {
      const path = pathOf(page);
      read.push(...(await reader.read({ kind: 'link', path }, ({ path: next }) => next !== pathOf(5))).items);
    }
    expect(read).toEqual([1, 2, 3, 4].map((page) => ({ page })));
    expect(server.requests.map(({ url }) => numberOf(url))).toEqual([1, 2, 3, 4]);
  });

  it('has one page under way ahead at most, and drops it when the walk goes elsewhere', async () => {
    const { server, reader } = await readerOf((request, response) => {
      const page = numberOf(request.url);
      sendJson(response, [{ page }], { headers: { link: `<${pathOf(page + 1)}>; rel="next"` } });
    });
    await reader.read({ kind: 'link', path: pathOf(1) }, always);
    const elsewhere = await reader.read({ kind: 'link', path: pathOf(7) }, () => false);
    expect(elsewhere.items).toEqual([{ page: 7 }]);
    expect(server.requests.map(({ url }) => numberOf(url)).filter((page) => page > 2)).toEqual([7]);
  });

  it('tells a failure ahead only to who reads that page', async () => {
    const { reader } = await readerOf((request, response) => {
      const page = numberOf(request.url);
      if (page === 2) sendJson(response, { error: 'no' }, { status: 403 });
      else sendJson(response, [{ page }], { headers: { link: `<${pathOf(page + 1)}>; rel="next"` } });
    });
    await reader.read({ kind: 'link', path: pathOf(1) }, always);
    expect(await rejection(reader.read({ kind: 'link', path: pathOf(2) }, always))).toBeInstanceOf(
      HubRequestError,
    );
    await reader.read({ kind: 'link', path: pathOf(1) }, always);
    reader.drop();
    expect((await reader.read({ kind: 'link', path: pathOf(3) }, () => false)).items).toEqual([{ page: 3 }]);
  });

  it('ends at once with the reason of an abort, while a body comes and the next page is under way', async () => {
    const death = new AbortController();
    const { reader } = await readerOf((request, response) => {
      const page = numberOf(request.url);
      if (page === 2) death.abort(new Error('dead'));
      response.writeHead(200, { link: `<${pathOf(page + 1)}>; rel="next"` });
      response.flushHeaders();
    }, death.signal);
    const error = await rejection(reader.read({ kind: 'link', path: pathOf(1) }, always));
    expect(error).toBe(death.signal.reason);
    expect(await rejection(reader.read({ kind: 'link', path: pathOf(2) }, always))).toBe(death.signal.reason);
  });
});

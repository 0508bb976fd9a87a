import { describe, expect, it } from 'vitest';
import { StoppedEarlyError } from '../../src/errors.js';
import { HubClient } from '../../src/hub/client.js';
import { HubProtocolError, HubRequestError, HubUnavailableError } from '../../src/hub/hub-error.js';
import { ModelListing, type ModelListingOptions } from '../../src/hub/model-listing.js';
import { loopbackServer, sendJson, type Handler } from './loopback-server.js';
import { InstantClock } from './virtual-clock.js';

async function listingOf(handler: Handler, options: ModelListingOptions, prefix = '') {
  const server = await loopbackServer(handler);
  const client = new HubClient({
    endpoint: server.origin + prefix,
    userAgent: 'oai-test/0',
    clock: new InstantClock(),
    unknownIntervalMs: 0,
  });
  return { server, client, listing: new ModelListing(client, options) };
}

/** Refuses fields the way the Hub does. */
function picky(allowed: string[]): Handler {
  return (request, response) => {
    const url = new URL(request.url ?? '', 'http://hub.test');
    const asked = [...url.searchParams.getAll('expand'), ...url.searchParams.getAll('expand[]')];
    if (asked.every((field) => allowed.includes(field))) {
      sendJson(response, [{ _id: '1' }]);
    } else {
      const error = `"expand" must be one of [${allowed.join(', ')}]`;
      sendJson(response, { error }, { status: 400, headers: { 'x-error-message': error } });
    }
  };
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('ModelListing.page', () => {
  it('asks for the newest models and gives the way to the next page', async () => {
    const { server, listing } = await listingOf(
      (request, response) => {
        const next = `http://${request.headers.host ?? ''}${request.url ?? ''}&cursor=eyJ9%3D`;
        sendJson(response, [{ _id: 'a' }, { _id: 'b' }], { headers: { link: `<${next}>; rel="next"` } });
      },
      { fields: ['author', 'model-index'], author: 'a b' },
    );
    const page = await listing.page({ kind: 'start' });
    const url = '/api/models?limit=1000&sort=createdAt&expand=author&expand=model-index&author=a%20b';
    expect(page).toEqual({
      items: [{ _id: 'a' }, { _id: 'b' }],
      next: `${url}&cursor=eyJ9%3D`,
      bytes: JSON.stringify([{ _id: 'a' }, { _id: 'b' }]).length,
      url,
      refusedFields: [],
    });
    await listing.page({ kind: 'link', path: page.next ?? '' });
    expect(server.requests.map((request) => request.url)).toEqual([url, `${url}&cursor=eyJ9%3D`]);
  });

  it('rebuilds the cursor of a stored id', async () => {
    const { server, listing } = await listingOf((_, response) => sendJson(response, []), {
      fields: [],
      limit: 7,
    });
    await listing.page({ kind: 'before', hubId: '6a0e3141f27e4e44e999a28a' });
    // {"_id":{"$lt":"6a0e3141f27e4e44e999a28a"}}, as the Hub itself wrote it.
    const cursor = 'eyJfaWQiOnsiJGx0IjoiNmEwZTMxNDFmMjdlNGU0NGU5OTlhMjhhIn19';
    expect(server.requests[0]?.url).toBe(`/api/models?limit=7&sort=createdAt&cursor=${cursor}`);
  });

  it.each([
    ['relative', '</api/models?cursor=x>;rel="next"', '/api/models?cursor=x'],
    ['relative to the request', '<?cursor=x>; rel="next"', '/api/models?cursor=x'],
    ['absent', undefined, null],
    ['of another relation', '</api/models?cursor=x>; rel="prev"', null],
    ['unreadable', '</api/models', null],
    ['no address', '<http://[>; rel="next"', null],
  ])('takes a link that is %s', async (_, link, next) => {
    const { listing } = await listingOf(
      (request, response) => {
        sendJson(response, [], { headers: link === undefined ? {} : { link } });
      },
      { fields: [] },
    );
    expect((await listing.page({ kind: 'start' })).next).toBe(next);
  });

  it('goes on from its own last entry when the link would skip entries', async () => {
    const [newest, last, lost] = [
      '6a0e3141f27e4e44e999a28c',
      '6a0e3141f27e4e44e999a28b',
      '6a0e3141f27e4e44e999a28a',
    ];
    const cursorOf = (id: string) => encodeURIComponent(btoa(JSON.stringify({ _id: { $lt: id } })));
    const { listing } = await listingOf(
      (_, response) => {
        const link = `</api/models?limit=3&cursor=${cursorOf(lost)}&x=%20>; rel="next"`;
        sendJson(response, [{ _id: newest }, { _id: last }, 'no model'], { headers: { link } });
      },
      { fields: [] },
    );
    expect((await listing.page({ kind: 'start' })).next).toBe(
      `/api/models?limit=3&cursor=${cursorOf(last)}&x=%20`,
    );
  });

  it('does not go to another server, by link or by stored path', async () => {
    const other = await loopbackServer((_, response) => {
      sendJson(response, []);
    });
    const { listing } = await listingOf(
      (request, response) => {
        sendJson(response, [], { headers: { link: `<${other.origin}/api/models?cursor=x>; rel="next"` } });
      },
      { fields: [] },
    );
    const error = await rejection(listing.page({ kind: 'start' }));
    expect(error).toBeInstanceOf(HubProtocolError);
    expect((error as HubProtocolError).why).toContain(other.origin);
    const path = `//${new URL(other.origin).host}/api/models`;
    expect(await rejection(listing.page({ kind: 'link', path }))).toBeInstanceOf(HubProtocolError);
    expect(other.requests).toEqual([]);
  });

  it('walks behind a path prefix without doubling it', async () => {
    const { server, listing } = await listingOf(
      (request, response) => {
        sendJson(response, [], { headers: { link: `<${request.url ?? ''}&cursor=x>; rel="next"` } });
      },
      { fields: [] },
      '/hub/',
    );
    const { next } = await listing.page({ kind: 'start' });
    await listing.page({ kind: 'link', path: next ?? '' });
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/hub/api/models?limit=1000&sort=createdAt',
      '/hub/api/models?limit=1000&sort=createdAt&cursor=x',
    ]);
  });

  it('asks again for a 200 that is not a list', async () => {
    const { listing, client } = await listingOf(
      (request, response, count) => {
        sendJson(response, count < 3 ? { error: 'index is being rebuilt' } : []);
      },
      { fields: [] },
    );
    expect((await listing.page({ kind: 'start' })).items).toEqual([]);
    expect(client.counters.retries).toBe(2);
  });

  it('gives up on a 200 that never is a list, resumable', async () => {
    const { listing } = await listingOf((_, response) => sendJson(response, { error: 'rebuilt' }), {
      fields: [],
    });
    const error = await rejection(listing.page({ kind: 'start' }));
    expect(error).toBeInstanceOf(HubUnavailableError);
    expect(error).toBeInstanceOf(StoppedEarlyError);
    expect((error as HubUnavailableError).why).toContain('rebuilt');
  });

  it('tells a refused cursor by its status', async () => {
    const { listing } = await listingOf(
      (_, response) => {
        sendJson(response, { error: 'Invalid cursor' }, { status: 400 });
      },
      { fields: ['author'] },
    );
    const error = await rejection(listing.page({ kind: 'link', path: '/api/models?cursor=x' }));
    expect(error).toBeInstanceOf(HubRequestError);
    expect(error).toMatchObject({ status: 400, hubMessage: 'Invalid cursor' });
    expect(listing.refusedFields).toEqual([]);
  });
});

describe('the negotiation of fields', () => {
  // As long as the real list, which is longer than what a message shows.
  const allowed = [
    'author',
    'downloads',
    ...Array.from({ length: 40 }, (_, index) => `someOtherField${index}`),
  ];

  it('drops what the Hub refuses, remembers it, and goes on', async () => {
    const { server, listing } = await listingOf(picky(allowed), {
      fields: ['author', 'futile', 'downloads', 'gone'],
    });
    expect((await listing.page({ kind: 'start' })).items).toHaveLength(1);
    expect(listing.refusedFields).toEqual(['futile', 'gone']);
    expect((await listing.page({ kind: 'start' })).refusedFields).toEqual(['futile', 'gone']);
    expect(server.requests.slice(1).map(({ url }) => url)).toEqual(
      Array.from({ length: 2 }, () => '/api/models?limit=1000&sort=createdAt&expand=author&expand=downloads'),
    );
  });

  it('drops them from a stored link too, and leaves the rest of it as it was', async () => {
    const { server, listing } = await listingOf(picky(allowed), { fields: ['author', 'gone'] });
    await listing.page({
      kind: 'link',
      path: '/api/models?expand%5B%5D=gone&limit=5&expand=author&expand=gone&cursor=a%2Bb%3D',
    });
    expect(server.requests.at(-1)?.url).toBe('/api/models?limit=5&expand=author&cursor=a%2Bb%3D');
    expect(listing.refusedFields).toEqual(['gone']);
  });

  it('tells of a page that was asked for with a field that it has that field, whatever others learn meanwhile', async () => {
    let answerFirst: () => void = () => undefined;
    const { listing } = await listingOf(
      (request, response, count) => {
        if (count === 1) answerFirst = () => sendJson(response, [{ gone: 1 }]);
        else picky(allowed)(request, response, count);
      },
      { fields: ['author', 'gone'] },
    );
    const first = listing.page({ kind: 'start' });
    const second = await listing.page({ kind: 'start' });
    answerFirst();
    expect(second.refusedFields).toEqual(['gone']);
    expect((await first).refusedFields).toEqual([]);
  });

  it.each([
    ['every field is refused', picky(['nothing', 'of ours'])],
    [
      'all fields are among the allowed ones',
      ((_, response) => {
        sendJson(response, { error: '"expand" must be one of [author, gone]' }, { status: 400 });
      }) satisfies Handler,
    ],
    [
      'the refused field is not in the request',
      ((_, response) => {
        sendJson(response, { error: '"expand" must be one of [author]' }, { status: 400 });
      }) satisfies Handler,
    ],
  ])('gives up when %s', async (_, handler) => {
    const { server, listing } = await listingOf(handler, { fields: ['author', 'gone'] });
    const error = await rejection(listing.page({ kind: 'start' }));
    expect(error).toMatchObject({ name: 'HubRequestError', status: 400 });
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });
});

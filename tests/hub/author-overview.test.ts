import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { authorOverview } from '../../src/hub/author-overview.js';
import { HubClient } from '../../src/hub/client.js';
import { HubProtocolError, HubRequestError, HubUnavailableError } from '../../src/hub/hub-error.js';
import { type Handler, loopbackServer, sendJson } from './loopback-server.js';

const NO_USER = 'This user does not exist';
const NO_PAGE = "Sorry, we can't find the page you are looking for.";

/** A server that answers by path: a body, or the status and the error text. */
async function hub(
  answers: Record<string, { body: object } | { status: number; error: string }>,
  otherwise?: Handler,
) {
  const server = await loopbackServer((request, response, count) => {
    const answer = answers[request.url ?? ''];
    if (answer !== undefined && 'body' in answer) sendJson(response, answer.body);
    else if (answer !== undefined) sendJson(response, { error: answer.error }, { status: answer.status });
    else if (otherwise !== undefined) otherwise(request, response, count);
    else sendJson(response, { error: NO_PAGE }, { status: 404 });
  });
  const client = new HubClient({
    endpoint: server.origin,
    userAgent: 'oai-test',
    clock: systemClock,
    unknownIntervalMs: 0,
    retry: { baseMs: 1, capMs: 1, tries: 50 },
  });
  const urls = (): string[] => server.requests.map(({ url }) => url);
  return { client, urls, origin: server.origin };
}

describe('asking for an author', () => {
  it('asks an organisation once, whatever its name needs escaping', async () => {
    const { client, urls } = await hub({
      '/api/organizations/a%20b%3Fc%2F/overview': { body: { name: 'a b?c/' } },
    });
    expect(await authorOverview(client, 'a b?c/', { askFirst: 'organisation' })).toEqual({
      kind: 'account',
      body: { name: 'a b?c/' },
    });
    expect(urls()).toHaveLength(1);
  });

  it.each([
    ['organisation', ['/api/organizations/me/overview', '/api/users/me/overview']],
    ['user', ['/api/users/me/overview']],
  ] as const)('finds a user when asked for an %s first', async (askFirst, expected) => {
    const { client, urls } = await hub({ '/api/users/me/overview': { body: { user: 'me' } } });
    expect(await authorOverview(client, 'me', { askFirst })).toEqual({
      kind: 'account',
      body: { user: 'me' },
    });
    expect(urls()).toEqual(expected);
  });

  it.each(['organisation', 'user'] as const)(
    'finds that an account is gone when both say so, the %s first',
    async (askFirst) => {
      const { client } = await hub({ '/api/users/me/overview': { status: 404, error: NO_USER } });
      expect(await authorOverview(client, 'me', { askFirst })).toEqual({ kind: 'gone' });
    },
  );

  it.each(['organisation', 'user'] as const)(
    'does not take a server without these paths for a Hub without that account (%s first)',
    async (askFirst) => {
      const { client } = await hub({});
      const asked = authorOverview(client, 'me', { askFirst });
      await expect(asked).rejects.toThrow(HubRequestError);
      await expect(asked).rejects.toMatchObject({ status: 404, hubMessage: NO_PAGE });
    },
  );

  it.each(['', '.', '..'])('sends nothing for the name "%s", which an address cannot have', async (name) => {
    const { client, urls } = await hub({});
    expect(await authorOverview(client, name, { askFirst: 'organisation' })).toEqual({ kind: 'unaskable' });
    expect(urls()).toEqual([]);
  });

  it('follows a redirect to the present name', async () => {
    const { client } = await hub(
      { '/api/users/Now/overview': { body: { user: 'Now' } } },
      (request, response) => {
        response.writeHead(request.url === '/api/users/then/overview' ? 307 : 404, {
          location: '/api/users/Now/overview',
        });
        response.end('{}');
      },
    );
    expect(await authorOverview(client, 'then', { askFirst: 'organisation' })).toEqual({
      kind: 'account',
      body: { user: 'Now' },
    });
  });

  it.each([
    ['in a circle', '/api/users/me/overview', /redirected .* more than 5 times/],
    ['to another origin', 'http://localhost:1/api/users/me/overview', /not on http:\/\/127/],
  ])('refuses a redirect %s', async (_, location, what) => {
    const { client, urls } = await hub({}, (_request, response) => {
      response.writeHead(307, { location });
      response.end();
    });
    const asked = authorOverview(client, 'me', { askFirst: 'user' });
    await expect(asked).rejects.toThrow(HubProtocolError);
    await expect(asked).rejects.toThrow(what);
    expect(urls().length).toBeLessThanOrEqual(6);
  });

  it('is given up when it is told to, though the Hub has answered before', async () => {
    const { client, urls } = await hub({
      '/api/users/fine/overview': { body: { user: 'fine' } },
      '/api/users/broken/overview': { status: 500, error: 'Internal Error' },
    });
    await authorOverview(client, 'fine', { askFirst: 'user' });
    const asked = authorOverview(client, 'broken', {
      askFirst: 'user',
      givesUp: (failures) => failures >= 3,
    });
    await expect(asked).rejects.toThrow(HubUnavailableError);
    await expect(asked).rejects.toThrow(/failed 3 times in a row/);
    expect(urls()).toHaveLength(4);
  });
});

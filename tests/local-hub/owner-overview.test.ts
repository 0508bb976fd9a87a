import { whoAmI } from '@huggingface/hub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { ownerDirectory } from '../../src/local-hub/owner-overview.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { LocalHub } from '../../src/local-hub/types.js';

let hub: LocalHub;

beforeAll(async () => {
  hub = await startLocalHub({
    source: recordedSource([]),
    clock: systemClock,
    tokens: new Map([['hf_pro', { user: 'pia', plan: 'pro' as const }]]),
    owners: ownerDirectory([
      { type: 'user', name: 'TheUser', numModels: 3, createdAt: '2023-03-31T12:37:07.000Z' },
      { type: 'org', name: 'The-Org', fullname: 'The Org', isVerified: true, plan: 'team', numUsers: 2 },
    ]),
    redirects: { owners: new Map([['former', 'TheUser']]) },
  });
});

afterAll(() => hub.close());

const overview = (path: string) => fetch(`${hub.endpoint}/api/${path}/overview`, { redirect: 'manual' });

test('a user answers under users and is unknown under organizations', async () => {
  const user = await overview('users/TheUser');
  expect(user.status).toBe(200);
  const body = (await user.json()) as Record<string, unknown>;
  expect(body).toMatchObject({ user: 'TheUser', type: 'user', isPro: false, numModels: 3, orgs: [] });
  expect(body['_id']).toMatch(/^6426d3f3[0-9a-f]{16}$/);
  expect(body).not.toHaveProperty('numDatasets');
  const organization = await overview('organizations/TheUser');
  expect(organization.status).toBe(404);
  expect(await organization.json()).toEqual({
    error: "Sorry, we can't find the page you are looking for.",
  });
});

test('an organisation answers under organizations, in any case, and is no user', async () => {
  for (const name of ['The-Org', 'the-org']) {
    const organization = await overview(`organizations/${name}`);
    expect(organization.status).toBe(200);
    expect(await organization.json()).toMatchObject({
      name: 'The-Org',
      fullname: 'The Org',
      isVerified: true,
      plan: 'team',
      numUsers: 2,
    });
  }
  const user = await overview('users/The-Org');
  expect(user.status).toBe(404);
  expect(await user.json()).toEqual({ error: 'This user does not exist' });
});

test.each(['theuser', 'former'])('the user %s is sent on to the present name', async (name) => {
  const response = await overview(`users/${name}`);
  expect(response.status).toBe(307);
  expect(response.headers.get('location')).toBe('/api/users/TheUser/overview');
});

test('whoami tells the official client whose token it holds, and strangers get 401', async () => {
  const me = await whoAmI({ accessToken: 'hf_pro', hubUrl: hub.endpoint });
  expect(me).toMatchObject({ type: 'user', name: 'pia', isPro: true, auth: { type: 'access_token' } });
  expect(me.auth.accessToken?.createdAt).toBeInstanceOf(Date);
  expect((await fetch(`${hub.endpoint}/api/whoami-v2`)).status).toBe(401);
});

import { describe, expect, it } from 'vitest';
import { readAuthorOverview } from '../../src/domain/read-author-overview.js';

/** As recorded from the Hub on 2026-10-02, less the texts. */
const organisation = {
  _id: '659ebc82b61dd9658802f398',
  avatarUrl: 'https://cdn-avatars.huggingface.co/v1/production/uploads/x.png',
  fullname: 'OpenAI community',
  name: 'openai-community',
  isVerified: false,
  isFollowing: false,
  numUsers: 2,
  numModels: 7,
  numSpaces: 0,
  numDatasets: 0,
  numFollowers: 2408,
};
const user = {
  _id: '6426d3f3a7723d62b53c259b',
  isPro: true,
  fullname: 'Tom Jobbins',
  numModels: 3863,
  numDatasets: 0,
  numSpaces: 0,
  numFollowers: 27382,
  orgs: [],
  user: 'TheBloke',
  type: 'user',
  createdAt: '2023-03-31T12:37:07.000Z',
};

describe('an overview', () => {
  it('of an organisation tells what the Hub tells, and null where it does not', () => {
    expect(readAuthorOverview(organisation)).toEqual({
      record: {
        kind: 'organisation',
        hubId: '659ebc82b61dd9658802f398',
        name: 'openai-community',
        fullName: 'OpenAI community',
        verified: false,
        plan: null,
        pro: null,
        followers: 2408,
        models: 7,
        datasets: 0,
        spaces: 0,
        createdAt: null,
      },
      rejections: [],
      unread: new Set(),
    });
    expect(readAuthorOverview({ ...organisation, plan: 'team' }).record).toMatchObject({ plan: 'team' });
    expect(readAuthorOverview({ name: 'bare' }).record).toMatchObject({ verified: null, followers: null });
  });

  it('of a user has its creation and PRO, and no badge', () => {
    expect(readAuthorOverview(user).record).toEqual({
      kind: 'user',
      hubId: '6426d3f3a7723d62b53c259b',
      name: 'TheBloke',
      fullName: 'Tom Jobbins',
      verified: null,
      plan: null,
      pro: true,
      followers: 27382,
      models: 3863,
      datasets: 0,
      spaces: 0,
      createdAt: 1680266227,
    });
  });

  it.each([
    ['isVerified', 'yes', 'verified'],
    ['plan', { name: 'team' }, 'plan'],
    ['numFollowers', -1, 'followers'],
    ['numFollowers', 1e15, 'followers'],
    ['numModels', 1.5, 'models'],
    ['_id', 'xyz', 'hubId'],
    ['fullname', ['a'], 'fullName'],
  ] as const)('with an odd %s (%j) loses that field alone', (field, value, member) => {
    const { record, rejections, unread } = readAuthorOverview({ ...organisation, [field]: value });
    const { record: sound } = readAuthorOverview(organisation);
    expect(record).toEqual({ ...sound, [member]: null });
    expect(rejections.map((rejection) => rejection.field)).toEqual([field]);
    expect([...unread]).toEqual([member]);
  });

  it.each([
    null,
    [],
    'text',
    {},
    { error: 'Internal Error' },
    { name: '' },
    { name: 7 },
    { user: null },
    { user: {}, name: 'organisation-in-disguise' },
  ])('that names no account (%j) is rejected whole', (body) => {
    const { record, rejections } = readAuthorOverview(body);
    expect(record).toBeNull();
    expect(rejections).toEqual([{ field: null, reason: expect.any(String) as string }]);
  });

  it('is made fit for SQLite', () => {
    const { record } = readAuthorOverview({ ...organisation, fullname: 'a\uD800b' });
    expect(record?.fullName).toBe('a\uFFFDb');
  });
});

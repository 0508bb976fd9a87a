import { createHash } from 'node:crypto';
import { errorResponse, jsonResponse, PAGE_NOT_FOUND, redirectResponse } from './response.js';
import type { HubResponse, LocalOwner, OwnerDirectory, TokenHolder } from './types.js';

/** Stands for an unknown date: the import that dates every older repository. */
const LEGACY_IMPORT = '2022-03-02T23:29:04.000Z';

/** A directory over a list of owners. */
export function ownerDirectory(owners: Iterable<LocalOwner>): OwnerDirectory {
  const byName = new Map([...owners].map((owner) => [owner.name.toLowerCase(), owner]));
  return { find: (name) => byName.get(name.toLowerCase()) };
}

/** Answers `GET /api/users/{name}/overview`; another case or a former name is a 307. */
export function userOverview(
  name: string,
  url: URL,
  owners: OwnerDirectory,
  redirects: ReadonlyMap<string, string>,
): HubResponse {
  const owner = owners.find(name);
  const present = owner?.type === 'user' ? owner.name : redirects.get(name);
  if (present === undefined) return errorResponse(404, 'This user does not exist');
  if (present !== name || owner === undefined) {
    return redirectResponse(`/api/users/${encodeURIComponent(present)}/overview`, url.search);
  }
  return jsonResponse({
    _id: accountId(owner),
    avatarUrl: avatarUrl(owner),
    isPro: owner.isPro ?? false,
    fullname: owner.fullname ?? owner.name,
    numModels: owner.numModels,
    numDatasets: owner.numDatasets,
    numSpaces: owner.numSpaces,
    numFollowers: owner.numFollowers,
    orgs: [],
    user: owner.name,
    type: 'user',
    isFollowing: false,
    details: owner.details,
    hardwareItems: [],
    createdAt: owner.createdAt ?? LEGACY_IMPORT,
  });
}

/** Answers `GET /api/organizations/{name}/overview`, which finds any case without a redirect. */
export function organizationOverview(
  name: string,
  owners: OwnerDirectory,
  redirects: ReadonlyMap<string, string>,
): HubResponse {
  const owner = owners.find(name) ?? owners.find(redirects.get(name) ?? name);
  if (owner?.type !== 'org') return errorResponse(404, PAGE_NOT_FOUND);
  return jsonResponse({
    _id: accountId(owner),
    avatarUrl: avatarUrl(owner),
    fullname: owner.fullname ?? owner.name,
    name: owner.name,
    details: owner.details,
    isVerified: owner.isVerified ?? false,
    isFollowing: false,
    plan: owner.plan,
    numUsers: owner.numUsers,
    numModels: owner.numModels,
    numSpaces: owner.numSpaces,
    numDatasets: owner.numDatasets,
    numFollowers: owner.numFollowers,
  });
}

/** Answers `GET /api/whoami-v2`. */
export function whoAmI(holder: TokenHolder | undefined): HubResponse {
  if (holder === undefined) return errorResponse(401, 'Invalid username or password.');
  const account: LocalOwner = { type: 'user', name: holder.user };
  return jsonResponse({
    type: 'user',
    id: accountId(account),
    name: holder.user,
    fullname: holder.user,
    email: `${holder.user}@example.com`,
    emailVerified: true,
    isPro: holder.plan === 'pro',
    canPay: false,
    periodEnd: null,
    billingMode: 'prepaid',
    avatarUrl: avatarUrl(account),
    orgs: [],
    auth: {
      type: 'access_token',
      accessToken: { displayName: 'local', role: 'read', createdAt: LEGACY_IMPORT },
    },
  });
}

function accountId(owner: LocalOwner): string {
  const seconds = Math.floor(Date.parse(owner.createdAt ?? LEGACY_IMPORT) / 1000);
  return seconds.toString(16).padStart(8, '0') + digest(`${owner.type} ${owner.name}`).slice(0, 16);
}

function avatarUrl(owner: LocalOwner): string {
  return `/avatars/${digest(owner.name).slice(0, 32)}.svg`;
}

function digest(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

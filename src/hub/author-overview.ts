import type { AuthorKind } from '../domain/author-record.js';
import type { GetOptions, HubClient } from './client.js';
import { HubRequestError } from './hub-error.js';

export interface AuthorOptions extends Pick<GetOptions, 'signal' | 'waitSignal' | 'givesUp'> {
  /** The likelier kind: it saves the other request. */
  askFirst: AuthorKind;
}

/** `account`: its overview, not validated. `gone`: there is no such account. `unaskable`: no account can have that name. */
export type AuthorAnswer = { kind: 'account'; body: unknown } | { kind: 'gone' } | { kind: 'unaskable' };

const folders: Readonly<Record<AuthorKind, string>> = { organisation: 'organizations', user: 'users' };

/** What the Hub says of a user that is none; any other 404 is not about the user. Source: recorded 2026-10-02. */
const NO_SUCH_USER = /^this user does not exist\b/i;

/**
 * Asks who is behind a namespace: `GET /api/organizations/{name}/overview` and `GET /api/users/{name}/overview`, one after
 * the other. An organisation's 404 says that it is none, and a user's, by its text, that it is none either: both together
 * that there is no such account. Redirects, to the present name or case, are followed on the endpoint's origin.
 *
 * @throws all that `HubClient.get` throws; HubRequestError with status 404 when that path is none that the Hub knows
 */
export async function authorOverview(
  client: HubClient,
  name: string,
  { askFirst, ...options }: AuthorOptions,
): Promise<AuthorAnswer> {
  // A URL would take them for folders.
  if (['', '.', '..'].includes(name)) return { kind: 'unaskable' };
  for (const kind of askFirst === 'user'
    ? (['user', 'organisation'] as const)
    : (['organisation', 'user'] as const)) {
    try {
      const path = `/api/${folders[kind]}/${encodeURIComponent(name)}/overview`;
      return { kind: 'account', body: (await client.get(path, options)).body };
    } catch (error) {
      if (!(error instanceof HubRequestError) || error.status !== 404) throw error;
      if (kind === 'user' && !NO_SUCH_USER.test(error.hubMessage)) throw error;
    }
  }
  return { kind: 'gone' };
}

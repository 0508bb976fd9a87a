import { whoAmI } from '@huggingface/hub';
import { TokenRefusedError } from '../errors.js';
import type { GetOptions, HubClient } from './client.js';
import { HubRequestError } from './hub-error.js';

export interface Account {
  /** As the Hub sends it: not safe for a terminal. */
  name: string;
  plan: 'free' | 'PRO' | 'organisation' | 'application';
}

/**
 * Whose token `client` sends. The official client asks, through ours: so the token goes to the endpoint's origin alone.
 * @throws TokenRefusedError when the Hub does not know it, and all that `HubClient.get` throws
 */
export async function account(client: HubClient, token: string, options: GetOptions = {}): Promise<Account> {
  // The official client throws on it, and the Hub has no other.
  if (!token.startsWith('hf_')) throw refused('It does not begin with hf_.');
  try {
    const who = await whoAmI({
      accessToken: token,
      hubUrl: client.endpoint,
      fetch: async (url) =>
        Response.json((await client.get(addressOf(url), { ...options, accepts: isAccount })).body),
    });
    if (who.type === 'user') return { name: who.name, plan: who.isPro ? 'PRO' : 'free' };
    return { name: who.name, plan: who.type === 'org' ? 'organisation' : 'application' };
  } catch (error) {
    if (error instanceof HubRequestError && error.status === 401) throw refused(error.hubMessage);
    throw error;
  }
}

/** As much as the official client takes for granted. */
function isAccount(body: unknown): body is object {
  if (typeof body !== 'object' || body === null || !('auth' in body && 'name' in body)) return false;
  return typeof body.auth === 'object' && body.auth !== null && typeof body.name === 'string';
}

function addressOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : String(input);
}

function refused(why: string): TokenRefusedError {
  return new TokenRefusedError('The Hub does not know the token.', {
    why,
    todo: 'hf auth login, or a new token from https://huggingface.co/settings/tokens; or unset HF_TOKEN',
  });
}

import { createHash } from 'node:crypto';

/** No id of the Hub begins so: these bytes are the second of its creation. */
const PREFIX = '00000000';

/**
 * The identity of a model of which only the name is known, in the form of the Hub's own: four zero bytes and eight of a hash of
 * the name. The same name has the same one everywhere.
 */
export function madeUpId(name: string): string {
  return PREFIX + createHash('sha256').update(name).digest('hex').slice(0, 16);
}

/** Whether an identity is made from a name, and not the Hub's. */
export function isMadeUpId(hubId: string): boolean {
  return hubId.startsWith(PREFIX);
}

import type { Attribution, Owner } from '../registry/attribution.js';
import { largest } from '../statistics/largest.js';
import type { Survey } from './attribution-survey.js';
import { compareText } from './attribution-tally.js';

/** Whose counts are ranked: the body behind the accounts, each account, or the ultimate owner of the body. */
export const holderKinds = ['entity', 'account', 'owner'] as const;
export type HolderKind = (typeof holderKinds)[number];

/** A body or an account with what counts for it. */
export interface Holder {
  name: string;
  /** The registry's id of a body; null for an account, and for one that the registry does not know. */
  id: string | null;
  /** Account numbers, or how many there are where they are not listed apart. */
  accounts: number[];
  /** That of its account with the most; null where the registry does not know it. */
  attribution: Attribution | null;
  counted: number;
}

/** A holder of the registry, and what counts for the account that its attribution is of. */
interface KnownHolder extends Holder {
  attribution: Attribution;
  most: number;
}

/** What one kind of holder calls an attribution's. */
export function holderOf(attribution: Attribution, kind: HolderKind): Pick<Owner, 'id' | 'name'> {
  const { entity, owners, namespace } = attribution;
  if (kind === 'account') return { id: namespace.toLowerCase(), name: namespace };
  return kind === 'owner' ? (owners.at(-1) ?? entity) : entity;
}

/**
 * The holders with the most, largest first, equal ones by name. An account that the registry does not know is a holder of
 * its own; models without an account are none.
 */
export function topHolders({ attributed, tally }: Survey, kind: HolderKind, count: number): Holder[] {
  const { places, attributions, names } = attributed;
  const known = new Map<string, KnownHolder>();
  const strangers = new Float64Array(places.length);
  for (let account = 1; account < places.length; account += 1) {
    const attribution = attributions[places[account] ?? attributions.length];
    const counted = tally.counted[account] ?? 0;
    if (attribution === undefined) {
      strangers[account] = counted;
      continue;
    }
    if ((tally.models[account] ?? 0) === 0) continue;
    const { id, name } = holderOf(attribution, kind);
    const holder = known.get(id) ?? {
      name,
      id: kind === 'account' ? null : id,
      accounts: [],
      attribution,
      counted: 0,
      most: counted,
    };
    holder.accounts.push(account);
    holder.counted += counted;
    // Equal ones by name, so that the order of the accounts does not matter.
    const order = counted - holder.most || compareText(holder.attribution.namespace, attribution.namespace);
    if (order > 0) {
      holder.attribution = attribution;
      holder.most = counted;
    }
    known.set(id, holder);
  }
  const unknown = largest(strangers, count);
  const unknownNames = names(unknown);
  return [
    ...known.values(),
    ...unknown.map((account, index) => ({
      name: unknownNames[index] ?? '',
      id: null,
      accounts: [account],
      attribution: null,
      counted: strangers[account] ?? 0,
    })),
  ]
    .sort((a, b) => b.counted - a.counted || compareText(a.name, b.name))
    .slice(0, count);
}

/** How many entities the published shares of the largest ones are of. */
export const PUBLISHED_TOP = 50;

/** The 50 largest entities and what they hold together: the population of L. Bourdois, October 2025. */
export function topEntities(survey: Survey): { holders: Holder[]; counted: number } {
  const holders = topHolders(survey, 'entity', PUBLISHED_TOP);
  return { holders, counted: holders.reduce((sum, { counted }) => sum + counted, 0) };
}

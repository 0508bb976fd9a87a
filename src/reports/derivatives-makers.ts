import type { Registry } from '../registry/registry.js';
import type { NightReader } from '../store/night-reader.js';
import { type AttributedModels, attributeModels } from './attribution.js';
import type { LineageGraph } from './derivatives-graph.js';

/** Who published each node: the account, and the body behind it. An account that the registry does not know is a body of its own. */
export interface Makers {
  /** By node; 0 for none. */
  accounts: Int32Array;
  /** By node; {@link NOBODY} for none. */
  bodies: Int32Array;
  /** Accounts and bodies are below these. */
  accountCount: number;
  bodyCount: number;
  accountNames: (accounts: readonly number[]) => string[];
  /** Id is the registry's; null for an account that it does not know. */
  labelBodies: (bodies: readonly number[]) => { name: string; id: string | null }[];
  bodyOfEntity: (id: string) => number | undefined;
}

export const NOBODY = -1;

/** @param names of the bases that the night does not have, by their keys */
export function readMakers(
  night: NightReader,
  registry: Registry,
  { nodes, absent }: LineageGraph,
  names: ReadonlyMap<number, string>,
): Makers {
  const attributed = attributeModels(night, registry, { attribute: 'author' });
  const authors = attributed.places.length;
  const namespaceOf = new Map([...names].map(([base, name]) => [base, registry.namespaceOf(name)]));
  const { accountOf, strangers } = bookAccounts(night, namespaceOf.values(), attributed);
  const accounts = new Int32Array(nodes);
  accounts.set(attributed.accounts);
  for (const [base, node] of absent) {
    accounts[node] = accountOf.get(namespaceOf.get(base)?.toLowerCase() ?? '') ?? 0;
  }

  const bodyOfEntity = new Map<string, number>();
  const entities: { name: string; id: string }[] = [];
  const bodyOfPlace = attributed.attributions.map(({ entity: { id, name } }) => {
    const body = bodyOfEntity.get(id) ?? entities.push({ id, name }) - 1;
    bodyOfEntity.set(id, body);
    return body;
  });
  const placesOfStrangers = registry.resolveAll(strangers, night.night.date).places;
  const accountCount = authors + strangers.length;
  const bodyOfAccount = Int32Array.from({ length: accountCount }, (_, account) => {
    const place = account < authors ? attributed.places[account] : placesOfStrangers[account - authors];
    return account === 0 ? NOBODY : (bodyOfPlace[place ?? -1] ?? entities.length + account);
  });
  const accountNames = (wanted: readonly number[]): string[] => {
    const known = attributed.names(wanted.map((account) => (account < authors ? account : 0)));
    return wanted.map((account, index) => strangers[account - authors] ?? known[index] ?? '');
  };
  return {
    accounts,
    bodies: accounts.map((account) => bodyOfAccount[account] ?? NOBODY),
    accountCount,
    bodyCount: entities.length + accountCount,
    accountNames,
    labelBodies: (bodies) => {
      const unlisted = accountNames(bodies.map((body) => Math.max(0, body - entities.length)));
      return bodies.map((body, index) => entities[body] ?? { name: unlisted[index] ?? '', id: null });
    },
    bodyOfEntity: (id) => bodyOfEntity.get(id),
  };
}

/** Accounts by namespace in lower case: the one it has already, else a number after all of those. */
function bookAccounts(
  night: NightReader,
  namespaces: Iterable<string | undefined>,
  { places, names }: AttributedModels,
): { accountOf: Map<string, number>; strangers: string[] } {
  const distinct = [...new Set(namespaces)].filter((name) => name !== undefined).sort();
  const accountOf = new Map<string, number>();
  const add = (name: string, account: number): void => {
    if (!accountOf.has(name.toLowerCase())) accountOf.set(name.toLowerCase(), account);
  };
  for (const { key, name } of night.authorsNamed(distinct)) add(name, key);
  const afterAuthors = night.lastAuthorKey() + 1;
  const unlisted = Array.from({ length: places.length - afterAuthors }, (_, index) => afterAuthors + index);
  names(unlisted).forEach((name, index) => add(name, afterAuthors + index));
  const strangers: string[] = [];
  for (const name of distinct) {
    if (!accountOf.has(name.toLowerCase())) add(name, places.length + strangers.push(name) - 1);
  }
  return { accountOf, strangers };
}

import type { Registry } from '../registry/registry.js';
import type { NightReader } from '../store/night-reader.js';
import type { LineageGraph } from './derivatives-graph.js';
import { type Makers, NOBODY, readMakers } from './derivatives-makers.js';
import { type Families, originalFinder } from './families.js';

export const groupings = ['entity', 'account', 'family', 'model'] as const;
export type GroupingKind = (typeof groupings)[number];

/** Whose bases are counted together. */
export interface Grouping {
  /** Groups are 0 up to this. */
  count: number;
  /** By node; -1 for one that is of nobody. */
  ofNode: Int32Array;
  /** Whether the model is of those who made the group's bases. */
  isOwn: (position: number, group: number) => boolean;
  /** Id is the registry's of an entity; null where there is none. */
  label: (groups: readonly number[]) => { name: string; id: string | null }[];
}

export function groupNodes(
  night: NightReader,
  registry: Registry,
  graph: LineageGraph,
  by: GroupingKind,
  families: Families,
): Grouping {
  const names = night.baseNames([...graph.absent.keys()]);
  const makers = readMakers(night, registry, graph, names);
  const { accounts, bodies } = makers;
  if (by === 'family') return byFamily(night, graph, makers, families, names);
  if (by === 'account') {
    return {
      count: makers.accountCount,
      ofNode: accounts.map((account) => (account === 0 ? NOBODY : account)),
      isOwn: (position, group) => accounts[position] === group,
      label: (groups) => makers.accountNames(groups).map((name) => ({ name, id: null })),
    };
  }
  if (by === 'entity') {
    return {
      count: makers.bodyCount,
      ofNode: bodies,
      isOwn: (position, group) => bodies[position] === group,
      label: makers.labelBodies,
    };
  }
  const isPath = (node: number): boolean => node >= night.size && bodies[node] === NOBODY;
  const nameOfNode = new Map([...graph.absent].map(([base, node]) => [node, names.get(base)]));
  return {
    count: graph.nodes,
    // A base of no account that no model is may be a path on somebody's disk.
    ofNode: bodies.map((_, node) => (isPath(node) ? NOBODY : node)),
    // In a circle a model comes from itself.
    isOwn: (position, node) =>
      position === node || (bodies[position] !== NOBODY && bodies[position] === bodies[node]),
    label: (nodes) => {
      const present = night.names(nodes);
      return nodes.map((node, i) => ({ name: nameOfNode.get(node) ?? present[i] ?? '', id: null }));
    },
  };
}

function byFamily(
  night: NightReader,
  { nodes, absent }: LineageGraph,
  { bodies, bodyOfEntity }: Makers,
  { families, originals }: Families,
  names: ReadonlyMap<number, string>,
): Grouping {
  const ofNode = new Int32Array(nodes).fill(NOBODY);
  ofNode.set(originals);
  const familyOf = originalFinder(families);
  for (const [base, node] of absent) ofNode[node] = familyOf(names.get(base) ?? '');
  const makers = families.map(({ entityIds }) => new Set(entityIds.map((id) => bodyOfEntity(id))));
  return {
    count: families.length,
    ofNode,
    isOwn: (position, family) => makers[family]?.has(bodies[position]) === true,
    label: (groups) => groups.map((family) => ({ name: families[family]?.name ?? '', id: null })),
  };
}

import { edgeRelations } from '../store/lineage.js';
import type { Grouping } from './derivatives-groups.js';
import type { LineageGraph } from './derivatives-graph.js';

/** What one pass over the edges counts of each group; arrays by group. */
export interface GroupCounts {
  /** Distinct models of others that declare a base of the group. */
  derivatives: Float64Array;
  /** The same by nearest relation: group times the number of relations, and the relation. */
  byRelation: Uint32Array;
  gguf: Uint32Array;
  inWindow: Uint32Array;
  /** Models of the group's own maker that declare a base of it. */
  own: Uint32Array;
  /** Bases that a model of others declares. */
  baseModels: Uint32Array;
  /** Models that declare bases of nobody alone. */
  ofNobody: number;
}

/** What is asked of a model by its position. */
export interface ModelTests {
  isPresent: (position: number) => boolean;
  isGguf: (position: number) => boolean;
  isInWindow: (position: number) => boolean;
}

export const RELATIONS = edgeRelations.length;

/** The edges are in the order of the children: each model is counted once for a group, whatever it merges. */
export function countGroups(
  graph: LineageGraph,
  { count, ofNode, isOwn }: Grouping,
  { isPresent, isGguf, isInWindow }: ModelTests,
): GroupCounts {
  const counts: GroupCounts = {
    derivatives: new Float64Array(count),
    byRelation: new Uint32Array(count * RELATIONS),
    gguf: new Uint32Array(count),
    inWindow: new Uint32Array(count),
    own: new Uint32Array(count),
    baseModels: new Uint32Array(count),
    ofNobody: 0,
  };
  const { children, parents, relations } = graph;
  const isUsed = new Uint8Array(graph.nodes);
  const groups: number[] = [];
  const nearest: number[] = [];
  for (let edge = 0; edge < children.length;) {
    const child = children[edge] ?? 0;
    groups.length = 0;
    for (; edge < children.length && children[edge] === child; edge += 1) {
      if (!isPresent(child)) continue;
      const node = parents[edge] ?? 0;
      const group = ofNode[node] ?? -1;
      if (group === -1) continue;
      const relation = relations[edge] ?? 0;
      const known = groups.indexOf(group);
      if (known === -1) nearest[groups.push(group) - 1] = relation;
      else nearest[known] = Math.min(nearest[known] ?? relation, relation);
      if (isUsed[node] === 0 && !isOwn(child, group)) {
        isUsed[node] = 1;
        increase(counts.baseModels, group);
      }
    }
    if (isPresent(child) && groups.length === 0) counts.ofNobody += 1;
    for (let at = 0; at < groups.length; at += 1) {
      const group = groups[at] ?? 0;
      if (isOwn(child, group)) {
        increase(counts.own, group);
        continue;
      }
      increase(counts.derivatives, group);
      increase(counts.byRelation, group * RELATIONS + (nearest[at] ?? 0));
      if (isGguf(child)) increase(counts.gguf, group);
      if (isInWindow(child)) increase(counts.inWindow, group);
    }
  }
  return counts;
}

function increase(counts: Uint32Array | Float64Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

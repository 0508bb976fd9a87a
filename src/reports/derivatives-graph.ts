import { type FiledEdges, fileEdges } from '../statistics/filed-edges.js';
import { edgeRelations } from '../store/lineage.js';
import type { NightReader } from '../store/night-reader.js';

/**
 * What models declare to come from, as the store last saw it. A node below `night.size` is the position of a model, one
 * from there on is `night.size` and the key of a base that no model of the store is or was.
 */
export interface LineageGraph {
  nodes: number;
  /** Edges in the order of the children, those of models that the night does not have among them. */
  children: Int32Array;
  parents: Int32Array;
  /** Places in `edgeRelations`. */
  relations: Uint8Array;
  /** By position: the nearest relation of a model of the night, {@link NO_BASE} for one without a base, and of all others. */
  nearest: Uint8Array;
  /** Models of the night that declare a base other than themselves... */
  declaring: number;
  /** ...those that declare themselves, which is no edge... */
  selves: number;
  /** ...and what they declare that the night does not have: its node, by the key of its name. */
  absent: Map<number, number>;
}

/** Where no relation is: after all of them. */
export const NO_BASE = edgeRelations.length;

/** Bases are found by their present name, else by a former one. */
export function readGraph(night: NightReader): LineageGraph {
  const { size } = night;
  const { children: from, bases, relations: kinds } = night.edges();
  const { positions } = night.bases();
  const present = night.column('present');
  const [children, parents] = [new Int32Array(from.length), new Int32Array(from.length)];
  const relations = new Uint8Array(from.length);
  const nearest = new Uint8Array(size).fill(NO_BASE);
  const isSelf = new Uint8Array(size);
  const absent = new Map<number, number>();
  let edges = 0;
  for (let edge = 0; edge < from.length; edge += 1) {
    const child = from[edge] ?? 0;
    const base = bases[edge] ?? 0;
    const at = positions[base] ?? -1;
    const isOfNight = present[child] === 1;
    if (at === child) {
      if (isOfNight) isSelf[child] = 1;
      continue;
    }
    const parent = at === -1 ? size + base : at;
    const relation = kinds[edge] ?? 0;
    children[edges] = child;
    parents[edges] = parent;
    relations[edges] = relation;
    edges += 1;
    if (!isOfNight) continue;
    if (present[at] !== 1) absent.set(base, parent);
    nearest[child] = Math.min(nearest[child] ?? NO_BASE, relation);
  }
  return {
    nodes: size + positions.length,
    children: children.subarray(0, edges),
    parents: parents.subarray(0, edges),
    relations: relations.subarray(0, edges),
    nearest,
    declaring: nearest.reduce((n, relation) => n + Number(relation !== NO_BASE), 0),
    selves: isSelf.reduce((n, self) => n + self, 0),
    absent,
  };
}

/** What is reached from a node against the edges: its children, theirs, and so on. */
export class Descendants {
  readonly #filed: FiledEdges;
  readonly #children: Int32Array;
  /** By node: the last question in which it was reached. */
  readonly #reached: Int32Array;
  readonly #queue: Int32Array;
  #question = 0;

  constructor({ nodes, children, parents }: LineageGraph) {
    this.#filed = fileEdges(parents, nodes);
    this.#children = children;
    this.#reached = new Int32Array(nodes);
    this.#queue = new Int32Array(nodes);
  }

  /**
   * How many distinct models for which `counts` holds are reached from any of the nodes, each passed once, so that a circle
   * ends. O(what is reached).
   */
  count(nodes: Iterable<number>, counts: (position: number) => boolean): number {
    this.#question += 1;
    let [tail, found] = [0, 0];
    const reach = (node: number): void => {
      const end = this.#filed.starts[node + 1] ?? 0;
      for (let at = this.#filed.starts[node] ?? 0; at < end; at += 1) {
        const child = this.#children[this.#filed.edges[at] ?? 0] ?? 0;
        if (this.#reached[child] === this.#question) continue;
        this.#reached[child] = this.#question;
        this.#queue[tail] = child;
        tail += 1;
        if (counts(child)) found += 1;
      }
    };
    for (const node of nodes) reach(node);
    for (let head = 0; head < tail; head += 1) reach(this.#queue[head] ?? 0);
    return found;
  }
}

import { type FiledEdges, fileEdges } from '../statistics/filed-edges.js';
import { type EdgeRelation, edgeRelations } from '../store/lineage.js';
import type { NightReader } from '../store/night-reader.js';

/** What a model is on the other side of, and how it derives: several where it declares several. */
export interface Relative {
  node: number;
  relations: EdgeRelation[];
}

/**
 * Every declared base of a store, from both sides. A node below {@link models} is the position of a model; from there on
 * it is `models` and the key of a base whose name no model has or had. A model that names itself is no relative.
 */
export class Family {
  /** Positions of models; larger nodes are names alone. */
  readonly models: number;
  readonly nodes: number;
  /** Declared bases, those that name the model itself included. */
  readonly declared: number;
  readonly #present: Float64Array;
  readonly #derived: Int32Array;
  readonly #based: Int32Array;
  readonly #relations: Uint8Array;
  readonly #byDerived: FiledEdges;
  readonly #byBase: FiledEdges;
  /** By position: the last counting that met the model, so that two relations to one base are one derivative. */
  readonly #countedIn: Int32Array;
  #countings = 0;

  constructor(night: NightReader) {
    const { children, bases, relations } = night.edges();
    const { positions } = night.bases();
    this.models = night.size;
    this.nodes = night.size + positions.length;
    this.declared = children.length;
    this.#present = night.column('present');
    this.#derived = children;
    this.#relations = relations;
    this.#based = bases.map((base) => {
      const position = positions[base] ?? -1;
      return position < 0 ? night.size + base : position;
    });
    this.#byDerived = fileEdges(this.#derived, this.nodes);
    this.#byBase = fileEdges(this.#based, this.nodes);
    this.#countedIn = new Int32Array(night.size);
  }

  /** The night saw it. */
  isPresent(node: number): boolean {
    return this.#present[node] === 1;
  }

  /** The model declares itself as its base. */
  namesItself(node: number): boolean {
    return this.#edgesOf(this.#byDerived, node).some((edge) => this.#based[edge] === node);
  }

  basesOf(node: number): Relative[] {
    return this.#relatives(node, this.#byDerived, this.#based);
  }

  /** What the night saw of its derivatives, and what it did not see but lies between it and such a one. */
  derivativesOf(node: number): Relative[] {
    return this.#relatives(node, this.#byBase, this.#derived).filter(
      (relative) => this.isPresent(relative.node) || this.#leadsToPresent(relative.node, node),
    );
  }

  /** All models of the night that descend from a node, generation by generation: the first are its own derivatives. */
  generations(node: number): number[] {
    const seen = new Uint8Array(this.nodes);
    seen[node] = 1;
    const counts: number[] = [];
    let generation = [node];
    while (generation.length > 0) {
      const next: number[] = [];
      let count = 0;
      for (const base of generation) {
        for (const edge of this.#edgesOf(this.#byBase, base)) {
          const derived = this.#derived[edge] ?? node;
          if (seen[derived] === 1) continue;
          seen[derived] = 1;
          next.push(derived);
          if (this.isPresent(derived)) count += 1;
        }
      }
      counts.push(count);
      generation = next;
    }
    while (counts.at(-1) === 0) counts.pop();
    return counts;
  }

  /** How many models of the night declare it as a base; itself apart. */
  derivativeCount(base: number): number {
    this.#countings += 1;
    let count = 0;
    const [start, end] = [this.#byBase.starts[base] ?? 0, this.#byBase.starts[base + 1] ?? 0];
    for (let place = start; place < end; place += 1) {
      const derived = this.#derived[this.#byBase.edges[place] ?? -1] ?? -1;
      if (derived === base || this.#countedIn[derived] === this.#countings || !this.isPresent(derived))
        continue;
      this.#countedIn[derived] = this.#countings;
      count += 1;
    }
    return count;
  }

  /** Whether a model of the night descends from it without going through `above`. */
  #leadsToPresent(node: number, above: number): boolean {
    const seen = new Set([above, node]);
    const waiting = [node];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const edge of this.#edgesOf(this.#byBase, at)) {
        const derived = this.#derived[edge] ?? node;
        if (seen.has(derived)) continue;
        if (this.isPresent(derived)) return true;
        seen.add(derived);
        waiting.push(derived);
      }
    }
    return false;
  }

  #edgesOf({ starts, edges }: FiledEdges, node: number): Int32Array {
    return edges.subarray(starts[node] ?? 0, starts[node + 1] ?? 0);
  }

  #relatives(node: number, filed: FiledEdges, others: Int32Array): Relative[] {
    const relatives = new Map<number, number>();
    for (const edge of this.#edgesOf(filed, node)) {
      const other = others[edge] ?? node;
      if (other === node) continue;
      relatives.set(other, (relatives.get(other) ?? 0) | (1 << (this.#relations[edge] ?? 0)));
    }
    return Array.from(relatives, ([other, places]) => ({
      node: other,
      relations: edgeRelations.filter((_, place) => (places & (1 << place)) !== 0),
    }));
  }
}

import type { NightReader } from '../store/night-reader.js';

/** Names of nodes of a {@link Family}, as of the night. */
export class LineageNames {
  readonly #night: NightReader;
  readonly #models: number;

  /** @param models the first node that is a name alone */
  constructor(night: NightReader, models: number) {
    this.#night = night;
    this.#models = models;
  }

  of(nodes: readonly number[]): [node: number, name: string][] {
    const positions = nodes.filter((node) => node < this.#models);
    const bases = nodes.filter((node) => node >= this.#models);
    const names = this.#night.names(positions);
    const baseNames = this.#night.baseNames(bases.map((node) => node - this.#models));
    return [
      ...positions.map((node, index): [number, string] => [node, names[index] ?? '']),
      ...bases.map((node): [number, string] => [node, baseNames.get(node - this.#models) ?? '']),
    ];
  }
}

/** The order of names that no store and no locale changes. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

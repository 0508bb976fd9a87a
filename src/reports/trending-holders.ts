import type { Attribution } from '../registry/attribution.js';
import type { Registry } from '../registry/registry.js';
import type { NightReader } from '../store/night-reader.js';
import { type AttributionLineage, readDescent } from './attribution-lineage.js';
import type { Slot, SlotHolder } from './trending-slots.js';

type KeyOf = (position: number) => number;

/** Finds who holds slots, of a few models at a time. */
export class SlotHolders {
  readonly lineage: AttributionLineage;
  readonly #night: NightReader;
  readonly #registry: Registry;
  /** By position: that of the root, or the size of a column and the key of a base that is no model. */
  readonly #roots: Int32Array;
  readonly #baseNames: ReadonlyMap<number, string>;
  readonly #authorNames = new Map<number, string>();

  constructor(night: NightReader, registry: Registry) {
    this.#night = night;
    this.#registry = registry;
    const { lineage, missingBases, accounts: follow } = readDescent(night, 'root');
    this.lineage = lineage;
    this.#baseNames = night.baseNames(missingBases);
    // Followed with positions in the place of accounts, each model leads to its root.
    this.#roots = follow(
      Int32Array.from({ length: night.size }, (_, position) => position),
      (base) => night.size + base,
    );
  }

  /** The positions of the models in slots and of their roots: those whose authors {@link of} asks for. */
  positionsOf(slots: readonly Slot[]): number[] {
    const positions = slots.flatMap(({ position }) => [position, this.#roots[position] ?? position]);
    return [...new Set(positions)].filter((position) => position < this.#night.size);
  }

  /**
   * @param keyOf the author's key of a model on the day, by its position; NaN where the day lacks it
   * @param date the day that the registry is asked of
   */
  of(slots: readonly Slot[], keyOf: KeyOf, date: string): (SlotHolder & { weight: number })[] {
    return slots.map(({ position, weight }) => {
      const root = this.#roots[position] ?? position;
      const author = this.#attributionAt(position, keyOf, date);
      return { weight, author, root: root === position ? author : this.#rootAt(root, keyOf, date) };
    });
  }

  #rootAt(root: number, keyOf: KeyOf, date: string): Attribution | null {
    return root < this.#night.size
      ? this.#attributionAt(root, keyOf, date)
      : this.#resolve(this.#registry.namespaceOf(this.#baseNames.get(root - this.#night.size) ?? ''), date);
  }

  /** A model that the day's night did not see, as a base may be, is whose it was when it was last seen. */
  #attributionAt(position: number, keyOf: KeyOf, date: string): Attribution | null {
    const key = keyOf(position);
    if (!Number.isNaN(key)) return this.#resolve(this.#nameOf(key), date);
    const [name = ''] = this.#night.names([position]);
    return this.#resolve(this.#registry.namespaceOf(name), date);
  }

  #nameOf(key: number): string {
    const known = this.#authorNames.get(key);
    if (known !== undefined) return known;
    const [name = ''] = this.#night.authorNames([key]);
    this.#authorNames.set(key, name);
    return name;
  }

  #resolve(namespace: string | undefined, date: string): Attribution | null {
    return namespace === undefined ? null : (this.#registry.resolve(namespace, date) ?? null);
  }
}

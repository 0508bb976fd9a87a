/** A set of positions from 0 to `size - 1`, one bit each. */
export class BitSet {
  readonly #words: Uint32Array;

  constructor(size: number) {
    this.#words = new Uint32Array(Math.ceil(size / 32));
  }

  /** @param positions below `size`, in any order, each as often as it likes */
  addAll(positions: Iterable<number>): void {
    for (const position of positions) {
      const word = position >>> 5;
      this.#words[word] = (this.#words[word] ?? 0) | (1 << (position & 31));
    }
  }

  /** How many members there are. */
  count(): number {
    return this.countShared(this);
  }

  /** How many members both sets have; a word at a time. */
  countShared(other: BitSet): number {
    const [words, others] = [this.#words, other.#words];
    let shared = 0;
    for (let index = 0; index < words.length; index += 1) {
      shared += bitsOf((words[index] ?? 0) & (others[index] ?? 0));
    }
    return shared;
  }

  /** The members, ascending. */
  positions(): Uint32Array {
    const positions = new Uint32Array(this.count());
    let n = 0;
    for (let index = 0; index < this.#words.length; index += 1) {
      for (let word = this.#words[index] ?? 0; word !== 0; word &= word - 1) {
        positions[n] = index * 32 + 31 - Math.clz32(word & -word);
        n += 1;
      }
    }
    return positions;
  }
}

/** Bits of a 32-bit word: pairs, then fours, then bytes are added up side by side (Warren, Hacker's Delight, 5-1). */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** A growing set of model keys, one byte a key. */
export class KeySet {
  #flags = new Uint8Array(CHUNK);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(key: number): boolean {
    return this.#flags[key] === 1;
  }

  /** True when `key` was not in the set before. */
  add(key: number): boolean {
    if (this.has(key)) return false;
    if (key >= this.#flags.length) {
      const larger = new Uint8Array(Math.max(key + 1, this.#flags.length * 2));
      larger.set(this.#flags);
      this.#flags = larger;
    }
    this.#flags[key] = 1;
    this.#size += 1;
    return true;
  }

  delete(key: number): void {
    if (!this.has(key)) return;
    this.#flags[key] = 0;
    this.#size -= 1;
  }
}

const CHUNK = 65_536;

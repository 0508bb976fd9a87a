/** 2^53 in groups of seven bits. */
const LONGEST_BYTES = 8;

/**
 * Unsigned LEB128 for integers from 0 to 2^53. Bitwise operators stop at 32 bits in JavaScript, so the upper
 * part is done by division.
 */
export class VarintWriter {
  #bytes: Buffer;
  #length = 0;

  /** @param expectedBytes how many are likely to be written */
  constructor(expectedBytes = 64) {
    this.#bytes = Buffer.allocUnsafe(expectedBytes + LONGEST_BYTES);
  }

  /** @throws RangeError when `value` is negative or fractional: it would read back as another */
  write(value: number): void {
    if (value < 0 || !Number.isInteger(value)) throw new RangeError(`${value} is no count`);
    if (this.#length + LONGEST_BYTES > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(this.#bytes.length * 2 + LONGEST_BYTES);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let rest = value;
    while (rest > 0x7fff_ffff) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** What was written; nothing may be written after. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}

export class VarintReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** @throws RangeError at the end of the bytes, or past 2^53 */
  read(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#offset++];
      if (byte === undefined) throw new RangeError('a varint runs past the end of its bytes');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 0x80;
    }
    if (value > 2 ** 53) throw new RangeError('a varint is larger than 2^53');
    return value;
  }
}

/** Packs ascending keys as varint gaps, each key once: about one byte a key where keys are dense. */
export function packKeys(ascending: ArrayLike<number>): Buffer {
  const writer = new VarintWriter(ascending.length * 2);
  let previous = 0;
  for (let index = 0; index < ascending.length; index += 1) {
    const key = ascending[index] ?? 0;
    if (key === previous) continue;
    writer.write(key - previous);
    previous = key;
  }
  return writer.bytes();
}

/** Inverse of {@link packKeys}. */
export function unpackKeys(bytes: Uint8Array): number[] {
  const reader = new VarintReader(bytes);
  const keys: number[] = [];
  let key = 0;
  while (!reader.done) {
    key += reader.read();
    keys.push(key);
  }
  return keys;
}

/**
 * Unsigned LEB128 for integers from 0 to 2^53. Bitwise operators stop at 32 bits in JavaScript, so the upper
 * part is done by division.
 */
export class VarintWriter {
  #bytes = new Uint8Array(64);
  #length = 0;

  write(value: number): void {
    if (this.#length + 8 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A copy of what was written. */
  bytes(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
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

/** Packs ascending distinct keys as varint gaps: about one byte a key where keys are dense. */
export function packKeys(ascending: readonly number[]): Buffer {
  const writer = new VarintWriter();
  let previous = 0;
  for (const key of ascending) {
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

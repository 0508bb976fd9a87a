/**
 * A number in [0, 1) that depends on nothing but its arguments, so any model can be computed alone and in any order.
 * The mixing is MurmurHash3's 32-bit finaliser, once for each argument.
 */
export function draw(seed: number, index: number, purpose: number): number {
  return drawBits(seed, index, purpose) / 0x1_0000_0000;
}

/** The same as an unsigned 32-bit integer. */
export function drawBits(seed: number, index: number, purpose: number): number {
  return mix(mix(mix(seed) ^ index) ^ Math.imul(purpose + 1, 0x9e3779b1)) >>> 0;
}

/** An index below `size`, the first ones far likelier: Zipf's law with exponent 1. */
export function drawRank(uniform: number, size: number): number {
  return Math.min(size - 1, Math.floor((size + 1) ** uniform) - 1);
}

function mix(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

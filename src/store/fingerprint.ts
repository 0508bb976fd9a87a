import type { ModelRecord } from '../domain/model-record.js';

/** To be raised when what is stored of the same entry changes: every model is then compared anew. */
const VERSION = 1;
const FIRST_PRIME = 0x01000193;
const SECOND_MULTIPLIER = 0x5bd1e995;

// Not objects nor closures: this runs three million times a night, over some 300 characters each.
let first = 0;
let second = 0;

/**
 * 52 bits that tell whether the Hub says of a model what it said before, the daily counters apart; two different
 * entries agree by chance once in 2^52. Two FNV-1a hashes with different multipliers, over the UTF-16 units.
 * @param untold what the run is not told: nothing said is not the same as not asked
 */
export function fingerprintOf(model: ModelRecord, untold: string): number {
  first = 0x811c9dc5 ^ VERSION;
  second = 0x9747b28c ^ VERSION;
  addText(untold);
  addText(model.name);
  addText(model.author);
  addNumber(model.createdAt);
  addNumber(model.modifiedAt);
  addText(model.gated);
  addFlag(model.private);
  addFlag(model.disabled);
  addText(model.pipelineTag);
  addText(model.library);
  addNumber(model.parameters);
  addNumber(model.ggufParameters);
  addNumber(model.tags.length);
  for (const tag of model.tags) addText(tag);
  return (first >>> 0) * 0x10_0000 + (mixed(second) >>> 12);
}

function addNumber(value: number | null): void {
  // -1 stands for nothing: no stored number is negative.
  const known = value ?? -1;
  const [low, high] = [known | 0, Math.floor(known / 0x1_0000_0000)];
  first = Math.imul(Math.imul(first ^ low, FIRST_PRIME) ^ high, FIRST_PRIME);
  second = Math.imul(Math.imul(second ^ low, SECOND_MULTIPLIER) ^ high, SECOND_MULTIPLIER);
}

function addText(text: string | null): void {
  addNumber(text === null ? null : text.length);
  if (text === null) return;
  let [one, two] = [first, second];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, FIRST_PRIME);
    two = Math.imul(two ^ unit, SECOND_MULTIPLIER);
  }
  [first, second] = [one, two];
}

function addFlag(flag: boolean | null): void {
  addNumber(flag === null ? null : Number(flag));
}

/** The upper bits of such a product are the mixed ones; this brings them down. */
function mixed(bits: number): number {
  const once = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  return Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
}

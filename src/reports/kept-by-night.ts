import type { NightReader } from '../store/night-reader.js';

/** `compute`, done once for a night however many reports ask; who asks shares the result, which goes with the night. */
export function keptByNight<T extends object>(compute: (night: NightReader) => T): (night: NightReader) => T {
  const kept = new WeakMap<NightReader, T>();
  return (night) => {
    const known = kept.get(night) ?? compute(night);
    kept.set(night, known);
    return known;
  };
}

import type { NightReader } from '../store/night-reader.js';

/** Tells by position whether a model of the night declares a base. One that names itself does not. */
export function hasBaseReader(night: NightReader): (position: number) => boolean {
  const keys = night.column('base_key');
  const { positions } = night.bases();
  return (position) => {
    const base = keys[position] || 0;
    return base !== 0 && positions[base] !== position;
  };
}

import type { NightReader } from '../store/night-reader.js';

/** What a repository is that declares the library of this name. */
const GGUF = 'gguf';

/** Tells whether a model of the night is a GGUF one: it declares the library, or its files have a GGUF total. */
export function isGgufReader(night: NightReader): (position: number) => boolean {
  const libraries = night.column('library_key');
  const totals = night.column('gguf_parameters');
  const isLibrary = libraryTest(night, libraries);
  return (position) => isLibrary[libraries[position] || 0] === 1 || (totals[position] ?? NaN) > 0;
}

function libraryTest(night: NightReader, libraries: Float64Array): Uint8Array {
  let last = 0;
  for (const key of libraries) if (key > last) last = key;
  const isUsed = new Uint8Array(last + 1);
  for (const key of libraries) isUsed[key || 0] = 1;
  const keys = [...isUsed.keys()].filter((key) => key > 0 && isUsed[key] === 1);
  const isGguf = new Uint8Array(last + 1);
  night.tags(keys).forEach((name, index) => (isGguf[keys[index] ?? 0] = Number(name === GGUF)));
  return isGguf;
}

/** A file of the shipped `data/` folder, found alike from `src/` and from the built `dist/`. */
export function dataFile(name: string): URL {
  return new URL(`../data/${name}`, import.meta.url);
}

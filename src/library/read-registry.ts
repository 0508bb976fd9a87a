import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFile } from '../data.js';
import { UsageError } from '../errors.js';
import type { RegistryLayer } from '../registry/merge-layers.js';
import { Registry } from '../registry/registry.js';
import type { Profile } from '../registry/vocabulary.js';

/**
 * The built-in registry with the rows of `folders` over it, the last on top.
 * @throws UsageError naming the folder that cannot be read, or the first wrong row
 */
export function readRegistry(folders: readonly string[], profile: Profile): Registry {
  const version = readFileSync(dataFile('registry/version.txt'), 'utf8').trim();
  return new Registry(registryLayers(folders), { version, profile });
}

/** The built-in rows, then those of each folder. @throws UsageError when a folder cannot be read */
export function registryLayers(folders: readonly string[]): RegistryLayer[] {
  return [
    readLayer(fileURLToPath(dataFile('registry/')), 'data/registry'),
    ...folders.map((folder) => readLayer(folder, folder)),
  ];
}

function readLayer(folder: string, shownAs: string): RegistryLayer {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    return {
      files: names
        .sort()
        .map((name) => ({ name, path: join(shownAs, name), bytes: readFileSync(join(folder, name)) })),
    };
  } catch (error) {
    throw new UsageError(`${folder} cannot be read as a registry.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: 'Give --registry a folder with files such as namespaces.csv; docs/registry.md describes them.',
      cause: error,
    });
  }
}

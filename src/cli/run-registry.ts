import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../config/settings.js';
import { dataFile } from '../data.js';
import { UsageError } from '../errors.js';
import { originText, type RegistryFinding } from '../registry/finding.js';
import { lintRegistry } from '../registry/lint-registry.js';
import type { RegistryLayer } from '../registry/merge-layers.js';
import { Registry } from '../registry/registry.js';
import type { Profile } from '../registry/vocabulary.js';
import { safeText } from '../render/safe-text.js';
import { plural } from './format.js';

/**
 * The registry as a command sees it: built-in, then the user's own overlay, then `folders` in order.
 * @throws UsageError naming the folder that cannot be read, or the first wrong row
 */
export function openRegistry(
  env: Environment,
  folders: readonly string[] | undefined,
  profile: Profile,
): Registry {
  const version = readFileSync(dataFile('registry/version.txt'), 'utf8').trim();
  return new Registry(registryLayers(env, folders), { version, profile });
}

/** Everything wrong in those same layers. */
export function lintLayers(env: Environment, folders?: readonly string[]): RegistryFinding[] {
  return lintRegistry(registryLayers(env, folders));
}

export function lintText(findings: readonly RegistryFinding[]): string {
  if (findings.length === 0) return 'The registry holds together.\n';
  const lines = findings.flatMap((finding) => [
    `${safeText(originText(finding))}: ${safeText(finding.what)}`,
    `  do: ${safeText(finding.todo)}`,
  ]);
  return [plural(findings.length, 'finding'), ...lines].map((line) => `${line}\n`).join('');
}

/** The folders of the registry as read, in the order in which they apply. */
export function registryLayers(env: Environment, folders: readonly string[] = []): RegistryLayer[] {
  const own = join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'oai', 'registry');
  const isThere = statSync(own, { throwIfNoEntry: false })?.isDirectory() === true;
  return [
    readLayer(fileURLToPath(dataFile('registry/')), 'data/registry'),
    ...[...(isThere ? [own] : []), ...folders].map((folder) => readLayer(folder, folder)),
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

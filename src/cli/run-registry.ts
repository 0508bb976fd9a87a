import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../config/settings.js';
import { readRegistry, registryLayers } from '../library/read-registry.js';
import { originText, type RegistryFinding } from '../registry/finding.js';
import { lintRegistry } from '../registry/lint-registry.js';
import type { Registry } from '../registry/registry.js';
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
  return readRegistry(overlays(env, folders), profile);
}

/** Everything wrong in those same layers. */
export function lintLayers(env: Environment, folders?: readonly string[]): RegistryFinding[] {
  return lintRegistry(registryLayers(overlays(env, folders)));
}

export function lintText(findings: readonly RegistryFinding[]): string {
  if (findings.length === 0) return 'The registry holds together.\n';
  const lines = findings.flatMap((finding) => [
    `${safeText(originText(finding))}: ${safeText(finding.what)}`,
    `  do: ${safeText(finding.todo)}`,
  ]);
  return [plural(findings.length, 'finding'), ...lines].map((line) => `${line}\n`).join('');
}

/** The user's own overlay, where there is one, below the folders that were named. */
export function overlays(env: Environment, folders: readonly string[] = []): string[] {
  const own = join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'oai', 'registry');
  const isThere = statSync(own, { throwIfNoEntry: false })?.isDirectory() === true;
  return [...(isThere ? [own] : []), ...folders];
}

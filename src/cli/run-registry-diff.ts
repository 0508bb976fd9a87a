import type { Environment } from '../config/settings.js';
import { profiles, wordOf } from '../registry/vocabulary.js';
import type { NamedRegistry } from '../reports/attribution-difference.js';
import { openRegistry } from './run-registry.js';

/**
 * The registry that a word of `registry diff` means: a profile, else a folder over the built-in rows.
 * @param folders over the built-in rows of both
 * @throws UsageError as `openRegistry` does
 */
export function namedRegistry(
  env: Environment,
  word: string,
  folders: readonly string[] = [],
): NamedRegistry {
  const profile = wordOf(profiles, word);
  const registry =
    profile === null ? openRegistry(env, [...folders, word], 'default') : openRegistry(env, folders, profile);
  return { name: word, registry };
}

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './settings.js';

/**
 * The token to send to the Hub, found where the official Python client looks: `HF_TOKEN`, the older
 * `HUGGING_FACE_HUB_TOKEN`, then the file `HF_TOKEN_PATH` (by default `$HF_HOME/token`, where `hf auth login` puts it).
 * `HF_HUB_DISABLE_IMPLICIT_TOKEN` stops its use. Never printed, never stored.
 */
export function findToken(env: Environment): string | undefined {
  if (isTrue(env['HF_HUB_DISABLE_IMPLICIT_TOKEN'])) return undefined;
  return clean(env['HF_TOKEN']) ?? clean(env['HUGGING_FACE_HUB_TOKEN']) ?? clean(readTokenFile(env));
}

function readTokenFile(env: Environment): string | undefined {
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const home = env['HF_HOME'] || join(cache, 'huggingface');
  try {
    return readFileSync(env['HF_TOKEN_PATH'] || join(home, 'token'), 'utf8');
  } catch {
    return undefined;
  }
}

function clean(token: string | undefined): string | undefined {
  const cleaned = token?.replaceAll(/[\r\n]/g, '').trim();
  return cleaned === undefined || cleaned === '' ? undefined : cleaned;
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && ['1', 'on', 'yes', 'true'].includes(value.toLowerCase());
}

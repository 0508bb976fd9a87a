import { type Command, Option } from 'commander';
import { profiles, type Profile } from '../registry/vocabulary.js';

/** Options of every command that asks the registry. */
export interface RegistryFlags {
  registry?: string[];
  profile: Profile;
}

export function addOverlayOption(command: Command): Command {
  return command.option(
    '--registry <dir>',
    'folder with rows of your own, over the built-in ones; may be repeated, later wins',
    (dir: string, dirs: string[] = []) => [...dirs, dir],
  );
}

export function addProfileOption(command: Command): Command {
  return command.addOption(
    new Option('--profile <name>', 'which of the readings counts').choices(profiles).default('default'),
  );
}

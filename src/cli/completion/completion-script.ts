import { version } from '../../version.js';
import { buildProgram } from '../program.js';
import { bashScript } from './bash-script.js';
import { completionTree } from './completion-tree.js';
import { fishScript } from './fish-script.js';
import { zshScript } from './zsh-script.js';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** The script that completes this version of `oai` in a shell, without starting it. */
export async function completionScript(shell: keyof typeof scripts): Promise<string> {
  const commands = await completionTree((path) => buildProgram(path, () => undefined));
  // zsh finds what a file completes in its first line.
  const first = shell === 'zsh' ? '#compdef oai\n' : '';
  return `${first}# Made by \`oai completion ${shell}\` of oai ${version}; make it anew after an upgrade.\n\n${scripts[shell](commands)}`;
}

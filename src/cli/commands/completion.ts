import { Argument, type Command } from 'commander';
import { addTerminalOptions } from '../options.js';
import { openTerminal } from '../terminal.js';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

interface CompletionFlags {
  output?: string;
  quiet?: boolean;
  color?: boolean;
}

export function addCompletionCommand(program: Command): void {
  const command = program
    .command('completion')
    .summary('print the script that lets a shell complete the words of oai')
    .description(
      'Prints a script with which TAB completes commands, reports, options, their choices and files. The script is of this ' +
        'version and starts nothing at TAB; make it anew after an upgrade.',
    )
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .option('-o, --output <file>', 'write to a file');
  addTerminalOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  oai completion bash -o ~/.local/share/bash-completion/completions/oai
  oai completion zsh -o ~/.zfunc/_oai
  oai completion fish -o ~/.config/fish/completions/oai.fish
  source <(oai completion bash)             in this bash alone

Where it belongs; the folder must be there, and a new shell reads it:
  bash  the file above with the package bash-completion; without it, the last line into ~/.bashrc
  zsh   any folder of fpath, under the name _oai. For ~/.zfunc, in ~/.zshrc:
        fpath=(~/.zfunc $fpath); autoload -Uz compinit; compinit
  fish  the file above, nothing else

Exit codes: 0 done, 2 there is no such shell, or the file cannot be written.`,
    )
    .action(async (shell: Shell, flags: CompletionFlags) => {
      const { completionScript } = await import('../completion/completion-script.js');
      openTerminal(process.env, flags).answer(await completionScript(shell), flags.output);
    });
}

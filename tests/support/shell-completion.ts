import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from './system-tool.js';

export const shellNames = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof shellNames)[number];

/** What TAB offers after a line: words, each with its description where the shell shows one. */
export type Offered = Map<string, string>;

/**
 * What a shell offers after each line, once it has read the script; undefined where the shell is not here.
 * `oai` itself is not on its PATH.
 */
export function completeIn(
  shell: ShellName,
  script: string,
  lines: readonly string[],
  cwd = tmpdir(),
): Offered[] | undefined {
  const program = findTool(shell);
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'oai-shell-'));
  try {
    writeFileSync(join(folder, 'script'), script);
    writeFileSync(join(folder, 'session'), sessions[shell]);
    writeFileSync(join(folder, 'inner'), innerZsh);
    writeFileSync(join(folder, 'offered'), '');
    if (shell === 'zsh') spawnSync('mkfifo', [join(folder, 'done')]);
    const noStartupFiles = { bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'] }[shell];
    const { status, stdout, stderr } = spawnSync(program, [...noStartupFiles, join(folder, 'session')], {
      cwd,
      env: { PATH: '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8', TERM: 'xterm', FOLDER: folder },
      input: `${lines.join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    if (status !== 0 || stderr !== '') throw new Error(`${shell}: ${stderr || `exit code ${status}`}`);
    const answers = stdout.split('== END\n').slice(0, -1);
    if (answers.length !== lines.length) throw new Error(`${shell} answered ${answers.length} lines`);
    return answers.map(readOffered);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOffered(answer: string): Offered {
  // zsh adds the descriptions once more, without a word.
  const rows = answer.split('\n').filter((row) => row !== '' && !row.startsWith('\t'));
  return new Map(
    rows.map((row) => {
      const [word = '', description = ''] = row.split('\t');
      return [word, description];
    }),
  );
}

/** Splits a line as readline does, calls the function that `complete` names and prints COMPREPLY. */
const bash = String.raw`
source "$FOLDER/script"
[[ $(complete -p oai) == 'complete -F _oai oai' ]] || exit 1
while IFS= read -r line; do
  read -r -a COMP_WORDS <<<"$(sed 's/[=:]/ & /g' <<<"$line")"
  if [[ $line == *' ' ]]; then COMP_WORDS+=(''); fi
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _oai
  (( \${#COMPREPLY[@]} == 0 )) || printf '%s\n' "\${COMPREPLY[@]}"
  echo '== END'
done
`.replaceAll('\\$', '$');

const fish = String.raw`
source $FOLDER/script
while read -l line
  complete -C "$line"
  echo '== END'
end
`;

/** Types into an interactive zsh in a pseudo-terminal, which writes down what its completion adds. */
const zsh = String.raw`
zmodload zsh/zpty
# Open for both, it never ends between two writers.
exec 3<>$FOLDER/done
zpty z 'zsh -f -i'
zpty -w z 'source $FOLDER/inner'
read -r -u 3
while IFS= read -r line; do
  zpty -w -n z "$line"$'\t\x14'
  read -r -u 3
  # Left unread, what the terminal shows would stop it in the end.
  while zpty -r -t z out; do :; done
done
zpty -d z
cat $FOLDER/offered
`;

const innerZsh = String.raw`
stty columns 1000
unsetopt auto_list
autoload -Uz compinit; compinit -u -D
source $FOLDER/script
compadd() {
  # -O, -A and -D only ask for what would match.
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a hits; local -i at=$argv[(i)-d]
  builtin compadd -A hits "$@"
  if (( at < $# )); then
    local -a texts=("\${(@P)argv[at+1]}") kept; local i
    builtin compadd -A hits -D texts "$@"
    for i in {1..$#hits}; do kept+=("$hits[i]"$'\t'"\${\${texts[i]#*-- }%%[[:space:]]#}"); done
    hits=("\${kept[@]}")
  fi
  if (( $#hits )); then print -rl -- $hits >> $FOLDER/offered; fi
  builtin compadd "$@"
}
oai_end() {
  print -r -- '== END' >> $FOLDER/offered
  BUFFER=''
  print done >$FOLDER/done
}
# The editor is ready to be typed into.
zle-line-init() { print done >$FOLDER/done; unfunction zle-line-init }
zle -N zle-line-init
zle -N oai_end
bindkey '^I' complete-word
bindkey '^T' oai_end
`.replaceAll('\\$', '$');

const sessions = { bash, zsh, fish } as const;

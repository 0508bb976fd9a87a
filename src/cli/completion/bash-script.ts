import { shellQuote } from '../../schedule/shell-script.js';
import type { CompletionCommand, CompletionValue } from './completion-tree.js';

/** A completion script for bash 3.2 and newer, with or without the package bash-completion. */
export function bashScript(commands: readonly CompletionCommand[]): string {
  return `# What can follow the command $1: sets subcommands and options.
_oai_command() {
  subcommands=() options=()
  case $1 in
${commands.map(commandCase).join('')}  esac
}

# What can stand at $1, an option or the number of an argument after its command: sets words and paths.
_oai_value() {
  words=() paths=''
  case $1 in
${valueCases(commands)}    *) return 1 ;;
  esac
}

_oai() {
  local cur=\${COMP_WORDS[COMP_CWORD]} path='' position=0 pending='' joined='' ended='' paths='' word i
  local -a subcommands options words
  COMPREPLY=()
  _oai_command ''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    # bash cuts words at = and :, as in --format=csv and http://host
    if [[ $word == [=:] ]]; then joined=1
    elif [[ -n $joined ]]; then joined='' pending=''
    elif [[ -n $pending ]]; then pending=''
    elif [[ -z $ended && $word == -- ]]; then ended=1
    elif [[ -z $ended && $word == -* ]]; then
      if _oai_value "$path $word"; then pending=$word; fi
    elif [[ $position -eq 0 && " \${subcommands[*]} " == *" $word "* ]]; then
      path="\${path:+$path }$word"
      _oai_command "$path"
    else position=$((position + 1))
    fi
  done
  if [[ $cur == [=:] ]]; then cur='' joined=1; fi
  words=() paths=''
  if [[ -n $pending ]]; then _oai_value "$path $pending"
  elif [[ -n $joined ]]; then return
  elif [[ -z $ended && $cur == -* ]]; then words=("\${options[@]}")
  else
    _oai_value "$path $position"
    if [[ $position -eq 0 ]]; then words=("\${subcommands[@]}" "\${words[@]}"); fi
    if [[ -z $cur && \${#words[@]} -eq 0 && -z $paths ]]; then words=("\${options[@]}"); fi
  fi
  for word in "\${words[@]}"; do
    if [[ $word == "$cur"* ]]; then COMPREPLY+=("$word"); fi
  done
  if [[ -n $paths ]]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -A "$paths" -- "$cur")
    compopt -o filenames 2>/dev/null
  fi
}

complete -F _oai oai
`;
}

function commandCase({ path, subcommands, options }: CompletionCommand): string {
  const names = subcommands.map(({ name }) => name);
  const flags = options.flatMap((option) => option.flags);
  return `    ${quoted(path.join(' '))}) subcommands=(${list(names)}) options=(${list(flags)}) ;;\n`;
}

/** One line a value; an option that takes the same everywhere needs one alone. */
function valueCases(commands: readonly CompletionCommand[]): string {
  const places = new Map<string, Map<string, string[]>>();
  const add = (name: string, place: string, value: CompletionValue): void => {
    const key = `words=(${list(value.words)}) paths=${quoted(value.paths ?? '')}`;
    const ofName = places.get(name) ?? new Map<string, string[]>();
    ofName.set(key, [...(ofName.get(key) ?? []), place]);
    places.set(name, ofName);
  };
  for (const { path, options, arguments: args } of commands) {
    for (const { flags, value } of options) {
      if (value !== null) for (const flag of flags) add(flag, quoted(`${path.join(' ')} ${flag}`), value);
    }
    for (const [position, value] of args.entries()) {
      const place = `${path.join(' ')} ${position}`;
      add(place, value.variadic ? `${quoted(`${path.join(' ')} `)}[0-9]*` : quoted(place), value);
    }
  }
  return [...places]
    .flatMap(([name, values]) =>
      [...values].map(([value, where]) => {
        const pattern =
          name.startsWith('-') && values.size === 1 ? `*${quoted(` ${name}`)}` : where.join('|');
        return `    ${pattern}) ${value} ;;\n`;
      }),
    )
    .join('');
}

function list(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

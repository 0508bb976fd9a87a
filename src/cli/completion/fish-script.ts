import type { CompletionCommand, CompletionOption, CompletionValue } from './completion-tree.js';

/** A completion script for fish 3 and newer. */
export function fishScript(commands: readonly CompletionCommand[]): string {
  const valued = commands.flatMap(({ options }) =>
    options.filter(({ value }) => value !== null).flatMap(({ flags }) => flags),
  );
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')));
  return `set -g __oai_commands ${paths.join(' ')}
set -g __oai_valued ${[...new Set(valued)].join(' ')}

# Whether the words so far end at the command $argv[1], and after $argv[2] arguments of it where that is given.
function __oai_at
    set -l words (commandline -opc)
    set -l path
    set -l position 0
    set -l pending no
    set -l ended no
    for word in $words[2..-1]
        if test $pending = yes
            set pending no
        else if test $ended = no; and test "$word" = --
            set ended yes
        else if test $ended = no; and string match -q -- '-*' $word
            if contains -- $word $__oai_valued
                set pending yes
            end
        else if test $position = 0; and contains -- (string join ' ' $path $word) $__oai_commands
            set -a path $word
        else
            set position (math $position + 1)
        end
    end
    test "$path" = "$argv[1]"; and begin
        test (count $argv) -lt 2; or test $argv[2] = $position; or test "$argv[2]" = more
    end
end

complete -c oai -f
${commands.map(commandLines).join('')}`;
}

function commandLines({ path, options, arguments: args, subcommands }: CompletionCommand): string {
  const at = (position?: number | 'more'): string =>
    `complete -c oai -n ${quoted(['__oai_at', quoted(path.join(' ')), ...(position === undefined ? [] : [position])].join(' '))}`;
  const lines = [
    ...subcommands.map(({ name, summary }) => `${at(0)} -a ${quoted(word(name))} -d ${quoted(summary)}`),
    ...options.map((option) => `${at()} ${optionFlags(option)} -d ${quoted(option.description)}`),
    ...args
      .filter(({ words, paths }) => words.length > 0 || paths !== null)
      .map((value) => `${at(value.variadic ? 'more' : args.indexOf(value))} ${offered(value)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function optionFlags({ flags, value }: CompletionOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const taken = value === null ? [] : value.paths === 'file' ? ['-r -F'] : ['-x', offered(value)];
  return [...names, ...taken].filter((text) => text !== '').join(' ');
}

function offered({ words, paths }: CompletionValue): string {
  if (paths === 'file') return '-F';
  if (paths === 'directory') return `-a '(__fish_complete_directories)'`;
  return words.length === 0 ? '' : `-a ${quoted(words.map(word).join(' '))}`;
}

/** The list of words is read by fish once more when it is offered. */
function word(text: string): string {
  return /^[\w.@%+,/:=-]+$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}

import type { CompletionCommand, CompletionOption, CompletionValue } from './completion-tree.js';

/** A completion script for zsh 5: a file `_oai` on its `fpath`, or read by `source` after `compinit`. */
export function zshScript(commands: readonly CompletionCommand[]): string {
  return `${commands.map(commandFunction).join('\n')}
if [[ \${funcstack[1]} == _oai ]]; then
  _oai "$@"
else
  compdef _oai oai
fi
`;
}

function commandFunction(command: CompletionCommand): string {
  const { path, options, subcommands, arguments: args } = command;
  const specs = options.map(optionSpec);
  const name = functionName(path);
  if (subcommands.length === 0) {
    const values = args.map((value, index) =>
      quoted(`${value.variadic ? '*' : index + 1}${valueSpec(value)}`),
    );
    return `${name}() {\n  _arguments -S${lines([...specs, ...values])}\n}\n`;
  }
  const described = subcommands.map(({ name: word, summary }) =>
    quoted(`${word.replaceAll(/[\\:]/g, '\\$&')}:${summary.replaceAll('\\', '\\\\')}`),
  );
  const [first] = args;
  const own = first === undefined ? '' : `\n      ${argumentAction(first)}`;
  return `${name}() {
  local curcontext=$curcontext state state_descr line
  local -a commands
  local -A opt_args
  _arguments -C -S${lines([...specs, quoted('1: :->command'), quoted('*:: :->rest')])} && return
  case $state in
    command)
      commands=(
${described.map((each) => `        ${each}\n`).join('')}      )
      _describe -t commands command commands${own}
      ;;
    rest)
      curcontext=\${curcontext%:*:*}:oai-$words[1]:
      if (( $+functions[${name}_$words[1]] )); then ${name}_$words[1]; fi
      ;;
  esac
}
`;
}

function optionSpec({ flags, description, value, repeatable }: CompletionOption): string {
  const excluded = repeatable ? '*' : flags.length > 1 ? `(${flags.join(' ')})` : '';
  const what = `[${description.replaceAll(/[\\[\]]/g, '\\$&')}]`;
  const taken = value === null ? '' : valueSpec(value);
  return flags
    .map((flag) => {
      const joined = value === null || value.variadic ? '' : flag.startsWith('--') ? '=' : '+';
      const more = value?.variadic === true ? `:*-*` : '';
      return quoted(`${excluded}${flag}${joined}${what}${more}${taken}`);
    })
    .join(' ');
}

function valueSpec(value: CompletionValue): string {
  return `:${escaped(value.name)}:${action(value)}`;
}

function action({ words, paths }: CompletionValue): string {
  if (words.length > 0) return `(${words.map(escaped).join(' ')})`;
  return paths === null ? ' ' : paths === 'file' ? '_files' : '_files -/';
}

/** What a command that has sub-commands takes in place of one. */
function argumentAction({ name, words, paths }: CompletionValue): string {
  if (words.length > 0) return `compadd -- ${words.map(quoted).join(' ')}`;
  return paths === null ? `_message ${quoted(name)}` : paths === 'file' ? '_files' : '_files -/';
}

function escaped(text: string): string {
  return text.replaceAll(/[^\w.@%+,/-]/g, '\\$&');
}

function functionName(path: readonly string[]): string {
  return ['_oai', ...path].join('_');
}

function lines(specs: readonly string[]): string {
  return specs.map((spec) => ` \\\n    ${spec}`).join('');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

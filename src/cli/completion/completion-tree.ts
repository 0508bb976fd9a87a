import type { Option } from 'commander';
import { type Argument, type Command } from 'commander';

/** What can stand in one place of a command line. */
export interface CompletionValue {
  /** As `--help` names it, such as `file`. */
  name: string;
  words: readonly string[];
  paths: 'file' | 'directory' | null;
  /** Whether more of the same may follow it. */
  variadic: boolean;
}

export interface CompletionOption {
  /** Such as `-o` and `--output`. */
  flags: readonly string[];
  description: string;
  value: CompletionValue | null;
  repeatable: boolean;
}

export interface CompletionCommand {
  /** Its words after `oai`. */
  path: readonly string[];
  options: readonly CompletionOption[];
  arguments: readonly CompletionValue[];
  subcommands: readonly { name: string; summary: string }[];
}

/** The program as it is for the words of one command; others may lack what is loaded only when they are asked for. */
export type BuildProgram = (path: readonly string[]) => Promise<Command>;

/** Every command, the program itself first, as `--help` shows it. */
export async function completionTree(
  build: BuildProgram,
  path: readonly string[] = [],
): Promise<CompletionCommand[]> {
  const command = commandAt(await build(path), path);
  const texts = command.createHelp();
  const subcommands = texts
    .visibleCommands(command)
    .map((each) => ({ name: each.name(), summary: oneLine(texts.subcommandDescription(each)) }));
  const described: CompletionCommand = {
    path,
    options: texts.visibleOptions(command).map(describeOption),
    arguments: command.registeredArguments.map((argument) => describeArgument(argument)),
    subcommands,
  };
  const named = new Set(command.commands.map((each) => each.name()));
  const below: CompletionCommand[] = [];
  for (const { name } of subcommands) {
    if (named.has(name)) below.push(...(await completionTree(build, [...path, name])));
  }
  const commands = [described, ...below];
  // The help command of commander is none of `commands`; it takes their names, to any depth.
  const help = subcommands.find(({ name }) => !named.has(name));
  return help === undefined ? commands : [...commands, ...helpCommands(path, help.name, commands)];
}

function commandAt(program: Command, path: readonly string[]): Command {
  return path.reduce((command, name) => {
    const found = command.commands.find((each) => each.name() === name);
    if (found === undefined) throw new Error(`there is no command ${path.join(' ')}`);
    return found;
  }, program);
}

/** What follows the word `help` of the first of these commands: the names of those below it, as they follow one another. */
function helpCommands(
  path: readonly string[],
  help: string,
  commands: readonly CompletionCommand[],
): CompletionCommand[] {
  return commands
    .filter((command) => !command.path.includes(help))
    .map((command) => ({
      path: [...path, help, ...command.path.slice(path.length)],
      options: [],
      arguments: [],
      subcommands: command.subcommands.filter(({ name }) => name !== help),
    }));
}

function describeOption(option: Option): CompletionOption {
  const name = /[<[]([^>\].]+)/.exec(option.flags)?.[1];
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: oneLine(option.description),
    value: name === undefined ? null : describeValue(name, option.argChoices, option.variadic),
    repeatable: option.variadic || /may be repeated/.test(option.description),
  };
}

function describeArgument(argument: Argument): CompletionValue {
  return describeValue(argument.name(), argument.argChoices, argument.variadic);
}

function describeValue(name: string, words: readonly string[] = [], variadic: boolean): CompletionValue {
  const paths = /^(file|path)s?$/i.test(name) ? 'file' : /^(dir|folder)s?$/i.test(name) ? 'directory' : null;
  return { name, words, paths: words.length > 0 ? null : paths, variadic };
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

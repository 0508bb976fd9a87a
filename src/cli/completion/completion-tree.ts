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
  const help = command.createHelp();
  const subcommands = help
    .visibleCommands(command)
    .map((each) => ({ name: each.name(), summary: oneLine(help.subcommandDescription(each)) }));
  const described: CompletionCommand = {
    path,
    options: help.visibleOptions(command).map(describeOption),
    arguments: command.registeredArguments.map((argument) => describeArgument(argument)),
    subcommands,
  };
  const named = new Set(command.commands.map((each) => each.name()));
  const below: CompletionCommand[] = [];
  for (const { name } of subcommands) {
    // The help command of commander is none of `commands`; it takes one of their names.
    if (named.has(name)) below.push(...(await completionTree(build, [...path, name])));
    else below.push(helpCommand([...path, name], [...named]));
  }
  return [described, ...below];
}

function commandAt(program: Command, path: readonly string[]): Command {
  return path.reduce((command, name) => {
    const found = command.commands.find((each) => each.name() === name);
    if (found === undefined) throw new Error(`there is no command ${path.join(' ')}`);
    return found;
  }, program);
}

function helpCommand(path: readonly string[], words: readonly string[]): CompletionCommand {
  const argument = { name: 'command', words, paths: null, variadic: false };
  return { path, options: [], arguments: [argument], subcommands: [] };
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

import { type Command, InvalidArgumentError } from 'commander';
import { settings } from '../config/settings.js';

/** Options that every command with a store takes. */
export function addStoreOption(command: Command): Command {
  return command.option(
    settings.db.flag,
    `${settings.db.description} (default: ${settings.db.fallbackText})`,
  );
}

/** Options that every command takes. */
export function addTerminalOptions(command: Command): Command {
  return command
    .option('--quiet', 'print nothing but the answer, warnings and errors')
    .option('--no-color', 'print without colour');
}

/** Parses a whole number from 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return value;
}

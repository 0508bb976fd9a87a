import { type Command, InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/duration.js';
import { type Environment, resolveSetting, settings } from '../config/settings.js';
import { findToken } from '../config/token.js';
import { defaultConcurrency } from '../crawl/default-concurrency.js';

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

/** Parses the name of an author. */
export function namespace(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must name an author.');
  return text;
}

/** Options of every command that crawls; read back by {@link crawlSettings}. */
export interface CrawlFlags {
  db?: string;
  endpoint?: string;
  budget?: string;
  concurrency?: number;
  maxTime?: string;
  patience?: string;
}

export function addCrawlOptions(command: Command): Command {
  const { endpoint, budget } = settings;
  return command
    .option(endpoint.flag, `${endpoint.description} (default: ${endpoint.fallbackText})`)
    .option(budget.flag, `${budget.description} (default: ${budget.fallbackText})`)
    .option(
      '--concurrency <n>',
      `requests under way at once, at most; a crawl walks so many parts of the listing (default: ${defaultConcurrency})`,
      positiveInteger,
    )
    .option('--max-time <duration>', 'stop after a time such as 45m; the next crawl goes on from there')
    .option('--patience <duration>', 'stop when no request succeeded for so long (default: 15m)');
}

export interface CrawlSettings {
  path: string;
  endpoint: string;
  budget: number;
  token: string | undefined;
  concurrency: number;
  maxTimeMs: number | undefined;
  patienceMs: number | undefined;
}

/** @throws UsageError naming the flag, variable or file that holds a bad value */
export function crawlSettings(flags: CrawlFlags, env: Environment): CrawlSettings {
  const duration = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : parseDuration(text);
  return {
    path: resolveSetting('db', flags.db, env),
    endpoint: resolveSetting('endpoint', flags.endpoint, env),
    budget: resolveSetting('budget', flags.budget, env),
    token: findToken(env),
    concurrency: flags.concurrency ?? defaultConcurrency,
    maxTimeMs: duration(flags.maxTime),
    patienceMs: duration(flags.patience),
  };
}

/** Which night is meant; the newest good one unless told. */
export function addNightOptions(command: Command): Command {
  return command
    .option('--as-of <date>', 'the night at or before a day, such as 2026-11-23')
    .option('--include-suspect', 'take nights that a check found suspect as well')
    .option('--run <id>', 'compute from one run, whatever its query and quality', positiveInteger);
}

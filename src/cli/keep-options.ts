import { type Command, InvalidArgumentError, Option } from 'commander';
import type { KeepPolicy } from '../store/prune.js';

export interface KeepFlags {
  keepDaily: number;
  keepWeekly: number;
  keepMonthly: number;
}

/** Options of every command that prunes. */
export function addKeepOptions(command: Command): Command {
  const option = (period: string, what: string, fallback: number): Option =>
    new Option(`--keep-${period} <n>`, `${what}; a number, or "all"`)
      .argParser(count)
      .default(fallback, fallback === Infinity ? 'all' : String(fallback));
  return command
    .addOption(option('daily', 'keep the newest night of the last n days that have one', 90))
    .addOption(option('weekly', 'and of the last n ISO weeks that have one', 104))
    .addOption(option('monthly', 'and of the last n months that have one', Infinity));
}

export function keepPolicy({ keepDaily, keepWeekly, keepMonthly }: KeepFlags): KeepPolicy {
  return { daily: keepDaily, weekly: keepWeekly, monthly: keepMonthly };
}

function count(text: string): number {
  if (text === 'all') return Infinity;
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 0, or "all".');
  return Number(text);
}

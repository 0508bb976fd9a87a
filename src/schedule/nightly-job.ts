import { UsageError } from '../errors.js';

/** A job that runs every night, as every scheduler needs it told. All paths are absolute. */
export interface NightlyJob {
  /** The program and its arguments, unquoted. */
  command: readonly string[];
  /** The store that `command` names. */
  store: string;
  at: TimeOfDay;
  /** What the job itself is told by `--max-time`, in milliseconds. */
  maxTimeMs: number;
  /** Lines `NAME=value`, read by shells and systemd alike; the job runs without it. */
  environmentFile: string;
  logFile: string;
  /** Each exit code of the job and what it means to whoever looks after it. */
  exitCodes: readonly (readonly [code: number, meaning: string])[];
  /** Of the `oai` that made it. */
  version: string;
}

/** What the job may take beside its crawl: reports, backup, pruning. */
export const AFTER_CRAWL_MS = 3_600_000;

export interface TimeOfDay {
  hour: number;
  minute: number;
}

/** Reads `2:30` or `02:30`. @throws UsageError on anything else */
export function parseTimeOfDay(text: string): TimeOfDay {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match === null) {
    throw new UsageError(`--at "${text}" is not a time of day.`, {
      todo: 'Write it like 02:30 or 23:05.',
    });
  }
  return { hour: Number(match[1]), minute: Number(match[2]) };
}

export function timeText({ hour, minute }: TimeOfDay): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/**
 * No format here has a safe way to write a line break in a path, and no honest path has one.
 * @throws UsageError naming the first text with a control character
 */
export function refuseControlCharacters(texts: readonly string[]): void {
  const bad = texts.find((text) => /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text));
  if (bad === undefined) return;
  throw new UsageError(`${JSON.stringify(bad)} holds a control character.`, {
    why: 'A scheduler would take what follows it for another line.',
    todo: 'Move the file to a path without one.',
  });
}

/** What every made file tells its reader, one line each. `zone` is the one the time is read in. */
export function describeJob(
  { at, exitCodes, version }: NightlyJob,
  scheduler: string,
  zone: string,
): string[] {
  return [
    `Made by \`oai schedule ${scheduler}\` of oai ${version}; make it anew after moving oai or Node.`,
    `Every night at ${timeText(at)}, ${zone}. What one night leaves, the next goes on with.`,
    'Exit codes:',
    ...exitCodes.map(([code, meaning]) => `${String(code).padStart(5)}  ${meaning}`),
  ];
}

/** Each line as a comment of the many formats that begin one with a hash. */
export function hashComments(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join('');
}

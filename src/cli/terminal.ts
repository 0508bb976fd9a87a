import { createColors } from 'picocolors';
import type { Environment } from '../config/settings.js';
import { OaiError } from '../errors.js';
import { safeText } from '../render/safe-text.js';
import { writeAnswerFile } from './answer-file.js';

const DEFAULT_WIDTH = 80;

/** What a command may say, by intent. The answer goes to stdout alone; all else to stderr. */
export interface Terminal {
  readonly env: Environment;
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly width: number;
  /** True when stderr is a terminal that a progress bar can redraw. */
  readonly interactive: boolean;
  readonly quiet: boolean;
  /** The answer itself; written to `file` when one is named, whole or not at all. */
  answer: (text: string, file?: string) => void;
  /** What happens, line by line; silent with --quiet. */
  info: (line: string) => void;
  warning: (line: string) => void;
  /** A command worth typing next; silent with --quiet. */
  hint: (line: string) => void;
  failure: (error: unknown) => void;
}

export function openTerminal(env: Environment, flags: { quiet?: boolean; color?: boolean }): Terminal {
  const { stdout, stderr } = process;
  const plain = createColors(false);
  const paint = wantsColour(env, flags.color, stderr.isTTY) ? createColors(true) : plain;
  const say = (line: string): void => void stderr.write(`${line}\n`);
  const sayUnlessQuiet = (line: string): void => {
    if (flags.quiet !== true) say(line);
  };
  return {
    env,
    colour: wantsColour(env, flags.color, stdout.isTTY),
    unicode: speaksUnicode(env),
    width: Math.max(40, stdout.columns ?? (Number(env['COLUMNS']) || DEFAULT_WIDTH)),
    quiet: flags.quiet === true,
    interactive: Boolean(stderr.isTTY) && env['TERM'] !== 'dumb',
    answer: (text, file) => {
      if (file === undefined) stdout.write(text);
      else writeAnswerFile(file, [text]);
    },
    info: sayUnlessQuiet,
    warning: (line) => say(`${paint.yellow('warning:')} ${line}`),
    hint: (line) => sayUnlessQuiet(paint.dim(line)),
    failure: (error) => {
      for (const line of failureLines(error, env)) say(line);
    },
  };
}

function failureLines(error: unknown, env: Environment): string[] {
  const debug = env['OAI_LOG'] === 'debug';
  const stack = debug && error instanceof Error && error.stack !== undefined ? error.stack.split('\n') : [];
  if (!(error instanceof OaiError)) {
    const what = error instanceof Error ? error.message : String(error);
    return [
      `oai: ${safeText(what)}`,
      '  why: this is a bug in oai',
      '  do:  run it again with OAI_LOG=debug and report what it prints',
      ...stack,
    ];
  }
  return [
    `oai: ${safeText(error.message)}`,
    ...(error.why === undefined ? [] : [`  why: ${safeText(error.why)}`]),
    ...(error.todo === undefined ? [] : [`  do:  ${safeText(error.todo)}`]),
    ...stack,
  ];
}

function wantsColour(env: Environment, flag: boolean | undefined, isTTY: boolean): boolean {
  if (flag === false) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  if (env['NO_COLOR']) return false;
  // Node leaves isTTY undefined where there is no terminal, whatever its types say.
  return env['TERM'] !== 'dumb' && Boolean(isTTY);
}

/** The locale decides, as for every other program; without one (cron) plain ASCII is sure to be read. */
function speaksUnicode(env: Environment): boolean {
  if (process.platform === 'win32') return true;
  return /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
}

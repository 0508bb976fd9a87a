import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors.js';

export type Environment = Readonly<Record<string, string | undefined>>;

// By hand, not by a schema library: every command reads settings, and --version should not wait for one.
function text(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error('not a text');
}

function httpUrl(value: unknown): string {
  const url = text(value);
  if (/^https?:\/\/[^/]/i.test(url) && URL.canParse(url)) return url;
  throw new Error('not an http or https URL');
}

function share(value: unknown): number {
  const number = typeof value === 'number' ? value : Number(text(value));
  if (number > 0 && number <= 1) return number;
  throw new Error('not a number above 0 and up to 1');
}

/**
 * Every setting, in one table: a flag wins over the environment, that over the configuration file, that over the
 * default. The command line's options, `oai --help` and the README are checked against it.
 */
export const settings = {
  db: {
    flag: '--db <file>',
    env: 'OAI_DB',
    description: 'the store: one SQLite file',
    parse: text,
    fallback: (env: Environment) =>
      join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'oai', 'oai.db'),
    fallbackText: '$XDG_DATA_HOME/oai/oai.db',
  },
  endpoint: {
    flag: '--endpoint <url>',
    env: 'HF_ENDPOINT',
    description: 'the Hub to ask',
    parse: httpUrl,
    fallback: () => 'https://huggingface.co',
    fallbackText: 'https://huggingface.co',
  },
  budget: {
    flag: '--budget <share>',
    env: 'OAI_BUDGET',
    description: "share of the Hub's request quota a crawl may use, above 0 and up to 1",
    parse: share,
    fallback: () => 0.95,
    fallbackText: '0.95',
  },
} as const;
export type SettingName = keyof typeof settings;
type SettingValue<Name extends SettingName> = ReturnType<(typeof settings)[Name]['parse']>;

/**
 * The value of a setting.
 * @throws UsageError naming the flag, variable or file that holds a bad value
 */
export function resolveSetting<Name extends SettingName>(
  name: Name,
  flag: string | undefined,
  env: Environment,
): SettingValue<Name> {
  const setting = settings[name];
  const candidates: [origin: string, value: unknown][] = [
    [setting.flag.split(' ')[0] ?? setting.flag, flag],
    [setting.env, env[setting.env] || undefined],
    [configPath(env), readConfigFile(env)[name]],
    ['the default', setting.fallback(env)],
  ];
  const [origin, value] = candidates.find(([, candidate]) => candidate !== undefined) ?? [
    'nothing',
    undefined,
  ];
  try {
    return setting.parse(value) as SettingValue<Name>;
  } catch (error) {
    throw new UsageError(`${origin}: ${JSON.stringify(value)} is not a value for ${name}.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: `Give ${setting.description}; the default is ${setting.fallbackText}.`,
    });
  }
}

/** ` --db FILE` where a command without it would open another store; for commands shown to be typed. */
export function storeFlag(path: string, env: Environment): string {
  return path === resolveSetting('db', undefined, env) ? '' : ` --db ${quoted(path)}`;
}

/** A value as a shell takes it. */
export function quoted(path: string): string {
  return /^[\w./:@%+,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

function configPath(env: Environment): string {
  return (
    env['OAI_CONFIG'] || join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'oai', 'config.json')
  );
}

function readConfigFile(env: Environment): Partial<Record<SettingName, unknown>> {
  const path = configPath(env);
  let contentText: string;
  try {
    contentText = readFileSync(path, 'utf8');
  } catch (error) {
    // A file that was named must be there; the one in the usual place may be missing.
    if (env['OAI_CONFIG']) {
      throw new UsageError(`The configuration file ${path} cannot be read.`, {
        why: error instanceof Error ? error.message : String(error),
        todo: 'Correct or unset OAI_CONFIG.',
      });
    }
    return {};
  }
  const unusable = (why: string): UsageError =>
    new UsageError(`The configuration file ${path} is not usable.`, {
      why,
      todo: `It is a JSON object with any of: ${Object.keys(settings).join(', ')}.`,
    });
  let content: unknown;
  try {
    content = JSON.parse(contentText);
  } catch (error) {
    throw unusable(error instanceof Error ? error.message : String(error));
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw unusable('It is no object.');
  const unknown = Object.keys(content).filter((key) => !Object.hasOwn(settings, key));
  if (unknown.length > 0) throw unusable(`It has ${unknown.map((key) => JSON.stringify(key)).join(', ')}.`);
  return content;
}

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../errors.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Every setting, in one table: a flag wins over the environment, that over the configuration file, that over the
 * default. The command line's options, `oai --help` and the README are checked against it.
 */
export const settings = {
  db: {
    flag: '--db <file>',
    env: 'OAI_DB',
    description: 'the store: one SQLite file',
    schema: z.string().min(1),
    fallback: (env: Environment) =>
      join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'oai', 'oai.db'),
    fallbackText: '$XDG_DATA_HOME/oai/oai.db',
  },
  endpoint: {
    flag: '--endpoint <url>',
    env: 'HF_ENDPOINT',
    description: 'the Hub to ask',
    schema: z.url({ protocol: /^https?$/, error: 'not an http or https URL' }),
    fallback: () => 'https://huggingface.co',
    fallbackText: 'https://huggingface.co',
  },
  budget: {
    flag: '--budget <share>',
    env: 'OAI_BUDGET',
    description: "share of the Hub's request quota a crawl may use, above 0 and up to 1",
    schema: z.coerce.number().positive('must be above 0').max(1, 'must be at most 1'),
    fallback: () => 0.95,
    fallbackText: '0.95',
  },
} as const;
export type SettingName = keyof typeof settings;
type SettingValue<Name extends SettingName> = z.output<(typeof settings)[Name]['schema']>;

const configFile = z
  .strictObject({ db: z.string(), endpoint: z.string(), budget: z.union([z.number(), z.string()]) })
  .partial();

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
  const parsed = setting.schema.safeParse(value);
  if (!parsed.success) {
    throw new UsageError(`${origin}: ${JSON.stringify(value)} is not a value for ${name}.`, {
      why: parsed.error.issues.map(({ message }) => message).join('; '),
      todo: `Give ${setting.description}; the default is ${setting.fallbackText}.`,
    });
  }
  return parsed.data as SettingValue<Name>;
}

/** ` --db FILE` where a command without it would open another store; for commands shown to be typed. */
export function storeFlag(path: string, env: Environment): string {
  return path === resolveSetting('db', undefined, env) ? '' : ` --db ${quoted(path)}`;
}

function quoted(path: string): string {
  return /^[\w./:@%+,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

function configPath(env: Environment): string {
  return (
    env['OAI_CONFIG'] || join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'oai', 'config.json')
  );
}

function readConfigFile(env: Environment): z.output<typeof configFile> {
  const path = configPath(env);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
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
  try {
    return configFile.parse(JSON.parse(text));
  } catch (error) {
    throw new UsageError(`The configuration file ${path} is not usable.`, {
      why: error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : String(error),
      todo: 'It is a JSON object with any of: db, endpoint, budget.',
    });
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/config/duration.js';
import { resolveSetting, storeFlag } from '../../src/config/settings.js';
import { findToken } from '../../src/config/token.js';
import { UsageError } from '../../src/errors.js';
import { tempFolder } from '../support/temp.js';

function configured(content: string): Record<string, string> {
  const file = join(tempFolder(), 'config.json');
  writeFileSync(file, content);
  return { OAI_CONFIG: file };
}

describe('a setting', () => {
  it('comes from the flag, then the environment, then the file, then the default', () => {
    const file = configured('{"endpoint": "https://file.example", "budget": 0.25}');
    const env = { ...file, HF_ENDPOINT: 'https://env.example' };
    expect(resolveSetting('endpoint', 'http://flag.example', env)).toBe('http://flag.example');
    expect(resolveSetting('endpoint', undefined, env)).toBe('https://env.example');
    expect(resolveSetting('endpoint', undefined, file)).toBe('https://file.example');
    expect(resolveSetting('budget', undefined, file)).toBe(0.25);
    expect(
      resolveSetting('endpoint', undefined, { HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent' }),
    ).toBe('https://huggingface.co');
    expect(resolveSetting('db', undefined, { XDG_DATA_HOME: '/data', XDG_CONFIG_HOME: '/nonexistent' })).toBe(
      '/data/oai/oai.db',
    );
  });

  it.each([
    ['endpoint', 'ftp://x', /^--endpoint/],
    ['endpoint', 'https://', /^--endpoint/],
    ['budget', '0', /^--budget/],
    ['budget', 'much', /^--budget/],
    ['db', '', /^--db/],
  ] as const)('%s refuses %j and names the flag', (name, value, message) => {
    expect(() => resolveSetting(name, value, {})).toThrow(message);
  });

  it.each(['not json', '[]', '{"endpoit": "x"}', '{"budget": "lots"}'])(
    'in a file like %s is refused',
    (content) => {
      expect(() => resolveSetting('budget', undefined, configured(content))).toThrow(UsageError);
    },
  );

  it('in a file that was named must be there', () => {
    expect(() => resolveSetting('db', undefined, { OAI_CONFIG: '/nonexistent.json' })).toThrow(
      /cannot be read/,
    );
  });

  it('of another store is repeated in commands to type, quoted for a shell', () => {
    expect(storeFlag('/data/oai/oai.db', { XDG_DATA_HOME: '/data' })).toBe('');
    expect(storeFlag("/it's here.db", {})).toBe(` --db '/it'\\''s here.db'`);
  });
});

describe('the token', () => {
  it('is looked for where the official client looks', () => {
    const home = tempFolder();
    writeFileSync(join(home, 'token'), ' hf_file\r\n');
    writeFileSync(join(home, 'other'), 'hf_other');
    expect(findToken({ HF_TOKEN: 'hf_env', HUGGING_FACE_HUB_TOKEN: 'hf_old', HF_HOME: home })).toBe('hf_env');
    expect(findToken({ HUGGING_FACE_HUB_TOKEN: 'hf_old', HF_HOME: home })).toBe('hf_old');
    expect(findToken({ HF_HOME: home })).toBe('hf_file');
    expect(findToken({ HF_HOME: home, HF_TOKEN_PATH: join(home, 'other') })).toBe('hf_other');
    expect(findToken({ HF_HOME: home, HF_HUB_DISABLE_IMPLICIT_TOKEN: 'true' })).toBeUndefined();
    expect(findToken({ HF_HOME: join(home, 'none') })).toBeUndefined();
  });
});

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['45m', 2_700_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['0.5s', 500],
  ])('%s is %i ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', 'soon', '5', '1h 30m', '0s', '-1h'])('%j is none', (text) => {
    expect(() => parseDuration(text)).toThrow(UsageError);
  });
});

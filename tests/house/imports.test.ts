import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const leaves = ['errors', 'clock', 'data', 'version'];

/** Which rooms of the house a room may look into, beside the leaves and itself. */
const allowed: Record<string, readonly string[]> = {
  cli: [
    'clickhouse',
    'config',
    'crawl',
    'domain',
    'exchange',
    'hub',
    'library',
    'local-hub',
    'registry',
    'render',
    'reports',
    'schedule',
    'store',
  ],
  clickhouse: ['exchange', 'domain', 'statistics', 'store'],
  config: [],
  crawl: ['hub', 'domain', 'store'],
  domain: [],
  exchange: ['domain', 'registry', 'statistics', 'store'],
  hub: ['domain'],
  index: ['library', 'registry', 'render', 'reports'],
  library: ['config', 'crawl', 'registry', 'render', 'reports', 'store'],
  'local-hub': ['domain'],
  registry: [],
  render: ['registry', 'reports'],
  reports: ['store', 'registry', 'domain', 'statistics'],
  schedule: [],
  statistics: [],
  store: ['domain', 'statistics'],
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const roomOf = (file: string) => (file.includes('/') ? (file.split('/')[0] ?? '') : file.replace('.ts', ''));

function importsOf(file: string): { from: string; typeOnly: boolean }[] {
  const text = readFileSync(join(src, file), 'utf8');
  const statements = [
    ...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from '([^']+)'/gm),
    ...text.matchAll(/()import\('([^']+)'\)/g),
  ];
  return statements.map(([, type, from]) => ({
    from: from ?? '',
    typeOnly: type !== undefined && type !== '',
  }));
}

describe('imports between rooms', () => {
  it('go one way', () => {
    const wrong = files.flatMap((file) => {
      const room = roomOf(file);
      return importsOf(file)
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => roomOf(relative(src, join(src, dirname(file), from)).replace('.js', '.ts')))
        .filter(
          (target) => target !== room && !leaves.includes(target) && !(allowed[room] ?? []).includes(target),
        )
        .map((target) => `${file} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('know every room', () => {
    const rooms = new Set(files.filter((file) => file.includes('/')).map(roomOf));
    expect([...rooms].sort()).toEqual(
      Object.keys(allowed)
        .filter((room) => room !== 'index')
        .sort(),
    );
  });

  it('let the renderers see nothing of the reports but their types', () => {
    const values = files
      .filter((file) => file.startsWith('render/'))
      .flatMap((file) => importsOf(file).map((each) => ({ file, ...each })))
      .filter(({ from, typeOnly }) => from.includes('/reports/') && !typeOnly);
    expect(values).toEqual([]);
  });

  it.each([
    ['better-sqlite3', /^store\//],
    ['commander', /^cli\//],
    ['cli-progress', /^cli\//],
    ['http-link-header', /^hub\//],
    ['@huggingface/hub', /^hub\//],
    ['@clickhouse/client', /^clickhouse\//],
    ['chdb', /^clickhouse\//],
    ['synckit', /^clickhouse\//],
  ])('leave %s to its one room', (library, room) => {
    const users = files.filter((file) => importsOf(file).some(({ from }) => from === library));
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter((file) => !room.test(file))).toEqual([]);
  });
});

describe('the sources', () => {
  // An example in a docstring is the reader's code.
  const code = files.map((file) => ({
    file,
    text: readFileSync(join(src, file), 'utf8').replace(/^ *\*.*$/gm, ''),
  }));
  const where = (pattern: RegExp, except: RegExp) =>
    code.filter(({ file, text }) => !except.test(file) && pattern.test(text)).map(({ file }) => file);

  it('fetch in one file', () => {
    expect(where(/(?<![#.\w])fetch\(/, /^hub\/exchange\.ts$/)).toEqual([]);
  });

  it('read the clock in one file', () => {
    expect(where(/Date\.now\(\)|new Date\(\)|performance\.now\(\)/, /^clock\.ts$/)).toEqual([]);
  });

  it('touch the process streams and exit in the command line alone', () => {
    expect(where(/process\.(stdout|stderr|stdin|exit|on|argv)\b|console\./, /^cli\//)).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit-code.js';
import { reports } from '../../src/reports/index.js';
import { settings } from '../../src/config/settings.js';
import { formats } from '../../src/render/format.js';
import { shippedMigrations } from '../../src/store/migrate.js';
import { oai } from '../support/cli.js';
import { tempFolder } from '../support/temp.js';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const readme = read('README.md');
const manifest = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  scripts: Record<string, string>;
};

async function help(...command: string[]): Promise<string> {
  const { code, stdout } = await oai([...command, '--help']);
  expect(code).toBe(0);
  return stdout;
}

const commands = [
  ['crawl'],
  ['crawl', 'authors'],
  ['crawl', 'datasets'],
  ['crawl', 'spaces'],
  ['nightly'],
  ['report'],
  ['report', 'concentration'],
  ['report', 'geography'],
  ['report', 'lineage'],
  ['report', 'claims'],
  ['report', 'all'],
  ['registry'],
  ['registry', 'lint'],
  ['registry', 'explain'],
  ['registry', 'missing'],
  ['registry', 'diff'],
  ['registry', 'import-paper'],
  ['series'],
  ['import'],
  ['import', 'hub-stats'],
  ['import', 'csv'],
  ['import', 'ndjson'],
  ['import', 'store'],
  ['export'],
  ['export', 'sqlite'],
  ['sql'],
  ['completion'],
  ['status'],
  ['schedule'],
  ['doctor'],
  ['runs'],
  ['runs', 'accept'],
  ['runs', 'reject'],
  ['prune'],
  ['backup'],
  ['check'],
  ['demo'],
  ['local-hub'],
];

/** A picture but for the night and the port of the Hub it is of. */
function undated(picture: string): string {
  return picture.replace(/night \d{4}-\d\d-\d\d/, 'night').replace(/(127\.0\.0\.1):\d+/, '$1');
}

describe('the README', () => {
  it('is short enough to read', () => {
    expect(readme.split('\n').length).toBeLessThan(300);
  });

  it('shows what the two commands really print', async () => {
    const site = join(tempFolder(), 'site');
    const { stdout } = await oai(['demo', '--quiet', '-o', site]);
    const [demo = '', tests = ''] = [...readme.matchAll(/```text\n(.*?)```/gs)].map(
      ([, block]) => block ?? '',
    );
    expect(demo.split('\n').length).toBeGreaterThan(20);
    expect(stdout).toContain(demo);
    for (const [, picture = ''] of readme.matchAll(/\]\(docs\/pictures\/(.*?)\.svg\)/g)) {
      const shown = readFileSync(new URL(`../../docs/pictures/${picture}.svg`, import.meta.url), 'utf8');
      expect(undated(shown), picture).toBe(undated(readFileSync(join(site, `${picture}-1.svg`), 'utf8')));
    }
    const files = readdirSync(fileURLToPath(new URL('..', import.meta.url)), {
      recursive: true,
      encoding: 'utf8',
    });
    const count = files.filter((file) => file.endsWith('.test.ts')).length;
    expect(tests.trim()).toBe(`Test Files  ${count} passed (${count})`);
  });

  it('names every exit code', () => {
    const named = [...readme.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
    expect(named.sort((a, b) => a - b)).toEqual(Object.values(exitCodes).sort((a, b) => a - b));
  });

  it('names every report, format and setting', () => {
    for (const { name } of reports) expect(readme).toContain(`\`${name}\``);
    for (const format of formats) expect(readme).toContain(`\`${format}\``);
    for (const { flag, env } of Object.values(settings)) {
      expect(readme).toContain(`\`${flag.split(' ')[0]}\``);
      expect(readme).toContain(`\`${env}\``);
    }
  });

  it('names every environment variable that --help names', async () => {
    const section = (await help()).split('Environment:')[1] ?? '';
    const variables = [...section.matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name ?? '');
    expect(variables.length).toBeGreaterThan(5);
    for (const name of variables) expect(readme).toContain(`\`${name}\``);
  });

  it('gives commands that the command line knows', async () => {
    const known = new Map(
      await Promise.all(
        commands.map(async (command) => [command.join(' '), await help(...command)] as const),
      ),
    );
    const lines = [...readme.matchAll(/^oai ([a-z].*?)(?: {2,}.*)?$/gm)].map(([, line]) =>
      (line ?? '').split(' '),
    );
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const words = line.filter((word) => !word.startsWith('-'));
      const command = known.has(`${words[0]} ${words[1]}`) ? `${words[0]} ${words[1]}` : (words[0] ?? '');
      expect(known.has(command), line.join(' ')).toBe(true);
      for (const flag of line.filter((word) => word.startsWith('--')))
        expect(known.get(command), line.join(' ')).toContain(flag);
    }
  });
});

describe('every command', () => {
  it.each(commands.map((command) => [command.join(' '), command] as const))(
    'oai %s --help shows examples',
    async (_, command) => {
      expect(await help(...command)).toMatch(/Examples:\n {2}oai /);
    },
  );

  it('is listed by oai --help', async () => {
    const text = await help();
    for (const [name] of commands) expect(text).toMatch(new RegExp(`^ {2}${name}`, 'm'));
  });
});

describe('the house', () => {
  it('gives a reason for every dependency, and for none that is gone', () => {
    const listed = [...read('docs/dependencies.md').matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, cell]) =>
      (cell ?? '').split(', ').map((name) => name.replaceAll('`', '')),
    );
    expect(listed.sort()).toEqual(
      [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)].sort(),
    );
  });

  it('pins exact versions', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-r\.\d+)?$/.test(version))).toEqual([]);
  });

  it('uses every dependency it makes users install', () => {
    const folder = fileURLToPath(new URL('../../src', import.meta.url));
    const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    expect(Object.keys(manifest.dependencies).filter((name) => !code.includes(`from '${name}`))).toEqual([]);
  });

  it('has a lockfile with the optional packages of every platform and no registry host', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string>; resolved?: string }>;
    };
    const optional = Object.values(packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies ?? {}),
    );
    expect(optional.length).toBeGreaterThan(10);
    expect(optional.filter((name) => packages[`node_modules/${name}`] === undefined)).toEqual([]);
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it('has migrations numbered without a gap', () => {
    expect(shippedMigrations().map(({ number }) => number)).toEqual(
      shippedMigrations().map((_, index) => index + 1),
    );
  });

  it('credits every recorded file in NOTICE', () => {
    const notice = read('NOTICE');
    const files = readdirSync(new URL('../../data/recorded/', import.meta.url));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect(notice).toContain(`data/recorded/${file}\n`);
  });
});

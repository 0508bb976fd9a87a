import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bashScript } from '../../src/cli/completion/bash-script.js';
import { type CompletionCommand, completionTree } from '../../src/cli/completion/completion-tree.js';
import { fishScript } from '../../src/cli/completion/fish-script.js';
import { zshScript } from '../../src/cli/completion/zsh-script.js';
import { buildProgram } from '../../src/cli/program.js';
import { reports } from '../../src/reports/index.js';
import { oai } from '../support/cli.js';
import { completeIn, type Offered, type ShellName, shellNames } from '../support/shell-completion.js';
import { tempFolder } from '../support/temp.js';

const build = (path: readonly string[]) => buildProgram(path, () => undefined);

interface HelpPage {
  /** The words before the one to complete, such as `oai report`. */
  line: string;
  commands: string[];
  flags: string[];
  choices: Map<string, string[]>;
}

/** What the texts of `--help` name, of a command and of all that are listed below it. */
async function readHelp(path: readonly string[] = []): Promise<HelpPage[]> {
  const program = await build(path);
  const command = path.reduce((parent, name) => {
    const found = parent.commands.find((each) => each.name() === name);
    if (found === undefined) throw new Error(`${path.join(' ')} is listed and is not there`);
    return found;
  }, program);
  const text = command.configureHelp({ helpWidth: 10_000 }).helpInformation();
  const section = (title: string): string[] =>
    (new RegExp(`^${title}:\\n((?: {2}.*\\n)*)`, 'm').exec(text)?.[1] ?? '').split('\n').filter(Boolean);
  // Commands stand in groups, each with a title of its own.
  const groups = text.matchAll(/^(?!Options|Arguments)\S.*:\n((?: {2}.*\n)+)/gm);
  const commands = [...groups].flatMap(([, rows]) =>
    [...(rows ?? '').matchAll(/^ {2}([\w-]+)/gm)].map(([, name]) => name ?? ''),
  );
  const options = section('Options');
  const flagsOf = (row: string): string[] =>
    [...row.matchAll(/(?:^ {2}|, )(--?[a-zA-Z][\w-]*)/g)].map(([, flag]) => flag ?? '');
  const choices = options.flatMap((row): [string, string[]][] => {
    const named = /\(choices: (.*?)[,)](?: default| preset|$)/.exec(row)?.[1] ?? '';
    const words = [...named.matchAll(/"(.*?)"/g)].map(([, word]) => word ?? '');
    return words.length === 0 ? [] : [[flagsOf(row.slice(0, row.indexOf('  ', 2))).at(-1) ?? '', words]];
  });
  const page: HelpPage = {
    line: ['oai', ...path].join(' '),
    commands,
    flags: options.flatMap((row) => flagsOf(row.slice(0, row.indexOf('  ', 2)))),
    choices: new Map(choices),
  };
  const below = await Promise.all(
    commands.filter((name) => name !== 'help').map((name) => readHelp([...path, name])),
  );
  return [page, ...below.flat()];
}

const pages: HelpPage[] = [];
beforeAll(async () => {
  pages.push(...(await readHelp()));
}, 60_000);

/** The words a shell offers; of a shell that is not on this machine, the words in its script. */
function offers(
  shell: ShellName,
  script: string,
  lines: readonly string[],
  expected: readonly string[][],
): string[][] {
  const offered = completeIn(shell, script, lines);
  if (offered !== undefined) return offered.map((words) => [...words.keys()].sort());
  return expected.map((words) => words.filter((word) => script.includes(word.replace(/^--?/, ''))));
}

const sorted = (words: readonly string[]): string[] => [...new Set(words)].sort();

describe.each(shellNames)('oai completion %s', (shell) => {
  const scripts: string[] = [];
  const script = (): string => scripts.join('');
  beforeAll(async () => {
    const { code, stdout, stderr } = await oai(['completion', shell]);
    expect([code, stderr]).toEqual([0, '']);
    scripts.push(stdout);
  });

  it('offers every command that a --help lists, and nothing else', () => {
    const groups = pages.filter(({ commands }) => commands.length > 0);
    expect(groups.length).toBeGreaterThan(4);
    const expected = groups.map(({ commands }) => sorted(commands));
    const lines = groups.map(({ line }) => `${line} `);
    expect(offers(shell, script(), lines, expected)).toEqual(expected);
    expect(expected.flat()).toEqual(expect.arrayContaining(reports.map(({ name }) => name)));
  });

  it('offers every option that a --help lists, and nothing else', () => {
    expect(pages.length).toBeGreaterThan(50);
    const expected = pages.map(({ flags }) => sorted(flags));
    const lines = pages.map(({ line }) => `${line} -`);
    expect(offers(shell, script(), lines, expected)).toEqual(expected);
    expect(expected.flat()).toEqual(
      expect.arrayContaining(['--exclude-role', '--metric', '--db', '-o', '-V']),
    );
  }, 60_000);

  it('offers after help the commands that it explains, to any depth', () => {
    const groups = pages.filter(({ commands }) => commands.length > 0);
    const expected = groups.map(({ commands }) => sorted(commands.filter((name) => name !== 'help')));
    const lines = groups.map(({ line }) => `${line.replace('oai', 'oai help')} `);
    expect(offers(shell, script(), lines, expected)).toEqual(expected);
  });

  it('offers the choices of every option that has some, and nothing else', () => {
    const values = pages.flatMap(({ line, choices }) =>
      [...choices].map(([flag, words]) => [`${line} ${flag} `, sorted(words)] as const),
    );
    expect(values.length).toBeGreaterThan(50);
    const expected = values.map(([, words]) => words);
    expect(
      offers(
        shell,
        script(),
        values.map(([line]) => line),
        expected,
      ),
    ).toEqual(expected);
  }, 60_000);

  it('knows where on the line it is', () => {
    const cases: [line: string, words: string[]][] = [
      ['oai schedule ', ['cron', 'github-actions', 'kubernetes', 'launchd', 'systemd']],
      ['oai schedule cr', ['cron']],
      ['oai schedule cron cro', []],
      ['oai completion ', ['bash', 'fish', 'zsh']],
      // The value of an option is no command, and the command after it is found.
      ['oai crawl --db authors au', ['authors']],
      ['oai crawl --endpoint http://127.0.0.1:80 au', ['authors']],
      ['oai report concentration --metric al', ['all-time']],
      ['oai report concentration --quiet --metric al', ['all-time']],
      ['oai help doc', ['doctor']],
      ['oai help crawl doc', []],
      ['oai help crawl ', ['authors', 'datasets', 'spaces']],
      ['oai help report rob', ['robotics']],
      ['oai help report robotics ', []],
      ['oai help registry lint -', []],
      ['oai registry help lin', ['lint']],
      ['oai crawl --limit ', []],
      ['oai nonsense rep', []],
    ];
    const expected = cases.map(([, words]) => words);
    const lines = cases.map(([line]) => line);
    expect(offers(shell, script(), lines, expected)).toEqual(expected);
  });

  it('offers what follows an = as well', () => {
    // fish and zsh take the whole word, bash what follows the =.
    const [words = []] = offers(shell, script(), ['oai report concentration --format=js'], [['json']]);
    expect(words.map((word) => word.replace('--format=', ''))).toEqual(['json']);
  });

  it('offers files and folders where they belong', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'a folder'));
    writeFileSync(join(folder, 'a file.db'), '');
    const lines = [
      'oai backup a',
      'oai status --db a',
      'oai report all -o a',
      'oai registry lint --registry a',
    ];
    const offered = completeIn(shell, script(), lines, folder);
    const plain = (words: Offered): string[] =>
      [...words.keys()].map((word) => word.replaceAll(/\\|\/$/g, '')).sort();
    const both = ['a file.db', 'a folder'];
    if (offered === undefined) expect(script()).toMatch(/director/i);
    else expect(offered.map(plain)).toEqual([both, both, ['a folder'], ['a folder']]);
  });

  it('shows hostile texts as they are and runs nothing in them', () => {
    const folder = tempFolder();
    const mark = join(folder, 'ran');
    const text = `it's "50 %" of $HOME [a] {b,c}: \\x é *; $(touch ${mark}) \`touch ${mark}\` | & > <`;
    const evil = `$(touch ${mark})`;
    const value = { name: `a:b'[c]${evil}`, words: ['plain', `wo'rd`], paths: null, variadic: false };
    const tree: CompletionCommand[] = [
      {
        path: [],
        options: [
          { flags: ['-x', '--xx'], description: text, value, repeatable: false },
          { flags: ['--yy'], description: text, value: null, repeatable: false },
        ],
        arguments: [],
        subcommands: [
          { name: 'one', summary: text },
          { name: 'two', summary: evil },
        ],
      },
      { path: ['one'], options: [], arguments: [value], subcommands: [] },
    ];
    const write = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell];
    const offered = completeIn(shell, shell === 'zsh' ? `#compdef oai\n${write(tree)}` : write(tree), [
      'oai on',
      'oai --y',
      'oai tw',
      'oai --xx pl',
      'oai one wo',
    ]);
    if (offered === undefined) expect(write(tree)).toContain('plain');
    else {
      expect(offered.map((words) => [...words.keys()].map((word) => word.replaceAll('\\', '')))).toEqual([
        ['one'],
        ['--yy'],
        ['two'],
        ['plain'],
        [`wo'rd`],
      ]);
      if (shell !== 'bash') {
        expect(offered.slice(0, 3).map((words) => [...words.values()])).toEqual([[text], [text], [evil]]);
      }
    }
    expect(existsSync(mark)).toBe(false);
  });
});

describe('oai completion', () => {
  it('writes the script to a file with -o', async () => {
    const file = join(tempFolder(), '_oai');
    expect(await oai(['completion', 'zsh', '-o', file])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(file)).toBe(true);
  });

  it('exits 2 on a shell it does not know', async () => {
    const { code, stdout, stderr } = await oai(['completion', 'tcsh']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish.');
  });

  it('can take an option of one name to be one thing: it has a value everywhere or nowhere', async () => {
    const kinds = new Map<string, boolean>();
    for (const { path, options } of await completionTree(build)) {
      for (const { flags, value } of options) {
        for (const flag of flags) {
          expect(kinds.get(flag) ?? value !== null, `${path.join(' ')} ${flag}`).toBe(value !== null);
          kinds.set(flag, value !== null);
        }
      }
    }
    expect(kinds.size).toBeGreaterThan(50);
  });
});

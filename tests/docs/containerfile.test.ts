import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { readContainerfile, readIgnoreFile } from '../support/containerfile.js';
import { oai } from '../support/cli.js';
import { serve } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { findTool } from '../support/system-tool.js';
import { tempFolder } from '../support/temp.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('docs/deploy/Containerfile', () => {
  const stages = readContainerfile(read('docs/deploy/Containerfile'));
  const last = stages.at(-1) ?? [];
  const of = (name: string) => last.filter((each) => each.name === name).map(({ text }) => text);
  const copies = stages.flat().filter(({ name }) => name === 'COPY');
  const contextSources = copies
    .filter(({ text }) => !text.startsWith('--from='))
    .flatMap(({ text }) => text.split(' ').slice(0, -1));
  const ignored = readIgnoreFile(read('.dockerignore'));

  it('copies what there is, and from stages that are before', () => {
    expect(copies.length).toBeGreaterThan(6);
    for (const source of contextSources) expect(existsSync(join(root, source)), source).toBe(true);
    expect(copies.filter(({ text }) => text.startsWith('--from=')).map(({ text }) => text)).toEqual([
      '--from=build /build/runtime node_modules',
      '--from=build /build/dist dist',
    ]);
    expect(stages[0]?.[0]?.text).toMatch(/ AS build$/);
  });

  it('is sent all that it copies, and nothing else', () => {
    for (const source of contextSources) {
      const below = statSync(join(root, source)).isDirectory()
        ? readdirSync(join(root, source), { recursive: true, encoding: 'utf8' })
        : [];
      const sent = [source, ...below.map((file) => join(source, file))];
      expect(sent.filter(ignored)).toEqual([]);
    }
    const others = ['.git/config', 'node_modules/zod/package.json', 'dist/index.js', 'docs/api.md', '.env'];
    const stores = ['oai.db', 'oai.db-wal', 'oai.db.lock', 'data/oai.db', 'src/store/try.db-shm'];
    for (const path of [...others, ...stores]) expect(ignored(path), path).toBe(true);
  });

  it('has commands that a shell can read and shellcheck finds no fault with', () => {
    const commands = stages.flat().filter(({ name }) => name === 'RUN');
    expect(commands.length).toBeGreaterThan(4);
    const shellcheck = findTool('shellcheck');
    for (const { text } of commands) {
      const input = `#!/bin/sh -e\n${text}\n`;
      const checks = [['sh', '-n'], ...(shellcheck === undefined ? [] : [[shellcheck, '-']])];
      for (const [program = '', flag = ''] of checks) {
        const { status, stdout, stderr } = spawnSync(program, [flag], { input, encoding: 'utf8' });
        expect([status, stdout, stderr], text).toEqual([0, '', '']);
      }
    }
  });

  it('runs as another user than root, with the store on a volume, and knows no token', () => {
    expect(of('USER')).toEqual(['1000:1000']);
    expect(of('VOLUME')).toEqual(['/data']);
    expect(of('ENV').join(' ')).toContain('OAI_DB=/data/oai.db');
    expect(of('ENTRYPOINT')).toEqual(['["tini", "--", "oai"]']);
    expect(read('docs/deploy/Containerfile')).not.toMatch(/token/i);
  });

  it('is the image that `oai schedule kubernetes` starts', async () => {
    const { stdout } = await oai(['schedule', 'kubernetes']);
    expect(stdout).toContain(`${of('WORKDIR')[0]}/bin/oai.js`);
    expect(stdout).toContain('runAsUser: 1000');
    expect(stdout).toContain('mountPath: "/data"');
  });

  it('has in it all that a night, its check and its monitor need', async () => {
    const folder = tempFolder();
    const app = join(folder, 'app');
    mkdirSync(app);
    for (const text of of('COPY')) {
      const words = text.split(' ');
      const target = words.at(-1) ?? '';
      for (const source of words.slice(0, -1).filter((word) => !word.startsWith('--'))) {
        const from = join(
          root,
          source.replace('/build/runtime', 'node_modules').replace('/build/dist', 'dist'),
        );
        const to = target === './' ? join(app, source) : join(app, target);
        if (source === '/build/runtime') symlinkSync(from, to);
        else if (source.startsWith('/build/')) cpSync(from, to, { recursive: true });
        else cpSync(from, to, { recursive: true, filter: (file) => !ignored(relative(root, file)) });
      }
    }
    const hub = await serve({ source: recordedSource(plainModels(200)), quota: { anonymous: 1e6 } });
    const inContainer = (...args: string[]) =>
      new Promise<{ code: number | null; said: string }>((resolve, reject) => {
        const child = spawn(process.execPath, [join(app, 'bin', 'oai.js'), ...args], {
          cwd: folder,
          env: {
            PATH: '/usr/bin:/bin',
            OAI_DB: join(folder, 'oai.db'),
            HF_ENDPOINT: hub.endpoint,
            OAI_BUDGET: '1',
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let said = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
        child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, said }));
      });
    const job = JSON.parse(of('CMD')[0] ?? '[]') as string[];
    expect(await inContainer('status', '--max-age', '36h')).toMatchObject({ code: 5 });
    expect(await inContainer(...job)).toEqual({ code: 0, said: '' });
    expect(await inContainer('status', '--max-age', '36h')).toMatchObject({ code: 0 });
    expect(await inContainer('check')).toMatchObject({ code: 0 });
    expect(await inContainer('report', 'geography')).toMatchObject({ code: 0 });
  });
});

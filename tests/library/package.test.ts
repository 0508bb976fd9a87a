import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { changingHub } from '../support/changing-hub.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** A new folder in which `oai` is this package. */
function consumer(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'oai'));
  return folder;
}

const program = `
import { crawl, type CrawlEvent, type Night, openStore, renderReport, type ReportOutput, reports, type Run, StoppedEarlyError, type Store } from 'oai';

const seen: CrawlEvent['kind'][] = [];
async function main(): Promise<string> {
  const { run, complete }: { run: Run; complete: boolean } = await crawl({
    db: 'oai.db',
    author: 'google',
    signal: new AbortController().signal,
    onEvent: (event) => {
      seen.push(event.kind);
      if (event.kind === 'page') event.pageModels.toFixed();
    },
  });
  const store: Store = openStore('oai.db', { readonly: true });
  const nights: Night[] = store.nights();
  const output: ReportOutput = await reports.run('tail', { store, night: { run: run.run }, params: { top: 5 } });
  return renderReport(output, 'md', { language: 'ru' }) + String(complete) + nights.length + output.view.tables[0]?.name;
}
main().catch((error: unknown) => {
  if (error instanceof StoppedEarlyError) seen.push(error.todo === undefined ? 'page' : 'retry');
});
`;

const mistakes = `
import { crawl, openStore, renderReport, reports } from 'oai';
openStore('oai.db').db;
crawl({ limit: 5 });
renderReport(await reports.run('tail', { store: openStore('oai.db') }), 'pdf');
`;

/** What the compiler says of a module beside the package, and which files it read. */
function compile(text: string): { errors: string[]; files: string[] } {
  const file = join(consumer(), 'consumer.mts');
  writeFileSync(file, text);
  const compiled = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: [],
  });
  return {
    errors: ts
      .getPreEmitDiagnostics(compiled)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\\n')),
    files: compiled.getSourceFiles().map(({ fileName }) => fileName),
  };
}

describe('the package', () => {
  it('runs the example of its documentation as it is printed', async () => {
    const { hub } = await changingHub(plainModels(300));
    const folder = consumer();
    copyFileSync(join(root, 'docs/examples/top-authors.mjs'), join(folder, 'top-authors.mjs'));
    const { stdout, stderr } = await run(process.execPath, ['top-authors.mjs', hub.endpoint], {
      cwd: folder,
    });
    expect(stderr).toMatch(/^40 models\n(\d+ models\n)+300 models\n$/);
    expect(stdout).toMatch(/^# .*models/);
  });

  it('has types that a strict program is compiled with, which need no types of others', () => {
    const { errors, files } = compile(program);
    expect(errors).toEqual([]);
    expect(files.some((file) => file.endsWith('/dist/index.d.ts'))).toBe(true);
    expect(files.filter((file) => /better-sqlite3|zod|commander/.test(file))).toEqual([]);
  });

  it('has types that show mistakes, and hide what is behind a store', () => {
    const { errors } = compile(mistakes);
    expect(errors).toHaveLength(3);
    expect(errors[0]).toContain(`Property 'db' does not exist on type 'Store'`);
  });

  it('holds the library, its types and its documentation, and lets nothing else be imported', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    for (const path of [
      'dist/index.js',
      'dist/index.d.ts',
      'docs/api.md',
      'docs/examples/top-authors.mjs',
      'bin/oai.js',
    ]) {
      expect(paths).toContain(path);
    }
    const folder = consumer();
    writeFileSync(join(folder, 'inner.mjs'), `import 'oai/dist/store/open.js';`);
    await expect(run(process.execPath, ['inner.mjs'], { cwd: folder })).rejects.toThrow(
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    );
  });
});

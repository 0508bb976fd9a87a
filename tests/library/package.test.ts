import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
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
import { type ConcentrationResult, crawl, type CrawlEvent, type Night, openStore, renderReport, type ReportOutput, type ReportResults, reports, type Run, StoppedEarlyError, type Store } from 'oai';

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
  const { result } = await reports.run('concentration', { store });
  for (const { k, share } of result.top) seen.push(share !== null && share > 0.5 && k.toFixed() === '10' ? 'page' : 'wait');
  const same: ReportResults['concentration'] & ConcentrationResult = result;
  const drift = (await reports.run('licence-drift', { store })).result.edges;
  renderReport(await reports.run('geography', { store }), 'json');
  const named: string = 'tail';
  const unknown: unknown = (await reports.run(named, { store })).result['tails'];
  return String(same.gini?.toFixed(3)) + String(drift) + String(unknown) + renderReport(output, 'md', { language: 'ru' }) + String(complete) + nights.length + output.view.tables[0]?.name;
}
main().catch((error: unknown) => {
  if (error instanceof StoppedEarlyError) seen.push(error.todo === undefined ? 'page' : 'retry');
});
`;

const mistakes = `
import { crawl, openStore, renderReport, reports } from 'oai';
openStore('oai.db').db;
crawl({ limit: 5 });
const { result } = await reports.run('tail', { store: openStore('oai.db') });
result.heads;
renderReport(await reports.run('tail', { store: openStore('oai.db') }), 'pdf');
`;

/** What the compiler says of two modules beside the package, and which files it read. */
function compiled(): { errors: string[][]; files: string[] } {
  const folder = consumer();
  const modules = [program, mistakes].map((text, index) => {
    const file = join(folder, `consumer-${index}.mts`);
    writeFileSync(file, text);
    return file;
  });
  const compiler = ts.createProgram(modules, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: [],
  });
  return {
    errors: modules.map((module) =>
      ts
        .getPreEmitDiagnostics(compiler, compiler.getSourceFile(module))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ),
    files: compiler.getSourceFiles().map(({ fileName }) => fileName),
  };
}

describe('the package', () => {
  it('has types that a strict program is compiled with, which show mistakes and need no types of others', () => {
    const { errors, files } = compiled();
    const [right, wrong] = errors;
    expect(right).toEqual([]);
    expect(wrong).toHaveLength(4);
    expect(wrong?.[0]).toContain(`Property 'db' does not exist on type 'Store'`);
    expect(wrong?.[2]).toContain(`Property 'heads' does not exist`);
    expect(files.some((file) => file.endsWith('/dist/index.d.ts'))).toBe(true);
    expect(files.filter((file) => /better-sqlite3|zod|commander/.test(file))).toEqual([]);
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

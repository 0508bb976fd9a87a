import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

const head = `# The library

\`\`\`js
import { openStore, crawl, reports } from 'oai';
\`\`\`

does in a program what the command line does in a terminal, by the same code. It prints nothing, reads no environment variable and never ends the process; what
goes wrong is thrown as one of the errors below. [examples/top-authors.mjs](examples/top-authors.mjs) is a whole program. This page is made from the docstrings;
[report-results.md](report-results.md) has the result of each report.
`;

/** The page of everything that `src/index.ts` exports: its signature as declared, and its docstring. */
export function apiPage(): string {
  const program = ts.createProgram([`${root}src/index.ts`], compilerOptions());
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(`${root}src/index.ts`);
  const symbol = index && checker.getSymbolAtLocation(index);
  if (symbol === undefined) throw new Error('src/index.ts exports nothing');
  const entries = checker.getExportsOfModule(symbol).map((exported) => {
    const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const [declaration] = target.declarations ?? [];
    if (declaration === undefined) throw new Error(`${exported.name} is declared nowhere`);
    return { name: exported.name, declaration, text: entryText(exported.name, target, declaration, checker) };
  });
  const onThisPage = entries.filter(
    ({ name, declaration }) => name === 'ReportResults' || !isResult(declaration),
  );
  const section = (title: string, isOf: (declaration: ts.Declaration) => boolean): string =>
    [
      `## ${title}\n`,
      ...onThisPage
        .filter(({ declaration }) => isOf(declaration))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ text }) => text),
    ].join('\n');
  return [
    head,
    section('Functions', (node) => !isType(node) && !ts.isClassDeclaration(node)),
    section('Types', isType),
    section('Errors', ts.isClassDeclaration),
  ].join('\n');
}

export function compilerOptions(): ts.CompilerOptions {
  const config: unknown = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path)).config;
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

/** Of the many types that are made from the reports. */
function isResult(node: ts.Declaration): boolean {
  return node.getSourceFile().fileName.endsWith('/library/report-results.ts');
}

function isType(node: ts.Declaration): boolean {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

function entryText(name: string, symbol: ts.Symbol, node: ts.Declaration, checker: ts.TypeChecker): string {
  const words = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const tags = symbol.getJsDocTags(checker);
  const ofKind = (kind: string): string[] =>
    tags.filter((tag) => tag.name === kind).map(({ text }) => ts.displayPartsToString(text));
  const throws = ofKind('throws').map((text) => `- \`${text.replace(' ', '` ')}`);
  return [
    `### ${name}\n`,
    ...(words === '' ? [] : [`${words}\n`]),
    `\`\`\`ts\n${signature(node)}\n\`\`\`\n`,
    ...(throws.length === 0 ? [] : [`Throws:\n\n${throws.join('\n')}\n`]),
    ...ofKind('example').map((code) => `\`\`\`js\n${code.trim()}\n\`\`\`\n`),
  ].join('\n');
}

/** A declaration without its body; the comments of the members of a type stay. */
function signature(node: ts.Declaration): string {
  const text = node.getText().replace(/^export /, '');
  if (ts.isFunctionDeclaration(node) && node.body !== undefined)
    return text.slice(0, text.length - node.body.getFullText().length);
  if (ts.isVariableDeclaration(node))
    return `const ${node.name.getText()}: ${node.type?.getText() ?? 'unknown'}`;
  if (ts.isClassDeclaration(node)) return text.slice(0, text.indexOf('{')).trim();
  return text;
}

/** The page as it is now. */
export const readApiPage = (): string => readFileSync(`${root}docs/api.md`, 'utf8');

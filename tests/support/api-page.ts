import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const entry = fileURLToPath(new URL('../../src/index.ts', import.meta.url));

const opening = `# The library

What the commands do, for programs. The same code, without a terminal: it prints nothing, handles no signal, does not end the
process, and reads no environment variable and no configuration file; pass what it shall know.

\`\`\`js
import { crawl, openStore, renderReport, reports } from 'oai';
\`\`\`

A whole program: [examples/top-authors.mjs](examples/top-authors.mjs). It needs Node 20.19 or newer and ES modules; types are there.
Times are milliseconds since 1970-01-01 UTC, dates are \`YYYY-MM-DD\` in UTC, \`null\` is "not known". An error has \`message\`, \`why\` and
\`todo\`; its class says what happens next. What is not on this page is not part of the library and may change.

This page is made from the docstrings by \`UPDATE_DOCS=1 npx vitest run tests/library/api-page.test.ts\`.`;

/** The page on the library, made from the docstrings of all that `src/index.ts` exports. */
export function apiPage(): string {
  const program = ts.createProgram([entry], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const exported = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (exported === undefined) throw new Error('src/index.ts exports nothing');
  const parts = checker.getExportsOfModule(exported).map((symbol) => {
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return describe(isAlias ? checker.getAliasedSymbol(symbol) : symbol, checker);
  });
  const section = (kind: Part['kind']): string =>
    parts
      .filter((part) => part.kind === kind)
      .map(({ text }) => text)
      .join('\n\n');
  return [
    opening,
    '## Functions',
    section('function'),
    '## Errors',
    section('error'),
    '## Types',
    section('type'),
  ].join('\n\n');
}

interface Part {
  kind: 'function' | 'error' | 'type';
  text: string;
}

function describe(symbol: ts.Symbol, checker: ts.TypeChecker): Part {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined) throw new Error(`${symbol.name} is declared nowhere`);
  const doc = linked(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
  if (doc === '' && !ts.isTypeAliasDeclaration(declaration))
    throw new Error(`${symbol.name} has no docstring`);
  if (ts.isClassDeclaration(declaration)) {
    const [base] = declaration.heritageClauses?.[0]?.types ?? [];
    const extended = base === undefined ? '' : ` (a \`${base.getText()}\`)`;
    return { kind: 'error', text: `- **\`${symbol.name}\`**${extended}: ${doc.replaceAll('\n', ' ')}` };
  }
  const isFunction = ts.isFunctionDeclaration(declaration) || ts.isVariableDeclaration(declaration);
  const code = ts.isFunctionDeclaration(declaration)
    ? declaration
        .getText()
        .slice(0, (declaration.body?.getStart() ?? 0) - declaration.getStart())
        .trim()
        .replace(/^export (async )?/, '')
    : ts.isVariableDeclaration(declaration)
      ? `const ${symbol.name}: ${checker.typeToString(checker.getTypeOfSymbol(symbol))}`
      : declaration.getText().replace(/^export /, '');
  return {
    kind: isFunction ? 'function' : 'type',
    text: [`### ${symbol.name}`, fenced('ts', code), doc, ...tagsOf(symbol, checker)]
      .filter((text) => text !== '')
      .join('\n\n'),
  };
}

/** What a docstring says of parameters, errors and use. */
function tagsOf(symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
  const tags = symbol
    .getJsDocTags(checker)
    .map(({ name, text = [] }) => ({ name, text: linked(ts.displayPartsToString(text)) }));
  const list = (tag: string): string =>
    tags
      .filter(({ name }) => name === tag)
      .map(({ text }) => text.replaceAll('\n', ' ').replace(/^(\w+) /, '`$1` '))
      .map((text) => (tag === 'throws' ? `- throws ${text}` : `- ${text}`))
      .join('\n');
  const examples = tags.filter(({ name }) => name === 'example').map(({ text }) => fenced('js', text));
  return [[list('param'), list('throws')].filter((text) => text !== '').join('\n'), ...examples];
}

function linked(text: string): string {
  return text.replaceAll(/\{@link (\w+)\}/g, '`$1`');
}

function fenced(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}

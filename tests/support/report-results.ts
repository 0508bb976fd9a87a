import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { compilerOptions } from './api-page.js';

const folder = fileURLToPath(new URL('../../src/reports/', import.meta.url));

const head = `/**
 * What each report computes, as plain data: keys in snake_case, with units and windows in their names; a share is a fraction from 0 to 1, null is
 * "unknown". Made from the results of src/reports, so that a program needs none of the types they are made of:
 * UPDATE_DOCS=1 npx vitest run tests/docs/api.test.ts
 */

import type { Cell } from '../reports/types.js';
`;

/** The module of the library that gives the result of each of these reports as a type of its own. */
export function reportResults(names: readonly string[]): string {
  const files = ts.sys.readDirectory(folder, ['.ts'], undefined, undefined, 1);
  const program = ts.createProgram(files, compilerOptions());
  const checker = program.getTypeChecker();
  const results = new Map(
    files
      .flatMap((file) => definitions(program.getSourceFile(file), checker))
      .map((each) => [each.name, each]),
  );
  const typed = names.map((name) => {
    const result = results.get(name)?.result;
    if (result === undefined) throw new Error(`no defineReport of the name ${name}`);
    return { name, type: typeName(name), result };
  });
  const writer = new TypeWriter(
    checker,
    typed.map(({ result }) => result),
  );
  return [
    head,
    ...writer.shared(),
    ...typed.map(
      ({ name, type, result }) =>
        `/** Of the report \`${name}\`. */\nexport type ${type} = ${writer.objectText(result)};\n`,
    ),
    `/** The result of each report, by its name. */\nexport interface ReportResults {`,
    ...typed.map(({ name, type }) => `  '${name}': ${type};`),
    '}\n',
  ].join('\n');
}

/** The page of these types: one part a report, and one of what several have. */
export function reportResultsPage(module: string): string {
  const { statements } = ts.createSourceFile('report-results.ts', module, ts.ScriptTarget.Latest, true);
  const types = statements.filter(ts.isTypeAliasDeclaration);
  const [results, shared] = [types.filter(isExported), types.filter((type) => !isExported(type))];
  const block = (nodes: readonly ts.Node[]): string =>
    `\`\`\`ts\n${nodes.map((node) => node.getFullText().trim()).join('\n\n')}\n\`\`\`\n`;
  return [
    `# The results of the reports

What \`reports.run(name, ...)\` gives as \`result\`, and \`oai report NAME --json\` prints: plain data, keys in snake_case, with units and windows in their
names. A share is a fraction from 0 to 1, null is "unknown". [api.md](api.md) has the rest of the library. This page is made from the types of the reports.
`,
    ...results.map((type) => `## ${type.name.text}\n\n${block([type])}`),
    `## Of several reports\n\n${block(shared)}`,
  ].join('\n');
}

function isExported(type: ts.TypeAliasDeclaration): boolean {
  return type.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** `LicenceDriftResult` for `licence-drift`. */
function typeName(report: string): string {
  const words = report.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Result`;
}

/** The calls of defineReport in a file: the name that each gives, and the type of what it computes. */
function definitions(
  file: ts.SourceFile | undefined,
  checker: ts.TypeChecker,
): { name: string; result: ts.Type }[] {
  const found: { name: string; result: ts.Type }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'defineReport') {
      const [argument] = node.arguments;
      const name = argument && /\bname: '([\w-]+)'/.exec(argument.getText())?.[1];
      const parameter = checker.getResolvedSignature(node)?.parameters[0];
      const definition = parameter && checker.getTypeOfSymbol(parameter);
      const result = definition && checker.getTypeArguments(definition as ts.TypeReference)[1];
      if (name === undefined || result === undefined) throw new Error(`unknown report: ${node.getText()}`);
      found.push({ name, result });
    }
    ts.forEachChild(node, visit);
  };
  if (file !== undefined) visit(file);
  return found;
}

/** Writes types out, whatever names they are made of; what stands in several places keeps its name. */
class TypeWriter {
  readonly #checker: ts.TypeChecker;
  /** Declared types below the results, with the number of their places; in the end those that keep their name. */
  readonly #places = new Map<ts.Symbol, { type: ts.Type; count: number }>();
  #complete = false;

  constructor(checker: ts.TypeChecker, results: readonly ts.Type[]) {
    this.#checker = checker;
    for (const result of results) this.objectText(result);
    const names = [...this.#places.keys()].map(({ name }) => name);
    for (const [symbol, { count }] of this.#places) {
      const alone = names.indexOf(symbol.name) === names.lastIndexOf(symbol.name);
      if (count === 1 || !alone) this.#places.delete(symbol);
    }
    this.#complete = true;
  }

  /** The declarations of what stands in several places. */
  shared(): string[] {
    return [...this.#places].map(([symbol, { type }]) => {
      const words = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
      return `${comment(words)}type ${symbol.name} = ${this.objectText(type)};\n`;
    });
  }

  objectText(type: ts.Type): string {
    const members = this.#checker.getPropertiesOfType(type).map((property) => this.#memberText(property));
    const index = this.#checker.getIndexInfoOfType(type, ts.IndexKind.String);
    // That a result may be read by any key says nothing of it.
    if (index !== undefined && !(index.type.flags & ts.TypeFlags.Unknown)) {
      members.push(`[key: string]: ${this.#typeText(index.type)};`);
    }
    if (members.length === 0) throw new Error(`${this.#plainText(type)} is no plain data`);
    return `{\n${members.join('\n')}\n}`;
  }

  #memberText(property: ts.Symbol): string {
    if (property.flags & ts.SymbolFlags.Method) throw new Error(`${property.name} is no plain data`);
    const words = ts.displayPartsToString(property.getDocumentationComment(this.#checker));
    const mark = property.flags & ts.SymbolFlags.Optional ? '?' : '';
    return `${comment(words)}'${property.name}'${mark}: ${this.#typeText(this.#checker.getTypeOfSymbol(property))};`;
  }

  #typeText(type: ts.Type): string {
    if (type.aliasSymbol?.name === 'Cell') return 'Cell';
    if (type.isUnion() && type.types.some(isObject)) {
      const [objects, others] = [type.types.filter(isObject), type.types.filter((each) => !isObject(each))];
      return [...objects, ...others].map((each) => this.#typeText(each)).join(' | ');
    }
    if (!isObject(type)) return this.#plainText(type);
    if (!this.#checker.isArrayType(type)) return this.#named(type) ?? this.objectText(type);
    const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
    const array = `(${item === undefined ? 'unknown' : this.#typeText(item)})[]`;
    return this.#plainText(type).startsWith('readonly ') ? `readonly ${array}` : array;
  }

  /** The name of a type that keeps it. */
  #named(type: ts.Type): string | undefined {
    const symbol = type.getSymbol();
    if (symbol === undefined || !(symbol.flags & ts.SymbolFlags.Interface)) return undefined;
    const known = this.#places.get(symbol);
    if (this.#complete) return known && symbol.name;
    this.#places.set(symbol, { type, count: (known?.count ?? 0) + 1 });
    return undefined;
  }

  #plainText(type: ts.Type): string {
    return this.#checker.typeToString(
      type,
      undefined,
      ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias,
    );
  }
}

function comment(words: string): string {
  return words === '' ? '' : `/** ${words} */\n`;
}

function isObject(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
}

import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { render } from '../../src/render/index.js';
import { safeWords } from '../../src/render/text-layout.js';
import type { Graph } from '../../src/reports/graph.js';
import { integer, phrase } from '../../src/reports/phrase.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { exampleOutput } from './example-output.js';
import { hostileNames, unsafeCodePoints } from './hostile-names.js';

const attacks = [
  ...hostileNames,
  'a"]; click n1 "javascript:alert(1)"',
  'a"] --> n2["b',
  '-->|x| n9',
  '%%{init: {"theme":"dark"}}%%',
  '</text><script>alert(1)</script>',
  '\\N \\G \\l \\"',
  'ends in a backslash\\',
  '"]; evil [label="',
  '#quot;&quot;&#34;',
  ':::faded',
  '```\n# out of the fence',
  'subgraph end',
];

const plain = { width: 80, colour: false, unicode: true };

const node = (label: string, more = 0, faded = false): Graph['nodes'][number] => ({
  label,
  note: faded ? phrase`gone` : phrase`${integer(12)} downloads, mit`,
  faded,
  more: more === 0 ? null : phrase`and ${integer(more)} more`,
});

function outputWith(graph: Omit<Graph, 'above' | 'below'>): ReportOutput {
  return exampleOutput((output) => {
    output.view.graph = { above: phrase`What it comes from`, below: phrase`What comes from it`, ...graph };
  });
}

const diamond = outputWith({
  nodes: [
    node('x/focus', 1234),
    node('x/base'),
    node('x/root', 0, true),
    node('x/a'),
    node('x/b'),
    node('x/c', 5),
  ],
  focus: 0,
  edges: [
    { base: 1, derived: 0, label: 'merge' },
    { base: 2, derived: 0, label: 'merge' },
    { base: 2, derived: 1, label: 'finetune' },
    { base: 0, derived: 3, label: 'adapter, finetune' },
    { base: 0, derived: 4, label: 'quantized' },
    { base: 3, derived: 5, label: 'merge' },
    { base: 4, derived: 5, label: 'merge' },
  ],
});

/** One node for each attack: derivatives of the first. */
const hostile = outputWith({
  nodes: attacks.map((name) => node(name)),
  focus: 0,
  edges: attacks.slice(1).map((_, index) => ({ base: 0, derived: index + 1, label: 'finetune' })),
});

describe('a graph on a terminal', () => {
  it('is one tree upwards and one downwards, what is met again not gone into again', () => {
    expect(render('table', diamond, plain)).toContain(
      [
        'What it comes from',
        'x/focus',
        '├─ merge: x/base (12 downloads, mit)',
        '│  └─ finetune: x/root (gone)',
        '└─ merge: x/root (gone), see above',
        '',
        'What comes from it',
        'x/focus',
        '├─ adapter, finetune: x/a (12 downloads, mit)',
        '│  └─ merge: x/c (12 downloads, mit)',
        '│     └─ and 5 more',
        '├─ quantized: x/b (12 downloads, mit)',
        '│  └─ merge: x/c (12 downloads, mit), see above',
        '└─ and 1\u202F234 more',
        '',
      ].join('\n'),
    );
  });

  it('is drawn in ASCII where the terminal has nothing else', () => {
    const text = render('table', diamond, { ...plain, unicode: false });
    expect(text).toContain(
      '|- merge: x/base (12 downloads, mit)\n|  `- finetune: x/root (gone)\n`- merge: x/root',
    );
  });

  it('stays within the width however deep it goes, and draws a chain longer than a call stack', () => {
    const count = 20_000;
    const chain = outputWith({
      nodes: Array.from({ length: count }, (_, index) => node(`x/m${index}`)),
      focus: 0,
      edges: Array.from({ length: count - 1 }, (_, index) => ({
        base: index + 1,
        derived: index,
        label: 'finetune',
      })),
    });
    const lines = render('table', chain, { ...plain, width: 60 }).split('\n');
    const drawn = lines.filter((line) => line.includes('finetune: x/m'));
    expect(drawn).toHaveLength(count - 1);
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(drawn.at(-1)).toContain(`x/m${count - 1}`);
  });

  it('ends in a circle', () => {
    const circle = outputWith({
      nodes: [node('x/a'), node('x/b')],
      focus: 0,
      edges: [
        { base: 0, derived: 1, label: 'finetune' },
        { base: 1, derived: 0, label: 'finetune' },
      ],
    });
    expect(render('table', circle, plain)).toContain(
      'x/a\n└─ finetune: x/b (12 downloads, mit)\n   └─ finetune: x/a (12 downloads, mit), see above\n',
    );
  });

  it.each(['table', 'md'] as const)('keeps hostile names harmless (%s)', (format) => {
    const text = render(format, hostile, plain);
    expect(unsafeCodePoints(text)).toEqual([]);
    expect(text.match(/─ finetune: /g)).toHaveLength(attacks.length - 1);
  });
});

describe('a graph for Graphviz', () => {
  const quoted = '"(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
  const attribute = `(?:label=${quoted}|style="[a-z,]+"|style=dotted|shape=(?:box|plaintext)|arrowhead=none)`;
  const attributes = `\\[${attribute}(?:, ${attribute})*\\]`;
  const statement = new RegExp(`^  (?:node|n\\d+(?:_more)?|n\\d+ -> n\\d+(?:_more)?) ${attributes};$`, 'u');
  const isLine = (line: string): boolean =>
    line.startsWith('// ') || /^digraph "[a-z0-9-]+" \{$/.test(line) || line === '}' || statement.test(line);

  it.each([diamond, hostile])('is one digraph of the grammar, whatever the names are', (output) => {
    const text = render('dot', output, plain);
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => !isLine(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('digraph'))).toHaveLength(1);
    expect(lines.indexOf('}')).toBe(lines.length - 1);
    expect(unsafeCodePoints(text)).toEqual([]);
  });

  it('shows every name letter by letter', () => {
    const text = render('dot', hostile, plain);
    const labels = [...text.matchAll(/^ {2}n\d+ \[label="((?:[^"\\]|\\.)*)"/gm)].map(([, label = '']) =>
      label
        .replace(/(?:^|\\n)12 downloads, mit$/, '')
        .replace(/\\(["\\])/g, '$1')
        .replaceAll('&amp;', '&'),
    );
    expect(labels).toEqual(attacks.map((name) => safeWords(name, '…')));
  });

  it('joins bases to what derives from them, and says what is left out', () => {
    const text = render('dot', diamond, plain);
    expect(text).toContain('  n2 -> n1 [label="merge"];\n');
    expect(text).toContain('  n3 [label="x/root\\ngone", style="dashed"];\n');
    expect(text).toContain('  n1_more [label="and 1\u202F234 more", shape=plaintext];\n');
    expect(text.match(/^ {2}n\d+ -> n\d+ /gm)).toHaveLength(7);
  });
});

describe('a graph for Mermaid', () => {
  const words = '(?:[A-Za-z0-9 ,./:_-]|[^\\u0000-\\u007F]|#\\d+;)';
  const line = new RegExp(
    [
      '^flowchart TD$',
      `^  %% ${words}*$`,
      `^  n\\d+\\["${words}+(?:<br>${words}+)?"\\](?::::faded)?$`,
      `^  n\\d+ -\\.- n\\d+_more\\(\\["${words}+"\\]\\)$`,
      `^  n\\d+ -->\\|"${words}+"\\| n\\d+$`,
      '^  classDef faded stroke-dasharray: 5 5$',
      '^  style n\\d+ stroke-width: 3px$',
    ].join('|'),
    'u',
  );

  it.each([diamond, hostile])('is a flowchart of the grammar, whatever the names are', (output) => {
    const text = render('mermaid', output, plain);
    expect(
      text
        .trimEnd()
        .split('\n')
        .filter((each) => !line.test(each)),
    ).toEqual([]);
    expect(unsafeCodePoints(text)).toEqual([]);
  });

  it('shows every name letter by letter', () => {
    const text = render('mermaid', hostile, plain);
    const labels = [...text.matchAll(/^ {2}n\d+\["(.*)"\]$/gm)].map(([, label = '']) =>
      label
        .replace(/(?:^|<br>)12 downloads, mit$/, '')
        .replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
    );
    expect(labels).toEqual(attacks.map((name) => safeWords(name, '…')));
  });

  it('joins bases to what derives from them, and says what is left out', () => {
    const text = render('mermaid', diamond, plain);
    expect(text).toContain('  n2 -->|"merge"| n1\n');
    expect(text).toContain('  n3["x/root<br>gone"]:::faded\n');
    expect(text).toContain('  n1 -.- n1_more(["and 1\u202F234 more"])\n');
    expect(text).toContain('  style n1 stroke-width: 3px\n');
  });
});

it.each(['dot', 'mermaid'] as const)(
  'is not there for a report without one, which --format %s says',
  (format) => {
    expect(() => render(format, exampleOutput(), plain)).toThrow(UsageError);
    expect(() => render(format, exampleOutput(), plain)).toThrow(/The report concentration has no graph/);
  },
);

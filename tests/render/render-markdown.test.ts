import { describe, expect, test } from 'vitest';
import { markdownText } from '../../src/render/markdown-text.js';
import { renderMarkdown } from '../../src/render/render-markdown.js';
import { phrase } from '../../src/reports/phrase.js';
import { exampleOutput } from './example-output.js';
import { hostileNames, unsafeCodePoints } from './hostile-names.js';

/** The cells of a GFM table row: split at pipes that no backslash escapes. */
function cells(line: string): string[] {
  const parts = [''];
  for (const [token] of line.matchAll(/\\.|[^\\]|\\$/gsu)) {
    if (token === '|') parts.push('');
    else parts.push((parts.pop() ?? '') + token);
  }
  return parts.slice(1, -1).map((cell) => cell.trim());
}

/** What is left when escaped punctuation is taken out: the characters that a Markdown reader would act on. */
const active = (text: string) => text.replace(/\\[!-/:-@[-`{-~]/g, '');

const hostileOutput = () =>
  exampleOutput(({ view, published }) => {
    const [table] = view.tables;
    if (table === undefined) throw new Error('the example has a table');
    table.rows = hostileNames.map((model, i) => ({ rank: i, model }));
    table.title = hostileNames.join(' ');
    view.finding = phrase`${hostileNames.join(' ')}`;
    view.caveats = hostileNames.map((name) => phrase`${name}`);
    view.facts = hostileNames.map((name) => ({ key: 'k', label: name, kind: 'text', value: name }));
    view.charts.push({
      kind: 'bar',
      title: hostileNames.flatMap((name) => phrase`${name}`),
      valueKind: 'share',
      bars: hostileNames.map((label) => ({ label, value: 0.5 })),
    });
    view.next = hostileNames;
    for (const figure of published) figure.source = hostileNames.join(' ');
  });

test('finding, definition, figures, tables, charts, published figures, caveats and commands have headings', () => {
  const headings = renderMarkdown(exampleOutput()).match(/^#+ .*/gm);
  expect(headings).toEqual([
    '# 200 models take 47.3\u202F% of all downloads',
    '## Definition',
    '## Figures',
    '## The most downloaded models',
    '## Top k',
    '## Few models take most downloads',
    '## By size',
    '## Published and computed',
    '## Caveats',
    '## Next',
  ]);
});

test('the footer says where the numbers come from and with what parameters', () => {
  const footer = renderMarkdown(exampleOutput()).split('\n---\n')[1] ?? '';
  for (const part of ['night 2026-11-22', 'run 12', '2\u202F963\u202F204 models', 'whole hub', 'oai 0.1.0']) {
    expect(footer).toContain(part);
  }
  expect(footer).toContain('metric: all-time');
  expect(footer).toContain('author: none');
});

test('an unfinished run is called that', () => {
  const output = exampleOutput(({ provenance }) => (provenance.run_finished = ''));
  expect(renderMarkdown(output)).toContain('to not finished');
});

test('a table keeps its values, alignment and columns', () => {
  const lines = renderMarkdown(exampleOutput()).split('\n');
  const head = lines.findIndex((line) => line.startsWith('| Rank'));
  const table = lines.slice(head, head + 5).map(cells);
  expect(table[0]).toEqual(['Rank', 'Model', 'Downloads (all time)', 'Share', 'Created']);
  expect(table[1]?.map((rule) => rule.endsWith(':'))).toEqual([true, false, true, true, false]);
  expect(table[2]).toEqual([
    '1',
    'openai-community/gpt2',
    '932\u202F329\u202F010',
    '2.1\u202F%',
    '2022-03-02',
  ]);
  expect(table[4]).toEqual(['3', 'bare', 'unknown', 'unknown', 'unknown']);
});

test('data behind a chart is folded', () => {
  const folded = /<details>(.*)<\/details>/s.exec(renderMarkdown(exampleOutput()))?.[1] ?? '';
  expect(folded).toContain('Lorenz curve');
  expect(folded).toMatch(/^\| +25\.0\u202F% \| 40\.0\u202F% \|$/m);
});

describe('hostile names', () => {
  const text = renderMarkdown(hostileOutput());
  const lines = text.split('\n');

  test('leave every table row with the columns of its head', () => {
    const head = lines.findIndex((line) => line.startsWith('| Rank'));
    const rows = lines.slice(head, lines.indexOf('', head)).map(cells);
    expect(rows).toHaveLength(hostileNames.length + 2);
    for (const row of rows) expect(row).toHaveLength(5);
  });

  test('reach the page without control, direction or invisible characters', () => {
    expect(unsafeCodePoints(text)).toEqual([]);
  });

  test('add no heading, list item, code block, HTML or link', () => {
    expect(lines.filter((line) => /^#+ /.test(line))).toHaveLength(11);
    const prose = lines.filter((line) => !line.startsWith('    ') && !/^<\/?(details|summary)>$/.test(line));
    for (const line of prose) {
      expect(active(line)).not.toMatch(/[`<>[\]*_~$&]|:\/\/|\bwww\./);
      expect(line.replace(/^(#+ |- |---$)/, '')).not.toMatch(/^(#|- |=|\d+[.)] )/);
    }
  });

  test('are cut only where nobody would read on', () => {
    expect(markdownText('x'.repeat(5000))).toMatch(/^x{199}…$/);
    expect(markdownText('x'.repeat(150))).toBe('x'.repeat(150));
  });
});

test.each([
  ['my_model-v1.5', 'my\\_model-v1.5'],
  ['a|b', 'a\\|b'],
  ['\\|', '\\\\\\|'],
  ['# one', '\\# one'],
  ['1. one', '1\\. one'],
  ['2.1 %', '2.1 %'],
  ['- one', '\\- one'],
  ['two\nlines', 'two\\\\u{A}lines'],
  ['[x](y)', '\\[x\\](y)'],
  ['https://x.y', 'https\\://x.y'],
])('%j is written %s', (name, written) => {
  expect(markdownText(name)).toBe(written);
});

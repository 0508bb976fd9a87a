import { describe, expect, test } from 'vitest';
import { phrase } from '../../src/reports/phrase.js';
import { renderHtml } from '../../src/render/html/render-html.js';
import { languages } from '../../src/render/language.js';
import { renderSvg } from '../../src/render/svg/render-svg.js';
import { chartsOf } from './charts.js';
import { exampleOutput } from './example-output.js';
import { hostileNames, unsafeCodePoints } from './hostile-names.js';

const hostile = exampleOutput(({ view, published }) => {
  const [table] = view.tables;
  if (table === undefined) throw new Error('the example has a table');
  table.rows = hostileNames.map((model, rank) => ({ rank, model }));
  table.title = hostileNames.join(' ');
  view.finding = hostileNames.flatMap((name) => phrase`${name}`);
  view.caveats = hostileNames.map((name) => phrase`${name}`);
  view.facts = hostileNames.map((name) => ({ key: 'k', label: name, kind: 'text', value: name, note: name }));
  view.charts = chartsOf(hostileNames);
  view.next = hostileNames;
  published.push(...published.map((figure) => ({ ...figure, source: hostileNames.join(' ') })));
});

/** The markup without what stands between tags. */
function tags(text: string): string[] {
  return [...text.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
}

const known =
  /^<\/?(html|head|meta|title|style|body|a|nav|header|main|footer|script|p|h1|h2|h3|ul|li|dl|dt|dd|div|section|table|thead|tbody|tr|th|td|figure|figcaption|details|summary|pre|code|span|b|svg|desc|defs|pattern|rect|line|path|circle|text|g|!doctype html)[\s>/]/;

describe.each(languages)('a page in %s', (language) => {
  const page = renderHtml(hostile, { language });

  test('holds nothing that a name brought with it but text', () => {
    const body = page.slice(page.indexOf('<body>'));
    for (const tag of tags(body)) expect(tag).toMatch(known);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(body).not.toMatch(/<[^>]+\son[a-z]+=/i);
    expect(unsafeCodePoints(page)).toEqual([]);
    for (const [, address = ''] of body.matchAll(/(?:href|src|action)="([^"]*)"/g)) {
      expect(address).toMatch(/^(#|data:text\/csv;charset=utf-8,)/);
    }
  });

  test('asks for nothing and says so to the browser', () => {
    expect(page).toContain(`default-src 'none'`);
    expect(page).not.toMatch(/(src|href)="https?:/);
    expect(page).toContain(`<html lang="${language}"`);
  });

  test('has the same bytes for the same report', () => {
    expect(renderHtml(hostile, { language })).toBe(page);
  });
});

test('a page offers its tables as CSV in which no cell begins a formula', () => {
  const page = renderHtml(hostile);
  const files = [...page.matchAll(/href="data:text\/csv;charset=utf-8,([^"]*)"/g)].map(([, file = '']) =>
    decodeURIComponent(file.replaceAll('&#39;', "'").replaceAll('&amp;', '&')),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    expect(file).not.toMatch(/(^|\n|,)"?[=+@\t\r]/);
  }
});

describe.each(hostile.view.charts.map(({ kind }, index) => [kind, index + 1] as const))(
  'an SVG file of a %s chart',
  (_, chart) => {
    const file = renderSvg(hostile, { chart });

    test('is well-formed and holds nothing that a name brought with it but text', () => {
      expect(file).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      const open: string[] = [];
      for (const tag of tags(file)) {
        expect(tag).toMatch(known);
        const name = /^<\/?([a-z]+)/i.exec(tag)?.[1] ?? '';
        if (tag.startsWith('</')) expect(open.pop()).toBe(name);
        else if (!tag.endsWith('/>')) open.push(name);
      }
      expect(open).toEqual([]);
      expect(file).not.toMatch(/<(script|foreignObject|image|use|a)[\s>]/i);
      expect(unsafeCodePoints(file)).toEqual([]);
      expect(file).not.toMatch(/NaN|Infinity|undefined/);
    });
  },
);

test('an SVG file of a chart that the report does not have is refused with what it has', () => {
  expect(() => renderSvg(exampleOutput(), { chart: 99 })).toThrow('no chart 99');
});

test.each([
  ['no values', []],
  ['one value', ['only']],
])('every kind of chart can be drawn with %s', (_, labels) => {
  const output = exampleOutput(({ view }) => {
    view.charts = chartsOf(labels);
  });
  output.view.charts.forEach((__, index) => {
    expect(renderSvg(output, { chart: index + 1 })).not.toMatch(/NaN|Infinity|undefined/);
  });
  expect(renderHtml(output).replace(/<script>.*<\/script>/s, '')).not.toMatch(/NaN|Infinity/);
});

test('numbers of a Russian page have a decimal comma and words of their own', () => {
  const page = renderHtml(exampleOutput(), { language: 'ru' });
  expect(page).toMatch(/47,3\u202F%/);
  expect(page).toContain('неизвестно');
});
